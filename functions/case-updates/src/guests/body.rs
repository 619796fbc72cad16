//! What is decided about access, as it is sent.

use domain::{
    Note,
    case::{Breadth, Finding, Granting},
    gateway::Gateway,
};
use edge::{Fields, Problem};
use serde::Deserialize;

/// The answer to a request for access.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnswerAccess, example = json!({
    "answer": "grant", "to": "person", "gateway": "crime_and_disorder", "last_on": "2026-12-20",
    "reason": "They are about to house the person concerned."
}))]
pub(super) struct AnswerBody {
    /// `grant` or `refuse`.
    #[schema(value_type = String)]
    answer: Option<String>,
    /// To grant: `person` for whoever asked, or `agency` for everybody at their agency.
    to: Option<String>,
    /// To grant: the ground for sharing the case; see adding an agency.
    gateway: Option<String>,
    /// To grant: the last day on which they see the case.
    #[schema(format = Date)]
    last_on: Option<String>,
    /// Why; up to 1,000 characters. Whoever asked reads it.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// An answer, read.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Grant(Granting),
    Refuse(Note),
}

impl AnswerBody {
    pub(super) fn read(&self) -> Result<Answer, Problem> {
        let mut fields = Fields::default();
        let grants = |answer: &str| match answer {
            "grant" => Some(true),
            "refuse" => Some(false),
            _ => None,
        };
        let grant = fields.choice("answer", "an answer", self.answer.clone(), grants);
        let granting = (grant == Some(true)).then(|| {
            (
                fields.choice(
                    "to",
                    "who may see the case",
                    self.to.clone(),
                    Breadth::parse,
                ),
                fields.choice(
                    "gateway",
                    "ground for sharing",
                    self.gateway.clone(),
                    Gateway::parse_for_case,
                ),
                fields.date("last_on", "last day of access", self.last_on.clone()),
            )
        });
        let reason = fields.note("reason", "why you grant or refuse it", self.reason.clone());
        fields.finish(|| {
            Some(match granting {
                Some((to, gateway, last_on)) => Answer::Grant(Granting {
                    to: to?,
                    gateway: gateway?,
                    last_on: last_on?,
                    reason: reason?,
                }),
                None => Answer::Refuse(reason?),
            })
        })
    }
}

/// Why access is ended early.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EndAccess, example = json!({"reason": "The move fell through."}))]
pub(super) struct EndBody {
    /// Why; up to 1,000 characters. Whoever asked reads it.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl EndBody {
    pub(super) fn read(&self) -> Result<Note, Problem> {
        let mut fields = Fields::default();
        let reason = fields.note("reason", "why the access ends", self.reason.clone());
        fields.finish(|| reason)
    }
}

/// What the review of an emergency access found.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReviewAccess, example = json!({
    "finding": "justified", "note": "The duty inspector confirms the threat; the team was not reachable."
}))]
pub(super) struct ReviewBody {
    /// `justified` or `not_justified`, which also ends the access.
    #[schema(value_type = String)]
    finding: Option<String>,
    /// Why, and what follows; up to 1,000 characters. Whoever took access reads it.
    #[schema(value_type = String)]
    note: Option<String>,
}

impl ReviewBody {
    pub(super) fn read(&self) -> Result<(Finding, Note), Problem> {
        let mut fields = Fields::default();
        let finding = self.finding.clone();
        let finding = fields.choice("finding", "what you found", finding, Finding::parse);
        let note = fields.note("note", "why, and what follows", self.note.clone());
        fields.finish(|| Some((finding?, note?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(value: serde_json::Value) -> Vec<String> {
        let body: AnswerBody = serde_json::from_value(value).unwrap();
        let faults = body.read().unwrap_err().faults();
        faults.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn to_grant_needs_to_whom_on_what_ground_and_until_when() {
        let all = ["to", "gateway", "last_on", "reason"];
        assert_eq!(faults(serde_json::json!({"answer": "grant"})), all);
        assert_eq!(faults(serde_json::json!({"answer": "refuse"})), ["reason"]);
        assert_eq!(faults(serde_json::json!({"reason": "x"})), ["answer"]);
        let section_16 = serde_json::json!({
            "answer": "grant", "to": "agency", "gateway": "serious_violence",
            "last_on": "2026-12-01", "reason": "x",
        });
        assert_eq!(faults(section_16), ["gateway"]);
    }
}
