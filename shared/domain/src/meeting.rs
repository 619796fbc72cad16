//! A meeting of a forum: when it is, what its agenda holds, which packs went out (R5).

pub mod agenda;
pub mod cadence;
mod fold;
pub mod minutes;
pub mod moving;
pub mod news;
pub mod running;
pub mod series;
mod tells;
pub mod turns;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use agenda::{Adjustment, Agenda, Item, OrderDue, Section};
pub use cadence::{Cadence, Cadences};
pub use minutes::Minutes;
pub use moving::{Move, Moving};
pub use news::News;
pub use running::{Attendance, Convened, Matter, Presence, Recorded, Statement};
pub use series::{Called, Doubt, Slot};

use crate::{
    AgencyId, AreaCode, CaseId, Journal, Line, MeetingId, Prose, Stamp, WebLink,
    case::Case,
    choice::choices,
    directory::Partner,
    journal::{Hash, JournalFault},
    notice::{CameBack, Returns, Settled},
    referral::form::CaseKind,
    reorganisation::Reorganisations,
    time,
};

choices! {
    /// The meetings Surrey's partnerships hold (S0–S4).
    Forum {
        Charmm "charmm" "CHaRMM",
        Jag "jag" "JAG",
    }
}

impl Forum {
    /// The forum in words.
    pub fn full_name(self) -> &'static str {
        match self {
            Self::Charmm => "Community Harm and Risk Management Meeting",
            Self::Jag => "Joint Action Group",
        }
    }

    /// Whether it deals with cases of this kind: CHaRMM with people, JAG with places.
    pub fn takes(self, kind: CaseKind) -> bool {
        (self == Self::Jag) == (kind == CaseKind::Place)
    }
}

/// A meeting as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// Which forum meets.
    pub forum: Forum,
    /// In which area.
    pub area: AreaCode,
    /// When, UTC.
    pub starts_at: DateTime<Utc>,
    /// Where: a room or an online meeting.
    pub place: Line,
    /// Where to join online, if that can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online: Option<WebLink>,
    /// The day that its series had for it, if it is one of a series (R5.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_on: Option<NaiveDate>,
    /// When the forum last met; what is new since then is on the agenda.
    pub since: Option<DateTime<Utc>>,
    /// When its packs are due to be generated, UTC.
    pub packs_due_at: DateTime<Utc>,
    /// How often it was moved, and why, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// How often calendars have to learn of it anew.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub revision: u32,
    /// Agencies that were told something of it, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told: BTreeMap<AgencyId, String>,
    /// Cancelled, and why.
    pub cancelled: Option<Prose>,
    /// What the chair added, removed or moved on the agenda, in order.
    pub adjustments: Vec<Adjustment>,
    /// The newest pack of each agency.
    pub packs: BTreeMap<AgencyId, PackRef>,
    /// Cases left out of the last packs because they could not be read.
    pub missing: Vec<CaseId>,
    /// When packs were last asked for by hand, until they are made, UTC.
    pub packs_requested_at: Option<DateTime<Utc>>,
    /// When packs were last generated, UTC; `None` until then.
    pub packs_made_at: Option<DateTime<Utc>>,
    /// Notices that came back and wait for somebody to deal with them.
    #[serde(default, skip_serializing_if = "Returns::is_empty")]
    pub returns: Returns,
    /// Which agencies came, and which sent apologies (R5.4).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attendance: BTreeMap<AgencyId, Attendance>,
    /// That the confidentiality statement was read out, as last recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<Statement>,
    /// Its agenda as it stood when something was first recorded on one of its cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub convened: Option<Convened>,
    /// On which of its cases something was recorded, and when last.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub recorded: BTreeMap<CaseId, Recorded>,
    /// Its minutes, as last sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<minutes::Sent>,
    /// Areas that its own has taken over by its day, whose cases it deals with too (R11.3). Worked out
    /// when it is read, and never stored.
    #[serde(skip)]
    pub also_of: Vec<AreaCode>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A pack in the bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackRef {
    /// The agency's name as it was.
    pub agency_name: String,
    /// SHA-256 of the PDF, which is also its place in the bucket.
    pub hash: Hash,
    /// Pages in the PDF.
    pub pages: usize,
    /// Cases in it.
    pub cases: usize,
    /// 1 for the first pack this agency got for this meeting, 2 for the next, …
    pub version: u32,
    /// When it was made, UTC.
    pub made_at: DateTime<Utc>,
}

/// A pack just made, before it has a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadePack {
    /// For which agency.
    pub agency: AgencyId,
    /// Its name.
    pub agency_name: String,
    /// SHA-256 of the PDF.
    pub hash: Hash,
    /// Pages in the PDF.
    pub pages: usize,
    /// Cases in it.
    pub cases: usize,
}

/// A meeting that is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calling {
    /// Which forum.
    pub forum: Forum,
    /// In which area.
    pub area: AreaCode,
    /// When, UTC.
    pub starts_at: DateTime<Utc>,
    /// Where.
    pub place: Line,
    /// Where to join online.
    pub online: Option<WebLink>,
    /// The day that its series has for it.
    pub planned_on: Option<NaiveDate>,
    /// When the forum met before.
    pub since: Option<DateTime<Utc>>,
}

/// What can happen to a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It was called.
    Scheduled {
        /// Which forum.
        forum: Forum,
        /// In which area.
        area: AreaCode,
        /// When, UTC.
        starts_at: DateTime<Utc>,
        /// Where.
        place: Line,
        /// When the forum last met.
        since: Option<DateTime<Utc>>,
        /// Where to join online.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        online: Option<WebLink>,
        /// The day that its series had for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        planned_on: Option<NaiveDate>,
        /// When its packs are due, UTC.
        packs_due_at: DateTime<Utc>,
    },
    /// It will not take place.
    Cancelled {
        /// Why.
        reason: Prose,
        /// The agencies that are told, beside those that had a pack.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        told: Vec<Partner>,
    },
    /// It will take place at another time, or elsewhere.
    Moved(Box<Moving>),
    /// Another meeting comes before it than did.
    Follows {
        /// When the forum met before.
        since: Option<DateTime<Utc>>,
    },
    /// The chair changed the agenda.
    AgendaAdjusted {
        /// How, and why.
        adjustment: Adjustment,
    },
    /// Packs were asked for now.
    PacksRequested {
        /// Why, in the asker's words.
        reason: Option<Prose>,
    },
    /// Packs were made; only those whose content changed are listed.
    PacksMade {
        /// The new packs.
        packs: Vec<MadePack>,
        /// Cases that could not be read, and so are in no pack.
        missing: Vec<CaseId>,
    },
    /// Whether an agency came was recorded.
    Attended {
        /// Which agency.
        agency: Partner,
        /// Whether it was there.
        presence: Presence,
        /// Who came, or who sent apologies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        people: Option<Line>,
    },
    /// The confidentiality statement was read out.
    StatementRead {
        /// By whom.
        read_by: Line,
    },
    /// Something is recorded on one of its cases for the first time: from here on its agenda stays.
    Convened {
        /// The cases to discuss, in order.
        items: Vec<(CaseId, Section)>,
    },
    /// Something was recorded on one of its cases; what it is stands in that case's journal.
    Recorded {
        /// On which.
        case: CaseId,
        /// Which things.
        matters: Vec<Matter>,
    },
    /// Its minutes were sent.
    MinutesSent {
        /// What they said then, as their sender read them.
        hash: Hash,
        /// The agencies that are told.
        told: Vec<Partner>,
    },
    /// A notice about it or one of its packs did not arrive, or was unwanted.
    NoticeReturned(CameBack),
    /// Somebody dealt with a returned notice.
    NoticeSettled(Settled),
}

/// Why a command on a meeting was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It lies in the past.
    #[error("a meeting must start in the future")]
    Past,
    /// It was cancelled.
    #[error("this meeting was cancelled")]
    Cancelled,
    /// Nothing of it would change.
    #[error("the date, time, place and link are as they were")]
    Unmoved,
    /// It has been moved as often as it can be.
    #[error("a meeting can be moved at most {0} times; cancel it and schedule another")]
    TooOften(usize),
    /// It has started; its agenda and packs stand.
    #[error("this meeting has started")]
    Started,
    /// Its day has not come.
    #[error("this can be recorded from the day of the meeting on")]
    NotYet,
    /// There is nobody whom minutes could be sent to.
    #[error("no agency came, sent apologies or is on a case of this meeting")]
    NobodyToTell,
    /// The case is on the agenda already.
    #[error("this case is on the agenda already")]
    OnAgenda,
    /// The case is not on the agenda.
    #[error("this case is not on the agenda")]
    NotOnAgenda,
    /// The case belongs to another area.
    #[error("this case belongs to another area")]
    OtherArea,
    /// The forum does not deal with cases of this kind.
    #[error("the {0} does not deal with cases of this kind")]
    OtherForum(&'static str),
    /// The case is closed.
    #[error("this case is closed; reopen it first")]
    CaseClosed,
    /// The agenda has been changed as often as it can be.
    #[error("the agenda can be changed at most {0} times")]
    Full(usize),
    /// The journal does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

/// Packs go out this many working days before the meeting.
const PACK_WORKING_DAYS: u32 = 3;
/// … at this hour, London time; never between 1 and 2, which October repeats and March skips.
const PACK_HOUR: u32 = 7;
/// Most changes to one agenda: with a reason of 5,000 characters each, still one item of the table.
const MAX_ADJUSTMENTS: usize = 40;

impl Journal<Meeting> {
    /// The same, with what its area has taken over by its day.
    pub fn covering(self, plans: &Reorganisations) -> Self {
        let mut areas = plans.taken_over(self.on()).covers(&self.area);
        areas.retain(|area| *area != self.area);
        self.fill_in(|meeting| meeting.also_of = areas)
    }
}

impl Meeting {
    /// Calls a meeting of which nothing more is settled.
    pub fn schedule(
        forum: Forum,
        area: AreaCode,
        starts_at: DateTime<Utc>,
        place: Line,
        since: Option<DateTime<Utc>>,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, Refused> {
        let calling = Calling {
            forum,
            area,
            starts_at,
            place,
            online: None,
            planned_on: None,
            since,
        };
        Self::call(calling, stamp)
    }

    /// Calls a meeting; its packs fall due at 7am, three working days before.
    pub fn call(calling: Calling, stamp: &Stamp) -> Result<Journal<Self>, Refused> {
        let starts_at = calling.starts_at;
        if starts_at <= stamp.at {
            return Err(Refused::Past);
        }
        let id = MeetingId::from(stamp.uuid(&format!("meeting {starts_at}")));
        let event = Event::Scheduled {
            forum: calling.forum,
            area: calling.area,
            starts_at,
            place: calling.place,
            since: calling.since,
            online: calling.online,
            planned_on: calling.planned_on,
            packs_due_at: packs_due_at(starts_at),
        };
        Ok(Journal::begin(&id.to_string(), event, stamp)?)
    }

    /// The civil date in London on which it takes place.
    pub fn on(&self) -> NaiveDate {
        time::london_date(self.starts_at)
    }

    /// The areas whose cases it deals with.
    pub fn areas(&self) -> impl Iterator<Item = &AreaCode> {
        std::iter::once(&self.area).chain(&self.also_of)
    }

    /// `Runnymede CHaRMM`, given the area's name.
    pub fn title(&self, area_name: &str) -> String {
        format!("{area_name} {}", self.forum.label())
    }

    /// Whether it deals with cases of an area: its own, or one that its own has taken over.
    pub fn is_of(&self, area: &AreaCode) -> bool {
        self.area == *area || self.also_of.contains(area)
    }

    /// Whether this meeting can deal with the case at all: an open one of its area and kind.
    pub fn admits(&self, case: &Case) -> Result<(), Refused> {
        if !self.is_of(&case.area) {
            Err(Refused::OtherArea)
        } else if !self.forum.takes(case.kind) {
            Err(Refused::OtherForum(self.forum.label()))
        } else if !case.is_open() {
            Err(Refused::CaseClosed)
        } else {
            Ok(())
        }
    }

    /// Whether it is still to come: neither cancelled nor started.
    pub fn is_ahead(&self, now: DateTime<Utc>) -> bool {
        self.cancelled.is_none() && now < self.starts_at
    }

    /// Refuses what can be done only to one that is still to come.
    pub fn may_change(&self, now: DateTime<Utc>) -> Result<(), Refused> {
        if self.cancelled.is_some() {
            return Err(Refused::Cancelled);
        }
        if self.starts_at <= now {
            return Err(Refused::Started);
        }
        Ok(())
    }

    /// Whether packs should be made now: they are due, or asked for, and not yet made since.
    pub fn wants_packs(&self, now: DateTime<Utc>) -> bool {
        let due = self.packs_due_at <= now && self.packs_made_at.is_none();
        self.is_ahead(now) && (due || self.packs_requested_at.is_some())
    }
}

/// When the packs of a meeting that starts then are due: at 7am, three working days before.
fn packs_due_at(starts_at: DateTime<Utc>) -> DateTime<Utc> {
    let day = time::subtract_working_days(time::london_date(starts_at), PACK_WORKING_DAYS);
    day.and_hms_opt(PACK_HOUR, 0, 0)
        .and_then(time::instant)
        .unwrap_or(starts_at)
}

impl Journal<Meeting> {
    /// Calls the meeting off; agencies that had a pack are told, and these.
    pub fn cancel(self, reason: Prose, told: Vec<Partner>, stamp: &Stamp) -> Result<Self, Refused> {
        let meeting = self.ahead(stamp)?;
        Ok(meeting.write(Event::Cancelled { reason, told }, stamp)?)
    }

    /// Adds, removes or moves a case on the agenda; `agenda` is what it holds now.
    pub fn adjust(
        self,
        adjustment: Adjustment,
        agenda: &Agenda,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        let meeting = self.ahead(stamp)?;
        if meeting.adjustments.len() >= MAX_ADJUSTMENTS {
            return Err(Refused::Full(MAX_ADJUSTMENTS));
        }
        match (&adjustment.change, agenda.has(adjustment.case)) {
            (agenda::Change::Add, true) => return Err(Refused::OnAgenda),
            (agenda::Change::Remove | agenda::Change::First, false) => {
                return Err(Refused::NotOnAgenda);
            }
            _ => {}
        }
        Ok(meeting.write(Event::AgendaAdjusted { adjustment }, stamp)?)
    }

    /// Asks for packs now.
    pub fn request_packs(self, reason: Option<Prose>, stamp: &Stamp) -> Result<Self, Refused> {
        let meeting = self.ahead(stamp)?;
        Ok(meeting.write(Event::PacksRequested { reason }, stamp)?)
    }

    /// Records the packs that were made, keeping only those whose content changed.
    pub fn packs_made(
        self,
        made: Vec<MadePack>,
        missing: Vec<CaseId>,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        let changed = |made: &MadePack| {
            self.packs
                .get(&made.agency)
                .is_none_or(|old| old.hash != made.hash)
        };
        let packs: Vec<_> = made.into_iter().filter(changed).collect();
        let first = self.packs_made_at.is_none();
        let asked = self.packs_requested_at.is_some();
        if packs.is_empty() && missing == self.missing && !first && !asked {
            return Ok(self);
        }
        Ok(self.write(Event::PacksMade { packs, missing }, stamp)?)
    }

    fn ahead(self, stamp: &Stamp) -> Result<Self, Refused> {
        self.may_change(stamp.at)?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
