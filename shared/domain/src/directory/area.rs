//! An area: a district or borough today, a unitary council tomorrow.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    AgencyId, Aggregate, AreaCode, Journal, PersonId, Stamp,
    case::{AccessPolicy, ChasePolicy},
    forums,
    journal::{Header, JournalFault},
    meeting::{Cadences, Forum},
    questions::{self, Questions},
    reorganisation::Reorganisations,
    retention::Chosen,
    risk::{self, Editions},
    time,
};

/// An area as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its code, the first part of its case references.
    pub code: AreaCode,
    /// Everything else.
    #[serde(flatten)]
    pub profile: AreaProfile,
    /// Its own versions of instruments: those in force, and those to come (R2.2).
    #[serde(default, skip_serializing_if = "Editions::is_empty")]
    pub instruments: Editions,
    /// What it says of forums beside its own meetings (R8.1).
    #[serde(default, skip_serializing_if = "forums::Register::is_empty")]
    pub register: forums::Register,
    /// The questions that it adds to forms (R1.10).
    #[serde(default, skip_serializing_if = "Questions::is_empty")]
    pub questions: Questions,
}

impl std::ops::Deref for Area {
    type Target = AreaProfile;
    fn deref(&self) -> &AreaProfile {
        &self.profile
    }
}

/// What is known of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaProfile {
    /// Its name.
    pub name: String,
    /// The agency whose coordinator triages and leads new cases: the council.
    pub lead: AgencyId,
    /// The mailbox of the community safety team, where coordinators read notices.
    pub inbox: String,
    /// Who chairs its meetings; the last to whom an overdue action is escalated.
    pub chair: Option<PersonId>,
    /// Agencies that take part, by name.
    pub partners: Vec<Partner>,
    /// Forums it holds.
    pub forums: Vec<Forum>,
    /// Working days allowed for triage.
    pub triage_working_days: u32,
    /// When actions are reminded, chased and escalated.
    pub chase: ChasePolicy,
    /// How long access to its cases lasts for those who are not on them.
    #[serde(default)]
    pub access: AccessPolicy,
    /// For how many years it keeps what is settled, where it chose other than the rules say.
    #[serde(default, skip_serializing_if = "Chosen::is_empty")]
    pub keep: Chosen,
    /// How often each of its forums meets, where that is settled (R5.1).
    #[serde(default, skip_serializing_if = "Cadences::is_empty")]
    pub cadences: Cadences,
    /// The first day on which it is there, from midnight in London; always, when there is none. Its
    /// last day follows from what is planned (R11.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
}

/// An agency that takes part in an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Which.
    pub agency: AgencyId,
    /// Its name.
    pub name: String,
}

/// What can happen to an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AreaEvent {
    /// It was set up.
    Registered {
        /// What is known of it.
        profile: Box<AreaProfile>,
    },
    /// What is known of it changed.
    Amended {
        /// What is now known of it.
        profile: Box<AreaProfile>,
    },
    /// It put a version of an instrument in force from a day.
    InstrumentSet(risk::Change),
    /// It said something of a forum beside its own meetings, from a day.
    ForumSet(Box<forums::Change>),
    /// It added a question to a form, from a day.
    QuestionAdded(Box<questions::Added>),
    /// It retired a question of its own, from a day.
    QuestionRetired(questions::Retired),
}

impl Area {
    /// Sets an area up.
    pub fn register(
        code: &AreaCode,
        profile: AreaProfile,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, JournalFault> {
        let profile = Box::new(profile);
        Journal::begin(code.as_str(), AreaEvent::Registered { profile }, stamp)
    }

    /// Whether it is there on a day: it has begun, and no area has taken over.
    pub fn is_there(&self, plans: &Reorganisations, on: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= on) && plans.ended(&self.code, on).is_none()
    }

    /// The name of a partner agency, if it takes part here.
    pub fn partner(&self, agency: &AgencyId) -> Option<&str> {
        self.partners
            .iter()
            .find(|partner| partner.agency == *agency)
            .map(|partner| partner.name.as_str())
    }
}

impl Journal<Area> {
    /// Changes what is known of it.
    pub fn amend(self, profile: AreaProfile, stamp: &Stamp) -> Result<Self, JournalFault> {
        let profile = Box::new(profile);
        self.write(AreaEvent::Amended { profile }, stamp)
    }

    /// Puts a version of an instrument in force, once [`Editions::judge`] found it fit.
    pub fn set_instrument(self, change: risk::Change, stamp: &Stamp) -> Result<Self, JournalFault> {
        self.write(AreaEvent::InstrumentSet(change), stamp)
    }

    /// Says something of a forum, once [`forums::Register::judge`] found it fit.
    pub fn set_forum(self, change: forums::Change, stamp: &Stamp) -> Result<Self, JournalFault> {
        self.write(AreaEvent::ForumSet(Box::new(change)), stamp)
    }

    /// Adds a question, once [`Questions::judge`] found it fit.
    pub fn add_question(
        self,
        added: questions::Added,
        stamp: &Stamp,
    ) -> Result<Self, JournalFault> {
        self.write(AreaEvent::QuestionAdded(Box::new(added)), stamp)
    }

    /// Retires a question, once [`Questions::judge_end`] found it fit.
    pub fn retire_question(
        self,
        retired: questions::Retired,
        stamp: &Stamp,
    ) -> Result<Self, JournalFault> {
        self.write(AreaEvent::QuestionRetired(retired), stamp)
    }
}

impl Aggregate for Area {
    const KIND: &'static str = "area";
    type Event = AreaEvent;

    fn id(&self) -> String {
        self.code.to_string()
    }

    fn fold(record: Option<Self>, event: &AreaEvent, head: &Header) -> Result<Self, JournalFault> {
        match (record, event) {
            (None, AreaEvent::Registered { profile }) => Ok(Self {
                code: head
                    .id
                    .parse()
                    .map_err(|_| JournalFault::out_of_place(head))?,
                profile: (**profile).clone(),
                instruments: Editions::default(),
                register: forums::Register::default(),
                questions: Questions::default(),
            }),
            (Some(mut area), AreaEvent::InstrumentSet(change)) => {
                let today = time::london_date(head.at);
                area.instruments.add(change.edition.clone(), today);
                Ok(area)
            }
            (Some(mut area), AreaEvent::ForumSet(change)) => {
                let today = time::london_date(head.at);
                area.register.add(change.own.clone(), today);
                Ok(area)
            }
            (Some(mut area), AreaEvent::QuestionAdded(added)) => {
                area.questions.add(added.question.clone());
                Ok(area)
            }
            (Some(mut area), AreaEvent::QuestionRetired(retired)) => {
                area.questions.retire(&retired.id, retired.from);
                Ok(area)
            }
            (Some(area), AreaEvent::Amended { profile }) => Ok(Self {
                profile: (**profile).clone(),
                ..area
            }),
            _ => Err(JournalFault::out_of_place(head)),
        }
    }
}
