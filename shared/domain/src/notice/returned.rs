//! Notices that did not do their work, until somebody has dealt with them.
//!
//! Whether an agency was told is a fact of a case, a referral or a meeting, so it stands in that
//! aggregate's journal: that an email came back, and what somebody did about it. No notice is
//! sent about a return – one to a broken mailbox would come back in turn – except the same message
//! again when its address has been corrected.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Came, Feedback, Notice, Recipient};
use crate::{
    Aggregate, Journal, Prose, Stamp,
    choice::choices,
    journal::{Hash, Header, JournalFault},
};

choices! {
    /// What was done about a returned notice.
    Remedy {
        Told "told" "Told another way",
        SentAgain "sent_again" "Address corrected and message sent again",
        NotNeeded "not_needed" "No longer needed",
    }
}

/// That a notice came back: the payload of a journal entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameBack {
    /// The notice, which holds nothing personal.
    pub notice: Notice,
    /// What the provider reported.
    pub feedback: Feedback,
}

/// That somebody dealt with a returned notice: the payload of a journal entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The notice.
    pub notice: Notice,
    /// What was done.
    pub remedy: Remedy,
    /// Who was told and how, or why nobody had to be.
    pub note: Prose,
}

/// A notice that came back and waits for somebody to deal with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The notice.
    pub notice: Notice,
    /// What the provider reported.
    pub feedback: Feedback,
    /// When it was learnt of, UTC.
    pub at: DateTime<Utc>,
}

/// The returned notices of one record that nobody has dealt with yet, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Returns(Vec<Returned>);

impl Returns {
    /// Most that one record holds: 40 KB at most, within the room that a case keeps free.
    pub const MAX: usize = 100;

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Returned> {
        self.0.iter()
    }

    /// The one of this notice, if it waits.
    pub fn get(&self, notice: Hash) -> Option<&Returned> {
        self.0.iter().find(|returned| returned.notice.id == notice)
    }

    /// Folds that a notice came back.
    pub(crate) fn add(&mut self, back: CameBack, head: &Header) {
        self.0.push(Returned {
            notice: back.notice,
            feedback: back.feedback,
            at: head.at,
        });
    }

    /// Folds that one was dealt with; `None` if it did not wait.
    pub(crate) fn settle(&mut self, settled: &Settled) -> Option<()> {
        let waits = |returned: &Returned| returned.notice.id == settled.notice.id;
        let at = self.0.iter().position(waits)?;
        self.0.remove(at);
        Some(())
    }
}

/// Why a command on a returned notice was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nobody waits for it to be dealt with.
    #[error("this message has been dealt with already")]
    Settled,
    /// The recipient may no longer be told.
    #[error("this message cannot be sent again: its recipient no longer sees what it is about")]
    Stranger,
    /// As many wait as one record can hold.
    #[error("at most {0} returned messages can wait on one record; deal with some first")]
    Full(usize),
    /// The journal does not hold together.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

/// Something that notices are sent about, and whose journal says which did not arrive.
pub trait Tells: Aggregate {
    /// The event of a notice that came back.
    fn came_back(back: CameBack) -> Self::Event;
    /// The event of one that was dealt with.
    fn settled(settled: Settled) -> Self::Event;
    /// Those that wait.
    fn returns(&self) -> &Returns;
    /// The name of an agency or person among its recipients, as far as the record knows it.
    fn name_of(&self, recipient: &Recipient) -> Option<&str>;
    /// Whether the recipient may still be told.
    fn may_tell(&self, recipient: &Recipient) -> bool;

    /// A recipient in words, such as `Surrey Police (shared inbox)`.
    fn recipient(&self, recipient: &Recipient) -> String {
        recipient.words(self.name_of(recipient))
    }
}

impl<A: Tells> Journal<A> {
    /// Records that a notice came back; one that waits already is not recorded twice.
    ///
    /// Allowed whatever has happened since: also a closed case has to say who was not told.
    pub fn notice_returned(
        self,
        notice: &Notice,
        feedback: &Feedback,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        let waiting = self.returns();
        if !feedback.came.is_return() || waiting.get(notice.id).is_some() {
            return Ok(self);
        }
        if waiting.0.len() >= Returns::MAX {
            return Err(Refused::Full(Returns::MAX));
        }
        let back = CameBack {
            notice: notice.clone(),
            feedback: feedback.clone(),
        };
        Ok(self.write(A::came_back(back), stamp)?)
    }

    /// Records what was done about a returned notice, and sends it again if that is what was done.
    pub fn settle_notice(
        self,
        notice: Hash,
        remedy: Remedy,
        note: Prose,
        stamp: &Stamp,
    ) -> Result<Self, Refused> {
        let returned = self.returns().get(notice).ok_or(Refused::Settled)?;
        let notice = returned.notice.clone();
        if remedy == Remedy::SentAgain && !self.may_tell(&notice.recipient) {
            return Err(Refused::Stranger);
        }
        let settled = Settled {
            notice,
            remedy,
            note,
        };
        Ok(self.write(A::settled(settled), stamp)?)
    }
}

impl Recipient {
    /// In words, given the agency's or person's name if it is known.
    pub fn words(&self, name: Option<&str>) -> String {
        let named = |id: &str| name.unwrap_or(id).to_owned();
        match self {
            Self::AgencyInbox(agency) => format!("{} (shared inbox)", named(agency.as_str())),
            Self::AgencyLead(agency) => format!("{} (agency lead)", named(agency.as_str())),
            Self::AgencyTopic(agency) => format!("{} (its own system)", named(agency.as_str())),
            Self::AreaInbox(_) => "the community safety team".to_owned(),
            Self::Person(_) => name.unwrap_or("the chair").to_owned(),
        }
    }
}

impl CameBack {
    /// What happened, as a sentence without its full stop; `to` is the recipient in words.
    pub fn sentence(&self, to: &str) -> String {
        sentence(&self.notice, self.feedback.came, to)
    }
}

impl Returned {
    /// What happened, as a sentence without its full stop; `to` is the recipient in words.
    pub fn sentence(&self, to: &str) -> String {
        sentence(&self.notice, self.feedback.came, to)
    }
}

fn sentence(notice: &Notice, came: Came, to: &str) -> String {
    let what = notice.message.label();
    match came {
        Came::Complained => format!("the email “{what}” to {to} was reported as unwanted"),
        other => format!(
            "the email “{what}” to {to} did not arrive ({})",
            other.brief()
        ),
    }
}

impl Settled {
    /// What happened, as a sentence without its subject or full stop.
    pub fn sentence(&self, to: &str) -> String {
        let what = self.notice.message.label();
        let done = match self.remedy {
            Remedy::Told => "told another way",
            Remedy::SentAgain => "address corrected and message sent again",
            Remedy::NotNeeded => "no longer needed",
        };
        format!("dealt with the returned email “{what}” to {to}: {done}")
    }
}

#[cfg(test)]
mod tests;
