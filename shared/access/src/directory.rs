//! Who knows who takes part, and who keeps people, agencies and areas (R3.2, R11.2).

use domain::{
    AgencyId, AreaCode,
    directory::{Person, Role},
};

use crate::{
    Caller, Decision,
    question::{Thing, Value, ask},
};

/// May they know which areas and agencies there are, and who acts for them?
pub fn read(caller: &Caller) -> Decision {
    ask(caller, "directory.read", &Thing::register(None), None)
}

/// May they open the list of people? An agency's lead finds their own agency's people there.
pub fn list(caller: &Caller) -> Decision {
    ask(caller, "directory.list", &Thing::new("Staff", "*"), None)
}

/// May they see this person's record, with its history?
pub fn see(caller: &Caller, person: &Person) -> Decision {
    ask(caller, "directory.see", &staff(&person.agency), None)
}

/// May they add somebody to this agency?
pub fn add(caller: &Caller, agency: &AgencyId) -> Decision {
    ask(caller, "directory.add", &staff(agency), None)
}

/// May they give somebody this role? An agency's lead makes practitioners and nothing more.
pub fn grant(caller: &Caller, role: Role) -> Decision {
    let post = Thing::new("Post", role.value()).with("role", Value::Text(role.value()));
    ask(caller, "directory.grant", &post, None)
}

/// May they change people, agencies and areas, and add them from a sheet?
pub fn administer(caller: &Caller) -> Decision {
    ask(caller, "directory.administer", &Thing::register(None), None)
}

/// May they bring cases over to the area from a list? A job does it in the name of somebody who may.
pub fn bring_cases(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "import.bring", &Thing::register(Some(area)), None)
}

/// May they put the area's own version of a risk instrument in force?
pub fn set_instruments(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "instrument.set", &Thing::register(Some(area)), None)
}

/// May they say what forums beside its own meetings are in the area, and whom to contact?
pub fn set_forums(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "forum.set", &Thing::register(Some(area)), None)
}

/// May they add questions to the area's forms, and retire them?
pub fn set_questions(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "question.set", &Thing::register(Some(area)), None)
}

fn staff(agency: &AgencyId) -> Thing<'_> {
    Thing::new("Staff", agency).with("agency", Value::Agency(agency))
}
