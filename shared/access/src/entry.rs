//! Who sees an entry of the chronology that its agency has limited (R3.3).
//!
//! INVARIANT (limit): of a limited entry nobody else sees anything, whatever their role.

use domain::{EntryId, case::Case};

use crate::{Caller, Decision, decision::Policy};

const OPEN: Policy = Policy {
    id: "entry.not-limited",
    reason: "whoever reads the case reads what its agencies brought without a limit",
};
const NAMED: Policy = Policy {
    id: "entry.named-agency",
    reason: "the agency that brought it named this one, or is this one",
};
const SYSTEM: Policy = Policy {
    id: "entry.system-job",
    reason: "the system reads in order to write; what it shows is cut to whom it is for",
};

/// May they, who read the case, see this entry?
pub fn see(caller: &Caller, case: &Case, entry: EntryId) -> Decision {
    let limit = case.limits.get(&entry);
    let named = limit.is_some_and(|limit| {
        let agency = caller.agency();
        agency.is_some_and(|agency| limit.admits(agency))
    });
    Decision::by([
        (OPEN, limit.is_none()),
        (NAMED, named),
        (SYSTEM, matches!(caller, Caller::System(_))),
    ])
}

/// Every policy on limited entries, for the page that explains them.
pub const POLICIES: [Policy; 3] = [OPEN, NAMED, SYSTEM];
