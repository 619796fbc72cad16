//! The steps of a review that its coordinator takes.

use super::{Attendance, CaseReview, Decided, Event, Judgement, Refused, Status};
use crate::{Journal, Line, Prose, Stamp};

/// Most accounts, and most recommendations, of one review.
pub(super) const MOST: usize = 40;

/// Most entries of a review to which more meetings, letters and links are added.
const ROOM: u64 = 100;

impl Journal<CaseReview> {
    /// The applicant was told that it arrived.
    pub fn acknowledge(self, stamp: &Stamp) -> Decided {
        let review = self.open()?;
        if review.acknowledged_on.is_some() {
            return Err(Refused::Acknowledged);
        }
        Ok(review.write(Event::Acknowledged {}, stamp)?)
    }

    /// Decides whether the threshold is met. Where enough complaints count it is; else it is judged.
    pub fn decide(
        self,
        met: bool,
        judgement: Option<Judgement>,
        reason: Prose,
        stamp: &Stamp,
    ) -> Decided {
        if self.status != Status::Applied {
            return Err(Refused::Stands(self.status.label()));
        }
        let must = self.assessment.must_be_met();
        if must && !met {
            return Err(match self.assessment.by_count() {
                true => Refused::MustBeHeld,
                false => Refused::EnoughPeople,
            });
        }
        if !must && judgement.is_none() {
            return Err(Refused::Unjudged);
        }
        let decided = Event::ThresholdDecided {
            met,
            judgement: judgement.map(Box::new),
            reason,
        };
        Ok(self.write(decided, stamp)?)
    }

    /// Takes an agency's account of what it did.
    pub fn take_account(self, agency: Line, account: Prose, stamp: &Stamp) -> Decided {
        let review = self.under_review()?;
        if review.accounts.len() >= MOST {
            return Err(Refused::Full(MOST));
        }
        Ok(review.write(Event::AccountTaken { agency, account }, stamp)?)
    }

    /// Records how the victim took part.
    pub fn hear(self, attendance: Attendance, note: Prose, stamp: &Stamp) -> Decided {
        let review = self.under_review()?;
        let heard = Event::VictimHeard { attendance, note };
        Ok(review.with_room()?.write(heard, stamp)?)
    }

    /// Recommends something to somebody, who must have regard to it (ACR-6).
    pub fn recommend(self, to: Line, recommendation: Prose, stamp: &Stamp) -> Decided {
        let review = self.under_review()?;
        if review.recommendations >= MOST {
            return Err(Refused::Full(MOST));
        }
        let recommended = Event::Recommended {
            to,
            recommendation,
            set: None,
        };
        Ok(review.write(recommended, stamp)?)
    }

    /// Ends the review with its outcome.
    pub fn conclude(self, outcome: Prose, stamp: &Stamp) -> Decided {
        let review = self.under_review()?;
        if review.accounts.is_empty() {
            return Err(Refused::NoAccount);
        }
        Ok(review.write(Event::Concluded { outcome }, stamp)?)
    }

    /// The applicant withdrew it.
    pub fn withdraw(self, reason: Prose, stamp: &Stamp) -> Decided {
        let review = self.open()?;
        Ok(review.write(Event::Withdrawn { reason }, stamp)?)
    }

    /// Keeps a journal short enough to be read whole: what may be done again and again leaves room for
    /// what ends the review.
    pub(super) fn with_room(self) -> Result<Self, Refused> {
        if self.version() < ROOM {
            Ok(self)
        } else {
            Err(Refused::Full(MOST))
        }
    }

    pub(super) fn open(self) -> Result<Self, Refused> {
        if self.status.is_open() {
            Ok(self)
        } else {
            Err(Refused::Stands(self.status.label()))
        }
    }

    pub(super) fn under_review(self) -> Result<Self, Refused> {
        match self.status {
            Status::UnderReview => Ok(self),
            status => Err(Refused::Stands(status.label())),
        }
    }
}
