//! An assessment, as forms and programs send it.

use domain::{
    case::{Assessment, Rag},
    referral::form::RiskBand,
};
use edge::{Fields, Problem};
use serde::Deserialize;

/// A new assessment.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAssessment, example = json!({
    "rag": "red", "risk": "high",
    "rationale": "Three incidents in a week, one with a threat.",
    "next_review_on": "2026-12-01"
}))]
pub(crate) struct AssessmentBody {
    /// `red`, `amber` or `green`.
    #[schema(value_type = String)]
    rag: Option<String>,
    /// `standard`, `medium`, `high` or `very_high`.
    #[schema(value_type = String)]
    risk: Option<String>,
    /// Why; up to 5,000 characters.
    #[schema(value_type = String)]
    rationale: Option<String>,
    /// When the case comes up for review: today or later, within 183 days.
    #[schema(value_type = String, format = Date)]
    next_review_on: Option<String>,
}

impl AssessmentBody {
    pub(super) fn read(self) -> Result<Assessment, Problem> {
        let mut fields = Fields::default();
        let rag = fields.choice("rag", "RAG status", self.rag, Rag::parse);
        let risk = fields.choice("risk", "risk", self.risk, RiskBand::parse);
        let rationale = fields.prose("rationale", "why you assess it so", self.rationale);
        let next = fields.date(
            "next_review_on",
            "date of the next review",
            self.next_review_on,
        );
        fields.finish(|| {
            Some(Assessment {
                rag: rag?,
                risk: risk?,
                rationale: rationale?,
                next_review_on: next?,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_body_becomes_an_assessment() {
        let body: AssessmentBody = serde_json::from_value(serde_json::json!({
            "rag": "amber", "risk": "very_high", "rationale": "Escalating.", "next_review_on": "2026-12-01"
        }))
        .unwrap();
        let assessment = body.read().unwrap();
        assert_eq!(
            (assessment.rag, assessment.risk),
            (Rag::Amber, RiskBand::VeryHigh)
        );
        assert_eq!(assessment.next_review_on, fixture::day("2026-12-01"));
    }

    #[test]
    fn a_colour_that_is_none_is_refused() {
        let body: AssessmentBody =
            serde_json::from_value(serde_json::json!({"rag": "blue"})).unwrap();
        let messages: Vec<_> = body
            .read()
            .unwrap_err()
            .faults()
            .into_iter()
            .map(|f| f.message)
            .collect();
        assert_eq!(
            messages,
            [
                "RAG status must be one of those offered",
                "Select the risk",
                "Enter why you assess it so",
                "Enter the date of the next review"
            ]
        );
    }
}
