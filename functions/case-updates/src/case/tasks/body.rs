//! A task, as forms and programs send it.

use std::collections::BTreeSet;

use access::Caller;
use chrono::NaiveDate;
use domain::{
    AgencyId, Line, MeetingId, PersonId, Prose,
    case::{Sharing, Task, action::Assignee},
    directory::Person,
    gateway::Gateway,
};
use edge::{App, Fields, Problem};
use serde::Deserialize;

use crate::case::{choices, entries::limit};

/// An action to be assigned.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAction, example = json!({
    "what": "Visit the address with housing", "detail": "Before the meeting, in daylight.",
    "agency": "surrey-police", "person_email": "tom.lee@surrey-police.example",
    "due_on": "2026-12-01", "gateway": "crime_and_disorder"
}))]
pub(super) struct TaskBody {
    /// What is to be done, in a line of up to 200 characters.
    #[schema(value_type = String)]
    what: Option<String>,
    /// More about it; up to 5,000 characters.
    detail: Option<String>,
    /// The agency tasked, which must be on the case.
    #[schema(value_type = String)]
    agency: Option<String>,
    /// The person tasked, by id.
    person: Option<String>,
    /// The person tasked, by work email; in place of `person`.
    person_email: Option<String>,
    /// By which day: today or later, within 366 days.
    #[schema(value_type = String, format = Date)]
    due_on: Option<String>,
    /// The ground for disclosing it to the agency: see adding an agency.
    #[schema(value_type = String)]
    gateway: Option<String>,
    /// The meeting at which it was decided, if at one.
    meeting: Option<String>,
    /// Who may see it: `everybody` on the case, unless said otherwise, or `named` agencies only. The
    /// agency that is tasked and the lead always see it.
    sight: Option<String>,
    /// With `named`: the other agencies that may see it.
    #[serde(default)]
    only: Vec<String>,
}

/// A task whose person and meeting have not been looked up yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    what: Line,
    detail: Option<Prose>,
    agency: AgencyId,
    person: Option<PersonId>,
    person_email: Option<Line>,
    due_on: NaiveDate,
    gateway: Gateway,
    meeting: Option<MeetingId>,
    only: Option<BTreeSet<AgencyId>>,
}

impl TaskBody {
    pub(super) fn read(self) -> Result<Asked, Problem> {
        let mut fields = Fields::default();
        let what = fields.line("what", "what is to be done", self.what);
        let detail = fields.prose_if_any("detail", "detail", self.detail);
        let agency = fields.id("agency", "agency", self.agency);
        let person = fields.id_if_any("person", "person", self.person);
        let person_email =
            fields.line_if_any("person_email", "email of the person", self.person_email);
        let due_on = fields.date("due_on", "due date", self.due_on);
        let gateway = fields.choice(
            "gateway",
            "ground for sharing",
            self.gateway,
            Gateway::parse_for_case,
        );
        let meeting = fields.id_if_any("meeting", "meeting", self.meeting);
        let only = limit::read(&mut fields, self.sight, self.only);
        let twice = person.is_some() && person_email.is_some();
        fields.check(
            "person_email",
            !twice,
            "Name the person by id or by email, not both",
        );
        fields.finish(|| {
            Some(Asked {
                what: what?,
                detail,
                agency: agency?,
                person,
                person_email,
                due_on: due_on?,
                gateway: gateway?,
                meeting,
                only: only?,
            })
        })
    }
}

impl Asked {
    /// Looks up the person and the meeting.
    ///
    /// **Errors:** 400 for a person who does not act for the agency, or a meeting that the caller
    /// may not see.
    pub(super) async fn complete(
        self,
        app: &App,
        caller: &Caller,
    ) -> Result<(Task, Sharing), Problem> {
        let person = self.assignee(app).await?;
        if !choices::meeting_exists(app, caller, self.meeting).await? {
            return Err(Problem::field(
                "meeting",
                "Meeting must be one of those offered",
            ));
        }
        let task = Task {
            what: self.what,
            detail: self.detail,
            agency: self.agency,
            person,
            due_on: self.due_on,
            meeting: self.meeting,
        };
        let sharing = Sharing {
            only: self.only,
            ..Sharing::openly(self.gateway)
        };
        Ok((task, sharing))
    }

    async fn assignee(&self, app: &App) -> Result<Option<Assignee>, Problem> {
        let (field, found) = match (self.person, &self.person_email) {
            (Some(id), _) => (
                "person",
                match app.store.person(id).await {
                    Ok(person) => Some(person),
                    Err(store::Error::NotFound) => None,
                    Err(fault) => return Err(fault.into()),
                },
            ),
            (None, Some(email)) => (
                "person_email",
                app.store.person_by_email(email.as_str()).await?,
            ),
            (None, None) => return Ok(None),
        };
        found
            .as_deref()
            .and_then(|person| self.fits(person))
            .map(Some)
            .ok_or_else(|| Problem::field(field, "Person must be one who acts for the agency"))
    }

    fn fits(&self, person: &Person) -> Option<Assignee> {
        let acts = person.agency == self.agency && !person.left;
        acts.then(|| Assignee {
            id: person.id,
            name: person.name.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn read(value: serde_json::Value) -> Result<Asked, Problem> {
        serde_json::from_value::<TaskBody>(value).unwrap().read()
    }

    #[test]
    fn a_task_needs_what_whom_when_and_why() {
        let fields: Vec<_> = read(serde_json::json!({}))
            .unwrap_err()
            .faults()
            .into_iter()
            .map(|f| f.field)
            .collect();
        assert_eq!(fields, ["what", "agency", "due_on", "gateway"]);
    }

    #[test]
    fn a_person_is_named_once() {
        let faults = read(serde_json::json!({
            "what": "Visit", "agency": "surrey-police", "due_on": "2026-12-01", "gateway": "consent",
            "person": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001", "person_email": "tom@police.example"
        }))
        .unwrap_err()
        .faults();
        assert_eq!(faults[0].field, "person_email");
    }

    #[test]
    fn only_somebody_of_the_agency_fits() {
        let asked = read(serde_json::json!({
            "what": "Visit", "agency": "surrey-police", "due_on": "2026-12-01", "gateway": "consent"
        }))
        .unwrap();
        let person = |agency: &str, left| Person {
            id: fixture::id("0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
            profile: domain::directory::PersonProfile {
                name: "Tom Lee".into(),
                email: "tom@police.example".into(),
                agency: fixture::id(agency),
                agency_name: "An agency".into(),
                grants: Vec::new(),
            },
            left,
            trainings: Vec::new(),
            account: None,
        };
        assert!(asked.fits(&person("surrey-police", false)).is_some());
        assert!(asked.fits(&person("surrey-police", true)).is_none());
        assert!(asked.fits(&person("oak-housing", false)).is_none());
    }
}
