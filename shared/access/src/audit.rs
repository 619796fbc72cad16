//! Who may take a case's audit out of the service (R3.5).

use domain::{case::Case, directory::Role};

use crate::{Caller, Decision, decision::Policy};

const COORDINATOR: Policy = Policy {
    id: "audit.area-coordinator",
    reason: "the area's coordinator answers for its cases to a review",
};
const CHAIR: Policy = Policy {
    id: "audit.area-chair",
    reason: "the area's chair answers for its cases to a review",
};
const OFFICER: Policy = Policy {
    id: "audit.data-protection-officer",
    reason: "the data-protection officer shows what was done with personal data",
};

/// May they take out the whole journal of a case, everybody's readings and the proofs?
pub fn take_out(caller: &Caller, case: &Case) -> Decision {
    let holds = |role| caller.holds(role, &case.area);
    Decision::by([
        (COORDINATOR, holds(Role::Coordinator)),
        (CHAIR, holds(Role::Chair)),
        (OFFICER, holds(Role::DataProtectionOfficer)),
    ])
}

/// Every policy on audits.
pub const POLICIES: [Policy; 3] = [COORDINATOR, CHAIR, OFFICER];
