//! Planning a reorganisation ahead of its day, changing the plan and giving it up.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Plan, Reorganisations};
use crate::{
    Aggregate, AreaCode, Journal, Stamp,
    directory::Area,
    journal::{Header, JournalFault},
    postcodes,
};

/// Most areas that end on one day.
pub const MOST_CHANGES: usize = 100;
/// Most sectors and districts of one part that is split off.
pub const MOST_SECTORS: usize = 500;
/// The furthest ahead that a reorganisation is planned, in days.
const FURTHEST_DAYS: u64 = 1826;

/// What can happen to the plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ReorganisationEvent {
    /// What changes on a day was planned, or planned anew.
    Planned {
        /// The plan, whole.
        plan: Box<Plan>,
    },
    /// Nothing changes on that day.
    Cancelled {
        /// The day.
        on: NaiveDate,
    },
}

/// Why a plan was not taken. The words complete a sentence on a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The day is too near, or past.
    #[error(
        "a reorganisation is planned, changed and cancelled until two days before it: who may see what changes by it at midnight"
    )]
    Settled,
    /// The day is too far.
    #[error("a reorganisation is planned at most {0} days ahead")]
    TooFar(u64),
    /// Nothing ends.
    #[error("at least one area must end")]
    Nothing,
    /// Too much for one plan.
    #[error("at most {0} areas end on one day")]
    TooMany(usize),
    /// An area stands in it twice.
    #[error("the area {0} can end only once")]
    Twice(AreaCode),
    /// The area ends on another day.
    #[error("the area {0} ends on another day already")]
    EndsOtherwise(AreaCode),
    /// There is no such area.
    #[error("there is no area {0}")]
    NoSuchArea(AreaCode),
    /// What takes over is not there on the day.
    #[error("the area {0} is not there on that day, so it cannot take over")]
    NotThere(AreaCode),
    /// A postcode that is none.
    #[error(
        "a part that is split off is given by districts such as KT15 and sectors such as KT16 0, each once"
    )]
    Postcodes,
    /// No plan for the day.
    #[error("nothing is planned for that day")]
    NoPlan,
    /// Fault in the journal.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

/// **Errors:** [`Refused::Settled`] when the day is tomorrow, today or past.
fn open(on: NaiveDate, stamp: &Stamp) -> Result<(), Refused> {
    if Reorganisations::is_open(on, stamp.today()) {
        Ok(())
    } else {
        Err(Refused::Settled)
    }
}

impl Reorganisations {
    /// The one id there is.
    pub const ID: &'static str = "all";

    /// Whether the plan of a day can still be changed, on `today`.
    pub fn is_open(on: NaiveDate, today: NaiveDate) -> bool {
        today
            .checked_add_days(Days::new(2))
            .is_some_and(|first| first <= on)
    }

    fn after(
        stored: Option<Journal<Self>>,
        event: ReorganisationEvent,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, Refused> {
        Ok(match stored {
            Some(journal) => journal.write(event, stamp)?,
            None => Journal::begin(Self::ID, event, stamp)?,
        })
    }

    /// Plans what changes on a day, in place of what was planned for it. `areas` is every area.
    pub fn plan(
        stored: Option<Journal<Self>>,
        plan: Plan,
        areas: &[&Area],
        stamp: &Stamp,
    ) -> Result<Journal<Self>, Refused> {
        open(plan.on, stamp)?;
        let furthest = stamp.today().checked_add_days(Days::new(FURTHEST_DAYS));
        if furthest.is_none_or(|furthest| plan.on > furthest) {
            return Err(Refused::TooFar(FURTHEST_DAYS));
        }
        let before = stored.as_ref().map(|journal| journal.record().clone());
        plan.judge(&before.unwrap_or_default(), areas)?;
        let plan = Box::new(plan);
        Self::after(stored, ReorganisationEvent::Planned { plan }, stamp)
    }

    /// Gives the plan for a day up.
    pub fn cancel(
        stored: Option<Journal<Self>>,
        on: NaiveDate,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, Refused> {
        if !stored
            .as_ref()
            .is_some_and(|stored| stored.plans.contains_key(&on))
        {
            return Err(Refused::NoPlan);
        }
        open(on, stamp)?;
        Self::after(stored, ReorganisationEvent::Cancelled { on }, stamp)
    }
}

impl Plan {
    /// Whether it fits what there is. Besides one on the same day, which it replaces, no plan may
    /// end an area that this one ends or needs later.
    fn judge(&self, before: &Reorganisations, areas: &[&Area]) -> Result<(), Refused> {
        if self.changes.is_empty() {
            return Err(Refused::Nothing);
        }
        if self.changes.len() > MOST_CHANGES {
            return Err(Refused::TooMany(MOST_CHANGES));
        }
        let find = |code: &AreaCode| areas.iter().find(|area| area.code == *code);
        let other_end = |code: &AreaCode| {
            before
                .end_of(code)
                .map(|(on, _)| on)
                .filter(|on| *on != self.on)
        };
        let mut ending = BTreeSet::new();
        for change in &self.changes {
            let area = &change.area;
            find(area).ok_or_else(|| Refused::NoSuchArea(area.clone()))?;
            if !ending.insert(area) {
                return Err(Refused::Twice(area.clone()));
            }
            if other_end(area).is_some() || self.needed_later(area, before) {
                return Err(Refused::EndsOtherwise(area.clone()));
            }
        }
        for change in &self.changes {
            for into in change.successors() {
                let area = find(into).ok_or_else(|| Refused::NoSuchArea(into.clone()))?;
                let begun = area.since.is_none_or(|since| since <= self.on);
                let over = other_end(into).is_some_and(|end| end <= self.on);
                if !begun || over || ending.contains(into) {
                    return Err(Refused::NotThere(into.clone()));
                }
            }
            change.judge_parts()?;
        }
        Ok(())
    }

    /// Whether a later plan counts on the area to take something over.
    fn needed_later(&self, area: &AreaCode, before: &Reorganisations) -> bool {
        let later = before.plans.values().filter(|plan| plan.on > self.on);
        let mut changes = later.flat_map(|plan| &plan.changes);
        changes.any(|change| change.successors().any(|into| into == area))
    }
}

impl super::Change {
    fn judge_parts(&self) -> Result<(), Refused> {
        let mut seen = BTreeSet::new();
        for part in &self.parts {
            let many = part.sectors.len();
            let fit = part
                .sectors
                .iter()
                .all(|sector| postcodes::is_sector(sector));
            let once = part.sectors.iter().all(|sector| seen.insert(sector));
            if many == 0 || many > MOST_SECTORS || !fit || !once {
                return Err(Refused::Postcodes);
            }
        }
        Ok(())
    }
}

impl Aggregate for Reorganisations {
    const KIND: &'static str = "reorganisation";
    type Event = ReorganisationEvent;

    fn id(&self) -> String {
        Self::ID.to_owned()
    }

    fn fold(
        record: Option<Self>,
        event: &ReorganisationEvent,
        _head: &Header,
    ) -> Result<Self, JournalFault> {
        let mut all = record.unwrap_or_default();
        match event {
            ReorganisationEvent::Planned { plan } => {
                all.plans.insert(plan.on, (**plan).clone());
            }
            ReorganisationEvent::Cancelled { on } => {
                all.plans.remove(on);
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests;
