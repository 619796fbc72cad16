//! An action as lists, cases and its own page show it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    CaseId, Prose,
    case::{Action, ActionStatus, Step},
    time,
};
use serde::Serialize;
use store::stored::ActionRow;

/// An action.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(example = json!({
    "id": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0aa",
    "href": "/actions/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0aa",
    "case": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001", "reference": "RUN-2026-0001", "number": 3,
    "what": "Visit the address with housing", "detail": null,
    "agency": "surrey-police", "agency_name": "Surrey Police", "person": "PC Tom Lee",
    "due_on": "2026-11-24", "overdue": false, "open": true,
    "status": "accepted", "status_words": "Accepted",
    "assigned_at": "2026-11-17T10:00:00Z", "assigned_by": "Ana Silva",
    "answered": {"at": "2026-11-17T11:30:00Z", "by": "PC Tom Lee", "text": null},
    "last_step": null, "meeting": null
}))]
pub(crate) struct ActionView {
    /// Its id.
    pub(crate) id: String,
    /// Its address.
    pub(crate) href: String,
    /// Its case.
    pub(crate) case: String,
    /// The case's reference.
    pub(crate) reference: String,
    /// Its number on the case, from 1.
    pub(crate) number: u32,
    /// What is to be done, in a line.
    pub(crate) what: String,
    /// More about it; lists leave it out.
    pub(crate) detail: Option<String>,
    /// The agency tasked.
    pub(crate) agency: String,
    /// Its name.
    pub(crate) agency_name: String,
    /// The person tasked, if one is named.
    pub(crate) person: Option<String>,
    /// By which day.
    pub(crate) due_on: NaiveDate,
    /// Whether that day has passed and it is still open.
    pub(crate) overdue: bool,
    /// Whether somebody still has to do it.
    pub(crate) open: bool,
    /// `assigned`, `accepted`, `declined`, `done`, `not_done` or `no_longer_possible`.
    pub(crate) status: &'static str,
    /// The same in words.
    pub(crate) status_words: &'static str,
    /// When it was assigned, UTC.
    pub(crate) assigned_at: DateTime<Utc>,
    /// Who assigned it.
    pub(crate) assigned_by: String,
    /// The agency's last answer: accepted, declined or ended.
    pub(crate) answered: Option<Answered>,
    /// The last reminder, chase or escalation: `reminded`, `chased`, `escalated_to_lead` or
    /// `escalated_to_chair`.
    pub(crate) last_step: Option<&'static str>,
    /// The meeting at which it was decided, if at one.
    pub(crate) meeting: Option<String>,
    #[serde(skip)]
    step_words: &'static str,
}

/// An agency's answer to an action.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Answered {
    /// When, UTC.
    pub(crate) at: DateTime<Utc>,
    /// By whom.
    pub(crate) by: String,
    /// The reason for declining, or what shows how it ended; lists have its beginning.
    pub(crate) text: Option<String>,
}

impl ActionView {
    /// An action of a case.
    pub(crate) fn of(
        action: &Action,
        (case, reference): (CaseId, &str),
        agency_name: &str,
        today: NaiveDate,
    ) -> Self {
        Self {
            id: action.id.to_string(),
            href: format!("/actions/{}", action.id),
            case: case.to_string(),
            reference: reference.to_owned(),
            number: action.number,
            what: action.what.to_string(),
            detail: action.detail.as_ref().map(Prose::to_string),
            agency: action.agency.to_string(),
            agency_name: agency_name.to_owned(),
            person: action.person.as_ref().map(|person| person.name.clone()),
            due_on: action.due_on,
            overdue: action.is_overdue(today),
            open: action.is_open(),
            status: status(&action.status),
            status_words: action.status.label(),
            assigned_at: action.assigned_at,
            assigned_by: action.assigned_by.clone(),
            answered: answered(&action.status),
            last_step: action.last_step.map(Step::value),
            step_words: action.last_step.map_or("", Step::label),
            meeting: action.meeting.map(|meeting| meeting.to_string()),
        }
    }

    /// An action from a list.
    pub(crate) fn of_row(row: &ActionRow, today: NaiveDate) -> Self {
        Self::of(
            &row.action,
            (row.case, &row.reference),
            &row.agency_name,
            today,
        )
    }

    /// The due date in words.
    pub(crate) fn due(&self) -> String {
        time::long_date(self.due_on)
    }

    /// The address of its case.
    pub(crate) fn case_href(&self) -> String {
        format!("/cases/{}", self.case)
    }

    /// The colour of its status as a tag.
    pub(crate) fn colour(&self) -> &'static str {
        match self.status {
            "assigned" => "blue",
            "accepted" => "teal",
            "done" => "green",
            "declined" => "orange",
            _ => "grey",
        }
    }

    /// The last step in words; empty when none was taken.
    pub(crate) fn step(&self) -> &'static str {
        self.step_words
    }

    /// The agency, and the person there if one is named.
    pub(crate) fn whose(&self) -> String {
        match &self.person {
            Some(person) => format!("{person}, {}", self.agency_name),
            None => self.agency_name.clone(),
        }
    }
}

/// The columns of a table of actions; on a page of one case, without the case.
pub(crate) fn columns(on_case: &bool) -> &'static [&'static str] {
    if *on_case {
        &["Due", "Action", "Agency", "Status"]
    } else {
        &["Due", "Action", "Case", "Agency", "Status"]
    }
}

fn status(status: &ActionStatus) -> &'static str {
    match status {
        ActionStatus::Assigned => "assigned",
        ActionStatus::Accepted { .. } => "accepted",
        ActionStatus::Declined { .. } => "declined",
        ActionStatus::Ended { ending, .. } => ending.value(),
    }
}

fn answered(status: &ActionStatus) -> Option<Answered> {
    let answer = |at: &DateTime<Utc>, by: &str, text: Option<&Prose>| {
        Some(Answered {
            at: *at,
            by: by.to_owned(),
            text: text.map(Prose::to_string),
        })
    };
    match status {
        ActionStatus::Assigned => None,
        ActionStatus::Accepted { at, by } => answer(at, by, None),
        ActionStatus::Declined { at, by, reason } => answer(at, by, Some(reason)),
        ActionStatus::Ended {
            at, by, evidence, ..
        } => answer(at, by, Some(evidence)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use domain::{case::Ending, gateway::Gateway};

    #[test]
    fn an_action_is_overdue_from_the_day_after_and_until_it_ends() {
        let police = fixture::stamp("PC Lee", "surrey-police", 2);
        let task = fixture::task("surrey-police", "2026-11-24");
        let case = fixture::case()
            .assign(task, Gateway::CrimeAndDisorder, &police)
            .unwrap();
        let action = case.open_actions()[0].id;
        let view = |case: &domain::case::Case, today| {
            let action = case.action(action).unwrap();
            ActionView::of(
                action,
                (case.id, &case.reference),
                "Surrey Police",
                fixture::day(today),
            )
        };
        assert!(!view(&case, "2026-11-24").overdue);
        assert!(view(&case, "2026-11-25").overdue);
        let case = case
            .end_action(action, Ending::NotDone, fixture::prose("No time."), &police)
            .unwrap();
        let ended = view(&case, "2026-11-25");
        assert!(!ended.overdue && !ended.open);
        assert_eq!((ended.status, ended.status_words), ("not_done", "Not done"));
        assert_eq!(ended.answered.unwrap().text.as_deref(), Some("No time."));
    }
}
