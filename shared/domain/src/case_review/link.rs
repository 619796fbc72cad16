//! The case that a review looks at, and what the review asks of the agencies on it (R7.4).
//!
//! A case learns that a review is held and what is asked of its agencies; nothing of what the
//! applicant told.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CaseReview, Event, Refused, steps::MOST};
use crate::{
    ActionId, AgencyId, CaseId, Journal, Line, Prose, Stamp,
    case::{self, Case, Sharing, Task, reviews},
    gateway::Gateway,
};

/// The case that a review looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// Its id.
    pub case: CaseId,
    /// What people call it, such as `RUN-2026-0042`.
    pub reference: String,
}

/// The action that was set with a recommendation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set {
    /// On which case.
    pub case: CaseId,
    /// Which action.
    pub action: ActionId,
}

/// What a recommendation asks of an agency on the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which agency.
    pub agency: AgencyId,
    /// By which day.
    pub due_on: NaiveDate,
    /// The ground for telling it.
    pub gateway: Gateway,
}

/// What a step changes on both sides.
type Both = Result<(Journal<CaseReview>, Journal<Case>), Refused>;

impl Journal<CaseReview> {
    /// Names the case that it looks at.
    pub fn link(self, case: Journal<Case>, stamp: &Stamp) -> Both {
        let review = self.open()?;
        if let Some(reviewed) = &review.case {
            return Err(Refused::Linked(reviewed.reference.clone()));
        }
        let review = review.with_room()?;
        let case = case.link_review(review.linked(), stamp)?;
        let reviewed = Reviewed {
            case: case.id,
            reference: case.reference.clone(),
        };
        Ok((review.write(Event::Linked(reviewed), stamp)?, case))
    }

    /// It was the wrong case.
    pub fn unlink(self, case: Journal<Case>, reason: Prose, stamp: &Stamp) -> Both {
        let review = self.open()?.looks_at(&case)?;
        let case = case.unlink_review(&review.linked(), stamp)?;
        Ok((review.write(Event::Unlinked { reason }, stamp)?, case))
    }

    /// Recommends something to an agency on the case, and sets it there as an action, which is chased
    /// to its end like every other.
    pub fn recommend_to_agency(
        self,
        recommendation: Prose,
        (case, asked): (Journal<Case>, Asked),
        stamp: &Stamp,
    ) -> Both {
        let review = self.under_review()?.looks_at(&case)?;
        if review.recommendations >= MOST {
            return Err(Refused::Full(MOST));
        }
        let what = format!("What ASB Case Review {} recommends", review.reference);
        let task = Task {
            what: Line::parse(&what).map_err(|_| Refused::Unwritten)?,
            detail: Some(recommendation.clone()),
            agency: asked.agency.clone(),
            person: None,
            due_on: asked.due_on,
            meeting: None,
        };
        let to = Line::parse(case.agency_name(&asked.agency)).map_err(|_| Refused::Unwritten)?;
        let (case, action) = case.assign_known(task, Sharing::openly(asked.gateway), stamp)?;
        let set = Some(Set {
            case: case.id,
            action,
        });
        let recommended = Event::Recommended {
            to,
            recommendation,
            set,
        };
        Ok((review.write(recommended, stamp)?, case))
    }

    fn looks_at(self, case: &Case) -> Result<Self, Refused> {
        let same = self.case.as_ref().is_some_and(|own| own.case == case.id);
        if same {
            Ok(self)
        } else {
            Err(Refused::NotLinked)
        }
    }

    fn linked(&self) -> reviews::Linked {
        reviews::Linked {
            id: self.id,
            reference: self.reference.clone(),
            area: self.area.clone(),
        }
    }
}

impl From<case::Refused> for Refused {
    fn from(refused: case::Refused) -> Self {
        Self::Case(Box::new(refused))
    }
}
