//! What was made of the complaints of an application for a case review, as its applicant and those
//! who run it are shown it (R7.2): the same words from both functions.

use chrono::NaiveDate;
use domain::case_review::Checked;
use serde::Serialize;
use utoipa::ToSchema;

/// What was made of one complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckedView {
    /// The day of the behaviour.
    #[schema(example = "2026-10-01")]
    pub happened_on: NaiveDate,
    /// The day of the complaint.
    #[schema(example = "2026-10-02")]
    pub complained_on: NaiveDate,
    /// The last day on which a complaint about it counts.
    #[schema(example = "2026-10-31")]
    pub complain_by: NaiveDate,
    /// The last day on which an application about the complaint counts.
    #[schema(example = "2027-04-01")]
    pub apply_by: NaiveDate,
    /// Whether it counts.
    #[schema(example = true)]
    pub counts: bool,
    /// Why, with the dates.
    #[schema(
        example = "It happened on 1 October 2026, and the complaint was made on 2 October 2026: it counts."
    )]
    pub why: String,
    /// The rule that decided.
    #[schema(example = "ACR-1: Anti-social Behaviour, Crime and Policing Act 2014, s.104(11)")]
    pub rule: String,
}

impl From<&Checked> for CheckedView {
    fn from(checked: &Checked) -> Self {
        Self {
            happened_on: checked.happened_on,
            complained_on: checked.complained_on,
            complain_by: checked.complain_by,
            apply_by: checked.apply_by,
            counts: checked.counts,
            why: checked.why.clone(),
            rule: checked.rule.clone(),
        }
    }
}
