//! The plan as its page and its JSON show it.

use access::{Caller, case as policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Entry,
    case::{Event, Measure, MeasureState},
    time,
};
use serde::Serialize;

use crate::{case::opened::Opened, words};

/// The plan of a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CasePlan)]
pub(super) struct PlanView {
    /// What it is to achieve; null until that is said.
    #[schema(example = "The household sleeps through the night.")]
    pub(super) aims: Option<String>,
    /// Its measures: those in use first, soonest review first, then those ended.
    pub(super) measures: Vec<MeasureView>,
    /// How it came about, newest first.
    pub(super) history: Vec<StepView>,
    /// Whether the caller may set aims, add measures and change them.
    pub(super) may_manage: bool,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    pub(super) version: u64,
}

/// A measure of the plan.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Measure, example = json!({
    "number": 1, "href": "/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001/plan/measures/1",
    "what": "Patrols on the parade after school", "owner": "surrey-police",
    "owner_name": "Surrey Police", "state": "in_place", "state_words": "In place",
    "review_on": "2026-12-08", "overdue": false, "found": null, "reviewed_on": null,
    "may_review": true
}))]
pub(super) struct MeasureView {
    /// Its number on the case, from 1.
    pub(super) number: u32,
    /// Where it is reviewed.
    pub(super) href: String,
    /// What is done.
    pub(super) what: String,
    /// The agency that answers for it.
    pub(super) owner: String,
    /// Its name.
    pub(super) owner_name: String,
    /// `planned`, `in_place`, `worked`, `did_not_work` or `stopped`.
    pub(super) state: &'static str,
    /// The same in words.
    pub(super) state_words: &'static str,
    /// When it is reviewed; null once it is no longer used.
    pub(super) review_on: Option<NaiveDate>,
    /// Whether that day has passed.
    pub(super) overdue: bool,
    /// What the last review found.
    pub(super) found: Option<String>,
    /// When it was last reviewed.
    pub(super) reviewed_on: Option<NaiveDate>,
    /// Whether the caller may review it.
    pub(super) may_review: bool,
}

/// A step in the plan.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PlanStep, example = json!({
    "at": "2026-11-20T10:00:00Z", "by": "Ana Silva", "agency_name": "Runnymede Borough Council",
    "what": "Set the aims of the plan", "said": ["Nobody is threatened on the parade."]
}))]
pub(super) struct StepView {
    /// When, UTC.
    pub(super) at: DateTime<Utc>,
    /// By whom.
    pub(super) by: String,
    /// Of which agency.
    pub(super) agency_name: String,
    /// What was done.
    pub(super) what: String,
    /// What was written.
    pub(super) said: Vec<String>,
}

impl PlanView {
    pub(super) fn of(opened: &Opened, caller: &Caller) -> Self {
        let case = opened.case();
        let mut measures: Vec<_> = case.plan.measures.iter().collect();
        measures.sort_by_key(|each| (!each.state.is_used(), each.review_on, each.number));
        let newest_first = opened.file.entries.iter().rev();
        Self {
            aims: case.plan.aims.as_ref().map(ToString::to_string),
            measures: measures
                .into_iter()
                .map(|each| MeasureView::of(each, opened, caller))
                .collect(),
            history: newest_first
                .filter_map(|entry| StepView::of(entry, opened))
                .collect(),
            may_manage: policy::manage(caller, case).is_permitted(),
            version: case.version(),
        }
    }
}

impl MeasureView {
    pub(super) fn of(measure: &Measure, opened: &Opened, caller: &Caller) -> Self {
        let case = opened.case();
        Self {
            number: measure.number,
            href: format!("/cases/{}/plan/measures/{}", case.id, measure.number),
            what: measure.what.to_string(),
            owner: measure.owner.to_string(),
            owner_name: opened.names.get(&measure.owner),
            state: measure.state.value(),
            state_words: measure.state.label(),
            review_on: measure.review_on,
            overdue: measure.is_overdue(opened.today()) && case.is_open(),
            found: measure.found.as_ref().map(ToString::to_string),
            reviewed_on: measure.reviewed_on,
            may_review: case.is_open() && super::measure::may_review(caller, case, measure),
        }
    }

    pub(super) fn review(&self) -> String {
        self.review_on.map(time::long_date).unwrap_or_default()
    }

    pub(super) fn reviewed(&self) -> String {
        self.reviewed_on.map(time::long_date).unwrap_or_default()
    }

    /// Colour of the tag that says where it stands.
    pub(super) fn colour(&self) -> &'static str {
        match MeasureState::parse(self.state) {
            Some(MeasureState::Planned) => "yellow",
            Some(MeasureState::InPlace) => "blue",
            Some(MeasureState::Worked) => "green",
            Some(MeasureState::DidNotWork) => "orange",
            Some(MeasureState::Stopped) | None => "grey",
        }
    }
}

impl StepView {
    fn of(entry: &Entry<Event>, opened: &Opened) -> Option<Self> {
        let event = entry.event.as_ref()?;
        let Event::Planned(step) = event else {
            return None;
        };
        let agency = entry.header.actor.agency();
        Some(Self {
            at: entry.header.at,
            by: entry.header.actor.name().to_owned(),
            agency_name: agency
                .map(|agency| opened.names.get(agency))
                .unwrap_or_default(),
            what: words::heading(event, opened.case(), &opened.names),
            said: step.texts().into_iter().map(|(_, text)| text).collect(),
        })
    }

    pub(super) fn when(&self) -> String {
        time::long_time(self.at)
    }
}
