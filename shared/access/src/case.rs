//! Who sees a case, and what they may do on it (R3.1).

use domain::{
    AreaCode,
    case::{Action, Case, Said},
    directory::Role,
};

use crate::{Caller, Decision, decision::Policy};

const MEMBER: Policy = Policy {
    id: "case.member-agency",
    reason: "an agency on the case has a justified interest, on a recorded gateway",
};
const COORDINATOR: Policy = Policy {
    id: "case.area-coordinator",
    reason: "the area's coordinator runs its cases",
};
const CHAIR: Policy = Policy {
    id: "case.area-chair",
    reason: "the area's chair decides on its cases",
};
const LEAD: Policy = Policy {
    id: "case.lead-agency",
    reason: "the lead agency manages the case",
};
const SYSTEM: Policy = Policy {
    id: "case.system-job",
    reason: "reminders, notices and packs are made by the system for those who may see the case",
};
const TASKED: Policy = Policy {
    id: "action.tasked-agency",
    reason: "the tasked agency answers for its action",
};
const ORIGINATOR: Policy = Policy {
    id: "entry.originator",
    reason: "what an agency brought stays its own to correct or withdraw",
};

/// May they see the case and its chronology?
pub fn see(caller: &Caller, case: &Case) -> Decision {
    let member = caller
        .agency()
        .is_some_and(|agency| case.agencies.contains_key(agency));
    Decision::by([
        (MEMBER, member),
        (COORDINATOR, caller.holds(Role::Coordinator, &case.area)),
        (CHAIR, caller.holds(Role::Chair, &case.area)),
        (SYSTEM, matches!(caller, Caller::System(_))),
    ])
}

/// May they list an area's cases and the actions on them?
pub fn list_area(caller: &Caller, area: &AreaCode) -> Decision {
    Decision::by([
        (COORDINATOR, caller.holds(Role::Coordinator, area)),
        (CHAIR, caller.holds(Role::Chair, area)),
        (SYSTEM, matches!(caller, Caller::System(_))),
    ])
}

/// May they add to its chronology? Whoever sees it may, as a person of their agency.
pub fn tell(caller: &Caller, case: &Case) -> Decision {
    if caller.person().is_some() {
        see(caller, case)
    } else {
        Decision::by([])
    }
}

/// May they manage it: agencies, risk, decisions, actions, closing?
pub fn manage(caller: &Caller, case: &Case) -> Decision {
    let leads = caller.person().is_some() && caller.agency() == Some(&case.lead);
    Decision::by([
        (COORDINATOR, caller.holds(Role::Coordinator, &case.area)),
        (CHAIR, caller.holds(Role::Chair, &case.area)),
        (LEAD, leads),
    ])
}

/// May they accept, decline or end the action?
pub fn answer(caller: &Caller, action: &Action) -> Decision {
    let tasked = caller.person().is_some() && caller.agency() == Some(&action.task.agency);
    Decision::by([(TASKED, tasked)])
}

/// May they end the action on the agency's behalf, as when it reports at the meeting?
pub fn end(caller: &Caller, case: &Case, action: &Action) -> Decision {
    let own = answer(caller, action);
    if own.is_permitted() {
        own
    } else {
        manage(caller, case)
    }
}

/// May they correct or withdraw what was said?
pub fn amend(caller: &Caller, said: &Said) -> Decision {
    let own = caller.person().is_some() && caller.agency() == Some(&said.agency);
    Decision::by([(ORIGINATOR, own)])
}

/// Every policy on cases, for the page that explains them.
pub const POLICIES: [Policy; 7] = [MEMBER, COORDINATOR, CHAIR, LEAD, SYSTEM, TASKED, ORIGINATOR];
