//! What is asked, checked.

use chrono::NaiveDate;
use domain::PersonId;
use edge::{App, Problem, fields::Fields};
use serde::Deserialize;
use store::explain::Topic;
use utoipa::ToSchema;

/// Whether who may see what, and when.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExplainAccess, example = json!({
    "person": "sam.whitlock@police.example", "about": "RUN-2026-0001", "on": "2026-11-20"
}))]
pub(crate) struct ExplainBody {
    /// Who: the email they sign in with, or the id or address of their record, which is all that
    /// finds somebody who has left.
    #[schema(value_type = String)]
    person: Option<String>,
    /// What: the reference or address of a case, or the address of a referral or a pack.
    #[schema(value_type = String)]
    about: Option<String>,
    /// As at the end of which day; left out for now.
    #[schema(value_type = Option<String>, format = Date)]
    on: Option<String>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    person: Who,
    pub(super) topic: Topic,
    pub(super) on: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Who {
    Id(PersonId),
    Email(String),
}

impl Asked {
    /// **Errors:** 400, naming what to mend.
    pub(super) fn read(sent: ExplainBody, today: NaiveDate) -> Result<Self, Problem> {
        let mut fields = Fields::default();
        let person = fields.line("person", "who it is about", sent.person);
        let about = fields.line("about", "what it is about", sent.about);
        let on = fields.date_if_any("on", "the day", sent.on);
        fields.check(
            "on",
            on.is_none_or(|on| on <= today),
            "The day must be today or earlier",
        );
        let topic = about.as_ref().and_then(|about| topic(about.as_str()));
        fields.check(
            "about",
            about.is_none() || topic.is_some(),
            "Enter the reference or address of a case, or the address of a referral or a pack",
        );
        fields.finish(|| {
            Some(Self {
                person: who(person?.as_str()),
                topic: topic?,
                on,
            })
        })
    }

    /// **Errors:** 404 when nobody signs in with that address.
    pub(super) async fn person(&self, app: &App) -> Result<PersonId, Problem> {
        match &self.person {
            Who::Id(id) => Ok(*id),
            Who::Email(email) => {
                let person = app.store.person_by_email(email).await?;
                Ok(person.ok_or(Problem::NotFound)?.id)
            }
        }
    }
}

fn who(text: &str) -> Who {
    match text.rsplit('/').next().and_then(|id| id.parse().ok()) {
        Some(id) => Who::Id(id),
        None => Who::Email(text.to_lowercase()),
    }
}

/// Reads an address, with or without what stands before its path, or a reference.
fn topic(text: &str) -> Option<Topic> {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = text.trim_end_matches('/').split('/').collect();
    match parts.as_slice() {
        [.., "meetings", id, "packs", agency] => {
            Some(Topic::Pack(id.parse().ok()?, agency.parse().ok()?))
        }
        [.., "referrals", id] | [.., "referrals", id, _] => Some(Topic::Referral(id.parse().ok()?)),
        [.., "cases", id] | [.., "cases", id, _] => Some(Topic::Case(id.parse().ok()?)),
        [reference] => reference_of_case(reference),
        _ => None,
    }
}

/// **Shape:** area, year and number: `RUN-2026-0042`.
fn reference_of_case(text: &str) -> Option<Topic> {
    let text = text.to_uppercase();
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [area, year, number] if digits(year) && digits(number) => {
            area.parse::<domain::AreaCode>().ok()?;
            Some(Topic::Reference(text))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001";

    #[test]
    fn addresses_and_references_are_understood() {
        let case = Topic::Case(ID.parse().unwrap());
        let referral = Topic::Referral(ID.parse().unwrap());
        let pack = Topic::Pack(ID.parse().unwrap(), "surrey-police".parse().unwrap());
        for (text, expected) in [
            (format!("/cases/{ID}"), Some(case.clone())),
            (
                format!("https://charmm.example/cases/{ID}/history?done=x"),
                Some(case),
            ),
            (format!("/referrals/{ID}"), Some(referral)),
            (format!("/meetings/{ID}/packs/surrey-police"), Some(pack)),
            (
                "run-2026-0001".to_owned(),
                Some(Topic::Reference("RUN-2026-0001".to_owned())),
            ),
            (format!("/meetings/{ID}"), None),
            (ID.to_owned(), None),
            ("RUN-2026".to_owned(), None),
            ("RUN-2026-00x1".to_owned(), None),
            ("/cases/1".to_owned(), None),
        ] {
            assert_eq!(topic(&text), expected, "{text}");
        }
    }

    #[test]
    fn people_are_named_by_email_id_or_address() {
        assert_eq!(
            who("Sam@Police.example"),
            Who::Email("sam@police.example".into())
        );
        assert_eq!(who(ID), Who::Id(ID.parse().unwrap()));
        assert_eq!(who(&format!("/people/{ID}")), Who::Id(ID.parse().unwrap()));
    }

    #[test]
    fn what_is_missing_or_ahead_is_asked_for() {
        let today = "2026-11-20".parse().unwrap();
        let faults = |sent: ExplainBody| match Asked::read(sent, today) {
            Err(Problem::Malformed(faults)) => faults
                .into_iter()
                .map(|fault| fault.field)
                .collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(faults(ExplainBody::default()), ["person", "about"]);
        let sent = |about: &str, on: &str| ExplainBody {
            person: Some("sam@police.example".into()),
            about: Some(about.into()),
            on: Some(on.into()),
        };
        assert_eq!(faults(sent("RUN-2026-0001", "2026-11-21")), ["on"]);
        assert_eq!(
            faults(sent("the case of last week", "2026-11-20")),
            ["about"]
        );
        assert!(Asked::read(sent("RUN-2026-0001", "2026-11-20"), today).is_ok());
    }
}
