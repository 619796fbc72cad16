//! What is recorded while a meeting is held: who came, and that confidentiality was spoken of (R5.4).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Agenda, Event, Meeting, Refused, Section, agenda::Change};
use crate::{
    CaseId, Journal, Line, Stamp,
    choice::choices,
    directory::Partner,
    journal::{Hash, Header},
    time,
};

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

choices! {
    /// What is recorded on a case at a meeting.
    Matter {
        Decision "decision" "Decision",
        Action "action" "Action",
        Rating "rating" "RAG and next review",
    }
}

/// The agenda as it stood when something was first recorded on one of its cases: what is recorded, such
/// as a later review, must not take a case off the meeting that is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convened {
    /// The cases to discuss, in order.
    pub items: Vec<(CaseId, Section)>,
    /// How many of the chair's changes are in it.
    pub adjustments: usize,
}

/// What was recorded on a case at a meeting, and when last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Which things, each once.
    pub matters: BTreeSet<Matter>,
    /// Who recorded the last of it.
    pub by: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

impl Meeting {
    /// Most cases that the agenda of a meeting which is held remembers.
    pub const MAX_CONVENED: usize = 1_000;

    /// Whether the case is on its settled agenda and was not removed since, or was added to it since.
    fn takes(&self, case: CaseId) -> bool {
        self.convened.as_ref().is_some_and(|convened| {
            let later = self.adjustments.iter().skip(convened.adjustments);
            let mut later = later.filter(|each| {
                each.case == case && matches!(each.change, Change::Add | Change::Remove)
            });
            match later.next_back() {
                Some(last) => last.change == Change::Add,
                None => convened.items.iter().any(|(each, _)| *each == case),
            }
        })
    }

    /// Whether anything was recorded of it that is recorded only of a meeting that is held.
    pub fn is_begun(&self) -> bool {
        self.convened.is_some() || self.statement.is_some() || self.minutes.is_some()
    }

    /// Folds that something was recorded on a case.
    pub(super) fn note(&mut self, case: CaseId, matters: &[Matter], head: &Header) {
        let before = self.recorded.remove(&case);
        let before = before.map(|recorded| recorded.matters).unwrap_or_default();
        let recorded = Recorded {
            matters: before.into_iter().chain(matters.iter().copied()).collect(),
            by: head.actor.name().to_owned(),
            at: head.at,
        };
        self.recorded.insert(case, recorded);
    }

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

    /// Settles the agenda as it is, unless that was done before: what is recorded from now on, such as a
    /// later review, takes no case off it.
    pub fn convene(self, agenda: &Agenda, stamp: &Stamp) -> Result<Self, Refused> {
        self.may_record(stamp.at)?;
        if self.convened.is_some() {
            return Ok(self);
        }
        let items = agenda.items.iter().take(Meeting::MAX_CONVENED);
        let items = items.map(|item| (item.case, item.section)).collect();
        Ok(self.write(Event::Convened { items }, stamp)?)
    }

    /// Records that something was recorded on a case of its settled agenda.
    pub fn recorded_on(
        self,
        case: CaseId,
        matters: Vec<Matter>,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        self.may_record(stamp.at)?;
        if !self.takes(case) {
            return Err(Refused::NotOnAgenda);
        }
        Ok(self.write(Event::Recorded { case, matters }, stamp)?)
    }

    /// Sends the minutes, which say what `hash` is of, to these agencies; nothing is sent when they say
    /// what they said when they were last sent.
    pub fn send_minutes(
        self,
        hash: Hash,
        told: Vec<Partner>,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        self.may_record(stamp.at)?;
        if self.minutes.as_ref().is_some_and(|sent| sent.hash == hash) {
            return Ok(self);
        }
        if told.is_empty() {
            return Err(Refused::NobodyToTell);
        }
        Ok(self.write(Event::MinutesSent { hash, told }, stamp)?)
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
