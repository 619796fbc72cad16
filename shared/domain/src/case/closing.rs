//! Closing and reopening (R2.8).

use super::{Case, Decided, Event, Pace, Refused, Status};
use crate::{Journal, Prose, Stamp, choice::choices};

choices! {
    /// How a case ended.
    Outcome {
        Resolved "resolved" "Behaviour stopped or harm reduced",
        Enforcement "enforcement" "Ended by enforcement",
        Support "support" "Passed to support services",
        Moved "moved" "The person moved away",
        NotSubstantiated "not_substantiated" "Not substantiated",
        OtherForum "other_forum" "Taken over by another forum",
    }
}

impl Journal<Case> {
    /// Proposes to close; the meeting will see it under closures.
    pub fn propose_closure(self, reason: Prose, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        Ok(case.write(Event::ClosureProposed { reason }, stamp)?)
    }

    /// Closes, once every action has ended.
    pub fn close(self, outcome: Outcome, reason: Prose, stamp: &Stamp) -> Decided {
        let case = self.open_only()?;
        if !case.open_actions().is_empty() {
            return Err(Refused::ActionsOpen);
        }
        Ok(case.write(Event::Closed { outcome, reason }, stamp)?)
    }

    /// Reopens, or keeps open a case whose closure was proposed; history stays.
    pub fn reopen(self, reason: Prose, pace: Pace, stamp: &Stamp) -> Decided {
        match self.status {
            Status::Open => return Err(Refused::NotClosed),
            Status::Erased { .. } => return Err(Refused::Erased),
            Status::Closed { .. } | Status::ClosureProposed { .. } => {}
        }
        let next_review_on = pace.first_review(stamp.today());
        Ok(self.write(
            Event::Reopened {
                reason,
                next_review_on,
            },
            stamp,
        )?)
    }
}
