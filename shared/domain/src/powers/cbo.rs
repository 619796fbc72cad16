//! The criminal behaviour order: Sentencing Act 2020 (CBO-1 to CBO-5).

use chrono::NaiveDate;

use super::{Act, Key, bench::Bench};
use crate::time;

pub(super) fn judge(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Considered => bench.tell_youth_justice_soon(),
        Act::Applied => apply(bench),
        Act::Granted => grant(bench),
        Act::Varied => {
            let text = "The months to the next review begin anew with this day.";
            bench.permit("CBO-5", text, &[]);
            vary(bench);
        }
        Act::Breached => breach(bench),
        _ => {}
    }
}

fn apply(bench: &mut Bench<'_>) {
    bench.min_age(("CBO-1A", "min_age"));
    bench.only_by("CBO-1", &["prosecution"]);
    bench.require(
        "CBO-1",
        Key::Convicted,
        "It follows a conviction, and none is recorded.",
    );
    bench.require("CBO-1", Key::Evidence, "Behaviour that caused or was likely to cause harassment, alarm or distress is not recorded.");
    bench.require(
        "CBO-1",
        Key::WillHelp,
        "That the order will help to prevent more is not recorded.",
    );
    discharge(bench);
    views(bench, bench.on());
    bench.tell_youth_justice();
}

fn discharge(bench: &mut Bench<'_>) {
    let so = "It cannot be added to an absolute discharge.";
    bench.forbid("CBO-1", Key::AbsoluteDischarge, so);
}

/// The youth offending team's views, of who was under 18 on the day it was applied for.
fn views(bench: &mut Bench<'_>, applied: NaiveDate) {
    let adult = ("CBO-2", "adult_age");
    let age = bench.count(adult);
    if !bench.was_young(adult, applied) {
        let text = format!("They are {age} or over when it is applied for: no views are needed.");
        bench.permit("CBO-2", &text, &[Key::BornOn]);
    } else if bench.facts.yes(Key::Interim) {
        bench.permit(
            "CBO-2",
            "An interim order does not need the views.",
            &[Key::Interim],
        );
    } else {
        let not = format!(
            "They are under {age}, or nobody knows, and the prosecution has not found out the youth offending team’s views."
        );
        bench.require("CBO-2", Key::YotConsulted, &not);
    }
}

fn grant(bench: &mut Bench<'_>) {
    discharge(bench);
    if bench.facts.yes(Key::Interim) {
        bench.permit(
            "CBO-3",
            "An interim order lasts as the court says.",
            &[Key::Interim],
        );
        return;
    }
    // An interim order that was asked for without the views gives no order to last.
    let applied = bench.facts.date(Key::AppliedOn).unwrap_or(bench.on());
    views(bench, applied);
    let made = bench.on();
    let Some((start, until)) = term(bench, made) else {
        return;
    };
    // Of somebody of no known age it is the longer one.
    let least = match bench.is_under(("CBO-3", "adult_age")) {
        Some(true) => bench.count(("CBO-3", "youth_min_months")),
        Some(false) | None => bench.count(("CBO-3", "adult_min_months")),
    };
    let first = time::months_beginning_with(start, least);
    let text = format!(
        "At least {least} months: to {} or later.",
        time::long_date(first)
    );
    bench.check("CBO-3", until >= first, (&text, &text), TERM);
}

/// What a term is judged by.
const TERM: &[Key] = &[Key::Until, Key::EffectOn, Key::BornOn];

/// A term of at most so many months when made before 18; any term, or none, from then on. Gives when
/// it begins and ends, if it ends.
fn term(bench: &mut Bench<'_>, made: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let young = bench.was_young(("CBO-3", "adult_age"), made);
    if bench.facts.yes(Key::Indefinite) {
        let age = bench.count(("CBO-3", "adult_age"));
        let so = format!("Made from {age} on, it can be indefinite.");
        let not = format!("Made before {age}, it has a fixed term.");
        bench.check(
            "CBO-3",
            !young,
            (&so, &not),
            &[Key::Indefinite, Key::BornOn],
        );
        return None;
    }
    let until = bench.end_is_known("CBO-3")?;
    let start = bench.facts.date(Key::EffectOn).unwrap_or(made);
    if young {
        bench.within_months(("CBO-3", "youth_max_months"), start, until, TERM);
    }
    Some((start, until))
}

fn vary(bench: &mut Bench<'_>) {
    if bench.sets_term() {
        let made = bench.made_on();
        term(bench, made);
    }
}

fn breach(bench: &mut Bench<'_>) {
    let name = match bench.facts.yes(Key::OnIndictment) {
        true => "indictment_max_months",
        false => "summary_max_months",
    };
    let most = bench.count(("CBO-4", name));
    let months = bench.facts.number(Key::SentenceMonths).unwrap_or(0);
    let text = format!("A breach is an offence: at most {most} months.");
    let keys = [Key::SentenceMonths, Key::OnIndictment];
    bench.check("CBO-4", months <= most, (&text, &text), &keys);
}
