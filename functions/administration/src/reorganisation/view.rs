//! A reorganisation as pages and programs get it.

use chrono::NaiveDate;
use domain::reorganisation::{Change, Plan, Reorganisations};
use serde::Serialize;
use store::reorganisation::Load;
use utoipa::ToSchema;

/// A reorganisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Reorganisation)]
pub(crate) struct PlanView {
    /// The first day on which it holds, from midnight in London.
    #[schema(example = "2027-04-01")]
    pub(crate) on: NaiveDate,
    /// Its address.
    #[schema(example = "/reorganisations/2027-04-01")]
    pub(crate) href: String,
    /// Whether it can still be changed and cancelled: until two days before.
    pub(crate) open: bool,
    /// Each area that ends.
    pub(crate) changes: Vec<ChangeView>,
    /// The ids of those whose roles count for the whole of the area that takes over.
    pub(crate) whole: Vec<String>,
    /// The version of all plans, as in `ETag`.
    #[schema(example = 2)]
    pub(crate) version: u64,
}

/// An area that ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReorganisationChange)]
pub(crate) struct ChangeView {
    /// Which.
    #[schema(example = "RUN")]
    pub(crate) area: String,
    /// What takes over its cases, meetings and people.
    #[schema(example = "WSU")]
    pub(crate) into: String,
    /// What new work goes elsewhere, by postcode.
    pub(crate) parts: Vec<PartView>,
}

/// A part that is split off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReorganisationPart)]
pub(crate) struct PartView {
    /// The area that gets it.
    #[schema(example = "ESU")]
    pub(crate) into: String,
    /// Districts and sectors.
    #[schema(example = json!(["GU22", "GU21 6"]))]
    pub(crate) sectors: Vec<String>,
}

/// What a reorganisation carries over from an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReorganisationLoad)]
pub(crate) struct LoadView {
    /// The area that ends.
    #[schema(example = "RUN")]
    pub(crate) area: String,
    /// Its name.
    #[schema(example = "Runnymede")]
    pub(crate) name: String,
    /// The name of the area that takes over.
    #[schema(example = "West Surrey")]
    pub(crate) into: String,
    /// Referrals and reports that wait for triage.
    pub(crate) referrals: u32,
    /// Open cases.
    pub(crate) cases: u32,
    /// Open actions.
    pub(crate) actions: u32,
    /// Meetings after the day.
    pub(crate) meetings: u32,
    /// Case reviews in which something is to be done.
    pub(crate) reviews: u32,
    /// Closed cases, which stay where they are found.
    pub(crate) closed: u32,
    /// People with a role in it.
    pub(crate) people: usize,
}

/// Where the plan of a day is.
pub(super) fn href(on: NaiveDate) -> String {
    format!("/reorganisations/{on}")
}

impl PlanView {
    pub(super) fn of(plan: &Plan, version: u64, today: NaiveDate) -> Self {
        Self {
            on: plan.on,
            href: href(plan.on),
            open: Reorganisations::is_open(plan.on, today),
            changes: plan.changes.iter().map(ChangeView::of).collect(),
            whole: plan.whole.iter().map(ToString::to_string).collect(),
            version,
        }
    }

    /// The day in words.
    pub(super) fn day(&self) -> String {
        domain::time::full_date(self.on)
    }
}

impl ChangeView {
    fn of(change: &Change) -> Self {
        let parts = change.parts.iter().map(|part| PartView {
            into: part.into.to_string(),
            sectors: part.sectors.clone(),
        });
        Self {
            area: change.area.to_string(),
            into: change.into.to_string(),
            parts: parts.collect(),
        }
    }
}

impl LoadView {
    pub(super) fn of(
        change: &Change,
        [name, into]: [&str; 2],
        (load, people): (Load, usize),
    ) -> Self {
        Self {
            area: change.area.to_string(),
            name: name.to_owned(),
            into: into.to_owned(),
            referrals: load.referrals,
            cases: load.cases,
            actions: load.actions,
            meetings: load.meetings,
            reviews: load.reviews,
            closed: load.closed,
            people,
        }
    }
}
