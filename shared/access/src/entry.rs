//! Who sees an entry of the chronology that its agency has limited (R3.3).

use chrono::{DateTime, Utc};
use domain::{
    Entry, EntryId,
    case::{Action, Case, Event},
};

use crate::{
    Caller,
    case::{Brought, see_entry},
    given::Moment,
    guest,
};

/// Do they, who read the case, see this entry of it at `now`? Only one that is limited is a
/// question for the policies.
pub fn shows(caller: &Caller, case: &Case, entry: EntryId, now: DateTime<Utc>) -> bool {
    let Some(limit) = case.limit_on(entry) else {
        return true;
    };
    let only: Vec<_> = limit.only.iter().cloned().collect();
    let brought = Brought {
        by: &limit.agency,
        limited_to: Some(&only),
    };
    let given = guest::given(case, now);
    see_entry(caller, case, brought, Moment { given: &given, now }).is_permitted()
}

/// The tasks on a case that they, who read it, see.
pub fn tasks<'a>(
    caller: &'a Caller,
    case: &'a Case,
    now: DateTime<Utc>,
) -> impl Iterator<Item = &'a Action> {
    let tasks = case.actions.values();
    tasks.filter(move |task| shows(caller, case, task.id.into(), now))
}

/// Is this entry of its journal shown to them, who read the case?
///
/// An entry that was erased no longer says which it was; on a case where anything is limited it is
/// shown to its own agency only.
pub fn shows_line(caller: &Caller, case: &Case, line: &Entry<Event>, now: DateTime<Utc>) -> bool {
    if case.limits.is_empty() {
        return true;
    }
    match &line.event {
        Some(event) => event.entry().is_none_or(|id| shows(caller, case, id, now)),
        None => {
            let kind = &line.header.kind;
            let said =
                kind.starts_with("entry_") || kind.starts_with("document_") || kind == "elsewhere";
            !said || line.header.actor.agency() == caller.agency()
        }
    }
}
