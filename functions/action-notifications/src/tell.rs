//! From a journal entry to the notices it gives rise to.

use access::Caller;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Aggregate, AreaCode, PersonId,
    case::{Case, Event, Step},
    case_review::CaseReview,
    journal::Sealed,
    meeting::Meeting,
    notice::{self, Notice, Recipient, Told, access::InCharge},
    referral::Referral,
    time,
};
use edge::stream::Undone;
use store::reads::Changed;

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
                if let Some(notices) = self.of_access(&case, &event, told).await? {
                    return Ok(notices);
                }
                let chair = self.chair(&case.area).await?;
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
            CaseReview::KIND => {
                let Some(event) = opened::<CaseReview>(entry)? else {
                    return Ok(Vec::new());
                };
                let review = self.store.applied_for(parsed(id)?).await?;
                Ok(notice::for_case_review(&review, &event, told))
            }
            // Areas, agencies and people: nobody is told.
            _ => Ok(Vec::new()),
        }
    }
}

impl Notifier {
    /// Today in London.
    pub(crate) fn today(&self) -> NaiveDate {
        time::london_date(self.clock.now())
    }

    /// Who chairs the meetings of an area: of what has taken it over by today, or else its own.
    async fn chair(&self, of: &AreaCode) -> Result<Option<PersonId>, Undone> {
        let area = self.store.plans().await?.now(of, self.today());
        let chair = self.store.area_lately(&area).await?.chair;
        if chair.is_none() && area != *of {
            return Ok(self.store.area_lately(of).await?.chair);
        }
        Ok(chair)
    }

    /// The notices about access to a case, and those to whoever read what has changed since; `None`
    /// for every other event.
    async fn of_access(
        &self,
        case: &Case,
        event: &Event,
        told: Told<'_>,
    ) -> Result<Option<Vec<Notice>>, Undone> {
        Ok(match event {
            Event::EntryCorrected {
                entry,
                since: Some(since),
                ..
            }
            | Event::EntryWithdrawn {
                entry,
                since: Some(since),
                ..
            }
            | Event::DocumentWithdrawn {
                document: entry,
                since: Some(since),
                ..
            } => {
                let seen = (*since, told.header.at);
                let changed = Changed::Brought(*entry);
                Some(self.of_change(case, (changed, seen), event, told).await?)
            }
            Event::SubjectCorrected { since, .. } => {
                let seen = (*since, told.header.at);
                let changed = Changed::Case;
                Some(self.of_change(case, (changed, seen), event, told).await?)
            }
            Event::Reworded { entry, since, .. } => {
                let seen = (*since, told.header.at);
                let changed = match (event.worded_action(), entry) {
                    (Some(action), _) => Changed::Action(action),
                    (None, Some(entry)) => Changed::Brought(*entry),
                    (None, None) => Changed::Case,
                };
                Some(self.of_change(case, (changed, seen), event, told).await?)
            }
            Event::EntryErased {
                entry,
                since,
                until,
                ..
            } => {
                let (changed, seen) = (Changed::Brought(*entry), (*since, *until));
                Some(self.of_change(case, (changed, seen), event, told).await?)
            }
            Event::AccessRequested { .. }
            | Event::AccessGranted { .. }
            | Event::AccessRefused { .. }
            | Event::AccessEnded { .. }
            | Event::AccessChased { .. }
            | Event::EmergencyOpened { .. }
            | Event::EmergencyReviewed { .. } => {
                let in_charge = self.in_charge(case, event).await?;
                Some(notice::access::for_access(case, &in_charge, event, told))
            }
            _ => None,
        })
    }

    /// Those of them who answer for an area that an event of access is told to: no more is read.
    async fn in_charge(&self, case: &Case, event: &Event) -> Result<InCharge, Undone> {
        let mut in_charge = InCharge::default();
        let emergency = match event {
            Event::EmergencyOpened { .. } => true,
            Event::AccessChased { access, .. } => case.guests.emergencies.contains_key(access),
            _ => false,
        };
        if emergency {
            in_charge.officers = self.store.officers(&case.area, self.today()).await?;
        }
        if let Event::AccessChased {
            step: Step::EscalatedToChair,
            ..
        } = event
        {
            in_charge.chair = self.chair(&case.area).await?;
        }
        Ok(in_charge)
    }

    /// The notices to whoever saw something between two instants that has changed since.
    async fn of_change(
        &self,
        case: &Case,
        (changed, between): (Changed, (DateTime<Utc>, DateTime<Utc>)),
        event: &Event,
        told: Told<'_>,
    ) -> Result<Vec<Notice>, Undone> {
        let mut readers = self.store.readers(case, changed, between).await?;
        // Whoever is to do it works from lists as well.
        let action = event.worded_action().and_then(|id| case.actions.get(&id));
        let tasked = action.map(|action| Recipient::AgencyInbox(action.agency.clone()));
        readers.seen.extend(tasked);
        let mut officers = Vec::new();
        if readers.handed_over {
            officers = self.store.officers(&case.area, self.today()).await?;
        }
        let told_to = (&readers, officers.as_slice());
        Ok(notice::access::for_readers(case, told_to, event, told))
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
