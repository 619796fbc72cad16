//! Those who account for what was shared (R3.4, R3.5).

use domain::{AreaCode, case::Case};

use crate::{
    Caller, Decision,
    question::{Thing, ask},
};

/// May they be told who may see what belongs to `area`, and why?
pub fn explain(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "access.explain", &Thing::register(Some(area)), None)
}

/// May they take out the whole journal of a case, everybody's readings and the proofs, for a review?
pub fn take_out(caller: &Caller, case: &Case) -> Decision {
    ask(
        caller,
        "audit.export",
        &Thing::register(Some(&case.area)),
        None,
    )
}

/// May they ask that about any area at all?
pub fn explain_somewhere(caller: &Caller) -> Decision {
    let everywhere = ask(caller, "access.explain", &Thing::register(None), None);
    let areas = caller.areas();
    let each = areas.iter().map(|area| explain(caller, area));
    std::iter::once(everywhere)
        .chain(each)
        .find(Decision::is_permitted)
        .unwrap_or(Decision::REFUSED)
}
