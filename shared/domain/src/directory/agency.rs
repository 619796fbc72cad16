//! An agency: an organisation that takes part, with its inbox and its topic.

use serde::{Deserialize, Serialize};

use super::Refused;
use crate::{
    AgencyId, Aggregate, Journal, Stamp,
    journal::{Header, JournalFault},
};

/// An agency as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// Its short name.
    pub id: AgencyId,
    /// Everything else.
    #[serde(flatten)]
    pub profile: AgencyProfile,
    /// Whether it takes part no more: nobody new can act for it.
    #[serde(default)]
    pub closed: bool,
}

impl std::ops::Deref for Agency {
    type Target = AgencyProfile;
    fn deref(&self) -> &AgencyProfile {
        &self.profile
    }
}

/// What is known of an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyProfile {
    /// Its name.
    pub name: String,
    /// Its shared mailbox for notices.
    pub inbox: String,
    /// The mailbox to which its overdue actions are escalated.
    pub lead_inbox: String,
    /// The SNS topic its own systems listen to, if they do.
    pub topic: Option<String>,
}

/// What can happen to an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AgencyEvent {
    /// It was set up.
    Registered {
        /// What is known of it.
        profile: Box<AgencyProfile>,
    },
    /// What is known of it changed.
    Amended {
        /// What is now known of it.
        profile: Box<AgencyProfile>,
    },
    /// It takes part no more.
    Closed,
    /// It takes part again.
    Reopened,
}

impl Agency {
    /// Sets an agency up.
    pub fn register(
        id: &AgencyId,
        profile: AgencyProfile,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, JournalFault> {
        let profile = Box::new(profile);
        Journal::begin(id.as_str(), AgencyEvent::Registered { profile }, stamp)
    }
}

impl Journal<Agency> {
    /// Changes what is known of it.
    pub fn amend(self, profile: AgencyProfile, stamp: &Stamp) -> Result<Self, JournalFault> {
        let profile = Box::new(profile);
        self.write(AgencyEvent::Amended { profile }, stamp)
    }

    /// It takes part no more. `people` act for it still, and it takes part in `areas`.
    pub fn close(self, people: usize, areas: usize, stamp: &Stamp) -> Result<Self, Refused> {
        if self.closed {
            return Err(Refused::AgencyClosed);
        }
        if people > 0 || areas > 0 {
            return Err(Refused::AgencyInUse { people, areas });
        }
        Ok(self.write(AgencyEvent::Closed, stamp)?)
    }

    /// It takes part again.
    pub fn reopen(self, stamp: &Stamp) -> Result<Self, Refused> {
        if !self.closed {
            return Err(Refused::AgencyOpen);
        }
        Ok(self.write(AgencyEvent::Reopened, stamp)?)
    }
}

impl Aggregate for Agency {
    const KIND: &'static str = "agency";
    type Event = AgencyEvent;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn fold(
        record: Option<Self>,
        event: &AgencyEvent,
        head: &Header,
    ) -> Result<Self, JournalFault> {
        match (record, event) {
            (None, AgencyEvent::Registered { profile }) => Ok(Self {
                id: head
                    .id
                    .parse()
                    .map_err(|_| JournalFault::out_of_place(head))?,
                profile: (**profile).clone(),
                closed: false,
            }),
            (Some(agency), AgencyEvent::Amended { profile }) => Ok(Self {
                profile: (**profile).clone(),
                ..agency
            }),
            (Some(agency), AgencyEvent::Closed) => Ok(Self {
                closed: true,
                ..agency
            }),
            (Some(agency), AgencyEvent::Reopened) => Ok(Self {
                closed: false,
                ..agency
            }),
            _ => Err(JournalFault::out_of_place(head)),
        }
    }
}
