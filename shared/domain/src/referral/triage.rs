//! Triage: accept, join, ask for more, signpost or decline – always with a reason (R1.6).

use super::{Event, Referral, Status};
use crate::{CaseId, Journal, Line, Prose, Stamp, journal::JournalFault};

/// Why a command on a referral was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Only a person of an agency can refer.
    #[error("a referral needs a person and their agency")]
    NoReferrer,
    /// It was decided before.
    #[error("this referral has already been decided: {0}")]
    Decided(&'static str),
    /// Nobody could answer.
    #[error(
        "a member of the public cannot answer here: reach them in the way they gave, or decide without"
    )]
    NobodyToAsk,
    /// Nothing was asked.
    #[error("nothing has been asked about this referral")]
    NothingAsked,
    /// Only members of the public add files, of some kinds, to what they reported.
    #[error("this file cannot be added to this report")]
    NotEvidence,
    /// There is no room for another.
    #[error("a report has 10 files at most")]
    TooMuchEvidence,
    /// The journal does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

impl Journal<Referral> {
    /// Accepts it to the new case `case`.
    pub fn accept(
        self,
        case: CaseId,
        reference: &str,
        reason: Prose,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        let reference = reference.to_owned();
        self.decide(
            Event::Accepted {
                case,
                reference,
                reason,
            },
            stamp,
        )
    }

    /// Joins it to the open case `case`.
    pub fn join(
        self,
        case: CaseId,
        reference: &str,
        reason: Prose,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        let reference = reference.to_owned();
        self.decide(
            Event::Joined {
                case,
                reference,
                reason,
            },
            stamp,
        )
    }

    /// Asks the referrer for more.
    ///
    /// **Errors:** [`Refused::NobodyToAsk`] when a member of the public reported it.
    pub fn ask(self, question: Prose, stamp: &Stamp) -> Result<Self, Refused> {
        if self.is_public() {
            return Err(Refused::NobodyToAsk);
        }
        self.decide(Event::MoreAsked { question }, stamp)
    }

    /// Sends it on to a forum that fits better.
    pub fn signpost(self, forum: Line, reason: Prose, stamp: &Stamp) -> Result<Self, Refused> {
        self.decide(Event::Signposted { forum, reason }, stamp)
    }

    /// Does not take it on.
    pub fn decline(self, reason: Prose, stamp: &Stamp) -> Result<Self, Refused> {
        self.decide(Event::Declined { reason }, stamp)
    }

    /// The referrer's answer to what was asked.
    pub fn answer(self, answer: Prose, stamp: &Stamp) -> Result<Self, Refused> {
        match self.status {
            Status::MoreAsked { .. } => Ok(self.write(Event::MoreAnswered { answer }, stamp)?),
            _ => Err(Refused::NothingAsked),
        }
    }

    fn decide(self, event: Event, stamp: &Stamp) -> Result<Self, Refused> {
        if self.status.is_open() {
            Ok(self.write(event, stamp)?)
        } else {
            Err(Refused::Decided(self.status.label()))
        }
    }
}
