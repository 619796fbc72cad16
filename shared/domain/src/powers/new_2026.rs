//! What the Crime and Policing Act 2026 adds: off until its commencement is entered (R6.6).

use super::{Act, Key, bench::Bench, injunction};

pub(super) fn respect(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Considered => in_force(bench, "NEW-1"),
        Act::Applied => {
            bench.min_age(("NEW-1", "min_age"));
            bench.require(
                "NEW-1",
                Key::RiskAssessed,
                "A risk assessment comes first, and none is recorded.",
            );
            let not = "Behaviour that caused or was likely to cause harassment, alarm or distress is not recorded, or not that an order is just and convenient.";
            bench.require("NEW-1", Key::Evidence, not);
        }
        Act::Granted | Act::Varied | Act::Breached => in_force(bench, "NEW-1"),
        _ => {}
    }
}

fn in_force(bench: &mut Bench<'_>, id: &str) {
    bench.permit(id, "It is in force on that day.", &[]);
}

pub(super) fn youth(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Considered => in_force(bench, "NEW-2"),
        Act::Applied => {
            bench.min_age(("NEW-2", "min_age"));
            let adult = bench.is_under(("INJ-4", "adult_age")) == Some(false);
            let age = bench.count(("INJ-4", "adult_age"));
            let so = format!("They are under {age}.");
            let not =
                format!("They are {age} or over: a youth injunction is for those under {age}.");
            bench.check("NEW-2", !adult, (&so, &not), &[Key::BornOn]);
            injunction::apply(bench);
        }
        _ => as_injunction(bench, act),
    }
}

/// What it shares with the injunction in whose place it comes.
fn as_injunction(bench: &mut Bench<'_>, act: Act) {
    let judge = match act {
        Act::Hearing => injunction::hearing,
        Act::Granted => injunction::grant,
        Act::Varied => injunction::vary,
        Act::Brought => injunction::brought,
        Act::Breached => injunction::breach,
        Act::Ended => injunction::end,
        _ => return,
    };
    in_force(bench, "NEW-2");
    judge(bench);
}

pub(super) fn housing(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Considered => in_force(bench, "NEW-2"),
        Act::Applied => {
            bench.min_age(("NEW-2", "housing_min_age"));
            injunction::apply(bench);
        }
        _ => as_injunction(bench, act),
    }
}

/// A vehicle seized without a warning.
pub(super) fn vehicle(bench: &mut Bench<'_>, act: Act) {
    if act == Act::Applied {
        bench.only_by(
            "NEW-7",
            &["constable", "sergeant", "inspector", "superintendent"],
        );
        bench.require(
            "NEW-7",
            Key::Evidence,
            "That the vehicle was used in an anti-social way is not recorded.",
        );
    }
}
