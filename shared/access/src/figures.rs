//! Who sees figures about an area, which hold no names (R10.1, R10.3).

use domain::AreaCode;

use crate::{
    Caller, Decision,
    question::{Thing, ask},
};

/// May they see the figures of `area`, or with `None` those of all areas together?
pub fn see(caller: &Caller, area: Option<&AreaCode>) -> Decision {
    ask(caller, "figures.see", &Thing::register(area), None)
}
