//! Those who account for what was shared (R3.4): who saw what and why, not what was said.

use domain::AreaCode;

use crate::{
    Caller, Decision,
    question::{Thing, ask},
};

/// May they be told who may see what belongs to `area`, and why?
pub fn explain(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "access.explain", &Thing::register(Some(area)), None)
}

/// May they take out the audit of a case of `area`?
pub fn export(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "audit.export", &Thing::register(Some(area)), None)
}
