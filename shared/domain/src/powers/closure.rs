//! Closure notices and orders: 2014 Act ss.76–93 (CLO-1 to CLO-5).

use super::{Act, Key, bench::Bench};
use crate::time::{self, Skip};

/// Who can make a notice last longer.
const SENIOR: &[&str] = &["superintendent", "chief_officer", "head_of_paid_service"];

pub(super) fn notice(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Applied => issue(bench),
        Act::Varied => prolong(bench),
        _ => {}
    }
}

fn issue(bench: &mut Bench<'_>) {
    let mut issuers = vec![
        "inspector",
        "superintendent",
        "chief_officer",
        "district",
        "unitary",
        "head_of_paid_service",
    ];
    if bench.holds("NEW-5") {
        issuers.push("provider");
    }
    bench.only_by("CLO-1", &issuers);
    bench.require(
        "CLO-1",
        Key::Evidence,
        "Nuisance to the public or disorder, or their likelihood, is not recorded.",
    );
    bench.require(
        "CLO-1",
        Key::BodiesInformed,
        "Nobody is recorded as consulted.",
    );
    bench.require(
        "CLO-1",
        Key::TriedToInform,
        "That those concerned were informed, or that it was tried, is not recorded.",
    );
    bench.forbid(
        "CLO-1",
        Key::ExcludesResidents,
        "A notice cannot keep out those who live there, or the owner.",
    );
    let keys = [Key::FromAt, Key::UntilAt, Key::By];
    let Some((from, until)) = bench
        .facts
        .instant(Key::FromAt)
        .zip(bench.facts.instant(Key::UntilAt))
    else {
        bench.block("CLO-2", "When it starts and when it ends is needed.", &keys);
        return;
    };
    let plain = time::hours_after(from, bench.count(("CLO-2", "max_hours")), Skip::Nothing);
    if until <= plain {
        bench.within_hours(("CLO-2", "max_hours"), (from, until), Skip::Nothing, &keys);
        return;
    }
    senior(bench);
    bench.within_hours(
        ("CLO-2", "senior_max_hours"),
        (from, until),
        Skip::Christmas,
        &keys,
    );
}

fn senior(bench: &mut Bench<'_>) {
    let by = bench.facts.choice(Key::By).unwrap_or_default();
    let hours = bench.count(("CLO-2", "max_hours"));
    let not = format!(
        "More than {hours} hours needs a superintendent or above, or the head of paid service or their designee."
    );
    let texts = ("They are senior enough for a longer notice.", not.as_str());
    bench.check("CLO-2", SENIOR.contains(&by), texts, &[Key::By]);
}

/// However often it is extended, it is by so many hours altogether. One that was issued by somebody
/// senior enough for the longer period is not extended. What does not last longer is no extension.
fn prolong(bench: &mut Bench<'_>) {
    let facts = bench.facts;
    let (current, until) = (
        facts.instant(Key::CurrentUntilAt),
        facts.instant(Key::UntilAt),
    );
    if until.is_none_or(|until| current.is_some_and(|current| until <= current)) {
        bench.permit(
            "CLO-2",
            "It does not last longer than before.",
            &[Key::UntilAt],
        );
        return;
    }
    senior(bench);
    let keys = [Key::IssuedBy, Key::IssuedUntilAt, Key::UntilAt];
    let issued = facts
        .choice(Key::IssuedBy)
        .zip(facts.instant(Key::IssuedUntilAt));
    let Some(((by, ended), until)) = issued.zip(until) else {
        let text = "Who issued it, when it ended as issued, and when it would end, is needed.";
        bench.block("CLO-2", text, &keys);
        return;
    };
    let hours = bench.count(("CLO-2", "senior_max_hours"));
    let not = format!(
        "It was issued by somebody who could make it last {hours} hours, and such a notice is not extended."
    );
    let texts = ("It was not issued for the longer period.", not.as_str());
    bench.check("CLO-2", !SENIOR.contains(&by), texts, &keys);
    let times = (ended, until);
    bench.within_hours(("CLO-2", "extension_hours"), times, Skip::Nothing, &keys);
}

pub(super) fn order(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Applied => apply(bench),
        Act::Hearing => hearing(bench),
        Act::Granted => grant(bench),
        Act::Varied => extend(bench),
        Act::Appealed => match bench.facts.date(Key::MadeOn) {
            Some(made) => bench.within_days(("CLO-5", "appeal_days"), made, &[Key::MadeOn]),
            None => bench.block("CLO-5", "The day of the decision is not recorded.", &[]),
        },
        _ => {}
    }
}

/// Who applies: the police or the council that issued the notice.
fn apply(bench: &mut Bench<'_>) {
    let mut those = vec![
        "constable",
        "sergeant",
        "inspector",
        "superintendent",
        "chief_officer",
        "district",
        "unitary",
        "head_of_paid_service",
    ];
    if bench.holds("NEW-5") {
        those.push("provider");
    }
    bench.only_by("CLO-1", &those);
    if bench.facts.instant(Key::ServedAt).is_none() {
        bench.block(
            "CLO-3",
            "It follows a closure notice, and none is recorded as served.",
            &[],
        );
    }
}

fn hearing(bench: &mut Bench<'_>) {
    let keys = [Key::ServedAt, Key::HeardAt];
    match bench
        .facts
        .instant(Key::ServedAt)
        .zip(bench.facts.instant(Key::HeardAt))
    {
        Some(times) => {
            bench.within_hours(("CLO-3", "hearing_hours"), times, Skip::Christmas, &keys)
        }
        None => bench.block(
            "CLO-3",
            "When the notice was served and when it is heard is needed.",
            &keys,
        ),
    }
    if let Some(day) = bench.facts.date(Key::AdjournedUntil) {
        let last = time::days_following(bench.on(), bench.count(("CLO-3", "adjourn_days")));
        let text = format!(
            "It can be adjourned to {} at the latest.",
            time::long_date(last)
        );
        bench.check("CLO-3", day <= last, (&text, &text), &[Key::AdjournedUntil]);
    }
}

fn grant(bench: &mut Bench<'_>) {
    bench.fixed_term("CLO-4", bench.on());
}

fn extend(bench: &mut Bench<'_>) {
    let facts = bench.facts;
    let days = facts.date(Key::MadeOn).zip(facts.date(Key::CurrentUntil));
    let keys = [Key::MadeOn, Key::CurrentUntil, Key::Until];
    let Some(((made, current), until)) = days.zip(facts.date(Key::Until)) else {
        bench.block(
            "CLO-4",
            "When it was made, when it ends, and when it would end, is needed.",
            &keys,
        );
        return;
    };
    let on = bench.on();
    let texts = (
        "It has not expired.",
        "It has expired, and only an order that runs can be extended.",
    );
    bench.check("CLO-4", on <= current, texts, &keys);
    let next = current.succ_opt().unwrap_or(current);
    bench.within_months(("CLO-4", "extension_max_months"), next, until, &keys);
    bench.within_months(("CLO-4", "total_max_months"), made, until, &keys);
    bench.require(
        "CLO-4",
        Key::BodiesInformed,
        "Police and council consult each other first.",
    );
}
