//! Who deals with notices that came back (R4.2).

use domain::AreaCode;

use crate::{
    Caller, Decision,
    question::{Thing, ask},
};

/// May they see which notices about the area's referrals, cases and meetings did not arrive, and
/// say what was done? Not the chair, who does not see referrals.
pub fn deal(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "notice.deal", &Thing::register(Some(area)), None)
}
