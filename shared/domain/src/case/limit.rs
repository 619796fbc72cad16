//! On which ground something is shared, and limits: what an agency brought, kept to the agencies it
//! names (R3.3).
//!
//! Entries of the chronology, documents, decisions, tasks and what another forum holds can be limited.
//! Risk and powers cannot: whoever works on a case acts by them, and what must not be seen of them
//! belongs into a limited entry.
//!
//! INVARIANT (limit): what is limited is visible to the agency that brought it and to those named,
//! and to nobody else; not even that it is there. A task is visible to the agency that is tasked and
//! to the lead as well, who has to see it done. The record says which entries are limited, so that
//! whoever hands out a part of the journal can tell without the rest.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused, Said};
use crate::{
    AgencyId, Entry, EntryId, Journal, Stamp,
    gateway::{Gateway, Material},
    journal::Header,
};

/// How something is to be shared.
///
/// **Shape:** `Sharing::openly(Gateway::CrimeAndDisorder)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// The ground.
    pub gateway: Gateway,
    /// What of it matters to whether the ground carries it.
    pub material: Material,
    /// The other agencies that may see it; everybody on the case without.
    pub only: Option<BTreeSet<AgencyId>>,
}

impl Sharing {
    /// With everybody on the case, on this ground.
    pub fn openly(gateway: Gateway) -> Self {
        Self {
            gateway,
            material: Material::default(),
            only: None,
        }
    }
}

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

    /// To whom an entry is limited, if it is.
    pub fn limit_on(&self, entry: EntryId) -> Option<Cow<'_, Limit>> {
        let limit = self.limits.get(&entry)?;
        let Some(task) = self.actions.get(&entry.into()) else {
            return Some(Cow::Borrowed(limit));
        };
        let mut limit = limit.clone();
        limit.only.extend([task.agency.clone(), self.lead.clone()]);
        Some(Cow::Owned(limit))
    }

    /// Whether an agency that sees the case sees this of it.
    pub fn shows(&self, entry: impl Into<EntryId>, agency: &AgencyId) -> bool {
        let limit = self.limit_on(entry.into());
        limit.is_none_or(|limit| limit.admits(agency))
    }

    /// Folds that what was brought just now is limited, if its agency says so; `None` when it cannot have
    /// happened.
    pub(super) fn limit_from_the_start(
        &mut self,
        entry: Option<EntryId>,
        only: Option<BTreeSet<AgencyId>>,
        head: &Header,
    ) -> Option<()> {
        let Some(only) = only else { return Some(()) };
        let limit = Limit {
            agency: head.actor.agency()?.clone(),
            only,
            open_until: None,
        };
        self.limits.insert(entry?, limit);
        Some(())
    }

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

    /// Limits a decision or a task, an entry of this case's journal as it now reads; as for what is
    /// brought to the chronology.
    pub fn limit_step(
        self,
        step: &Entry<Event>,
        only: Option<BTreeSet<AgencyId>>,
        stamp: &Stamp,
    ) -> Decided {
        let entry = step.event.as_ref().filter(|event| event.can_be_limited());
        let entry = entry.and_then(Event::entry).ok_or(Refused::NoSuchEntry)?;
        let withdrawn = self.reworded.get(&step.header.seq);
        if withdrawn.is_some_and(|each| each.withdrawn)
            || step.header.actor.agency() != stamp.actor.agency()
        {
            return Err(Refused::NoSuchEntry);
        }
        let case = self.open_only()?;
        let case = match &only {
            Some(only) => case.can_limit(entry, only)?,
            None => case,
        };
        case.write(Event::EntryLimited { entry, only }, stamp)?
            .with_room()
    }

    /// What is shared so can be, as the entry with this id.
    pub(super) fn can_share(self, entry: EntryId, sharing: &Sharing) -> Result<Self, Refused> {
        sharing.gateway.carries(sharing.material)?;
        match &sharing.only {
            Some(only) => self.can_limit(entry, only),
            None => Ok(self),
        }
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

#[cfg(test)]
mod tests;
