//! The chronology: what agencies bring, which stays theirs to correct or withdraw (R2.4).

mod erasing;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::{Case, Decided, Event, Refused};
use crate::{
    Actor, AgencyId, Entry, EntryId, Journal, Prose, Stamp,
    choice::choices,
    gateway::{Gateway, Material},
    time,
};

pub use erasing::{Erasable, Erasing};

choices! {
    /// What is brought to the chronology.
    EntryKind {
        Incident "incident" "Incident",
        Note "note" "Note",
        Visit "visit" "Visit",
        Letter "letter" "Letter",
    }
}

/// Something an agency brought, as it now reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its id.
    pub entry: EntryId,
    /// What it is.
    pub kind: EntryKind,
    /// On which day it happened.
    pub on: NaiveDate,
    /// The text; `None` once withdrawn.
    pub text: Option<Prose>,
    /// The agency that brought it and owns it.
    pub agency: AgencyId,
    /// Who wrote it down.
    pub by: String,
    /// When it was written down, UTC.
    pub at: DateTime<Utc>,
    /// The ground for sharing it.
    pub gateway: Gateway,
    /// Why it was corrected or withdrawn, if it was.
    pub amended: Option<Prose>,
    /// The other agencies that may see it; everybody on the case without.
    pub only: Option<BTreeSet<AgencyId>>,
    /// When it was withdrawn, UTC, and who did so.
    pub withdrawn: Option<(DateTime<Utc>, Actor)>,
    /// On which day what it said was erased (R12.2).
    pub erased: Option<NaiveDate>,
}

/// A new chronology entry.
#[derive(Debug, Clone)]
pub struct Telling {
    /// What it is.
    pub kind: EntryKind,
    /// On which day it happened.
    pub on: NaiveDate,
    /// What.
    pub text: Prose,
    /// The ground for sharing it.
    pub gateway: Gateway,
    /// What of it matters to whether the ground carries it.
    pub material: Material,
    /// The other agencies that may see it; everybody on the case without.
    pub only: Option<BTreeSet<AgencyId>>,
}

impl Journal<Case> {
    /// Brings something to the chronology, dated today or earlier.
    pub fn tell(self, telling: Telling, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        stamp.actor.agency().ok_or(Refused::NoAgency)?;
        if telling.on > stamp.today() {
            return Err(Refused::DayAhead("the date"));
        }
        telling.gateway.carries(telling.material)?;
        // Numbered by place in the journal, so that one stamp may tell several things.
        let entry = EntryId::from(stamp.uuid(&format!("entry:{}", case.version())));
        let Telling {
            kind,
            on,
            text,
            gateway,
            only,
            ..
        } = telling;
        let limited = only.is_some();
        let case = match &only {
            Some(only) => case.can_limit(entry, only)?,
            None => case,
        };
        let case = case.write(
            Event::EntryRecorded {
                entry,
                kind,
                on,
                text,
                gateway,
                only,
            },
            stamp,
        )?;
        if limited { case.with_room() } else { Ok(case) }
    }

    /// Corrects what the actor's own agency brought.
    pub fn correct(self, said: &Said, text: Prose, reason: Prose, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        owned(said, stamp)?;
        let (entry, gateway) = (said.entry, said.gateway);
        Ok(case.write(
            Event::EntryCorrected {
                entry,
                text,
                reason,
                gateway,
                since: Some(said.at),
            },
            stamp,
        )?)
    }

    /// Withdraws what the actor's own agency brought.
    pub fn withdraw(self, said: &Said, reason: Prose, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        owned(said, stamp)?;
        Ok(case.write(
            Event::EntryWithdrawn {
                entry: said.entry,
                reason,
                since: Some(said.at),
            },
            stamp,
        )?)
    }
}

/// A withdrawn entry, or another agency's, cannot be changed; to others it does not exist.
pub(crate) fn owned(said: &Said, stamp: &Stamp) -> Result<(), Refused> {
    let own = stamp.actor.agency() == Some(&said.agency);
    if own && said.text.is_some() {
        Ok(())
    } else {
        Err(Refused::NoSuchEntry)
    }
}

/// What agencies said, as it now reads, in the order of the days it happened on.
pub fn chronology(journal: &[Entry<Event>]) -> Vec<Said> {
    let mut said: BTreeMap<EntryId, Said> = BTreeMap::new();
    for each in journal {
        match &each.event {
            Some(Event::EntryRecorded {
                entry,
                kind,
                on,
                text,
                gateway,
                only,
            }) => {
                let Some(agency) = each.header.actor.agency() else {
                    continue;
                };
                let new = Said {
                    entry: *entry,
                    kind: *kind,
                    on: *on,
                    text: Some(text.clone()),
                    agency: agency.clone(),
                    by: each.header.actor.name().to_owned(),
                    at: each.header.at,
                    gateway: *gateway,
                    amended: None,
                    only: only.clone(),
                    withdrawn: None,
                    erased: None,
                };
                said.insert(*entry, new);
            }
            Some(Event::EntryCorrected {
                entry,
                text,
                reason,
                ..
            }) => {
                if let Some(old) = said.get_mut(entry) {
                    old.text = Some(text.clone());
                    old.amended = Some(reason.clone());
                }
            }
            Some(Event::EntryLimited { entry, only }) => {
                if let Some(old) = said.get_mut(entry) {
                    old.only = only.clone();
                }
            }
            Some(Event::EntryWithdrawn { entry, reason, .. }) => {
                if let Some(old) = said.get_mut(entry) {
                    old.text = None;
                    old.amended = Some(reason.clone());
                    old.withdrawn = Some((each.header.at, each.header.actor.clone()));
                }
            }
            Some(Event::EntryErased { entry, .. }) => {
                if let Some(old) = said.get_mut(entry) {
                    old.erased = Some(time::london_date(each.header.at));
                }
            }
            _ => {}
        }
    }
    let mut all: Vec<_> = said.into_values().collect();
    all.sort_by_key(|each| (each.on, each.at, each.entry));
    all
}
