//! The chronology: what agencies bring, which stays theirs to correct or withdraw (R2.4).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Case, Decided, Event, Refused};
use crate::{AgencyId, Entry, EntryId, Journal, Prose, Stamp, choice::choices, gateway::Gateway};

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
}

impl Journal<Case> {
    /// Brings something to the chronology, dated today or earlier.
    pub fn tell(self, telling: Telling, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        stamp.actor.agency().ok_or(Refused::NoAgency)?;
        if telling.on > stamp.today() {
            return Err(Refused::DayAhead("the date"));
        }
        // Numbered by place in the journal, so that one stamp may tell several things.
        let entry = EntryId::from(stamp.uuid(&format!("entry:{}", case.version())));
        let Telling {
            kind,
            on,
            text,
            gateway,
        } = telling;
        Ok(case.write(
            Event::EntryRecorded {
                entry,
                kind,
                on,
                text,
                gateway,
            },
            stamp,
        )?)
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
            },
            stamp,
        )?)
    }
}

/// A withdrawn entry, or another agency's, cannot be changed; to others it does not exist.
fn owned(said: &Said, stamp: &Stamp) -> Result<(), Refused> {
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
            Some(Event::EntryWithdrawn { entry, reason }) => {
                if let Some(old) = said.get_mut(entry) {
                    old.text = None;
                    old.amended = Some(reason.clone());
                }
            }
            _ => {}
        }
    }
    let mut all: Vec<_> = said.into_values().collect();
    all.sort_by_key(|each| (each.on, each.at, each.entry));
    all
}
