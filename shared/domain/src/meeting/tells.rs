//! Whom notices about a meeting go to, and which came back.

use super::{Event, Meeting};
use crate::notice::{CameBack, Recipient, Returns, Settled, Tells};

impl Tells for Meeting {
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
                let pack = self.packs.get(agency).map(|pack| &pack.agency_name);
                pack.or_else(|| self.told.get(agency)).map(String::as_str)
            }
            Recipient::AreaInbox(_) | Recipient::Person(_) => None,
        }
    }

    /// Those who got a pack, which only their own agency can read, and those who come to it.
    fn may_tell(&self, _: &Recipient) -> bool {
        true
    }
}
