//! ASB Case Reviews of how a case was dealt with (R7.4): the agencies on the case learn that one is
//! held, nothing of what its applicant told.

use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused, Status};
use crate::{AreaCode, CaseReviewId, Journal, Stamp};

/// A review of how the case was dealt with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// Its id: whoever has it reads where the application stands, so only those who run the review
    /// are shown it.
    pub id: CaseReviewId,
    /// What people call it, such as `C-2D7F8A4B`.
    pub reference: String,
    /// Whose coordinator runs it; a case of another area can be linked.
    pub area: AreaCode,
}

/// A step in what reviews have to do with a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// A review looks at it.
    Linked(Linked),
    /// It was the wrong case.
    Unlinked(Linked),
}

impl Step {
    /// Which review.
    pub fn review(&self) -> &Linked {
        match self {
            Self::Linked(review) | Self::Unlinked(review) => review,
        }
    }
}

/// Most reviews of one case.
const MOST: usize = 20;

impl Journal<Case> {
    /// A review looks at how it was dealt with, also once it is closed.
    pub(crate) fn link_review(self, review: Linked, stamp: &Stamp) -> Decided {
        if matches!(self.status, Status::Erased { .. }) {
            return Err(Refused::Erased);
        }
        if self.reviews.contains(&review) {
            return Ok(self);
        }
        if self.reviews.len() >= MOST {
            return Err(Refused::Full {
                what: "case reviews",
                limit: MOST,
            });
        }
        Ok(self.write(Event::Review(Step::Linked(review)), stamp)?)
    }

    /// It was the wrong case. Nothing is written where nothing is linked, as of an erased one.
    pub(crate) fn unlink_review(self, review: &Linked, stamp: &Stamp) -> Decided {
        if !self.reviews.contains(review) {
            return Ok(self);
        }
        Ok(self.write(Event::Review(Step::Unlinked(review.clone())), stamp)?)
    }
}

pub(super) fn fold(case: &mut Case, step: Step) -> Option<()> {
    match step {
        Step::Linked(review) => {
            let new = !case.reviews.contains(&review);
            new.then(|| case.reviews.push(review))
        }
        Step::Unlinked(review) => {
            let at = case.reviews.iter().position(|each| *each == review)?;
            case.reviews.remove(at);
            Some(())
        }
    }
}
