//! What is kept of a request once it is answered, and what is left of it once it is erased (R12.2).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{About, Asker, Counts, Event, Status, SubjectAccess};
use crate::{
    AreaCode, Journal, Line, Note, Stamp,
    journal::{Header, JournalFault},
    retention::{Erasure, Keepable, Keeping, Of, Refused, Rule, Step, headline, rules},
    time,
};

/// What is left of a request once it is erased: that there was one, when it was answered and with how
/// much, and why it is gone. Nobody's name, and nothing that they were found by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remains {
    /// Its reference.
    pub reference: String,
    /// Its area.
    pub area: AreaCode,
    /// What stands in the place of the person's name.
    pub name: Line,
    /// What stands in the place of how it was made sure who they are.
    pub identity: Note,
    /// Who asked: themselves, or somebody for them.
    pub asker: Asker,
    /// The day on which it arrived.
    pub received_on: NaiveDate,
    /// The day by which it had to be answered.
    pub due_on: NaiveDate,
    /// Whether the time was extended.
    pub extended: bool,
    /// What was handed over; none of one that was closed without a bundle. By its hash the bundle is
    /// deleted, and a copy of it is still known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Counts>,
    /// The day it was answered.
    pub settled_on: NaiveDate,
    /// How it was erased.
    pub erasure: Erasure,
}

impl Keepable for SubjectAccess {
    const OF: Of = Of::SubjectAccess;

    fn reference(&self) -> &str {
        &self.reference
    }

    fn area(&self) -> &AreaCode {
        &self.area
    }

    fn is_finished(&self) -> bool {
        matches!(self.status, Status::Erased { finished: true, .. })
    }

    fn erasure(event: &Event) -> Option<&Erasure> {
        match event {
            Event::Erased(remains) => Some(&remains.erasure),
            _ => None,
        }
    }

    fn keeping(&self) -> &Keeping {
        &self.keeping
    }

    fn settled_on(&self) -> Option<NaiveDate> {
        match self.status {
            Status::Released { at, .. } => Some(time::london_date(at)),
            Status::Closed { on, .. } => Some(on),
            Status::Open | Status::Erased { .. } => None,
        }
    }

    fn erased_on(&self) -> Option<NaiveDate> {
        match self.status {
            Status::Erased { on, .. } => Some(on),
            _ => None,
        }
    }

    fn rule(&self) -> Option<&'static Rule> {
        self.settled_on().and_then(|_| rules::for_subject_access())
    }

    fn event(step: Step) -> Event {
        Event::Retention(step)
    }
}

impl SubjectAccess {
    /// What was handed over, also once the request is erased.
    pub fn released(&self) -> Option<Counts> {
        match self.status {
            Status::Released {
                bundle,
                disclosed,
                withheld,
                ..
            } => Some(Counts {
                bundle,
                disclosed,
                withheld,
            }),
            Status::Erased { released, .. } => released,
            Status::Open | Status::Closed { .. } => None,
        }
    }
}

impl Journal<SubjectAccess> {
    /// Takes everything that was said out of the record, when its erasure was ordered and its day
    /// has come. The bundle and what the journal said are erased next, and
    /// [`Journal::finish_erasure`] says so.
    pub fn erase(self, stamp: &Stamp) -> Result<Self, Refused> {
        let erasure = self.may_be_erased(stamp)?;
        let name = headline(&self)?;
        let unreadable = JournalFault::Unreadable {
            seq: self.version() + 1,
        };
        let remains = Remains {
            reference: self.reference.clone(),
            area: self.area.clone(),
            identity: Note::parse(name.as_str()).map_err(|_| unreadable)?,
            name,
            asker: self.about.asker,
            received_on: self.about.received_on,
            due_on: self.due_on,
            extended: self.extended,
            released: self.released(),
            settled_on: self.settled_on().ok_or(Refused::InUse)?,
            erasure,
        };
        Ok(self.write(Event::Erased(Box::new(remains)), stamp)?)
    }
}

/// The record of an erased request follows from this one event, whatever came before it.
pub(super) fn erased(remains: &Remains, head: &Header) -> Result<SubjectAccess, JournalFault> {
    let id = head.id.parse();
    let remains = remains.clone();
    Ok(SubjectAccess {
        id: id.map_err(|_| JournalFault::out_of_place(head))?,
        reference: remains.reference,
        area: remains.area,
        about: About {
            name: remains.name,
            born_on: None,
            postcode: None,
            asker: remains.asker,
            identity: remains.identity,
            received_on: remains.received_on,
        },
        due_on: remains.due_on,
        extended: remains.extended,
        status: Status::Erased {
            on: time::london_date(head.at),
            settled_on: remains.settled_on,
            released: remains.released,
            finished: false,
        },
        words: Vec::new(),
        reviews: Default::default(),
        beside: None,
        keeping: Keeping::default(),
    })
}
