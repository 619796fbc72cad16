//! What nobody is bound to, and what binds parents (ABC-1, PAR-1).

use chrono::NaiveDate;

use super::{Act, Key, bench::Bench};

pub(super) fn contract(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Applied => {
            bench.require("ABC-1", Key::Written, "It is a written agreement.");
            bench.require(
                "ABC-1",
                Key::Agreed,
                "Nobody is bound to sign it: that they agreed is not recorded.",
            );
            if let Some(until) = bench.end_is_known("ABC-1") {
                let start = bench.on();
                bench.within_months(("ABC-1", "max_months"), start, until, &[Key::Until]);
            }
        }
        Act::Varied if bench.sets_term() => {
            if let Some(until) = bench.end_is_known("ABC-1") {
                let made = bench.made_on();
                bench.within_months(("ABC-1", "max_months"), made, until, &[Key::Until]);
            }
        }
        Act::Breached => bench.permit("ABC-1", "Breaking it is evidence, and no offence.", &[]),
        _ => {}
    }
}

pub(super) fn parenting(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Applied => {
            let those = [
                "youth_offending_team",
                "district",
                "county",
                "unitary",
                "provider",
                "prosecution",
            ];
            bench.only_by("PAR-1", &those);
        }
        Act::Varied if bench.sets_term() => {
            let made = bench.made_on();
            parenting_term(bench, made);
        }
        Act::Granted => {
            let made = bench.on();
            parenting_term(bench, made);
            let most = bench.count(("PAR-1", "programme_max_months"));
            let months = bench.facts.number(Key::ProgrammeMonths).unwrap_or(0);
            let text = format!("A programme lasts at most {most} months.");
            bench.check(
                "PAR-1",
                months <= most,
                (&text, &text),
                &[Key::ProgrammeMonths],
            );
        }
        _ => {}
    }
}

fn parenting_term(bench: &mut Bench<'_>, made: NaiveDate) {
    if let Some(until) = bench.end_is_known("PAR-1") {
        bench.within_months(("PAR-1", "max_months"), made, until, &[Key::Until]);
    }
}
