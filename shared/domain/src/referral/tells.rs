//! Whom notices about a referral go to, and which came back.

use super::{Event, Referral};
use crate::notice::{CameBack, Recipient, Returns, Settled, Tells};

impl Tells for Referral {
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
        let referrer = self.referrer.map(Recipient::Person);
        (Some(recipient) == referrer.as_ref()).then_some(self.referrer_name.as_str())
    }

    /// Its referrer and the area's team, for good.
    fn may_tell(&self, _: &Recipient) -> bool {
        true
    }
}
