//! What nobody is bound to, and what binds parents (ABC-1, PAR-1).

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
            bench.fixed_term("ABC-1", bench.on());
        }
        Act::Varied if bench.sets_term() => bench.fixed_term("ABC-1", bench.made_on()),
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
        Act::Varied if bench.sets_term() => bench.fixed_term("PAR-1", bench.made_on()),
        Act::Granted => {
            bench.fixed_term("PAR-1", bench.on());
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
