//! Who sees a referral, and who triages it (R1.5, R1.6).

use domain::{directory::Role, referral::Referral};

use crate::{Caller, Decision, decision::Policy};

const REFERRING: Policy = Policy {
    id: "referral.referring-agency",
    reason: "the referring agency sees its referral and the decision on it",
};
const COORDINATOR: Policy = Policy {
    id: "referral.area-coordinator",
    reason: "the area's coordinator triages its referrals",
};
const SYSTEM: Policy = Policy {
    id: "referral.system-job",
    reason: "notices are made by the system for the referrer and the coordinator",
};
const REFERRER: Policy = Policy {
    id: "referral.referrer",
    reason: "a question to the referrer is answered by their agency",
};

/// May they see the referral?
pub fn see(caller: &Caller, referral: &Referral) -> Decision {
    Decision::by([
        (REFERRING, caller.agency() == Some(&referral.agency)),
        (COORDINATOR, caller.holds(Role::Coordinator, &referral.area)),
        (SYSTEM, matches!(caller, Caller::System(_))),
    ])
}

/// May they decide what happens with it?
pub fn triage(caller: &Caller, referral: &Referral) -> Decision {
    Decision::by([(COORDINATOR, caller.holds(Role::Coordinator, &referral.area))])
}

/// May they answer what the coordinator asked?
pub fn answer(caller: &Caller, referral: &Referral) -> Decision {
    let own = caller.person().is_some() && caller.agency() == Some(&referral.agency);
    Decision::by([(REFERRER, own)])
}

/// Every policy on referrals, for the page that explains them.
pub const POLICIES: [Policy; 4] = [REFERRING, COORDINATOR, SYSTEM, REFERRER];
