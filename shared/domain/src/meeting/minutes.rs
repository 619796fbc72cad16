//! What was recorded on a case at a meeting: its minutes follow from it (R5.4).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ActionId, Entry, MeetingId, Prose,
    case::{Event, Rag, wording::as_it_reads},
    journal::{Hash, Header},
    referral::form::RiskBand,
};

/// Minutes as they were last sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// 1 when they were first sent, 2 when they had changed, …
    pub version: u32,
    /// What they said, as their sender read them.
    pub hash: Hash,
    /// Who sent them.
    pub by: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// What was recorded on one case at one meeting, in order of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Minutes {
    /// Decisions that stand, in the words that hold now.
    pub decisions: Vec<Decided>,
    /// Actions that were assigned.
    pub actions: Vec<ActionId>,
    /// Risk, RAG and next review as they were set.
    pub ratings: Vec<Rated>,
}

/// A decision made at a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub decision: Prose,
    /// Why.
    pub rationale: Prose,
    /// Who recorded it.
    pub by: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// How a case was rated at a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    /// How it stands.
    pub rag: Rag,
    /// Its risk, where that was assessed.
    pub risk: Option<RiskBand>,
    /// When it comes up for review.
    pub next_review_on: NaiveDate,
    /// Why.
    pub reason: Prose,
    /// Who recorded it.
    pub by: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// The meeting at which a step was taken, if it was at one.
pub fn taken_at(event: &Event) -> Option<MeetingId> {
    match event {
        Event::Decided { meeting, .. } | Event::Assessed { meeting, .. } => *meeting,
        Event::Rated(rating) => rating.meeting,
        Event::ActionAssigned { task, .. } => task.meeting,
        _ => None,
    }
}

impl Minutes {
    /// Draws them from the journal of a case, as far as its reader was given it.
    pub fn of(meeting: MeetingId, journal: &[Entry<Event>]) -> Self {
        let (read, marks) = as_it_reads(journal);
        let withdrawn = |head: &Header| marks.get(&head.seq).is_some_and(|mark| mark.withdrawn);
        let mut minutes = Self::default();
        for entry in read.iter().filter(|entry| !withdrawn(&entry.header)) {
            let of_it = |event: &&Event| taken_at(event) == Some(meeting);
            if let Some(event) = entry.event.as_ref().filter(of_it) {
                minutes.add(event, &entry.header);
            }
        }
        minutes
    }

    fn add(&mut self, event: &Event, head: &Header) {
        let (by, at) = (head.actor.name().to_owned(), head.at);
        match event.clone() {
            Event::Decided {
                decision,
                rationale,
                ..
            } => self.decisions.push(Decided {
                decision,
                rationale,
                by,
                at,
            }),
            Event::ActionAssigned { action, .. } => self.actions.push(action),
            Event::Assessed { assessment, .. } => self.ratings.push(Rated {
                rag: assessment.rag,
                risk: Some(assessment.risk),
                next_review_on: assessment.next_review_on,
                reason: assessment.rationale,
                by,
                at,
            }),
            Event::Rated(rating) => self.ratings.push(Rated {
                rag: rating.rag,
                risk: None,
                next_review_on: rating.next_review_on,
                reason: rating.reason,
                by,
                at,
            }),
            _ => {}
        }
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.decisions.is_empty() && self.actions.is_empty() && self.ratings.is_empty()
    }
}

#[cfg(test)]
mod tests;
