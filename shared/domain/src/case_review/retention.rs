//! What is kept of a case review once it is over, and what is left of it once it is erased (R12.2).
//!
//! What is published for each year is counted from what is left, so that no figure changes when the
//! review that it counts is erased (R7.5).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Assessment, CaseReview, Event, Status, Threshold};
use crate::{
    AreaCode, Journal, Stamp,
    journal::{Header, JournalFault},
    notice::Returns,
    retention::{Erasure, Keepable, Keeping, Of, Refused, Rule, Step, rules},
    time,
};

/// What is left of an application once it is erased: that there was one, when, what is counted of it,
/// and why it is gone. Nothing of what anybody told or wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remains {
    /// Its reference.
    pub reference: String,
    /// Its area.
    pub area: AreaCode,
    /// The day of the application.
    pub applied_on: NaiveDate,
    /// The day by which it was to be acknowledged.
    pub acknowledge_by: NaiveDate,
    /// The day it was acknowledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_on: Option<NaiveDate>,
    /// The day by which the applicant was to hear the outcome.
    pub outcome_by: NaiveDate,
    /// How many complaints counted.
    pub counted: u32,
    /// How many were needed.
    pub needed: u32,
    /// What was decided on the threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
    /// How many recommendations were made.
    pub recommendations: usize,
    /// The day the review was concluded; none of one that was not met or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concluded_on: Option<NaiveDate>,
    /// The day it was over.
    pub settled_on: NaiveDate,
    /// How it was erased.
    pub erasure: Erasure,
}

impl Keepable for CaseReview {
    const OF: Of = Of::CaseReview;

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
            Status::NotMet { on } | Status::Concluded { on } | Status::Withdrawn { on } => Some(on),
            Status::Applied | Status::UnderReview | Status::Erased { .. } => None,
        }
    }

    fn erased_on(&self) -> Option<NaiveDate> {
        match self.status {
            Status::Erased { on, .. } => Some(on),
            _ => None,
        }
    }

    fn rule(&self) -> Option<&'static Rule> {
        self.settled_on().and_then(|_| rules::for_case_review())
    }

    fn event(step: Step) -> Event {
        Event::Retention(step)
    }
}

impl Journal<CaseReview> {
    /// Takes everything that was said out of the record, when its erasure was ordered and its day
    /// has come. What the journal said is erased next, and [`Journal::finish_erasure`] says so.
    pub fn erase(self, stamp: &Stamp) -> Result<Self, Refused> {
        let erasure = self.may_be_erased(stamp)?;
        let remains = Remains {
            reference: self.reference.clone(),
            area: self.area.clone(),
            applied_on: self.applied_on,
            acknowledge_by: self.acknowledge_by,
            acknowledged_on: self.acknowledged_on,
            outcome_by: self.outcome_by,
            counted: self.assessment.counted,
            needed: self.assessment.needed,
            threshold: self.threshold,
            recommendations: self.recommendations,
            concluded_on: self.status.concluded_on(),
            settled_on: self.settled_on().ok_or(Refused::InUse)?,
            erasure,
        };
        Ok(self.write(Event::Erased(Box::new(remains)), stamp)?)
    }
}

/// The record of an erased review follows from this one event, whatever came before it.
pub(super) fn erased(remains: &Remains, head: &Header) -> Result<CaseReview, JournalFault> {
    let id = head.id.parse();
    let remains = remains.clone();
    Ok(CaseReview {
        id: id.map_err(|_| JournalFault::out_of_place(head))?,
        reference: remains.reference,
        area: remains.area,
        applied_on: remains.applied_on,
        acknowledge_by: remains.acknowledge_by,
        outcome_by: remains.outcome_by,
        assessment: Assessment {
            applied_on: remains.applied_on,
            complaints: Vec::new(),
            counted: remains.counted,
            needed: remains.needed,
            people: 0,
            people_needed: None,
            struck: std::collections::BTreeSet::new(),
            result: String::new(),
        },
        acknowledged_on: remains.acknowledged_on,
        threshold: remains.threshold,
        accounts: Vec::new(),
        recommendations: remains.recommendations,
        case: None,
        sitting: None,
        called_on: None,
        status: Status::Erased {
            on: time::london_date(head.at),
            settled_on: remains.settled_on,
            concluded_on: remains.concluded_on,
            finished: false,
        },
        reminded: Vec::new(),
        keeping: Keeping::default(),
        returns: Returns::default(),
    })
}
