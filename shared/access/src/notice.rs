//! Who deals with notices that came back (R4.2).

use domain::{AreaCode, directory::Role};

use crate::{Caller, Decision, decision::Policy};

const COORDINATOR: Policy = Policy {
    id: "notice.area-coordinator",
    reason: "the area's coordinator sees that those who should know are told",
};

/// May they see which notices about the area's referrals, cases and meetings did not arrive, and
/// say what was done? Not the chair, who does not see referrals.
pub fn deal(caller: &Caller, area: &AreaCode) -> Decision {
    Decision::by([(COORDINATOR, caller.holds(Role::Coordinator, area))])
}

/// Every policy on notices, for the page that explains them.
pub const POLICIES: [Policy; 1] = [COORDINATOR];
