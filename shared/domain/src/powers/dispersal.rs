//! Dispersal: 2014 Act ss.34–42 (DSP-1 to DSP-3).

use super::{Act, Key, bench::Bench};
use crate::time::Skip;

pub(super) fn judge(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Applied => authorise(bench),
        Act::Directed => direct(bench),
        _ => {}
    }
}

fn authorise(bench: &mut Bench<'_>) {
    bench.only_by("DSP-1", &["inspector", "superintendent", "chief_officer"]);
    bench.require(
        "DSP-1",
        Key::Written,
        "It is given in writing, signed and with the grounds.",
    );
    bench.require(
        "DSP-1",
        Key::Necessary,
        "That it is necessary is not recorded.",
    );
    lasts(bench, "DSP-1");
}

fn lasts(bench: &mut Bench<'_>, id: &'static str) {
    let keys = [Key::FromAt, Key::UntilAt];
    match bench
        .facts
        .instant(Key::FromAt)
        .zip(bench.facts.instant(Key::UntilAt))
    {
        Some(times) => {
            bench.within_hours((id, "max_hours"), times, Skip::Nothing, &keys);
            reviewed(bench, times);
        }
        None => bench.block(id, "When it starts and when it ends is needed.", &keys),
    }
}

/// What goes past 48 hours under the new Act is looked at again by then.
fn reviewed(
    bench: &mut Bench<'_>,
    (from, until): (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>),
) {
    if bench.holds("NEW-3") {
        let hours = bench.count(("NEW-3", "review_hours"));
        if until > crate::time::hours_after(from, hours, Skip::Nothing) {
            let text = format!("It is looked at again after {hours} hours.");
            bench.warn("NEW-3", &text, &[Key::FromAt, Key::UntilAt]);
        }
    }
}

fn direct(bench: &mut Bench<'_>) {
    bench.only_by(
        "DSP-2",
        &["constable", "sergeant", "inspector", "superintendent"],
    );
    bench.require("DSP-2", Key::Uniformed, "A constable in uniform gives it.");
    bench.require(
        "DSP-2",
        Key::Necessary,
        "The suspicion, and that it is necessary, is not recorded.",
    );
    bench.expect(
        "DSP-2",
        Key::Written,
        "It is given in writing if that is practicable.",
    );
    begun_within(bench);
    lasts(bench, "DSP-2");
    let least = bench.count(("DSP-3", "min_apparent_age"));
    let ok = bench
        .facts
        .number(Key::ApparentAge)
        .is_some_and(|age| age >= least);
    let texts = (
        format!("They appear to be {least} or over."),
        format!(
            "They appear to be under {least}, or nobody recorded how old they appear; records do not count."
        ),
    );
    bench.check("DSP-3", ok, (&texts.0, &texts.1), &[Key::ApparentAge]);
    bench.forbid(
        "DSP-3",
        Key::Keeps,
        "It keeps them from where they must be able to go.",
    );
    bench.forbid(
        "DSP-3",
        Key::Picket,
        "It is not given to a lawful picket or procession.",
    );
}

/// A direction begins while it is authorised, and may outlast that.
fn begun_within(bench: &mut Bench<'_>) {
    let given = bench.facts.instant(Key::FromAt);
    let from = bench.facts.instant(Key::AuthorisedFrom);
    let until = bench.facts.instant(Key::AuthorisedUntil);
    let begun = |given| Some(from? <= given && given <= until?);
    let ok = given.and_then(begun).unwrap_or(false);
    let texts = (
        "It begins while the authorisation holds.",
        "It does not begin while an authorisation is recorded to hold.",
    );
    let keys = [Key::FromAt, Key::AuthorisedFrom, Key::AuthorisedUntil];
    bench.check("DSP-2", ok, texts, &keys);
}
