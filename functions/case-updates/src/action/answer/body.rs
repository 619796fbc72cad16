//! An agency's answer, as forms and programs send it.

use domain::{Prose, case::Ending};
use edge::{Fields, Problem};
use serde::Deserialize;

/// Nothing more to say.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AcceptAction, example = json!({}))]
pub(crate) struct AcceptBody {}

/// Why an action is declined.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeclineAction, example = json!({"reason": "The address lies outside our beat."}))]
pub(crate) struct DeclineBody {
    /// Why; up to 5,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl DeclineBody {
    pub(super) fn read(self) -> Result<Prose, Problem> {
        let mut fields = Fields::default();
        let reason = fields.prose("reason", "why the action is declined", self.reason);
        fields.finish(|| reason)
    }
}

/// How an action ended.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CompleteAction, example = json!({
    "outcome": "done", "evidence": "Visited on 23 November; advice given, next visit agreed."
}))]
pub(crate) struct CompleteBody {
    /// `done`, `not_done` or `no_longer_possible`.
    #[schema(value_type = String)]
    outcome: Option<String>,
    /// What shows it; up to 5,000 characters.
    #[schema(value_type = String)]
    evidence: Option<String>,
}

impl CompleteBody {
    pub(super) fn read(self) -> Result<(Ending, Prose), Problem> {
        let mut fields = Fields::default();
        let outcome = fields.choice(
            "outcome",
            "how the action ended",
            self.outcome,
            Ending::parse,
        );
        let evidence = fields.prose("evidence", "what shows how it ended", self.evidence);
        fields.finish(|| Some((outcome?, evidence?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_needs_its_evidence() {
        let body: CompleteBody = serde_json::from_str(r#"{"outcome": "done"}"#).unwrap();
        let faults = body.read().unwrap_err().faults();
        assert_eq!(faults[0].message, "Enter what shows how it ended");
    }
}
