//! From a journal entry to the notices it gives rise to.

use access::Caller;
use domain::{
    Aggregate,
    case::Case,
    journal::Sealed,
    meeting::Meeting,
    notice::{self, Notice, Told},
    referral::Referral,
};
use edge::stream::Undone;

use crate::Notifier;

/// Notices are made for those who may see the matter already.
const SYSTEM: Caller = Caller::System("action-notifications");

impl Notifier {
    /// The notices that `entry` gives rise to; none for most kinds of entry.
    pub(crate) async fn notices(&self, entry: &Sealed) -> Result<Vec<Notice>, Undone> {
        let told = Told {
            header: &entry.header,
            hash: entry.hash,
        };
        let id = entry.header.id.as_str();
        match entry.header.aggregate.as_str() {
            Referral::KIND => {
                let Some(event) = opened::<Referral>(entry)? else {
                    return Ok(Vec::new());
                };
                let id = parsed(id)?;
                let file = self.store.referral(id, &SYSTEM, self.clock.now()).await?;
                Ok(notice::for_referral(&file.journal, &event, told))
            }
            Case::KIND => {
                let Some(event) = opened::<Case>(entry)? else {
                    return Ok(Vec::new());
                };
                if !notice::of_case(&event) {
                    return Ok(Vec::new());
                }
                let now = self.clock.now();
                let case = self.store.case_alone(parsed(id)?, &SYSTEM, now).await?;
                let case = case.journal;
                let chair = self.store.area_lately(&case.area).await?.chair;
                Ok(notice::for_case(&case, chair, &event, told))
            }
            Meeting::KIND => {
                let Some(event) = opened::<Meeting>(entry)? else {
                    return Ok(Vec::new());
                };
                if !notice::of_meeting(&event) {
                    return Ok(Vec::new());
                }
                let (meeting, area) = self.store.meeting(parsed(id)?, &SYSTEM).await?;
                let title = meeting.title(&area.name);
                Ok(notice::for_meeting(&meeting, &title, &event, told))
            }
            // Areas, agencies and people: nobody is told.
            _ => Ok(Vec::new()),
        }
    }
}

/// The event of an entry, unless it was erased meanwhile.
fn opened<A: Aggregate>(entry: &Sealed) -> Result<Option<A::Event>, Undone> {
    entry
        .open::<A>()
        .map(|entry| entry.event)
        .map_err(|fault| Undone::Never(fault.to_string()))
}

fn parsed<T: std::str::FromStr>(id: &str) -> Result<T, Undone> {
    id.parse()
        .map_err(|_| Undone::Never("unreadable id".into()))
}
