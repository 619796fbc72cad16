//! Decisions, with their rationale (R5.4).

use super::{Case, Decided, Event};
use crate::{Journal, MeetingId, Prose, Stamp};

impl Journal<Case> {
    /// Records a decision, made at `meeting` if it was made at one.
    pub fn decide(
        self,
        decision: Prose,
        rationale: Prose,
        meeting: Option<MeetingId>,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        Ok(case.write(
            Event::Decided {
                decision,
                rationale,
                meeting,
            },
            stamp,
        )?)
    }
}
