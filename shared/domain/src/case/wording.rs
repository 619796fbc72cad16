//! What was written in a step of the journal, and putting it right (R2.4).
//!
//! Entries of the chronology, documents and details of people have corrections of their own. Here are
//! the words of everything else: decisions, actions and what came of them, reasons, assessments, notes
//! on powers. What a step decided, for whom and by when stays as it is; the words in which it says so
//! are corrected by the agency that wrote them, and a decision can be withdrawn.
//!
//! INVARIANT (same step): what stands instead of a step differs from it in words only, so the record
//! but for those words is the same.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused, action::ActionStatus, limit::keep_newest};
use crate::{ActionId, AgencyId, Entry, Journal, Line, Note, Prose, Stamp, journal::Header};

/// Which kind of text it is: how long it may be, and whether it has lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// [`Line`].
    Line,
    /// [`Note`].
    Note,
    /// [`Prose`].
    Prose,
}

/// A text that stands in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// What it is, such as `Decision`.
    pub label: &'static str,
    /// Which kind of text.
    pub measure: Measure,
    /// Whether it may be left out.
    pub optional: bool,
    /// What it says; empty when nothing was written.
    pub text: String,
}

/// That the words of a step were corrected, or that it was withdrawn: packs that hold them are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reworded {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Whether it was withdrawn.
    #[serde(default)]
    pub withdrawn: bool,
    /// The action whose words they are, if they are an action's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<ActionId>,
}

/// What became of the words of a step, for whoever reads the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// Why.
    pub reason: Note,
}

/// A place in an event where a text stands.
enum Slot<'a> {
    Line(&'a mut Line),
    Prose(&'a mut Prose),
    Note(&'a mut Note),
    ProseIfAny(&'a mut Option<Prose>),
    NoteIfAny(&'a mut Option<Note>),
}

impl Slot<'_> {
    fn wording(&self, label: &'static str) -> Wording {
        let (measure, optional, text) = match self {
            Self::Line(line) => (Measure::Line, false, line.to_string()),
            Self::Prose(prose) => (Measure::Prose, false, prose.to_string()),
            Self::Note(note) => (Measure::Note, false, note.to_string()),
            Self::ProseIfAny(prose) => {
                let text = prose.as_ref().map(Prose::to_string);
                (Measure::Prose, true, text.unwrap_or_default())
            }
            Self::NoteIfAny(note) => {
                let text = note.as_ref().map(Note::to_string);
                (Measure::Note, true, text.unwrap_or_default())
            }
        };
        Wording {
            label,
            measure,
            optional,
            text,
        }
    }

    /// `None` when it is no such text.
    fn set(self, text: &str) -> Option<()> {
        let none = text.trim().is_empty();
        match self {
            Self::Line(line) => *line = Line::parse(text).ok()?,
            Self::Prose(prose) => *prose = Prose::parse(text).ok()?,
            Self::Note(note) => *note = Note::parse(text).ok()?,
            Self::ProseIfAny(prose) if none => *prose = None,
            Self::ProseIfAny(prose) => *prose = Some(Prose::parse(text).ok()?),
            Self::NoteIfAny(note) if none => *note = None,
            Self::NoteIfAny(note) => *note = Some(Note::parse(text).ok()?),
        }
        Some(())
    }
}

impl Event {
    /// Where the texts of a step stand, in the order in which they are read; none of what is corrected
    /// in another way, or holds no words.
    fn slots(&mut self) -> Vec<(&'static str, Slot<'_>)> {
        match self {
            Self::Opened { reason, .. }
            | Self::ReferralJoined { reason, .. }
            | Self::AgencyRemoved { reason, .. }
            | Self::LeadChanged { reason, .. }
            | Self::ActionDeclined { reason, .. }
            | Self::Closed { reason, .. }
            | Self::Reopened { reason, .. } => vec![("Reason", Slot::Prose(reason))],
            Self::Imported(imported) => {
                let before = &mut imported.before;
                let mut slots = vec![
                    ("Summary", Slot::ProseIfAny(&mut before.summary)),
                    ("Notes", Slot::ProseIfAny(&mut before.notes)),
                ];
                if let Some(ended) = &mut before.closed {
                    slots.push(("Why it was closed", Slot::ProseIfAny(&mut ended.reason)));
                }
                slots
            }
            Self::AgencyAdded { agency } => vec![("Reason", Slot::Prose(&mut agency.reason))],
            Self::SubjectCategorised { reason, .. } => vec![("Reason", Slot::Note(reason))],
            Self::Assessed { assessment, .. } => {
                vec![("Rationale", Slot::Prose(&mut assessment.rationale))]
            }
            Self::Rated(rating) => vec![("Reason", Slot::Prose(&mut rating.reason))],
            Self::Decided {
                decision,
                rationale,
                ..
            } => vec![
                ("Decision", Slot::Prose(decision)),
                ("Rationale", Slot::Prose(rationale)),
            ],
            Self::ActionAssigned { task, .. } => vec![
                ("Action", Slot::Line(&mut task.what)),
                ("Detail", Slot::ProseIfAny(&mut task.detail)),
            ],
            Self::ActionEnded { evidence, .. } => vec![("Evidence", Slot::Prose(evidence))],
            Self::PowerStepped { stepped, .. } => {
                let mut slots = vec![("Note", Slot::NoteIfAny(&mut stepped.note))];
                if let Some(why) = &mut stepped.acknowledged {
                    slots.push(("Despite a warning", Slot::Note(why)));
                }
                slots
            }
            _ => Vec::new(),
        }
    }

    /// The texts of the step that can be put right, in the order in which they are read.
    pub fn wordings(&self) -> Vec<Wording> {
        let mut own = self.clone();
        let slots = own.slots().into_iter();
        slots.map(|(label, slot)| slot.wording(label)).collect()
    }

    /// The same step in other words: as many as [`Self::wordings`], in its order. `None` when one of
    /// them is no text of its kind, or there is another number of them.
    pub fn reworded(&self, words: &[String]) -> Option<Self> {
        let mut event = self.clone();
        let slots = event.slots();
        if slots.is_empty() || slots.len() != words.len() {
            return None;
        }
        for ((_, slot), text) in slots.into_iter().zip(words) {
            slot.set(text)?;
        }
        Some(event)
    }

    /// Whether it can be withdrawn: what it says then counts no longer, and nothing else hangs on it.
    pub fn can_be_withdrawn(&self) -> bool {
        matches!(self, Self::Decided { .. })
    }

    /// Whether its agency can limit it to others: see [`super::limit`].
    pub fn can_be_limited(&self) -> bool {
        matches!(
            self,
            Self::Decided { entry: Some(_), .. } | Self::ActionAssigned { .. }
        )
    }

    /// The action whose words it holds or puts right.
    pub fn worded_action(&self) -> Option<ActionId> {
        match self {
            Self::Reworded { instead, .. } => instead.as_ref()?.worded_action(),
            Self::ActionAssigned { action, .. }
            | Self::ActionDeclined { action, .. }
            | Self::ActionEnded { action, .. } => Some(*action),
            _ => None,
        }
    }
}

/// Whose the words of a step are: of the agency that wrote them, while it is on the case. Those that
/// were brought over are the lead's: whoever brought them did not write them.
pub fn owner<'a>(case: &'a Case, head: &'a Header) -> Option<&'a AgencyId> {
    if head.kind == Event::IMPORTED {
        return Some(&case.lead);
    }
    let agency = head.actor.agency();
    agency.filter(|agency| case.agencies.contains_key(*agency))
}

/// The journal with every step in the words that hold now, and what became of those that were put
/// right, by their positions.
pub fn as_it_reads(journal: &[Entry<Event>]) -> (Cow<'_, [Entry<Event>]>, BTreeMap<u64, Mark>) {
    let mut marks = BTreeMap::new();
    let mut read = Cow::Borrowed(journal);
    for entry in journal {
        let Some(Event::Reworded {
            step,
            instead,
            reason,
            ..
        }) = &entry.event
        else {
            continue;
        };
        let mark = Mark {
            withdrawn: instead.is_none(),
            reason: reason.clone(),
        };
        marks.insert(*step, mark);
        let Some(instead) = instead else { continue };
        let mut steps = read.to_mut().iter_mut();
        // What was erased stays so.
        let step = steps.find(|each| each.header.seq == *step && each.event.is_some());
        if let Some(step) = step {
            step.event = Some(Event::clone(instead));
        }
    }
    (read, marks)
}

impl Case {
    /// How many of them the record remembers, the newest ones.
    pub const MAX_REWORDED: usize = 100;
}

impl Journal<Case> {
    /// Puts right what was written in `step`, an entry of this case's journal as it now reads.
    pub fn reword(
        self,
        step: &Entry<Event>,
        words: &[String],
        reason: Note,
        stamp: &Stamp,
    ) -> Decided {
        let event = step.event.as_ref().ok_or(Refused::NoSuchEntry)?;
        let instead = event.reworded(words).ok_or(Refused::NoSuchEntry)?;
        if instead == *event {
            return Err(Refused::NothingCorrected);
        }
        self.put_right(step, Some(instead), reason, stamp)?
            .with_room()
    }

    /// Withdraws what was decided in `step`, an entry of this case's journal.
    pub fn withdraw_step(self, step: &Entry<Event>, reason: Note, stamp: &Stamp) -> Decided {
        let withdrawn = |event: &&Event| event.can_be_withdrawn();
        step.event
            .as_ref()
            .filter(withdrawn)
            .ok_or(Refused::NoSuchEntry)?;
        self.put_right(step, None, reason, stamp)
    }

    fn put_right(
        self,
        step: &Entry<Event>,
        instead: Option<Event>,
        reason: Note,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        let seq = step.header.seq;
        if case.reworded.get(&seq).is_some_and(|each| each.withdrawn) {
            return Err(Refused::NoSuchEntry);
        }
        let event = Event::Reworded {
            step: seq,
            entry: step.event.as_ref().and_then(Event::entry),
            instead: instead.map(Box::new),
            reason,
            since: step.header.at,
        };
        Ok(case.write(event, stamp)?)
    }
}

/// Folds that the words of a step were put right; `None` when it cannot have happened.
pub(super) fn fold(
    case: &mut Case,
    (step, since): (u64, DateTime<Utc>),
    instead: Option<&Event>,
    head: &Header,
) -> Option<()> {
    let reworded = Reworded {
        at: head.at,
        withdrawn: instead.is_none(),
        action: instead.and_then(Event::worded_action),
    };
    case.reworded.insert(step, reworded);
    keep_newest(&mut case.reworded, Case::MAX_REWORDED, |each| each.at);
    match instead {
        Some(Event::ActionAssigned { action, task, .. }) => {
            let action = case.actions.get_mut(action)?;
            action.task.what = task.what.clone();
            action.task.detail = task.detail.clone();
        }
        Some(Event::ActionDeclined { action, reason, .. }) => {
            // It may have been declined again, or accepted, since.
            if let ActionStatus::Declined {
                at, reason: was, ..
            } = &mut case.actions.get_mut(action)?.status
                && *at == since
            {
                *was = reason.clone();
            }
        }
        Some(Event::ActionEnded {
            action, evidence, ..
        }) => {
            if let ActionStatus::Ended {
                at, evidence: was, ..
            } = &mut case.actions.get_mut(action)?.status
                && *at == since
            {
                *was = evidence.clone();
            }
        }
        Some(Event::PowerStepped {
            number, stepped, ..
        }) => {
            let used = case.powers.iter_mut().find(|used| used.number == *number)?;
            let mut steps = used.steps.iter_mut();
            let taken = steps.find(|taken| taken.at == since && taken.act == stepped.act)?;
            taken.note = stepped.note.clone();
            taken.acknowledged = stepped.acknowledged.clone();
        }
        _ => {}
    }
    Some(())
}

#[cfg(test)]
mod tests;
