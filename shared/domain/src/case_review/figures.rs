//! The four figures that are published each year, without anybody's name (R7.5).
//!
//! **Source:** Anti-social Behaviour, Crime and Policing Act 2014 s.104(9): rule ACR-7.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::CaseReview;

/// What an area publishes for one calendar year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
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
    /// What one application adds to the figures, by the year it adds it in.
    pub fn by_year(review: &CaseReview) -> BTreeMap<i32, Self> {
        let concluded = review.status.concluded_on();
        let decided = review.threshold.map(|threshold| threshold.on);
        let days = [Some(review.applied_on), decided, concluded];
        let of = |on: NaiveDate| {
            let mut figures = Self::default();
            figures.add(review, on.year());
            (on.year(), figures)
        };
        days.into_iter().flatten().map(of).collect()
    }

    /// Each figure with its name.
    pub fn named(&self) -> [(&'static str, u32); 4] {
        [
            ("applications", self.applications),
            ("not_met", self.not_met),
            ("reviews", self.reviews),
            ("with_recommendations", self.with_recommendations),
        ]
    }

    /// Counts one application for a year.
    pub fn add(&mut self, review: &CaseReview, year: i32) {
        let within = |on: NaiveDate| on.year() == year;
        let count = |figure: &mut u32, holds: bool| *figure += u32::from(holds);
        count(&mut self.applications, within(review.applied_on));
        let decided = review.threshold;
        let refused = decided.is_some_and(|threshold| !threshold.met && within(threshold.on));
        count(&mut self.not_met, refused);
        let held = review.status.concluded_on().is_some_and(within);
        count(&mut self.reviews, held);
        count(
            &mut self.with_recommendations,
            held && review.recommendations > 0,
        );
    }
}
