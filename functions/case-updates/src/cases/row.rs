//! A case as lists show it.

use chrono::NaiveDate;
use domain::{
    case::{Rag, Stale},
    time,
};
use serde::Serialize;
use store::stored::CaseRow;

/// A case in a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseRow, example = json!({
    "id": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001",
    "href": "/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001",
    "reference": "RUN-2026-0001", "kind": "person", "area": "RUN",
    "headline": "Threats and noise around the parade of shops",
    "status": "Open", "rag": "red", "lead_name": "Runnymede Borough Council",
    "next_review_on": "2026-12-01", "stale": false, "attention": []
}))]
pub(crate) struct CaseRowView {
    /// Its id.
    pub(crate) id: String,
    /// Its address.
    pub(crate) href: String,
    /// What people call it.
    pub(crate) reference: String,
    /// `person`, `family` or `place`.
    pub(crate) kind: &'static str,
    /// The code of its area.
    pub(crate) area: String,
    /// What it is about, in a line without names.
    pub(crate) headline: String,
    /// Where it stands, in words.
    pub(crate) status: String,
    /// `red`, `amber` or `green`; null until assessed.
    pub(crate) rag: Option<&'static str>,
    /// The name of the agency that leads.
    pub(crate) lead_name: String,
    /// The day it comes up for review.
    pub(crate) next_review_on: NaiveDate,
    /// Whether that day has passed on an open case.
    pub(crate) stale: bool,
    /// What else is overdue on an open case, a sentence each: its score, a measure of its plan.
    pub(crate) attention: Vec<String>,
}

impl CaseRowView {
    /// A row as it is today.
    pub(crate) fn of(row: &CaseRow, today: NaiveDate) -> Self {
        let closed = row.status == "Closed";
        Self {
            id: row.id.to_string(),
            href: format!("/cases/{}", row.id),
            reference: row.reference.clone(),
            kind: row.kind.value(),
            area: row.area.to_string(),
            headline: row.headline.to_string(),
            status: row.status.clone(),
            rag: row.rag.map(Rag::value),
            lead_name: row.lead.clone(),
            next_review_on: row.next_review_on,
            stale: !closed && row.next_review_on < today,
            attention: if closed {
                Vec::new()
            } else {
                let risk = risk_stale(row, today).map(Stale::words);
                risk.into_iter().chain(plan_stale(row, today)).collect()
            },
        }
    }

    /// The next review in words.
    pub(crate) fn review(&self) -> String {
        time::long_date(self.next_review_on)
    }

    /// RAG as its stored value; empty until assessed.
    pub(crate) fn rag_value(&self) -> &'static str {
        self.rag.unwrap_or_default()
    }
}

/// Why the risk of an open case should be assessed, if it should.
pub(crate) fn risk_stale(row: &CaseRow, today: NaiveDate) -> Option<Stale> {
    Stale::on(today, row.rag.is_some(), row.risk_due_on?)
}

/// That a measure of the plan of an open case should have been reviewed, if one should.
pub(crate) fn plan_stale(row: &CaseRow, today: NaiveDate) -> Option<String> {
    let due_on = row.measure_due_on.filter(|on| *on < today)?;
    Some(format!(
        "Plan to be reviewed: a measure was due by {}",
        time::long_date(due_on)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_case_past_its_review_is_stale() {
        let case = fixture::case();
        let row = CaseRow::from(case.record());
        assert!(!CaseRowView::of(&row, fixture::day("2026-12-18")).stale);
        assert!(CaseRowView::of(&row, fixture::day("2026-12-19")).stale);
        assert_eq!(
            CaseRowView::of(&row, fixture::day("2026-12-19")).lead_name,
            "Runnymede Borough Council"
        );
    }
}
