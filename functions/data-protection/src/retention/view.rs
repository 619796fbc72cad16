//! Something that is kept for a time, as lists and its own page show it.

use chrono::NaiveDate;
use domain::{
    retention::{Chosen, Decided, Of, rules},
    time,
};
use serde::Serialize;
use store::stored::KeepingRow;
use utoipa::ToSchema;

/// A case, a referral, a case review or a request for what is held, and how long it is kept. Nothing of what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = KeptRecord, example = json!({
    "href": "/retention/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0f1", "of": "case",
    "reference": "RUN-2020-0001", "area": "RUN", "settled_on": "2020-03-02",
    "rule": "case-closed", "rule_words": "Closed case", "due_on": "2026-03-02",
    "held_since": null, "erase_on": null, "erased_on": null
}))]
pub(crate) struct KeptView {
    /// Where it is decided about.
    pub(crate) href: String,
    /// `case`, `referral`, `case_review` or `subject_access`.
    pub(crate) of: &'static str,
    /// Its reference.
    pub(crate) reference: String,
    /// Its area.
    pub(crate) area: String,
    /// The day it was closed or decided.
    pub(crate) settled_on: Option<NaiveDate>,
    /// The rule that says how long it is kept.
    pub(crate) rule: Option<String>,
    /// What the rule is about, in words.
    pub(crate) rule_words: Option<String>,
    /// The day on which somebody is to look at it.
    pub(crate) due_on: Option<NaiveDate>,
    /// Since when there is a hold.
    pub(crate) held_since: Option<NaiveDate>,
    /// The day on which it is to be erased.
    pub(crate) erase_on: Option<NaiveDate>,
    /// The day on which it was erased.
    pub(crate) erased_on: Option<NaiveDate>,
}

impl KeptView {
    pub(crate) fn of(row: &KeepingRow, chosen: &Chosen) -> Self {
        let rule = row.rule.as_deref().and_then(rules::rule);
        let erase_on = match (&row.decided, row.erased_on) {
            (Some(Decided::Erase { on, .. }), None) => Some(*on),
            _ => None,
        };
        let (of, path) = words(row.of);
        Self {
            href: format!("/retention/{path}/{}", row.id),
            of,
            reference: row.reference.clone(),
            area: row.area.to_string(),
            settled_on: row.settled_on,
            rule: row.rule.clone(),
            rule_words: rule.map(|rule| rule.label.clone()),
            due_on: row.due_on(chosen).filter(|_| row.erased_on.is_none()),
            held_since: row.held_since,
            erase_on,
            erased_on: row.erased_on,
        }
    }

    /// What it is, in words.
    pub(crate) fn what(&self) -> &str {
        let plain = match self.of {
            "case" => "Case",
            "referral" => "Referral",
            "case_review" => "Case review",
            _ => "Request for what is held",
        };
        self.rule_words.as_deref().unwrap_or(plain)
    }
}

/// The name of a kind in JSON, and the part of the address below which it lies.
pub(crate) fn words(of: Of) -> (&'static str, &'static str) {
    match of {
        Of::Case => ("case", "cases"),
        Of::Referral => ("referral", "referrals"),
        Of::CaseReview => ("case_review", "case-reviews"),
        Of::SubjectAccess => ("subject_access", "subject-access"),
    }
}

/// A day in words; a dash for none.
pub(crate) fn day(on: &Option<NaiveDate>) -> String {
    on.map_or_else(|| "–".to_owned(), time::long_date)
}
