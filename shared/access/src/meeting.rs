//! Who sees a meeting, who runs it, and who reads which pack (R5).

use domain::{
    AgencyId,
    directory::{Area, Role},
    meeting::Meeting,
};

use crate::{Caller, Decision, decision::Policy};

const PARTNER: Policy = Policy {
    id: "meeting.partner-agency",
    reason: "agencies that take part in the area come to its meetings; the agenda they see holds only their cases",
};
const COORDINATOR: Policy = Policy {
    id: "meeting.area-coordinator",
    reason: "the area's coordinator prepares its meetings",
};
const CHAIR: Policy = Policy {
    id: "meeting.area-chair",
    reason: "the area's chair runs its meetings",
};
const SYSTEM: Policy = Policy {
    id: "meeting.system-job",
    reason: "packs are made by the system for those who take part",
};
const RECIPIENT: Policy = Policy {
    id: "pack.recipient-agency",
    reason: "a pack is read by the agency it was made for",
};

/// May they see which meetings take place in the area?
pub fn attend(caller: &Caller, area: &Area) -> Decision {
    let partner = caller
        .agency()
        .is_some_and(|agency| area.partner(agency).is_some());
    Decision::by([
        (PARTNER, partner),
        (COORDINATOR, caller.holds(Role::Coordinator, &area.code)),
        (CHAIR, caller.holds(Role::Chair, &area.code)),
        (SYSTEM, matches!(caller, Caller::System(_))),
    ])
}

/// May they see that the meeting of `area` takes place, and the agenda as far as its cases are
/// theirs?
pub fn see(caller: &Caller, meeting: &Meeting, area: &Area) -> Decision {
    if meeting.area == area.code {
        attend(caller, area)
    } else {
        Decision::by([])
    }
}

/// May they call meetings in the area, change an agenda, ask for packs?
pub fn run(caller: &Caller, area: &domain::AreaCode) -> Decision {
    Decision::by([
        (COORDINATOR, caller.holds(Role::Coordinator, area)),
        (CHAIR, caller.holds(Role::Chair, area)),
    ])
}

/// May they read the pack made for `recipient`? Nobody reads another agency's pack: not even the
/// coordinator, whose own agency has its own.
pub fn read_pack(caller: &Caller, recipient: &AgencyId) -> Decision {
    let own = caller.person().is_some() && caller.agency() == Some(recipient);
    Decision::by([(RECIPIENT, own)])
}

/// Every policy on meetings, for the page that explains them.
pub const POLICIES: [Policy; 5] = [PARTNER, COORDINATOR, CHAIR, SYSTEM, RECIPIENT];
