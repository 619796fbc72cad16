//! Areas that end, and the ones that take their place: dated, journalled data (R11.3).
//!
//! INVARIANT (stays): nothing is moved. A case keeps the area it was opened in, its reference and
//! its figures; on every day the areas that have taken over are worked out from the plans and the
//! date in London, so that midnight leaves no gap and nothing has to be run, or run twice.
//!
//! INVARIANT (settled): a plan is not changed on the day before it holds, nor later. So a copy of
//! the plans that is a minute old decides nothing otherwise than a new one.

mod plan;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use plan::{MOST_CHANGES, MOST_SECTORS, Refused, ReorganisationEvent};

use crate::{AreaCode, PersonId, directory::Grant, postcodes, referral::form::Postcode};

/// How many times areas that took over are followed: a fold of plans has no circle, and a copy that
/// somebody spoilt must not hang.
const FURTHEST: usize = 50;

/// Every plan, by the day it holds from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reorganisations {
    /// The plans.
    #[serde(default)]
    pub plans: BTreeMap<NaiveDate, Plan>,
}

/// What changes on one day, from midnight in London.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The first day on which it holds.
    pub on: NaiveDate,
    /// Each area that ends, once.
    pub changes: Vec<Change>,
    /// Whose roles count for the whole of the area that takes over. Those of everybody else count on
    /// for what comes from the area that ended, and for nothing more.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub whole: BTreeSet<PersonId>,
}

/// An area that ends, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The area that ends.
    pub area: AreaCode,
    /// The area that takes over its cases, meetings and people.
    pub into: AreaCode,
    /// When it is split: parts from which what is new goes elsewhere, by postcode.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<SplitOff>,
}

/// A part of an area that is split off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitOff {
    /// The area that gets it.
    pub into: AreaCode,
    /// Sectors such as `KT16 0`, and whole districts such as `KT15`.
    pub sectors: Vec<String>,
}

/// For each area, those that it has taken over, on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenOver(BTreeMap<AreaCode, Vec<AreaCode>>);

impl TakenOver {
    /// The area, and those it has taken over.
    pub fn covers(&self, area: &AreaCode) -> Vec<AreaCode> {
        let others = self.0.get(area).into_iter().flatten().cloned();
        std::iter::once(area.clone()).chain(others).collect()
    }

    /// Whether `area` is `other`, or has taken it over.
    pub fn covers_area(&self, area: &AreaCode, other: &AreaCode) -> bool {
        area == other || self.0.get(area).is_some_and(|all| all.contains(other))
    }
}

impl Change {
    /// Where what is new goes: by its postcode when the area is split.
    fn takes(&self, postcode: Option<&Postcode>) -> &AreaCode {
        let claims = self.parts.iter().filter_map(|part| {
            let claim = postcodes::claim(&part.sectors, postcode?)?;
            Some((claim, &part.into))
        });
        let longest = claims.max_by_key(|(length, _)| *length);
        longest.map_or(&self.into, |(_, into)| into)
    }

    /// Every area that gets something of it.
    pub fn successors(&self) -> impl Iterator<Item = &AreaCode> {
        let parts = self.parts.iter().map(|part| &part.into);
        std::iter::once(&self.into).chain(parts)
    }
}

impl Reorganisations {
    /// The plans that hold on a day, the earliest first.
    fn held(&self, on: NaiveDate) -> impl Iterator<Item = &Plan> {
        self.plans.range(..=on).map(|(_, plan)| plan)
    }

    /// How an area ends, whether that is past or to come.
    pub fn end_of(&self, area: &AreaCode) -> Option<(NaiveDate, &Change)> {
        let mut plans = self.plans.values();
        plans.find_map(|plan| {
            let change = plan.changes.iter().find(|change| change.area == *area);
            change.map(|change| (plan.on, change))
        })
    }

    /// How an area ended, if it has by that day.
    pub fn ended(&self, area: &AreaCode, on: NaiveDate) -> Option<(NaiveDate, &Change)> {
        self.end_of(area).filter(|(day, _)| *day <= on)
    }

    /// The area that is responsible on a day for what `area` was.
    pub fn now(&self, area: &AreaCode, on: NaiveDate) -> AreaCode {
        self.at(area, None, on)
    }

    /// The area in which something new is dealt with on a day.
    pub fn at(&self, area: &AreaCode, postcode: Option<&Postcode>, on: NaiveDate) -> AreaCode {
        let mut here = area;
        for _ in 0..FURTHEST {
            match self.ended(here, on) {
                Some((_, change)) => here = change.takes(postcode),
                None => break,
            }
        }
        here.clone()
    }

    /// For each area, those that it has taken over by that day.
    pub fn taken_over(&self, on: NaiveDate) -> TakenOver {
        let mut over = BTreeMap::<AreaCode, Vec<AreaCode>>::new();
        for change in self.held(on).flat_map(|plan| &plan.changes) {
            let mut here = &change.area;
            for _ in 0..FURTHEST {
                let Some((_, change_of)) = self.ended(here, on) else {
                    break;
                };
                here = &change_of.into;
                over.entry(here.clone())
                    .or_default()
                    .push(change.area.clone());
            }
        }
        TakenOver(over)
    }

    /// The roles of a person as they count on a day. Nobody loses one; it counts for a whole new area
    /// only where the plan says so of that person.
    pub fn roles(&self, person: PersonId, grants: &[Grant], on: NaiveDate) -> Vec<Grant> {
        let carried = |grant: &Grant| Grant {
            role: grant.role,
            area: grant
                .area
                .as_ref()
                .map(|area| self.carried(person, area, on)),
        };
        let mut roles: Vec<Grant> = grants.iter().map(carried).collect();
        roles.sort();
        roles.dedup();
        roles
    }

    fn carried(&self, person: PersonId, area: &AreaCode, on: NaiveDate) -> AreaCode {
        let mut here = area;
        for plan in self.held(on).filter(|plan| plan.whole.contains(&person)) {
            let ends = plan.changes.iter().find(|change| change.area == *here);
            here = ends.map_or(here, |change| &change.into);
        }
        here.clone()
    }
}
