//! The four figures that are published each year, without anybody's name (R7.5).
//!
//! **Source:** Anti-social Behaviour, Crime and Policing Act 2014 s.104(9): rule ACR-7.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{CaseReview, Status};

/// What an area publishes for one calendar year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Applications that were made in it.
    pub applications: u32,
    /// Decisions in it that the threshold was not met.
    pub not_met: u32,
    /// Reviews that were concluded in it.
    pub reviews: u32,
    /// Those of them that made recommendations.
    pub with_recommendations: u32,
}

impl Figures {
    /// Counts one application for a year.
    pub fn add(&mut self, review: &CaseReview, year: i32) {
        let within = |on: NaiveDate| on.year() == year;
        let count = |figure: &mut u32, holds: bool| *figure += u32::from(holds);
        count(&mut self.applications, within(review.applied_on));
        let decided = review.threshold;
        let refused = decided.is_some_and(|threshold| !threshold.met && within(threshold.on));
        count(&mut self.not_met, refused);
        let held = matches!(review.status, Status::Concluded { on } if within(on));
        count(&mut self.reviews, held);
        count(
            &mut self.with_recommendations,
            held && review.recommendations > 0,
        );
    }
}
