//! Risk and RAG, with the reason and the next review (R2.2, R2.7).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused};
use crate::{Journal, Prose, Stamp, choice::choices, referral::form::RiskBand};

choices! {
    /// How a case stands at a glance.
    Rag {
        Red "red" "Red",
        Amber "amber" "Amber",
        Green "green" "Green",
    }
}

/// Risk and RAG as set on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// How the case stands.
    pub rag: Rag,
    /// How serious the risk of harm is.
    pub risk: RiskBand,
    /// Why.
    pub rationale: Prose,
    /// When it comes up for review.
    pub next_review_on: NaiveDate,
}

/// The furthest a review may be put off; beyond it a case would go stale unseen (R2.7).
const FURTHEST_REVIEW_DAYS: u64 = 183;

impl Journal<Case> {
    /// Sets risk and RAG; the next review is today or later, within half a year.
    pub fn assess(self, assessment: Assessment, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        let next = assessment.next_review_on;
        if next < stamp.today() {
            return Err(Refused::DayPast("the next review"));
        }
        if next > stamp.today() + Days::new(FURTHEST_REVIEW_DAYS) {
            return Err(Refused::DayTooFar("the next review", FURTHEST_REVIEW_DAYS));
        }
        Ok(case.write(Event::Assessed { assessment }, stamp)?)
    }
}
