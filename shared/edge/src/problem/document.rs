//! A problem as programs read it.

use serde::Serialize;
use utoipa::ToSchema;

use super::Problem;
use crate::page::Fault;

/// RFC 9457 problem details.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Document {
    /// Which problem, as a URN.
    #[serde(rename = "type")]
    #[schema(example = "urn:charmm:problem:malformed")]
    pub kind: String,
    /// Its heading, the same for every occurrence.
    #[schema(example = "There is a problem with what was sent")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// What to know or do.
    #[schema(example = "Mend what is listed and send it again. Nothing was changed.")]
    pub detail: String,
    /// What to mend, field by field (400).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// What someone else changed meanwhile (409).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["Agency added: Surrey Police"]))]
    pub changes: Vec<String>,
    /// Where the rule that refuses comes from (422).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// What to quote when reporting it; the log has the same.
    pub reference: String,
}

impl Document {
    pub(super) fn of(problem: &Problem, reference: &str) -> Self {
        let faults = match problem {
            Problem::Malformed(faults) => faults.clone(),
            _ => Vec::new(),
        };
        Self {
            kind: format!("urn:charmm:problem:{}", problem.kind()),
            title: problem.title().to_owned(),
            status: problem.status().as_u16(),
            detail: problem.detail(),
            faults,
            changes: problem.changes().to_vec(),
            citation: problem.citation().map(str::to_owned),
            reference: reference.to_owned(),
        }
    }
}
