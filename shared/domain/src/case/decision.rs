//! Decisions, with their rationale (R5.4).

use super::{Case, Decided, Event, limit::Sharing};
use crate::{EntryId, Journal, MeetingId, Prose, Stamp};

impl Journal<Case> {
    /// Records a decision, made at `meeting` if it was made at one.
    pub fn decide(
        self,
        (decision, rationale): (Prose, Prose),
        meeting: Option<MeetingId>,
        sharing: Sharing,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        // Numbered by place in the journal, so that one stamp may decide several things.
        let entry = EntryId::from(stamp.uuid(&format!("decision:{}", case.version())));
        let case = case.can_share(entry, &sharing)?;
        let limited = sharing.only.is_some();
        let decided = Event::Decided {
            decision,
            rationale,
            meeting,
            entry: Some(entry),
            gateway: Some(sharing.gateway),
            only: sharing.only,
        };
        let case = case.write(decided, stamp)?;
        if limited { case.with_room() } else { Ok(case) }
    }
}
