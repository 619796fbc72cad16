//! Who decides how long things are kept, and what erases them (R12.2).

use domain::AreaCode;

use crate::{
    Caller, Decision,
    question::{Thing, ask},
};

/// May they see what of the area is due, held, or to be erased, and decide about it?
pub fn decide(caller: &Caller, area: &AreaCode) -> Decision {
    ask(
        caller,
        "retention.decide",
        &Thing::register(Some(area)),
        None,
    )
}

/// May they erase what a single entry said that its agency has withdrawn?
pub fn erase_entry(caller: &Caller, area: &AreaCode) -> Decision {
    ask(
        caller,
        "retention.erase-entry",
        &Thing::register(Some(area)),
        None,
    )
}

/// May they take out what was said, once its erasure was ordered and its day has come?
pub fn erase(caller: &Caller, area: &AreaCode) -> Decision {
    ask(
        caller,
        "retention.erase",
        &Thing::register(Some(area)),
        None,
    )
}
