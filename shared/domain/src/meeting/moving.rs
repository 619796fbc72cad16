//! Moving one meeting to another day, hour or place, with a reason (R5.1). What follows it in its series
//! is counted from where it was planned.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Event, Meeting, Refused, packs_due_at};
use crate::{Journal, Line, Prose, Stamp, WebLink, directory::Partner, journal::Header, time};

/// Most times that one meeting is moved: with a reason of 5,000 characters each, still one item of the
/// table beside its agenda.
const MAX_MOVES: usize = 10;

/// When and where a meeting is instead, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// When, UTC.
    pub starts_at: DateTime<Utc>,
    /// Where.
    pub place: Line,
    /// Where to join online, if that can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online: Option<WebLink>,
    /// The day that its series had for it, where that was not known before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_on: Option<NaiveDate>,
    /// Whether day, hour and place stand, and only how to join it is another.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stays: bool,
    /// Why.
    pub reason: Prose,
    /// The agencies that are told.
    pub told: Vec<Partner>,
}

/// A move that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// When it was to start before, UTC.
    pub was_at: DateTime<Utc>,
    /// Where it was to be before.
    pub was_in: Line,
    /// Why it was moved.
    pub reason: Prose,
    /// Who moved it.
    pub by: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

impl Journal<Meeting> {
    /// Moves the meeting, or changes how to join it. Packs whose time has come by the new date are asked
    /// for at once, and so are those that were made or asked for: they name the old one.
    pub fn move_to(self, mut moving: Moving, stamp: &Stamp) -> Result<Self, Refused> {
        let meeting = self.ahead(stamp)?;
        if moving.starts_at <= stamp.at {
            return Err(Refused::Past);
        }
        moving.stays = moving.starts_at == meeting.starts_at && moving.place == meeting.place;
        // What was recorded of a meeting that is held is of that day.
        let other_day = time::london_date(moving.starts_at) != meeting.on();
        if other_day && meeting.is_begun() {
            return Err(Refused::Started);
        }
        if moving.stays && moving.online == meeting.online {
            return Err(Refused::Unmoved);
        }
        if meeting.moves.len() >= MAX_MOVES {
            return Err(Refused::TooOften(MAX_MOVES));
        }
        let due = packs_due_at(moving.starts_at) <= stamp.at;
        let outdated = meeting.packs_made_at.is_some() || meeting.packs_requested_at.is_some();
        let meeting = meeting.write(Event::Moved(Box::new(moving)), stamp)?;
        if due || outdated {
            return meeting.request_packs(None, stamp);
        }
        Ok(meeting)
    }
}

impl Meeting {
    /// The meeting once it was moved.
    pub(super) fn moved(mut self, moving: Moving, head: &Header) -> Self {
        if !moving.stays {
            self.moves.push(Move {
                was_at: self.starts_at,
                was_in: self.place,
                reason: moving.reason,
                by: head.actor.name().to_owned(),
                at: head.at,
            });
        }
        self.planned_on = self.planned_on.or(moving.planned_on);
        self.starts_at = moving.starts_at;
        self.place = moving.place;
        self.online = moving.online;
        self.packs_due_at = packs_due_at(self.starts_at);
        // On another day other cases are due.
        if !moving.stays {
            self.convened = None;
        }
        self.revision += 1;
        self.tell(moving.told);
        self
    }

    /// Remembers the names of agencies that were told something.
    pub(super) fn tell(&mut self, told: Vec<Partner>) {
        let told = told.into_iter().map(|one| (one.agency, one.name));
        self.told.extend(told);
    }
}
