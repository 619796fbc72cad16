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
    BreakGlass,
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
        let latest = |how: How| {
            let own = |given: &&Given| given.how == how && given.is_to(caller);
            let ends = self.given.iter().filter(own).map(|given| given.until);
            ends.max().map(|until| until.timestamp())
        };
        let mut values = vec![("now", self.now.timestamp())];
        let granted = latest(How::Granted).map(|until| ("granted_until", until));
        let broken = latest(How::BreakGlass).map(|until| ("break_glass_until", until));
        values.extend(granted.into_iter().chain(broken));
        Times {
            name: "given",
            values,
        }
    }
}

impl Given {
    fn is_to(&self, caller: &Caller) -> bool {
        match &self.to {
            Recipient::Person(id) => caller.person() == Some(*id),
            Recipient::Agency(id) => self.how == How::Granted && caller.agency() == Some(id),
        }
    }
}
