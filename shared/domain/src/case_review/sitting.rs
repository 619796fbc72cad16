//! The meeting of a review: small, and about one application (R7.4).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CaseReview, Decided, Event, Refused, Status};
use crate::{AgencyId, Journal, Line, Stamp, case::Case};

/// When and where the agencies meet about it, and whose account is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    /// When, UTC.
    pub starts_at: DateTime<Utc>,
    /// Where: a room or an online meeting. The victim is told, if they take part.
    pub place: Line,
    /// Agencies that are asked what they did.
    pub asked: Vec<Line>,
    /// Those of them on the case that it looks at, whom the system tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<AgencyId>,
}

impl Sitting {
    /// Most agencies asked.
    pub const MOST: usize = 20;

    /// The same, asking agencies on the case that the review looks at too.
    ///
    /// **Errors:** [`Refused::NotOnCase`] for one that is not on it.
    pub fn asking(mut self, agencies: Vec<AgencyId>, case: &Case) -> Result<Self, Refused> {
        for agency in agencies {
            let member = case.agencies.get(&agency).ok_or(Refused::NotOnCase)?;
            let name = Line::parse(&member.name).map_err(|_| Refused::NotOnCase)?;
            if !self.asked.contains(&name) {
                self.asked.push(name);
            }
            if !self.told.contains(&agency) {
                self.told.push(agency);
            }
        }
        Ok(self)
    }
}

impl Journal<CaseReview> {
    /// Calls the agencies together, or to another time than was said.
    pub fn call(self, sitting: Sitting, stamp: &Stamp) -> Decided {
        let review = self.under_review()?;
        if sitting.starts_at < stamp.at {
            return Err(Refused::Past);
        }
        if sitting.asked.len() > Sitting::MOST {
            return Err(Refused::Full(Sitting::MOST));
        }
        Ok(review.with_room()?.write(Event::Called(sitting), stamp)?)
    }
}

impl CaseReview {
    /// Agencies that were asked what they did, and have not said it.
    pub fn awaited(&self) -> impl Iterator<Item = &Line> {
        let under_way = self.status == Status::UnderReview;
        let sitting = self.sitting.iter().filter(move |_| under_way);
        let asked = sitting.flat_map(|sitting| &sitting.asked);
        asked.filter(|agency| {
            let name = agency.as_str().to_lowercase();
            let mut given = self.accounts.iter();
            !given.any(|account| account.as_str().to_lowercase() == name)
        })
    }
}
