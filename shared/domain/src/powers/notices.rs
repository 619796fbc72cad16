//! Community protection warnings and notices, and penalties: 2014 Act ss.43–58 (CPN-1 to CPN-6).

use super::{
    Act, Key,
    bench::{Bench, Number},
};
use crate::time;

const ISSUERS: &[&str] = &[
    "district",
    "unitary",
    "head_of_paid_service",
    "designee",
    "constable",
    "sergeant",
    "inspector",
    "superintendent",
    "chief_officer",
];

/// The written warning that comes before a notice.
pub(super) fn warning(bench: &mut Bench<'_>, act: Act) {
    if act == Act::Applied {
        respondent(bench);
        bench.only_by("CPN-6", ISSUERS);
        bench.require("CPN-2", Key::Written, "A warning counts only in writing.");
    }
}

pub(super) fn judge(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Considered => bench.tell_youth_justice_soon(),
        Act::Applied => issue(bench),
        Act::Appealed => appeal(bench),
        Act::Penalty => penalty(bench, ("CPN-5", "fixed_penalty_pounds")),
        Act::Charged => charge(bench, ("CPN-5", "no_charge_days")),
        Act::Breached => {
            let text = "Not complying is an offence; a fixed penalty can be offered.";
            bench.permit("CPN-5", text, &[]);
        }
        _ => {}
    }
}

fn respondent(bench: &mut Bench<'_>) {
    match bench.is_body() {
        true => bench.permit("CPN-1", "A body has no age.", &[Key::Body]),
        false => bench.min_age(("CPN-1", "min_age")),
    }
    let not = "Conduct with a detrimental, persistent or continuing effect that is unreasonable is not recorded.";
    bench.require("CPN-1", Key::Evidence, not);
}

fn issue(bench: &mut Bench<'_>) {
    respondent(bench);
    warned(bench);
    let not =
        "No body is recorded as informed; whoever gives it informs those they think appropriate.";
    bench.expect("CPN-3", Key::BodiesInformed, not);
    bench.only_by("CPN-6", ISSUERS);
    bench.tell_youth_justice();
}

fn warned(bench: &mut Bench<'_>) {
    let keys = [Key::WarnedOn, Key::EffectContinues];
    match bench.facts.date(Key::WarnedOn) {
        None => bench.block("CPN-2", "No earlier written warning is recorded.", &keys),
        Some(day) if day > bench.on() => {
            bench.block(
                "CPN-2",
                "The written warning comes after the notice.",
                &keys,
            );
        }
        Some(day) if day == bench.on() => {
            let text = "The warning was given the same day: was there enough time to act on it?";
            bench.warn("CPN-2", text, &keys);
        }
        Some(_) => bench.permit("CPN-2", "A written warning came first.", &keys),
    }
    bench.require(
        "CPN-2",
        Key::EffectContinues,
        "That the effect goes on after the warning is not recorded.",
    );
}

fn appeal(bench: &mut Bench<'_>) {
    match bench.facts.date(Key::MadeOn) {
        Some(made) => bench.within_days(("CPN-4", "appeal_days"), made, &[Key::MadeOn]),
        None => bench.block("CPN-4", "The day it was issued is not recorded.", &[]),
    }
}

/// A fixed penalty up to a rule's number.
pub(super) fn penalty(bench: &mut Bench<'_>, cap: Number) {
    let most = bench.count(cap);
    let text = format!("A fixed penalty is at most £{most} on that day.");
    let pounds = bench.facts.number(Key::Pounds);
    let ok = pounds.is_some_and(|pounds| pounds <= most);
    bench.check(cap.0, ok, (&text, &text), &[Key::Pounds]);
    if !ok && !bench.holds("NEW-4") {
        bench.block(
            "NEW-4",
            "The higher penalty is not in force on that day.",
            &[Key::Pounds],
        );
    }
}

/// A charge, which waits some days after a fixed penalty for what is charged. One that was recorded for
/// something else does not keep it back, once somebody has said so.
pub(super) fn charge(bench: &mut Bench<'_>, wait: Number) {
    let (told, last) = (
        bench.facts.date(Key::PenaltyOn),
        bench.facts.date(Key::LastPenaltyOn),
    );
    let days = bench.count(wait);
    let waits_to = |penalty| time::days_following(penalty, days);
    match told {
        Some(penalty) => {
            let end = waits_to(penalty);
            let text = format!(
                "Nothing is prosecuted until {} has passed.",
                time::long_date(end)
            );
            let ok = bench.on() > end;
            bench.check(wait.0, ok, (&text, &text), &[Key::PenaltyOn]);
        }
        None => bench.permit(wait.0, "No fixed penalty is recorded for it.", &[]),
    }
    if let Some(penalty) = last.filter(|last| told != Some(*last) && bench.on() <= waits_to(*last))
    {
        let text = format!(
            "A fixed penalty was offered on {}: if it was for what is charged, nothing is prosecuted until {} has passed.",
            time::long_date(penalty),
            time::long_date(waits_to(penalty))
        );
        bench.warn(wait.0, &text, &[Key::PenaltyOn, Key::LastPenaltyOn]);
    }
}
