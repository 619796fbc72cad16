//! What is recorded while a meeting is held: who came, and that confidentiality was spoken of (R5.4).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Event, Meeting, Refused};
use crate::{Journal, Line, Stamp, choice::choices, directory::Partner, time};

choices! {
    /// Whether an agency was at a meeting.
    Presence {
        Present "present" "Present",
        Apologies "apologies" "Apologies",
        Absent "absent" "Absent",
    }
}

/// Whether one agency was there, as last recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// The agency's name as it was.
    pub agency_name: String,
    /// Whether it was there.
    pub presence: Presence,
    /// Who came, or who sent apologies.
    pub people: Option<Line>,
    /// Who recorded it.
    pub by: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// That the confidentiality statement was read out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Who read it out.
    pub read_by: Line,
    /// Who recorded it.
    pub by: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

impl Meeting {
    /// Refuses what is recorded only of a meeting that is held: from its day on, and never of one that
    /// was called off.
    pub fn may_record(&self, now: DateTime<Utc>) -> Result<(), Refused> {
        if self.cancelled.is_some() {
            Err(Refused::Cancelled)
        } else if time::london_date(now) < self.on() {
            Err(Refused::NotYet)
        } else {
            Ok(())
        }
    }
}

impl Journal<Meeting> {
    /// Records whether an agency was there. Each agency's stands by itself, so that two people who
    /// record at once undo nothing of each other's; apologies may come ahead.
    pub fn attended(
        self,
        agency: Partner,
        presence: Presence,
        people: Option<Line>,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        match self.may_record(stamp.at) {
            Err(Refused::NotYet) if presence == Presence::Apologies => {}
            other => other?,
        }
        let stands = self.attendance.get(&agency.agency);
        if stands.is_some_and(|stands| stands.presence == presence && stands.people == people) {
            return Ok(self);
        }
        let event = Event::Attended {
            agency,
            presence,
            people,
        };
        Ok(self.write(event, stamp)?)
    }

    /// Records that the confidentiality statement was read out, and by whom.
    pub fn statement_read(self, read_by: Line, stamp: &Stamp) -> Result<Self, Refused> {
        self.may_record(stamp.at)?;
        let stands = self.statement.as_ref();
        if stands.is_some_and(|stands| stands.read_by == read_by) {
            return Ok(self);
        }
        Ok(self.write(Event::StatementRead { read_by }, stamp)?)
    }
}

#[cfg(test)]
mod tests;
