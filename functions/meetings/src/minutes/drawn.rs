//! What was recorded on one case at one meeting, as the run page and the minutes show it.

use access::{Caller, entry};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    MeetingId,
    case::{Action, Case},
    meeting::{
        Minutes,
        minutes::{Decided, Rated},
    },
    time,
};
use serde::Serialize;
use store::cases::CaseFile;
use utoipa::ToSchema;

/// What was recorded on a case at a meeting, as far as the caller may see it.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[schema(as = RecordedAtMeeting)]
pub(crate) struct DrawnView {
    /// Decisions, in order; not those that were withdrawn.
    pub(crate) decisions: Vec<DecidedView>,
    /// Actions that were assigned, in order.
    pub(crate) actions: Vec<TaskedView>,
    /// Risk, RAG and next review as they were set, in order.
    pub(crate) ratings: Vec<RatedView>,
}

/// A decision made at a meeting.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DecisionAtMeeting)]
pub(crate) struct DecidedView {
    /// What.
    #[schema(example = "Police and housing visit together.")]
    pub(crate) decision: String,
    /// Why.
    #[schema(example = "Neither lever works alone.")]
    pub(crate) reason: String,
    /// Who recorded it.
    #[schema(example = "Priya Example")]
    pub(crate) by: String,
    /// When, UTC.
    #[schema(example = "2026-11-24T10:20:00Z")]
    pub(crate) at: DateTime<Utc>,
}

/// An action assigned at a meeting, and how it now stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ActionAtMeeting)]
pub(crate) struct TaskedView {
    /// Its address.
    #[schema(example = "/actions/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be003")]
    pub(crate) href: String,
    /// Its number on the case.
    #[schema(example = 3)]
    pub(crate) number: u32,
    /// What is asked.
    #[schema(example = "Visit the household with the housing officer")]
    pub(crate) what: String,
    /// The agency tasked.
    #[schema(example = "surrey-police")]
    pub(crate) agency: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    pub(crate) agency_name: String,
    /// By which day.
    #[schema(example = "2026-12-01")]
    pub(crate) due_on: NaiveDate,
    /// How it now stands, in words.
    #[schema(example = "Accepted")]
    pub(crate) status: &'static str,
    /// Whether it is open and its day has passed.
    #[schema(example = false)]
    pub(crate) overdue: bool,
}

/// How a case was rated at a meeting.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RatingAtMeeting)]
pub(crate) struct RatedView {
    /// `red`, `amber` or `green`.
    #[schema(example = "amber")]
    pub(crate) rag: &'static str,
    /// `standard`, `medium`, `high` or `very_high`, where the risk was assessed; else null.
    #[schema(example = json!(null))]
    pub(crate) risk: Option<&'static str>,
    /// The same in words.
    #[serde(skip)]
    pub(crate) risk_words: &'static str,
    /// When the case comes up for review.
    #[schema(example = "2026-12-22")]
    pub(crate) next_review_on: NaiveDate,
    /// Why.
    #[schema(example = "No report since the visit.")]
    pub(crate) reason: String,
    /// Who recorded it.
    #[schema(example = "Priya Example")]
    pub(crate) by: String,
    /// When, UTC.
    #[schema(example = "2026-11-24T10:20:00Z")]
    pub(crate) at: DateTime<Utc>,
}

impl DecidedView {
    fn of(decided: &Decided) -> Self {
        Self {
            decision: decided.decision.to_string(),
            reason: decided.rationale.to_string(),
            by: decided.by.clone(),
            at: decided.at,
        }
    }
}

impl TaskedView {
    fn of(action: &Action, case: &Case, today: NaiveDate) -> Self {
        Self {
            href: format!("/actions/{}", action.id),
            number: action.number,
            what: action.what.to_string(),
            agency: action.agency.to_string(),
            agency_name: case.agency_name(&action.agency).to_owned(),
            due_on: action.due_on,
            status: action.status.label(),
            overdue: action.is_overdue(today),
        }
    }

    /// The due date in words.
    pub(crate) fn due(&self) -> String {
        time::long_date(self.due_on)
    }
}

impl RatedView {
    fn of(rated: &Rated) -> Self {
        Self {
            rag: rated.rag.value(),
            risk: rated.risk.map(|risk| risk.value()),
            risk_words: rated.risk.map_or("", |risk| risk.label()),
            next_review_on: rated.next_review_on,
            reason: rated.reason.to_string(),
            by: rated.by.clone(),
            at: rated.at,
        }
    }

    /// The next review in words.
    pub(crate) fn review(&self) -> String {
        time::long_date(self.next_review_on)
    }
}

impl DrawnView {
    /// What was recorded at `meeting`, from a case and its journal as the store gave them to `caller`.
    pub(crate) fn of(
        meeting: MeetingId,
        file: &CaseFile,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Self {
        let case = &file.journal;
        let minutes = Minutes::of(meeting, &file.entries);
        let seen: Vec<_> = entry::tasks(caller, case, now).collect();
        let assigned = minutes.actions.iter();
        let assigned = assigned.filter_map(|id| seen.iter().find(|task| task.id == *id));
        let today = time::london_date(now);
        Self {
            decisions: minutes.decisions.iter().map(DecidedView::of).collect(),
            actions: assigned
                .map(|action| TaskedView::of(action, case, today))
                .collect(),
            ratings: minutes.ratings.iter().map(RatedView::of).collect(),
        }
    }

    /// Whether nothing was recorded.
    pub(crate) fn is_empty(&self) -> bool {
        self.decisions.is_empty() && self.actions.is_empty() && self.ratings.is_empty()
    }

    /// Forgets how far its actions have come.
    pub(super) fn forget_progress(&mut self) {
        for action in &mut self.actions {
            action.status = "";
            action.overdue = false;
        }
    }
}
