//! A person of staff, the agency they act for, and their roles (R3.2).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Refused;
use crate::{
    AgencyId, Aggregate, AreaCode, Journal, Line, PersonId, Stamp,
    choice::choices,
    journal::{Header, JournalFault},
};

/// Most trainings kept of one person.
pub const MOST_TRAININGS: usize = 50;

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
    /// What they were trained in, in the order in which it was recorded (R11.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trainings: Vec<Training>,
    /// By which account they sign in, since they first did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
}

/// An account at an OpenID Connect issuer. An address can be given to a successor; this is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Which issuer.
    pub issuer: String,
    /// What it calls the account, which it gives to nobody else.
    pub subject: String,
}

/// A course that somebody took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    /// What it is called.
    pub course: Line,
    /// The day they took it, in London.
    pub on: NaiveDate,
    /// Who gave it, where that is known; who recorded it stands in the journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Line>,
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
    /// They came back.
    Returned,
    /// They took a course.
    Trained {
        /// Which, when, and who gave it.
        training: Training,
    },
    /// A course was recorded that they did not take.
    TrainingWithdrawn {
        /// The one recorded in error.
        training: Training,
    },
    /// They signed in, and from then on by this account alone.
    AccountBound {
        /// Which.
        account: Account,
    },
    /// Their account was let go: the next one at their address is theirs.
    AccountReleased,
}

impl Person {
    /// Whether they may administer the directory: an administrator who has not left.
    pub fn administers(&self) -> bool {
        !self.left && administers(&self.grants)
    }

    /// Whether they have taken any course.
    pub fn is_trained(&self) -> bool {
        !self.trainings.is_empty()
    }

    /// Registers a person; their id is drawn from the stamp.
    pub fn register(profile: PersonProfile, stamp: &Stamp) -> Result<Journal<Self>, JournalFault> {
        let id = PersonId::from(stamp.uuid("person"));
        let profile = Box::new(profile);
        Journal::begin(&id.to_string(), PersonEvent::Registered { profile }, stamp)
    }
}

/// Whether these roles let somebody administer the directory.
pub fn administers(grants: &[Grant]) -> bool {
    grants
        .iter()
        .any(|grant| grant.role == Role::Administrator && grant.area.is_none())
}

impl Journal<Person> {
    /// Changes what is known of them.
    pub fn amend(self, profile: PersonProfile, stamp: &Stamp) -> Result<Self, JournalFault> {
        let profile = Box::new(profile);
        self.write(PersonEvent::Amended { profile }, stamp)
    }

    /// They left: no access from now on.
    pub fn leave(self, stamp: &Stamp) -> Result<Self, Refused> {
        if self.left {
            return Err(Refused::Left);
        }
        Ok(self.write(PersonEvent::Left, stamp)?)
    }

    /// They came back, with the roles they had.
    pub fn come_back(self, stamp: &Stamp) -> Result<Self, Refused> {
        if !self.left {
            return Err(Refused::NotLeft);
        }
        Ok(self.write(PersonEvent::Returned, stamp)?)
    }

    /// They took a course.
    pub fn train(self, training: Training, stamp: &Stamp) -> Result<Self, Refused> {
        if training.on > stamp.today() {
            return Err(Refused::TrainedAhead);
        }
        if self.trainings.contains(&training) {
            return Err(Refused::Trained);
        }
        if self.trainings.len() >= MOST_TRAININGS {
            return Err(Refused::TrainingsFull(MOST_TRAININGS));
        }
        Ok(self.write(PersonEvent::Trained { training }, stamp)?)
    }

    /// A course was recorded in error.
    pub fn withdraw_training(self, training: Training, stamp: &Stamp) -> Result<Self, Refused> {
        if !self.trainings.contains(&training) {
            return Err(Refused::NotTrained);
        }
        Ok(self.write(PersonEvent::TrainingWithdrawn { training }, stamp)?)
    }

    /// They signed in by `account`: from now on no other account is theirs.
    pub fn bind_account(self, account: Account, stamp: &Stamp) -> Result<Self, Refused> {
        if self.left {
            return Err(Refused::Left);
        }
        if self.account.is_some() {
            return Err(Refused::AccountBound);
        }
        Ok(self.write(PersonEvent::AccountBound { account }, stamp)?)
    }

    /// Lets their account go, because the issuer gave them another.
    pub fn release_account(self, stamp: &Stamp) -> Result<Self, Refused> {
        if self.account.is_none() {
            return Err(Refused::NoAccount);
        }
        Ok(self.write(PersonEvent::AccountReleased, stamp)?)
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
                trainings: Vec::new(),
                account: None,
            }),
            // Another address is another account.
            (Some(person), PersonEvent::Amended { profile }) => Ok(Self {
                account: person
                    .account
                    .filter(|_| person.profile.email == profile.email),
                profile: (**profile).clone(),
                ..person
            }),
            (Some(person), PersonEvent::Left) => Ok(Self {
                left: true,
                account: None,
                ..person
            }),
            (Some(person), PersonEvent::Returned) => Ok(Self {
                left: false,
                ..person
            }),
            (Some(mut person), PersonEvent::Trained { training }) => {
                person.trainings.push(training.clone());
                Ok(person)
            }
            (Some(mut person), PersonEvent::TrainingWithdrawn { training }) => {
                person.trainings.retain(|one| one != training);
                Ok(person)
            }
            (Some(person), PersonEvent::AccountBound { account }) => Ok(Self {
                account: Some(account.clone()),
                ..person
            }),
            (Some(person), PersonEvent::AccountReleased) => Ok(Self {
                account: None,
                ..person
            }),
            _ => Err(JournalFault::out_of_place(head)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Actor;

    fn stamp() -> Stamp {
        let job = "test".to_owned();
        let at = "2026-11-20T09:00:00Z".parse().unwrap();
        Stamp::new(Actor::System { job }, at, [7; 32])
    }

    fn person(role: Role) -> Journal<Person> {
        let profile = PersonProfile {
            name: "Pat Person".into(),
            email: "pat@police.example".into(),
            agency: "surrey-police".parse().unwrap(),
            agency_name: "Surrey Police".into(),
            grants: vec![Grant { role, area: None }],
        };
        Person::register(profile, &stamp()).unwrap()
    }

    fn course(on: &str) -> Training {
        Training {
            course: Line::parse("Using charmm").unwrap(),
            on: on.parse().unwrap(),
            by: None,
        }
    }

    #[test]
    fn whoever_left_administers_nothing_until_they_come_back() {
        let left = person(Role::Administrator).leave(&stamp()).unwrap();
        assert!(left.left && !left.administers());
        assert_eq!(left.clone().leave(&stamp()).unwrap_err(), Refused::Left);
        let back = left.come_back(&stamp()).unwrap();
        assert!(back.administers());
        assert_eq!(back.come_back(&stamp()).unwrap_err(), Refused::NotLeft);
        let in_one_area = Grant {
            role: Role::Administrator,
            area: "RUN".parse().ok(),
        };
        assert!(!administers(&[in_one_area]));
    }

    #[test]
    fn a_course_is_recorded_once_and_not_before_it_was_taken() {
        let person = person(Role::Practitioner);
        assert!(!person.is_trained());
        let person = person.train(course("2026-11-20"), &stamp()).unwrap();
        assert!(person.is_trained());
        let twice = person.clone().train(course("2026-11-20"), &stamp());
        assert_eq!(twice.unwrap_err(), Refused::Trained);
        let ahead = person.clone().train(course("2026-11-21"), &stamp());
        assert_eq!(ahead.unwrap_err(), Refused::TrainedAhead);
        let person = person
            .withdraw_training(course("2026-11-20"), &stamp())
            .unwrap();
        assert!(!person.is_trained());
        let never = person.withdraw_training(course("2026-11-20"), &stamp());
        assert_eq!(never.unwrap_err(), Refused::NotTrained);
    }

    fn account(subject: &str) -> Account {
        Account {
            issuer: "https://issuer.example".into(),
            subject: subject.into(),
        }
    }

    #[test]
    fn one_account_is_theirs_until_it_is_let_go() {
        let pat = person(Role::Practitioner);
        let none = pat.clone().release_account(&stamp());
        assert_eq!(none.unwrap_err(), Refused::NoAccount);
        let pat = pat.bind_account(account("1"), &stamp()).unwrap();
        let other = pat.clone().bind_account(account("2"), &stamp());
        assert_eq!(other.unwrap_err(), Refused::AccountBound);
        let pat = pat.release_account(&stamp()).unwrap();
        let pat = pat.bind_account(account("2"), &stamp()).unwrap();
        assert_eq!(pat.account, Some(account("2")));
    }

    #[test]
    fn another_address_or_leaving_lets_the_account_go_and_another_name_does_not() {
        let pat = person(Role::Practitioner);
        let pat = pat.bind_account(account("1"), &stamp()).unwrap();
        let mut profile = pat.profile.clone();
        profile.name = "Pat Other".into();
        let renamed = pat.clone().amend(profile.clone(), &stamp()).unwrap();
        assert!(renamed.account.is_some());
        profile.email = "other@police.example".into();
        assert_eq!(renamed.amend(profile, &stamp()).unwrap().account, None);
        let left = pat.leave(&stamp()).unwrap();
        assert_eq!(left.account, None);
        let late = left.bind_account(account("1"), &stamp());
        assert_eq!(late.unwrap_err(), Refused::Left);
    }

    #[test]
    fn a_record_from_before_there_were_trainings_is_read() {
        let mut stored = serde_json::to_value(person(Role::Chair).record()).unwrap();
        assert!(
            stored
                .as_object_mut()
                .unwrap()
                .remove("trainings")
                .is_none()
        );
        let read: Person = serde_json::from_value(stored).unwrap();
        assert_eq!(read.trainings, []);
    }
}
