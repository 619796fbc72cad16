//! Whom notices about a case go to, and which came back.

use super::{Action, Case, Event};
use crate::{
    PersonId,
    notice::{CameBack, Recipient, Returns, Settled, Tells},
};

impl Case {
    /// Actions that name this person.
    fn tasks_of(&self, person: PersonId) -> impl Iterator<Item = &Action> {
        let names = move |action: &&Action| {
            let task = &action.task;
            task.person.as_ref().is_some_and(|named| named.id == person)
        };
        self.actions.values().filter(names)
    }
}

impl Tells for Case {
    fn came_back(back: CameBack) -> Event {
        Event::NoticeReturned(back)
    }

    fn settled(settled: Settled) -> Event {
        Event::NoticeSettled(settled)
    }

    fn returns(&self) -> &Returns {
        &self.returns
    }

    fn name_of(&self, recipient: &Recipient) -> Option<&str> {
        match recipient {
            Recipient::AgencyInbox(agency)
            | Recipient::AgencyLead(agency)
            | Recipient::AgencyTopic(agency) => {
                let member = self.agencies.get(agency).map(|member| &member.name);
                member
                    .or_else(|| self.former.get(agency))
                    .map(String::as_str)
            }
            Recipient::Person(person) => {
                let named = self
                    .tasks_of(*person)
                    .find_map(|action| action.person.as_ref());
                let guest = || self.guests.name_of(*person);
                named.map(|named| named.name.as_str()).or_else(guest)
            }
            Recipient::AreaInbox(_) => None,
        }
    }

    /// Agencies on the case, and people tasked while their agency is; nobody that was removed.
    fn may_tell(&self, recipient: &Recipient) -> bool {
        match recipient {
            Recipient::AgencyInbox(agency)
            | Recipient::AgencyLead(agency)
            | Recipient::AgencyTopic(agency) => self.agencies.contains_key(agency),
            // Somebody whom no action names is told as the area's chair.
            Recipient::Person(person) => self
                .tasks_of(*person)
                .all(|action| self.agencies.contains_key(&action.task.agency)),
            Recipient::AreaInbox(_) => true,
        }
    }
}
