//! What a change to the agenda asks for.

use access::Caller;
use domain::{CaseId, Journal, Prose, case::Case, meeting::agenda::Change};
use edge::{App, Fields, Problem};
use store::meetings::Seen;

use super::AdjustBody;

/// What was asked, once it can be read.
pub(super) struct Asked {
    pub(super) change: Change,
    pub(super) case: Named,
    pub(super) reason: Prose,
}

/// A case by one of its two names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Named {
    Id(CaseId),
    Reference(String),
}

impl Asked {
    pub(super) fn read(body: AdjustBody) -> Result<Self, Problem> {
        let mut fields = Fields::default();
        let change = fields.choice(
            "change",
            "what to do with the case",
            body.change,
            Change::parse,
        );
        let case = match body.case {
            Some(id) => fields.id("case", "a case", Some(id)).map(Named::Id),
            None => fields
                .line(
                    "case_reference",
                    "the case’s reference",
                    body.case_reference,
                )
                .map(|line| Named::Reference(line.as_str().to_uppercase())),
        };
        let reason = fields.prose("reason", "why the agenda changes", body.reason);
        fields.finish(|| {
            Some(Self {
                change: change?,
                case: case?,
                reason: reason?,
            })
        })
    }
}

impl Named {
    /// The case, if the caller may see it.
    ///
    /// **Errors:** 400, the same for a case that does not exist and one that they may not see.
    pub(super) async fn find(
        &self,
        app: &App,
        caller: &Caller,
        seen: &Seen,
    ) -> Result<Journal<Case>, Problem> {
        let here = seen.cases.iter().find(|case| match self {
            Self::Id(id) => case.id == *id,
            Self::Reference(reference) => case.reference == *reference,
        });
        if let Some(case) = here {
            return Ok(case.clone());
        }
        let unknown = |field| {
            Problem::field(
                field,
                "There is no such case that this meeting can deal with: check its reference",
            )
        };
        let now = app.clock.now();
        match self {
            Self::Id(id) => {
                let found = app.store.agenda_case(*id, caller, now).await;
                found.map_err(|fault| match fault {
                    store::Error::NotFound => unknown("case"),
                    other => other.into(),
                })
            }
            Self::Reference(reference) => {
                let found = app
                    .store
                    .agenda_case_by_reference(reference, caller, now)
                    .await;
                found.map_err(|fault| match fault {
                    store::Error::NotFound => unknown("case_reference"),
                    other => other.into(),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body() -> AdjustBody {
        AdjustBody {
            change: Some("add".into()),
            case_reference: Some(" run-2026-0042 ".into()),
            case: None,
            reason: Some("The family asked to be heard early.".into()),
        }
    }

    #[test]
    fn references_are_taken_however_they_are_typed() {
        let asked = Asked::read(body()).ok().unwrap();
        assert_eq!(asked.case, Named::Reference("RUN-2026-0042".into()));
        assert_eq!(asked.change, Change::Add);
    }

    #[test]
    fn a_case_can_be_named_by_its_id() {
        let id = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002";
        let asked = Asked::read(AdjustBody {
            case: Some(id.into()),
            ..body()
        })
        .ok()
        .unwrap();
        assert_eq!(asked.case, Named::Id(id.parse().unwrap()));
        let wrong = Asked::read(AdjustBody {
            case: Some("x".into()),
            ..body()
        })
        .err()
        .unwrap();
        assert_eq!(wrong.faults()[0].field, "case");
    }

    #[test]
    fn every_fault_is_told_at_once_and_in_words() {
        let problem = Asked::read(AdjustBody::default()).err().unwrap();
        let said: Vec<_> = problem
            .faults()
            .into_iter()
            .map(|fault| fault.message)
            .collect();
        assert_eq!(
            said,
            [
                "Select what to do with the case",
                "Enter the case’s reference",
                "Enter why the agenda changes"
            ]
        );
    }
}
