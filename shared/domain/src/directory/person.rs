//! A person of staff, the agency they act for, and their roles (R3.2).

use serde::{Deserialize, Serialize};

use crate::{
    AgencyId, Aggregate, AreaCode, Journal, PersonId, Stamp,
    choice::choices,
    journal::{Header, JournalFault},
};

choices! {
    /// What a person may do, beyond what their agency's place on a case gives them.
    Role {
        Practitioner "practitioner" "Practitioner",
        Coordinator "coordinator" "Coordinator",
        Chair "chair" "Chair",
        AgencyLead "agency_lead" "Agency lead",
        CountyAnalyst "county_analyst" "County analyst",
        DataProtectionOfficer "data_protection_officer" "Data-protection officer",
        Administrator "administrator" "Administrator",
    }
}

/// A role, in one area or everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// Which role.
    pub role: Role,
    /// Where; `None` is everywhere.
    pub area: Option<AreaCode>,
}

/// A person of staff as they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Everything else.
    #[serde(flatten)]
    pub profile: PersonProfile,
    /// Whether they have left: no access from then on; history keeps their name.
    pub left: bool,
}

impl std::ops::Deref for Person {
    type Target = PersonProfile;
    fn deref(&self) -> &PersonProfile {
        &self.profile
    }
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonProfile {
    /// Name.
    pub name: String,
    /// Work email in lower case, by which they sign in.
    pub email: String,
    /// The agency they act for.
    pub agency: AgencyId,
    /// Its name.
    pub agency_name: String,
    /// Their roles.
    pub grants: Vec<Grant>,
}

/// What can happen to a person of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum PersonEvent {
    /// They joined.
    Registered {
        /// What is known of them.
        profile: Box<PersonProfile>,
    },
    /// What is known of them changed.
    Amended {
        /// What is now known of them.
        profile: Box<PersonProfile>,
    },
    /// They left.
    Left,
}

impl Person {
    /// Registers a person; their id is drawn from the stamp.
    pub fn register(profile: PersonProfile, stamp: &Stamp) -> Result<Journal<Self>, JournalFault> {
        let id = PersonId::from(stamp.uuid("person"));
        let profile = Box::new(profile);
        Journal::begin(&id.to_string(), PersonEvent::Registered { profile }, stamp)
    }
}

impl Journal<Person> {
    /// Changes what is known of them.
    pub fn amend(self, profile: PersonProfile, stamp: &Stamp) -> Result<Self, JournalFault> {
        let profile = Box::new(profile);
        self.write(PersonEvent::Amended { profile }, stamp)
    }

    /// They left: no access from now on.
    pub fn leave(self, stamp: &Stamp) -> Result<Self, JournalFault> {
        self.write(PersonEvent::Left, stamp)
    }
}

impl Aggregate for Person {
    const KIND: &'static str = "person";
    type Event = PersonEvent;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn fold(
        record: Option<Self>,
        event: &PersonEvent,
        head: &Header,
    ) -> Result<Self, JournalFault> {
        match (record, event) {
            (None, PersonEvent::Registered { profile }) => Ok(Self {
                id: head
                    .id
                    .parse()
                    .map_err(|_| JournalFault::out_of_place(head))?,
                profile: (**profile).clone(),
                left: false,
            }),
            (Some(person), PersonEvent::Amended { profile }) => Ok(Self {
                profile: (**profile).clone(),
                ..person
            }),
            (Some(person), PersonEvent::Left) => Ok(Self {
                left: true,
                ..person
            }),
            _ => Err(JournalFault::out_of_place(head)),
        }
    }
}
