//! A referral: one agency's request that the partnership look at something, or a report by a member
//! of the public (R1.2), and its triage (R1).
//!
//! The record is thin, because the queue is read often; what the referrer wrote is the payload of
//! the first entry, [`Event::Received`] or [`Event::Reported`].

pub mod evidence;
pub mod form;
pub mod report;
pub mod retention;
mod tells;
pub mod triage;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use evidence::Piece;
pub use form::{Behaviour, Form, Incident, Risk, Subject, SubjectRole};
pub use report::{Report, Sighting};
pub use retention::Remains;
pub use triage::Refused;

use crate::{
    Actor, AgencyId, Aggregate, AreaCode, CaseId, EntryId, Journal, Line, PersonId, Prose,
    ReferralId, Stamp,
    file::{FileKind, Kept, Unfit},
    journal::{Header, JournalFault},
    notice::{CameBack, Returns, Settled},
    retention::{Keeping, Step},
    time,
};

/// A referral as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// What the referrer quotes, such as `R-7K3M9-QX2FV`.
    pub reference: String,
    /// The area it concerns.
    pub area: AreaCode,
    /// The referring agency, which owns what it says; none of what the public reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyId>,
    /// The referrer; none of what the public reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<PersonId>,
    /// The referrer's name as it was.
    pub referrer_name: String,
    /// What it is about, in a line.
    pub headline: Line,
    /// The risk the referrer sees.
    pub risk: form::RiskBand,
    /// When it arrived, UTC.
    pub received_at: DateTime<Utc>,
    /// The day by which it should be triaged.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub status: Status,
    /// The day of the coordinator's decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<NaiveDate>,
    /// How long it is kept, and whether it may be erased.
    #[serde(default, skip_serializing_if = "Keeping::is_empty")]
    pub keeping: Keeping,
    /// Notices that came back and wait for somebody to deal with them.
    #[serde(default, skip_serializing_if = "Returns::is_empty")]
    pub returns: Returns,
    /// By what other reports of the same incident are found; of what the public reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sighting: Option<Sighting>,
    /// Files that came with it; of what the public reports.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<EntryId, Piece>,
}

/// Where a referral stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Status {
    /// Waiting for the area's coordinator.
    Awaiting,
    /// Waiting for the referrer, who was asked something.
    MoreAsked {
        /// What was asked.
        question: Prose,
    },
    /// Became a case.
    Accepted {
        /// The case.
        case: CaseId,
        /// Its reference.
        reference: String,
        /// Why.
        reason: Prose,
    },
    /// Joined a case that was open already.
    Joined {
        /// The case.
        case: CaseId,
        /// Its reference.
        reference: String,
        /// Why.
        reason: Prose,
    },
    /// Sent on to a forum that fits better (R8.3).
    Signposted {
        /// Which.
        forum: Line,
        /// Why.
        reason: Prose,
    },
    /// Not taken on.
    Declined {
        /// Why.
        reason: Prose,
    },
    /// Erased: nothing is left but that there was one (R12.2).
    Erased {
        /// On which day.
        on: NaiveDate,
        /// Whether what its journal said is gone too.
        finished: bool,
    },
}

impl Status {
    /// What people read.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Awaiting => "Awaiting triage",
            Self::MoreAsked { .. } => "More information asked for",
            Self::Accepted { .. } => "Accepted to a new case",
            Self::Joined { .. } => "Joined to an open case",
            Self::Signposted { .. } => "Signposted elsewhere",
            Self::Declined { .. } => "Declined",
            Self::Erased { .. } => "Erased",
        }
    }

    /// Whether the coordinator has yet to decide.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Awaiting | Self::MoreAsked { .. })
    }

    /// The case it led to, if any.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Self::Accepted { case, .. } | Self::Joined { case, .. } => Some(*case),
            _ => None,
        }
    }
}

/// What can happen to a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It arrived.
    Received {
        /// The reference given to the referrer.
        reference: String,
        /// The day by which it should be triaged.
        due_on: NaiveDate,
        /// What the referrer wrote.
        form: Box<Form>,
    },
    /// A member of the public reported it (R1.2).
    Reported {
        /// The reference given to them.
        reference: String,
        /// The day by which it should be triaged.
        due_on: NaiveDate,
        /// What they wrote.
        report: Box<Report>,
    },
    /// The coordinator asked the referrer for more.
    MoreAsked {
        /// What.
        question: Prose,
    },
    /// The referrer answered.
    MoreAnswered {
        /// What.
        answer: Prose,
    },
    /// Became a case.
    Accepted {
        /// The case.
        case: CaseId,
        /// Its reference.
        reference: String,
        /// Why.
        reason: Prose,
    },
    /// Joined a case that was open already.
    Joined {
        /// The case.
        case: CaseId,
        /// Its reference.
        reference: String,
        /// Why.
        reason: Prose,
    },
    /// Sent on to another forum.
    Signposted {
        /// Which.
        forum: Line,
        /// Why.
        reason: Prose,
    },
    /// Not taken on.
    Declined {
        /// Why.
        reason: Prose,
    },
    /// Whoever reported it adds a file, which is to follow (R1.2).
    EvidenceFiled {
        /// Its id.
        file: EntryId,
        /// What it is said to be.
        kind: FileKind,
        /// What it shows, as they say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shows: Option<Line>,
        /// Until when it may be sent, UTC.
        until: DateTime<Utc>,
    },
    /// A file was looked at and is kept.
    EvidenceKept {
        /// Which.
        file: EntryId,
        /// What it was found to be.
        kept: Kept,
    },
    /// A file was looked at and deleted.
    EvidenceRefused {
        /// Which.
        file: EntryId,
        /// Why.
        why: Unfit,
    },
    /// A notice about it did not arrive, or was unwanted.
    NoticeReturned(CameBack),
    /// Somebody dealt with a returned notice.
    NoticeSettled(Settled),
    /// A step in how long it is kept (R12.2).
    Retention(Step),
    /// It was erased: what is left is all that is known of it (R12.2).
    Erased(Box<Remains>),
}

impl Referral {
    /// Takes a referral in, due for triage `working_days` from today.
    pub fn receive(form: Form, working_days: u32, stamp: &Stamp) -> Result<Journal<Self>, Refused> {
        let id = ReferralId::from(stamp.uuid("referral"));
        Self::receive_as(id, form, working_days, stamp)
    }

    /// The same under an id that was chosen for it.
    pub fn receive_as(
        id: ReferralId,
        form: Form,
        working_days: u32,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, Refused> {
        if stamp.actor.agency().is_none() {
            return Err(Refused::NoReferrer);
        }
        let received = Event::Received {
            reference: reference(stamp),
            due_on: time::add_working_days(stamp.today(), working_days),
            form: Box::new(form),
        };
        Ok(Journal::begin(&id.to_string(), received, stamp)?)
    }
}

impl Referral {
    /// Takes in what a member of the public reports, under an id that was chosen for it (R1.2).
    pub fn report_as(
        id: ReferralId,
        report: Report,
        working_days: u32,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, Refused> {
        let reported = Event::Reported {
            reference: reference(stamp),
            due_on: time::add_working_days(stamp.today(), working_days),
            report: Box::new(report),
        };
        Ok(Journal::begin(&id.to_string(), reported, stamp)?)
    }

    /// Whether a member of the public reported it, and no agency did.
    pub fn is_public(&self) -> bool {
        self.agency.is_none()
    }
}

/// A reference to quote: `R-` and ten characters without look-alikes, fifty random bits.
fn reference(stamp: &Stamp) -> String {
    const ALPHABET: [char; 32] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H',
        'J', 'K', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
    ];
    let mut text = String::from("R-");
    for (byte, place) in stamp.draw("reference").into_iter().take(10).zip(0..) {
        if place == 5 {
            text.push('-');
        }
        text.extend(ALPHABET.get(usize::from(byte % 32)));
    }
    text
}

impl Aggregate for Referral {
    const KIND: &'static str = "referral";
    type Event = Event;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn fold(record: Option<Self>, event: &Event, head: &Header) -> Result<Self, JournalFault> {
        match (record, event) {
            (_, Event::Erased(remains)) => retention::erased(remains, head),
            (
                None,
                Event::Received {
                    reference,
                    due_on,
                    form,
                },
            ) => received(reference, *due_on, form, head),
            (
                None,
                Event::Reported {
                    reference,
                    due_on,
                    report,
                },
            ) => reported(reference, *due_on, report, head),
            (Some(mut referral), event) => {
                let misplaced = || JournalFault::out_of_place(head);
                match event {
                    Event::NoticeReturned(back) => referral.returns.add(back.clone(), head),
                    Event::NoticeSettled(settled) => {
                        referral.returns.settle(settled).ok_or_else(misplaced)?;
                    }
                    Event::Retention(Step::Finished { .. }) => {
                        let Status::Erased { finished, .. } = &mut referral.status else {
                            return Err(misplaced());
                        };
                        *finished = true;
                    }
                    Event::Retention(step) => referral.keeping.fold(step, head),
                    Event::EvidenceFiled { .. }
                    | Event::EvidenceKept { .. }
                    | Event::EvidenceRefused { .. } => {
                        evidence::fold(&mut referral.evidence, event).ok_or_else(misplaced)?;
                    }
                    other => {
                        referral.status = status_after(other).ok_or_else(misplaced)?;
                        let decided = !referral.status.is_open();
                        referral.decided_on = decided.then(|| time::london_date(head.at));
                    }
                }
                Ok(referral)
            }
            (None, _) => Err(JournalFault::out_of_place(head)),
        }
    }

    fn begins_anew(event: &Event) -> bool {
        matches!(event, Event::Erased(_))
    }
}

fn received(
    reference: &str,
    due_on: NaiveDate,
    form: &Form,
    head: &Header,
) -> Result<Referral, JournalFault> {
    let Actor::Person {
        person,
        name,
        agency,
    } = &head.actor
    else {
        return Err(JournalFault::out_of_place(head));
    };
    Ok(Referral {
        id: head
            .id
            .parse()
            .map_err(|_| JournalFault::out_of_place(head))?,
        reference: reference.to_owned(),
        area: form.area.clone(),
        agency: Some(agency.clone()),
        referrer: Some(*person),
        referrer_name: name.clone(),
        headline: form.headline.clone(),
        risk: form.risk.band,
        received_at: head.at,
        due_on,
        status: Status::Awaiting,
        decided_on: None,
        keeping: Keeping::default(),
        returns: Returns::default(),
        sighting: None,
        evidence: BTreeMap::new(),
    })
}

fn reported(
    reference: &str,
    due_on: NaiveDate,
    report: &Report,
    head: &Header,
) -> Result<Referral, JournalFault> {
    let misplaced = || JournalFault::out_of_place(head);
    if head.actor != Actor::Public {
        return Err(misplaced());
    }
    Ok(Referral {
        id: head.id.parse().map_err(|_| misplaced())?,
        reference: reference.to_owned(),
        area: report.area.clone(),
        agency: None,
        referrer: None,
        referrer_name: head.actor.name().to_owned(),
        headline: report.headline().ok_or_else(misplaced)?,
        risk: report.effect.band(),
        received_at: head.at,
        due_on,
        status: Status::Awaiting,
        decided_on: None,
        keeping: Keeping::default(),
        returns: Returns::default(),
        sighting: Some(report.sighting()),
        evidence: BTreeMap::new(),
    })
}

fn status_after(event: &Event) -> Option<Status> {
    Some(match event.clone() {
        Event::Received { .. }
        | Event::Reported { .. }
        | Event::NoticeReturned(_)
        | Event::NoticeSettled(_)
        | Event::Retention(_)
        | Event::EvidenceFiled { .. }
        | Event::EvidenceKept { .. }
        | Event::EvidenceRefused { .. }
        | Event::Erased(_) => {
            return None;
        }
        Event::MoreAsked { question } => Status::MoreAsked { question },
        Event::MoreAnswered { .. } => Status::Awaiting,
        Event::Accepted {
            case,
            reference,
            reason,
        } => Status::Accepted {
            case,
            reference,
            reason,
        },
        Event::Joined {
            case,
            reference,
            reason,
        } => Status::Joined {
            case,
            reference,
            reason,
        },
        Event::Signposted { forum, reason } => Status::Signposted { forum, reason },
        Event::Declined { reason } => Status::Declined { reason },
    })
}

#[cfg(test)]
mod tests;
