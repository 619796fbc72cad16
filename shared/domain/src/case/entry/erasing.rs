//! Erasing what a single entry said, while its case goes on (R12.2).
//!
//! Its agency withdraws it first: that it is wrong, or not theirs to share, is for them to say. Days
//! later, in which anybody who needs it can say so, somebody else who answers for how long things
//! are kept orders the erasure, and in the same transaction what the journal said of it is gone.
//! The chain still holds, and the record is the same as before (INVARIANT (instead)).

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{Case, Event, Said};
use crate::{
    Entry, EntryId, Journal, Note, Prose, Stamp,
    journal::JournalFault,
    retention::{Ground, Keepable, Refused, rules},
    time,
};

/// An entry that was withdrawn and still says what it said, without what that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasable {
    /// The entry.
    pub said: Said,
    /// When it was withdrawn, UTC.
    pub withdrawn_at: DateTime<Utc>,
    /// From which day on it may be erased.
    pub from: NaiveDate,
}

impl Erasable {
    /// What was withdrawn on a case and not erased, in the order of the days it happened on.
    pub fn on(journal: &[Entry<Event>]) -> Vec<Self> {
        let said = super::chronology(journal).into_iter();
        said.filter_map(Self::of).collect()
    }

    fn of(said: Said) -> Option<Self> {
        if said.erased.is_some() {
            return None;
        }
        let withdrawn_at = said.withdrawn.as_ref().map(|(at, _)| *at)?;
        let from = time::london_date(withdrawn_at) + Days::new(rules::cooling_days().into());
        Some(Self {
            said,
            withdrawn_at,
            from,
        })
    }
}

/// An order to erase an entry.
#[derive(Debug, Clone)]
pub struct Erasing {
    /// Which one.
    pub entry: EntryId,
    /// On what ground: that its time has come is said of a whole case only.
    pub ground: Ground,
    /// Why, without names.
    pub reason: Note,
}

impl Journal<Case> {
    /// Erases what an entry said, given the whole journal of the case.
    ///
    /// **Errors:** there is a hold; the entry is not withdrawn, or for less than the days in which it
    /// can be asked for; the actor withdrew it; or the ground is none for a single entry.
    pub fn erase_entry(
        self,
        journal: &[Entry<Event>],
        erasing: Erasing,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        if self.erased_on().is_some() {
            return Err(Refused::Erased);
        }
        if self.keeping.hold.is_some() {
            return Err(Refused::Held);
        }
        let Erasing {
            entry,
            ground,
            reason,
        } = erasing;
        if ground == Ground::Due {
            return Err(Refused::NoTime);
        }
        let mut erasable = Erasable::on(journal).into_iter();
        let found = erasable.find(|each| each.said.entry == entry);
        let found = found.ok_or(Refused::NotWithdrawn)?;
        if found.from > stamp.today() {
            return Err(Refused::NotYet(found.from));
        }
        let by = found.said.withdrawn.as_ref().map(|(_, by)| by.person());
        if by == Some(stamp.actor.person()) {
            return Err(Refused::Same);
        }
        let words = said_instead(&self, stamp.today())?;
        let about = journal.iter().filter_map(|each| {
            let event = each.event.as_ref();
            let event = event.filter(|event| event.entry() == Some(entry))?;
            Some((each.header.seq, without_words(event, &words)?))
        });
        let event = Event::EntryErased {
            entry,
            ground,
            reason,
            since: found.said.at,
            until: found.withdrawn_at,
            instead: about.collect(),
        };
        Ok(self.write(event, stamp)?)
    }
}

/// What is read in the place of what was erased.
fn said_instead(case: &Journal<Case>, today: NaiveDate) -> Result<Prose, JournalFault> {
    let unreadable = JournalFault::Unreadable {
        seq: case.version() + 1,
    };
    Prose::parse(&format!("Erased on {}", time::long_date(today))).map_err(|_| unreadable)
}

/// An event about an entry with nothing of what it said; `None` when it said nothing.
fn without_words(event: &Event, words: &Prose) -> Option<Event> {
    let mut event = event.clone();
    match &mut event {
        Event::EntryRecorded { text, .. } => *text = words.clone(),
        Event::EntryCorrected { text, reason, .. } => {
            *text = words.clone();
            *reason = words.clone();
        }
        Event::EntryWithdrawn { reason, .. } => *reason = words.clone(),
        _ => return None,
    }
    Some(event)
}

#[cfg(test)]
mod tests;
