//! Who sees a case, and what they may do on it (R3.1).

use domain::{
    AgencyId, AreaCode, EntryId,
    case::{Action, Case, Document, Limit, Said, wording},
    journal::Header,
};

use crate::{
    Caller, Decision,
    given::Moment,
    question::{Thing, Value, ask},
};

/// What somebody gets of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// The case.
    Whole(Decision),
    /// That there is one: its area, the agency that leads it, and whom to ask.
    Stub(Decision),
    /// Nothing, not even that it exists.
    Nothing,
}

/// May they see the case and its chronology by their roles and their agency's place on it?
pub fn see(caller: &Caller, case: &Case) -> Decision {
    ask(caller, "case.see", &thing(case), None)
}

/// The same, counting also what was given to them for a time.
pub fn see_given(caller: &Caller, case: &Case, given: Moment<'_>) -> Decision {
    let times = given.for_caller(caller);
    ask(caller, "case.see", &thing(case), Some(&times))
}

/// What of the case do they get when they come across one of its subjects?
pub fn sight(caller: &Caller, case: &Case, given: Moment<'_>) -> Sight {
    let whole = see_given(caller, case, given);
    if whole.is_permitted() {
        return Sight::Whole(whole);
    }
    let stub = search(caller);
    if stub.is_permitted() {
        Sight::Stub(stub)
    } else {
        Sight::Nothing
    }
}

/// May they search for a case by whom it concerns, and ask for access to one they do not see?
pub fn search(caller: &Caller) -> Decision {
    ask(caller, "case.search", &Thing::register(None), None)
}

/// May they list an area's cases and the actions on them?
pub fn list_area(caller: &Caller, area: &AreaCode) -> Decision {
    ask(caller, "case.list", &Thing::register(Some(area)), None)
}

/// May they list the cases that their own agency is on, in whatever area?
///
/// A case stands in the list as long as the agency is on it, so this asks what `case.see` would for
/// each of them.
pub fn list_own(caller: &Caller) -> Decision {
    let Some(own) = caller.agency() else {
        return Decision::refused();
    };
    let each = Thing::new("Case", "*")
        .with("area", Value::Everywhere)
        .with("lead", Value::Agency(own))
        .with("agencies", Value::Agencies(vec![own]));
    ask(caller, "case.see", &each, None)
}

/// May they add to its chronology? Whoever sees it may, as a person of their agency.
pub fn tell(caller: &Caller, case: &Case) -> Decision {
    ask(caller, "case.tell", &thing(case), None)
}

/// May they manage it: agencies, risk, decisions, actions, closing?
pub fn manage(caller: &Caller, case: &Case) -> Decision {
    ask(caller, "case.manage", &thing(case), None)
}

/// May they say whether a subject of one case is a subject of the other? Whoever manages both.
pub fn judge_same(caller: &Caller, case: &Case, other: &Case) -> Decision {
    let both = Thing::new("TwoCases", format!("{}/{}", case.id, other.id))
        .with("area", Value::Area(&case.area))
        .with("lead", Value::Agency(&case.lead))
        .with("other_area", Value::Area(&other.area))
        .with("other_lead", Value::Agency(&other.lead));
    ask(caller, "case.judge-same", &both, None)
}

/// May they correct what is recorded of a subject, by their number? The agency that referred them owns
/// it; whoever manages the case answers to the person.
pub fn correct_subject(caller: &Caller, case: &Case, number: u32) -> Decision {
    let manages = manage(caller, case);
    match case.recorded(number).agency {
        Some(agency) if !manages.is_permitted() => {
            let brought = Thing::new("Brought", format!("{}/{number}", case.id))
                .with("originator", Value::Agency(&agency));
            ask(caller, "entry.amend", &brought, None)
        }
        _ => manages,
    }
}

/// May they put right what was written in a step of it? The agency that wrote it owns it while it is on
/// the case; after that, and where no agency wrote it, whoever manages the case.
pub fn reword(caller: &Caller, case: &Case, step: &Header) -> Decision {
    match wording::owner(case, step) {
        Some(agency) => {
            let brought = Thing::new("Brought", format!("{}/step/{}", case.id, step.seq))
                .with("originator", Value::Agency(agency));
            ask(caller, "entry.amend", &brought, None)
        }
        None => manage(caller, case),
    }
}

/// May they change who sees a step of it? The agency that wrote it alone.
pub fn limit_step(caller: &Caller, case: &Case, step: &Header) -> Decision {
    let brought = Thing::new("Brought", format!("{}/step/{}", case.id, step.seq));
    let brought = match step.actor.agency() {
        Some(agency) => brought.with("originator", Value::Agency(agency)),
        None => return Decision::refused(),
    };
    ask(caller, "entry.amend", &brought, None)
}

/// May they see who read it?
pub fn reads(caller: &Caller, case: &Case) -> Decision {
    ask(caller, "case.reads", &thing(case), None)
}

/// May they accept, decline or end the action?
pub fn answer(caller: &Caller, action: &Action) -> Decision {
    let task = Thing::new("Task", action.id).with("tasked", Value::Agency(&action.task.agency));
    ask(caller, "action.answer", &task, None)
}

/// May they end the action, the agency's own or on its behalf, as when it reports at the meeting?
pub fn end(caller: &Caller, case: &Case, action: &Action) -> Decision {
    let task = Thing::new("CaseTask", action.id)
        .with("area", Value::Area(&case.area))
        .with("lead", Value::Agency(&case.lead))
        .with("tasked", Value::Agency(&action.task.agency));
    ask(caller, "action.end", &task, None)
}

/// May they correct or withdraw what was said?
pub fn amend(caller: &Caller, said: &Said) -> Decision {
    let brought = Thing::new("Brought", said.entry).with("originator", Value::Agency(&said.agency));
    ask(caller, "entry.amend", &brought, None)
}

/// May they send the file of a document, or withdraw it?
pub fn amend_document(caller: &Caller, id: EntryId, document: &Document) -> Decision {
    let brought = Thing::new("Brought", id).with("originator", Value::Agency(&document.agency));
    ask(caller, "entry.amend", &brought, None)
}

/// May they see something that an agency brought to the case, which it may have limited to some
/// agencies?
pub fn see_entry(
    caller: &Caller,
    case: &Case,
    brought: Brought<'_>,
    given: Moment<'_>,
) -> Decision {
    let times = given.for_caller(caller);
    let entry = entry(case, brought.by, brought.limited_to);
    ask(caller, "entry.see", &entry, Some(&times))
}

/// May they, who read the cases of this area, see something there that is limited?
pub fn see_limited(caller: &Caller, area: &AreaCode, limit: &Limit) -> Decision {
    let entry = Thing::new("Entry", "listed")
        .with("area", Value::Area(area))
        .with("agencies", Value::Agencies(Vec::new()))
        .with("originator", Value::Agency(&limit.agency))
        .with("limited_to", Value::Agencies(limit.only.iter().collect()));
    ask(caller, "entry.see", &entry, None)
}

/// Something that an agency brought to a case.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// The agency it comes from.
    pub by: &'a AgencyId,
    /// The agencies it was limited to besides; `None` when it was not limited.
    pub limited_to: Option<&'a [AgencyId]>,
}

fn thing(case: &Case) -> Thing<'_> {
    Thing::new("Case", case.id)
        .with("area", Value::Area(&case.area))
        .with("lead", Value::Agency(&case.lead))
        .with("agencies", agencies(case))
}

fn entry<'a>(
    case: &'a Case,
    originator: &'a AgencyId,
    limited_to: Option<&'a [AgencyId]>,
) -> Thing<'a> {
    let entry = Thing::new("Entry", case.id)
        .with("area", Value::Area(&case.area))
        .with("agencies", agencies(case))
        .with("originator", Value::Agency(originator));
    match limited_to {
        Some(those) => entry.with("limited_to", Value::Agencies(those.iter().collect())),
        None => entry,
    }
}

pub(crate) fn agencies(case: &Case) -> Value<'_> {
    Value::Agencies(case.agencies.keys().collect())
}
