//! Access to one case that was given for a time, besides an agency's place on it (R3.1).

use chrono::{DateTime, Utc};
use domain::{AgencyId, PersonId};

use crate::{Caller, question::Times};

/// Access that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// To whom.
    pub to: Recipient,
    /// Until when, exclusive, UTC.
    pub until: DateTime<Utc>,
    /// How.
    pub how: How,
}

/// To whom access was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// To one person.
    Person(PersonId),
    /// To whoever acts for an agency.
    Agency(AgencyId),
}

/// How access was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The lead granted it.
    Granted,
    /// The person took it in an emergency; taken for an agency it counts for nothing.
    Emergency,
}

/// What was given on a case, at the moment of asking.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Everything that was given on the case, to whomever.
    pub given: &'a [Given],
    /// When it is asked, UTC.
    pub now: DateTime<Utc>,
}

impl Moment<'_> {
    /// What counts for the caller: the latest of each kind. Whether it is over, the policies say.
    pub(crate) fn for_caller(self, caller: &Caller) -> Times {
        let mut values = vec![("now", self.now.timestamp())];
        for given in self.given {
            let Some(name) = given.counts_as(caller) else {
                continue;
            };
            let until = given.until.timestamp();
            match values.iter_mut().find(|(known, _)| *known == name) {
                Some((_, latest)) => *latest = until.max(*latest),
                None => values.push((name, until)),
            }
        }
        Times {
            name: "given",
            values,
        }
    }
}

impl Given {
    /// Which of the schema's times it is for the caller; `None` when it was given to others.
    fn counts_as(&self, caller: &Caller) -> Option<&'static str> {
        match (&self.to, self.how) {
            (Recipient::Person(id), how) if caller.person() == Some(*id) => Some(match how {
                How::Granted => "granted_until",
                How::Emergency => "emergency_until",
            }),
            (Recipient::Agency(id), How::Granted) if caller.agency() == Some(id) => {
                Some("granted_to_agency_until")
            }
            _ => None,
        }
    }
}
