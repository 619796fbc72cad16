//! Limits: what an agency brought, kept to the agencies it names (R3.3).
//!
//! INVARIANT (limit): what is limited is visible to the agency that brought it and to those named,
//! and to nobody else; not even that it is there. The record says which entries are limited, so
//! that whoever hands out a part of the journal can tell without the rest.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused, Said};
use crate::{AgencyId, EntryId, Journal, Stamp};

/// To whom an entry is limited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The agency that brought it.
    pub agency: AgencyId,
    /// The other agencies that may see it; may be empty.
    pub only: BTreeSet<AgencyId>,
    /// Until when everybody on the case saw it, UTC; `None` when it was limited from the start.
    pub open_until: Option<DateTime<Utc>>,
}

impl Limit {
    /// Most agencies that one limit names.
    pub const MAX_NAMED: usize = 10;

    /// Whether a person or pack of this agency may see it.
    pub fn admits(&self, agency: &AgencyId) -> bool {
        self.agency == *agency || self.only.contains(agency)
    }
}

/// That an entry was corrected or withdrawn: packs that hold its old text are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amended {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

impl Case {
    /// Most entries that are limited on one case.
    pub const MAX_LIMITED: usize = 100;
    /// How many corrections and withdrawals the record remembers, the newest ones.
    pub const MAX_AMENDED: usize = 100;

    /// Folds that an entry was corrected or withdrawn.
    pub(crate) fn amend(&mut self, entry: EntryId, amended: Amended) {
        self.amended.insert(entry, amended);
        keep_newest(&mut self.amended, Self::MAX_AMENDED, |each| each.at);
    }
}

/// Forgets the oldest of what a record remembers, until there are `most`.
pub(super) fn keep_newest<K: Ord + Copy, V>(
    remembered: &mut BTreeMap<K, V>,
    most: usize,
    at: impl Fn(&V) -> DateTime<Utc>,
) {
    while remembered.len() > most {
        let oldest = remembered.iter().min_by_key(|(_, each)| at(each));
        let Some(oldest) = oldest.map(|(key, _)| *key) else {
            return;
        };
        remembered.remove(&oldest);
    }
}

impl Journal<Case> {
    /// Limits what the actor's own agency brought to the agencies named, or to itself alone; no
    /// limit at all opens it to everybody on the case.
    pub fn limit_entry(
        self,
        said: &Said,
        only: Option<BTreeSet<AgencyId>>,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        super::entry::owned(said, stamp)?;
        let case = match &only {
            Some(only) => case.can_limit(said.entry, only)?,
            None => case,
        };
        let entry = said.entry;
        case.write(Event::EntryLimited { entry, only }, stamp)?
            .with_room()
    }

    pub(crate) fn can_limit(
        self,
        entry: EntryId,
        only: &BTreeSet<AgencyId>,
    ) -> Result<Self, Refused> {
        let full = |what, limit| Err(Refused::Full { what, limit });
        if only.len() > Limit::MAX_NAMED {
            return full("agencies that a limit names", Limit::MAX_NAMED);
        }
        if !self.limits.contains_key(&entry) && self.limits.len() >= Case::MAX_LIMITED {
            return full("limited entries", Case::MAX_LIMITED);
        }
        if only
            .iter()
            .any(|agency| !self.agencies.contains_key(agency))
        {
            return Err(Refused::AgencyNotOnCase);
        }
        Ok(self)
    }
}
