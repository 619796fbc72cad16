//! Who hears of access to a case that was asked for, answered or taken (R3.1), and who hears that
//! something they read has changed (R2.4).

use std::collections::BTreeSet;

use super::{About, Message, Notice, Recipient, Told};
use crate::{
    AccessId, PersonId,
    case::{Case, Event, Step},
};

/// The notices that an event of access gives rise to. None for every other event.
pub fn for_access(case: &Case, area: &InCharge, event: &Event, told: Told<'_>) -> Vec<Notice> {
    let lead = || Recipient::AgencyInbox(case.lead.clone());
    let lead_in_charge = || Recipient::AgencyLead(case.lead.clone());
    let team = || Recipient::AreaInbox(case.area.clone());
    let officers = || area.officers.iter().copied().map(Recipient::Person);
    let (access, message, recipients) = match event {
        Event::AccessRequested { access, .. } => {
            (*access, Message::AccessRequested, vec![lead(), team()])
        }
        Event::AccessGranted { access, .. } | Event::AccessRefused { access, .. } => {
            (*access, Message::AccessAnswered, guest(case, *access))
        }
        Event::AccessEnded { access, .. } => (*access, Message::AccessEnded, guest(case, *access)),
        Event::EmergencyOpened { access, .. } => {
            let first = [lead(), lead_in_charge(), team()];
            let all = first.into_iter().chain(officers()).collect();
            (*access, Message::EmergencyOpened, all)
        }
        Event::EmergencyReviewed { access, .. } => {
            (*access, Message::EmergencyReviewed, guest(case, *access))
        }
        Event::AccessChased { access, step } => {
            let emergency = case.guests.emergencies.contains_key(access);
            let mut all = match step {
                Step::Reminded | Step::Chased => vec![lead(), team()],
                Step::EscalatedToLead => vec![lead_in_charge()],
                // An area without a chair: its team hears instead of nobody.
                Step::EscalatedToChair => vec![area.chair.map_or_else(team, Recipient::Person)],
            };
            if emergency {
                all.extend(officers());
                (*access, Message::EmergencyChased, all)
            } else {
                (*access, Message::AccessChased, all)
            }
        }
        _ => return Vec::new(),
    };
    let path = About::Access(access).path();
    let due_on = case.guests.waiting(access).map(|waiting| waiting.due_on);
    recipients
        .into_iter()
        .map(|to| {
            // Whoever is not on the case does not learn its reference.
            let reference = match to {
                Recipient::Person(_) => access.reference(),
                _ => case.reference.clone(),
            };
            told.notice(to, message, &reference, due_on, path.clone())
        })
        .collect()
}

/// Those who answer for an area beside its team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InCharge {
    /// Its data-protection officers; where it has none, those who administer the directory, who can
    /// appoint one.
    pub officers: Vec<PersonId>,
    /// Who chairs its meetings.
    pub chair: Option<PersonId>,
}

fn guest(case: &Case, access: AccessId) -> Vec<Recipient> {
    let guests = &case.guests;
    let asked = guests.requests.get(&access).map(|each| &each.guest);
    let took = guests.emergencies.get(&access).map(|each| &each.guest);
    let person = asked.or(took).map(|guest| Recipient::Person(guest.person));
    person.into_iter().collect()
}

/// Who has seen something that has changed since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readers {
    /// Agencies that are or were on the case, and people by themselves who never were.
    pub seen: BTreeSet<Recipient>,
    /// Whether a bundle that may hold it has left the service since.
    pub handed_over: bool,
}

/// The notices that tell `readers` that something which they read has changed, or was erased; of
/// what has left the service, the area's data-protection officers hear.
pub fn for_readers(
    case: &Case,
    (readers, officers): (&Readers, &[PersonId]),
    event: &Event,
    told: Told<'_>,
) -> Vec<Notice> {
    // Whoever changed it knows; whoever erased it need not be of the agency that brought it.
    let (message, own) = match event {
        Event::EntryErased { .. } => (Message::EntryErased, None),
        _ => (Message::EntryChanged, told.header.actor.agency().cloned()),
    };
    let tell = |to: &Recipient, message: Message, about: About| {
        told.notice(to.clone(), message, &case.reference, None, about.path())
    };
    let own = own.map(Recipient::AgencyInbox);
    let others = readers.seen.iter().filter(|to| Some(*to) != own.as_ref());
    let mut notices: Vec<Notice> = others
        .map(|to| tell(to, message, About::Case(case.id)))
        .collect();
    if readers.handed_over {
        let officers = officers.iter().copied().map(Recipient::Person);
        notices.extend(
            officers.map(|to| tell(&to, Message::HandedOverChanged, About::Audit(case.id))),
        );
    }
    notices
}
