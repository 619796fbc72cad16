//! Who answers somebody that asks what is held about them (R12.1).

use domain::AreaCode;

use crate::{
    Caller, Decision,
    question::{Thing, ask},
};

/// May they answer requests in the area, and read for that what its cases hold of the person?
pub fn answer(caller: &Caller, area: &AreaCode) -> Decision {
    let register = Thing::register(Some(area));
    ask(caller, "subject-access.answer", &register, None)
}
