//! Who sees a meeting, who runs it, what its packs hold, and who reads which pack (R5).

use domain::{AgencyId, AreaCode, case::Case, directory::Area, meeting::Meeting};

use crate::{
    Caller, Decision,
    case::agencies,
    question::{Thing, Value, ask},
};

/// May they see which meetings take place in the area?
pub fn attend(caller: &Caller, area: &Area) -> Decision {
    let partners = area.partners.iter().map(|partner| &partner.agency);
    let meetings = Thing::new("Meetings", &area.code)
        .with("area", Value::Area(&area.code))
        .with("partners", Value::Agencies(partners.collect()));
    ask(caller, "meeting.see", &meetings, None)
}

/// May they see that the meeting of `area` takes place, and the agenda as far as its cases are
/// theirs?
pub fn see(caller: &Caller, meeting: &Meeting, area: &Area) -> Decision {
    if meeting.area == area.code {
        attend(caller, area)
    } else {
        Decision::REFUSED
    }
}

/// May they call meetings in the area, change an agenda, ask for packs?
pub fn run(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "meeting.run", &Thing::register(Some(area)), None)
}

/// May a pack for the meeting that is made for `recipient` hold the case?
pub fn pack_holds(recipient: &AgencyId, meeting: &Meeting, case: &Case) -> Decision {
    let area = if meeting.is_of(&case.area) {
        &meeting.area
    } else {
        &case.area
    };
    let item = Thing::new("AgendaItem", case.id)
        .with("area", Value::Area(area))
        .with("agencies", agencies(case))
        .with("meets_in", Value::Area(&meeting.area))
        .with("of_forum", Value::Flag(meeting.forum.takes(case.kind)));
    let recipient = Caller::Agency(recipient.clone());
    ask(&recipient, "pack.hold", &item, None)
}

/// May they read the pack made for `recipient`? Nobody reads another agency's pack: not even the
/// coordinator, whose own agency has its own.
pub fn read_pack(caller: &Caller, recipient: &AgencyId) -> Decision {
    let pack = Thing::new("Pack", recipient).with("recipient", Value::Agency(recipient));
    ask(caller, "pack.read", &pack, None)
}
