//! Possession on the absolute ground: Housing Acts 1985 and 1988 (POS-1 to POS-4).

use super::{Act, Key, bench::Bench};

pub(super) fn judge(bench: &mut Bench<'_>, act: Act) {
    match act {
        Act::Applied => notice(bench),
        Act::Appealed => review(bench),
        _ => {}
    }
}

/// The notice that comes before the claim.
fn notice(bench: &mut Bench<'_>) {
    let keys = [Key::Ground, Key::GroundOn];
    let ground = bench.facts.choice(Key::Ground).unwrap_or_default();
    let texts = (
        "This is one of the grounds.",
        "None of the grounds is recorded.",
    );
    bench.check("POS-1", !ground.is_empty(), texts, &keys);
    bench.forbid(
        "POS-1",
        Key::UnderAppeal,
        "While the ground is under appeal it does not count.",
    );
    if ground == "closure" {
        let hours = bench.count(("POS-1", "closed_hours"));
        let not = format!("Access must have been barred for longer than {hours} hours.");
        bench.require("POS-1", Key::ClosedLong, &not);
    }
    if bench.holds("POS-4") {
        bench.warn("POS-4", "The notice for this ground has changed.", &[]);
    }
    in_time(bench, ground == "closure");
}

fn in_time(bench: &mut Bench<'_>, closure: bool) {
    let name = match closure {
        true => "notice_months_after_closure",
        false => "notice_months",
    };
    let keys = [Key::GroundOn, Key::AppealEndedOn];
    let ended = bench.facts.date(Key::AppealEndedOn);
    match ended.or(bench.facts.date(Key::GroundOn)) {
        Some(start) if start <= bench.on() => {
            let on = bench.on();
            bench.within_months(("POS-2", name), start, on, &keys);
        }
        Some(_) => bench.block("POS-2", "The notice comes before its ground.", &keys),
        None => bench.block(
            "POS-2",
            "The day of the conviction, finding or order is not recorded.",
            &keys,
        ),
    }
}

/// A council's tenant asks for a review of the decision.
fn review(bench: &mut Bench<'_>) {
    bench.require(
        "POS-3",
        Key::CouncilTenant,
        "Only a council’s tenant can ask for this review.",
    );
    match bench.facts.date(Key::ServedOn) {
        Some(served) => bench.within_days(("POS-3", "review_days"), served, &[Key::ServedOn]),
        None => bench.block(
            "POS-3",
            "The day on which the notice was served is not recorded.",
            &[],
        ),
    }
}
