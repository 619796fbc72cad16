//! The public spaces protection order: 2014 Act ss.59–75 (PSP-1 to PSP-6).

use super::{Act, Key, bench::Bench, notices};

pub(super) fn judge(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Applied => make(bench),
        Act::Varied => vary(bench),
        Act::Appealed => match bench.facts.date(Key::MadeOn) {
            Some(made) => bench.within_days(("PSP-4", "challenge_days"), made, &[Key::MadeOn]),
            None => bench.block(
                "PSP-4",
                "The day it was made or varied is not recorded.",
                &[],
            ),
        },
        Act::Penalty => notices::penalty(bench, ("PSP-5", "fixed_penalty_pounds")),
        Act::Charged => notices::charge(bench, ("PSP-5", "no_charge_days")),
        Act::Breached => bench.permit("PSP-5", "A breach is an offence.", &[]),
        _ => {}
    }
}

fn make(bench: &mut Bench<'_>) {
    bench.only_by("PSP-1", &["district", "unitary", "head_of_paid_service"]);
    let not = "Activities with a detrimental, persistent and unreasonable effect that justifies it are not recorded.";
    bench.require("PSP-1", Key::Evidence, not);
    let expedited = bench.facts.yes(Key::Expedited);
    if expedited {
        bench.require(
            "PSP-6",
            Key::ConsentsGiven,
            "The consents that come first are not recorded.",
        );
    } else {
        consult(bench);
    }
    let number = match expedited {
        true => ("PSP-6", "max_months"),
        false => ("PSP-2", "max_months"),
    };
    let start = bench.facts.date(Key::EffectOn).unwrap_or(bench.on());
    if let Some(until) = bench.end_is_known(number.0) {
        bench.within_months(number, start, until, &[Key::Until, Key::EffectOn]);
    }
}

fn consult(bench: &mut Bench<'_>) {
    let first = [
        (
            Key::PoliceConsulted,
            "The chief officer of police has not been consulted.",
        ),
        (
            Key::PolicingBodyConsulted,
            "The policing body has not been consulted.",
        ),
        (
            Key::CommunityConsulted,
            "Community representatives have not been consulted.",
        ),
        (
            Key::OwnersConsulted,
            "Owners or occupiers have not been consulted.",
        ),
        (
            Key::Published,
            "It has not been publicised and notified to parish and county.",
        ),
    ];
    for (key, not) in first {
        bench.require("PSP-3", key, not);
    }
}

/// Its terms or its last day are changed, while it runs.
fn vary(bench: &mut Bench<'_>) {
    bench.only_by("PSP-1", &["district", "unitary", "head_of_paid_service"]);
    consult(bench);
    let Some(current) = bench.facts.date(Key::CurrentUntil) else {
        bench.block(
            "PSP-2",
            "Its last day as it stands now is not recorded.",
            &[],
        );
        return;
    };
    let texts = (
        "It has not expired.",
        "It has expired, and only an order that runs can be extended.",
    );
    let on = bench.on();
    bench.check("PSP-2", on <= current, texts, &[Key::CurrentUntil]);
    let Some(until) = bench.facts.date(Key::Until) else {
        return;
    };
    if bench.facts.yes(Key::Expedited) {
        // An expedited order is never in force for longer, extended or not.
        let start = bench.facts.date(Key::EffectOn).unwrap_or(on);
        let keys = [Key::Until, Key::EffectOn, Key::Expedited];
        bench.within_months(("PSP-6", "max_months"), start, until, &keys);
    } else {
        let next = current.succ_opt().unwrap_or(current);
        let keys = [Key::Until, Key::CurrentUntil];
        bench.within_months(("PSP-2", "extension_max_months"), next, until, &keys);
    }
}
