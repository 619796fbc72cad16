//! Who knows who takes part, and who keeps people, agencies and areas (R3.2, R11.2).

use domain::AreaCode;

use crate::{
    Caller, Decision,
    question::{Thing, ask},
};

/// May they know which areas and agencies there are, and who acts for them?
pub fn read(caller: &Caller) -> Decision {
    ask(caller, "directory.read", &Thing::register(None), None)
}

/// May they keep what belongs to `area`, or with `None` what belongs to none: agencies, people,
/// and new areas?
pub fn manage(caller: &Caller, area: Option<&AreaCode>) -> Decision {
    ask(caller, "directory.manage", &Thing::register(area), None)
}
