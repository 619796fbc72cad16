//! What is kept of a referral once it is decided, and what is left of it once it is erased (R12.2).
//!
//! One that led to a case is kept as long as its case, and is erased with it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Event, Referral, Status, form::RiskBand};
use crate::{
    AgencyId, AreaCode, Journal, Line, PersonId, Stamp,
    journal::{Header, JournalFault},
    notice::Returns,
    retention::{Erasure, Keepable, Keeping, Of, Refused, Rule, Step, headline, rules},
    time,
};

/// What is left of a referral once it is erased: that there was one, whose, when, and why it is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remains {
    /// What the referrer quotes.
    pub reference: String,
    /// Its area.
    pub area: AreaCode,
    /// The referring agency; none of what the public reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyId>,
    /// The referrer; none of what the public reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<PersonId>,
    /// The referrer's name as it was.
    pub referrer_name: String,
    /// What stands in the place of its headline.
    pub headline: Line,
    /// When it arrived, UTC.
    pub received_at: DateTime<Utc>,
    /// The day by which it should have been triaged.
    pub due_on: NaiveDate,
    /// How it was erased.
    pub erasure: Erasure,
}

impl Keepable for Referral {
    const OF: Of = Of::Referral;

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
            Status::Erased { .. } => None,
            _ => self.decided_on,
        }
    }

    fn erased_on(&self) -> Option<NaiveDate> {
        match self.status {
            Status::Erased { on, .. } => Some(on),
            _ => None,
        }
    }

    fn rule(&self) -> Option<&'static Rule> {
        match self.status {
            Status::Declined { .. } | Status::Signposted { .. } => rules::for_referral(),
            _ => None,
        }
    }

    fn event(step: Step) -> Event {
        Event::Retention(step)
    }
}

impl Journal<Referral> {
    /// Takes everything that was said out of the record, when its erasure was ordered and its day
    /// has come.
    pub fn erase(self, stamp: &Stamp) -> Result<Self, Refused> {
        let erasure = self.may_be_erased(stamp)?;
        self.leave(erasure, stamp)
    }

    /// The same for one that led to a case, which is erased by `erasure`.
    pub fn erase_with_case(self, erasure: Erasure, stamp: &Stamp) -> Result<Self, Refused> {
        if self.erased_on().is_some() {
            return Err(Refused::Erased);
        }
        self.status.case().ok_or(Refused::NotOrdered)?;
        self.leave(erasure, stamp)
    }

    fn leave(self, erasure: Erasure, stamp: &Stamp) -> Result<Self, Refused> {
        let remains = Remains {
            reference: self.reference.clone(),
            area: self.area.clone(),
            agency: self.agency.clone(),
            referrer: self.referrer,
            referrer_name: self.referrer_name.clone(),
            headline: headline(&self)?,
            received_at: self.received_at,
            due_on: self.due_on,
            erasure,
        };
        Ok(self.write(Event::Erased(Box::new(remains)), stamp)?)
    }
}

/// The record of an erased referral follows from this one event, whatever came before it.
pub(super) fn erased(remains: &Remains, head: &Header) -> Result<Referral, JournalFault> {
    let Remains {
        reference,
        area,
        agency,
        referrer,
        referrer_name,
        headline,
        received_at,
        due_on,
        ..
    } = remains.clone();
    let id = head.id.parse();
    Ok(Referral {
        id: id.map_err(|_| JournalFault::out_of_place(head))?,
        reference,
        area,
        agency,
        referrer,
        referrer_name,
        headline,
        risk: RiskBand::Standard,
        received_at,
        due_on,
        status: Status::Erased {
            on: time::london_date(head.at),
            finished: false,
        },
        decided_on: None,
        keeping: Keeping::default(),
        returns: Returns::default(),
        sighting: None,
        evidence: BTreeMap::new(),
    })
}
