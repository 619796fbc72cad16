//! What is kept of a case once it is closed, and what is left of it once it is erased (R12.2).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, Elsewhere, Event, Guests, Plan, Status};
use crate::{
    AgencyId, AreaCode, Journal, Line, ReferralId, Stamp,
    journal::{Header, JournalFault},
    notice::Returns,
    referral::form::CaseKind,
    retention::{Erasure, Keepable, Keeping, Of, Refused, Rule, Step, headline, rules},
    time,
};

/// What is left of a case once it is erased: that there was one, where, when, and why it is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remains {
    /// Its reference.
    pub reference: String,
    /// A person, a family or a place.
    pub kind: CaseKind,
    /// Its area.
    pub area: AreaCode,
    /// The agency that led.
    pub lead: AgencyId,
    /// What stands in the place of its headline.
    pub headline: Line,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// When it was closed.
    pub closed_on: NaiveDate,
    /// The referrals that are erased with it.
    pub referrals: Vec<ReferralId>,
    /// How it was erased.
    pub erasure: Erasure,
}

impl Keepable for Case {
    const OF: Of = Of::Case;

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
            Status::Closed { on, .. } => Some(on),
            _ => None,
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
            Status::Closed { outcome, .. } => rules::for_case(outcome),
            _ => None,
        }
    }

    fn event(step: Step) -> Event {
        Event::Retention(step)
    }
}

impl Journal<Case> {
    /// Takes everything that was said out of the record, when its erasure was ordered and its day
    /// has come. What the journal said is erased next, and [`Journal::finish_erasure`] says so.
    pub fn erase(self, stamp: &Stamp) -> Result<Self, Refused> {
        let erasure = self.may_be_erased(stamp)?;
        let closed_on = self.settled_on().ok_or(Refused::InUse)?;
        let remains = Remains {
            reference: self.reference.clone(),
            kind: self.kind,
            area: self.area.clone(),
            lead: self.lead.clone(),
            headline: headline(&self)?,
            opened_on: self.opened_on,
            closed_on,
            referrals: self.referrals.clone(),
            erasure,
        };
        Ok(self.write(Event::Erased(Box::new(remains)), stamp)?)
    }
}

/// The record of an erased case follows from this one event, whatever came before it.
pub(super) fn erased(remains: &Remains, head: &Header) -> Result<Case, JournalFault> {
    let Remains {
        reference,
        kind,
        area,
        lead,
        headline,
        opened_on,
        closed_on,
        referrals,
        ..
    } = remains.clone();
    let id = head.id.parse();
    Ok(Case {
        id: id.map_err(|_| JournalFault::out_of_place(head))?,
        reference,
        kind,
        area,
        headline,
        status: Status::Erased {
            on: time::london_date(head.at),
            closed_on,
            finished: false,
        },
        lead,
        agencies: BTreeMap::new(),
        former: BTreeMap::new(),
        subjects: Vec::new(),
        referrals,
        rag: None,
        risk: None,
        assessed_on: None,
        assess_by: None,
        next_review_on: closed_on,
        actions: BTreeMap::new(),
        returns: Returns::default(),
        guests: Guests::default(),
        limits: BTreeMap::new(),
        amended: BTreeMap::new(),
        reworded: BTreeMap::new(),
        recorded: BTreeMap::new(),
        documents: BTreeMap::new(),
        powers: Vec::new(),
        reviews: Vec::new(),
        keeping: Keeping::default(),
        rescore_on: None,
        plan: Plan::default(),
        elsewhere: Elsewhere::default(),
        same: Vec::new(),
        behaviours: Vec::new(),
        nuisance: None,
        imported: None,
        rescored: BTreeMap::new(),
        turned: BTreeMap::new(),
        opened_on,
        last_activity_at: head.at,
    })
}
