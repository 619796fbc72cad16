//! Who hears of access to a case that was asked for, answered or taken (R3.1), and who hears that
//! something they read has changed (R2.4).

use super::{About, Message, Notice, Recipient, Told};
use crate::{
    AccessId, PersonId,
    case::{Case, Event},
};

/// The notices that an event of access gives rise to; `officers` are the area's data-protection
/// officers. None for every other event.
pub fn for_access(
    case: &Case,
    officers: &[PersonId],
    event: &Event,
    told: Told<'_>,
) -> Vec<Notice> {
    let lead = || Recipient::AgencyInbox(case.lead.clone());
    let team = || Recipient::AreaInbox(case.area.clone());
    let (access, message, recipients) = match event {
        Event::AccessRequested { access, .. } => {
            (*access, Message::AccessRequested, vec![lead(), team()])
        }
        Event::AccessGranted { access, .. } | Event::AccessRefused { access, .. } => {
            (*access, Message::AccessAnswered, guest(case, *access))
        }
        Event::AccessEnded { access, .. } => (*access, Message::AccessEnded, guest(case, *access)),
        Event::EmergencyOpened { access, .. } => {
            let officers = officers.iter().copied().map(Recipient::Person);
            let lead_in_charge = Recipient::AgencyLead(case.lead.clone());
            let first = [lead(), lead_in_charge, team()];
            let all = first.into_iter().chain(officers).collect();
            (*access, Message::EmergencyOpened, all)
        }
        Event::EmergencyReviewed { access, .. } => {
            (*access, Message::EmergencyReviewed, guest(case, *access))
        }
        _ => return Vec::new(),
    };
    let path = About::Access(access).path();
    recipients
        .into_iter()
        .map(|to| {
            // Whoever is not on the case does not learn its reference.
            let reference = match to {
                Recipient::Person(_) => access.reference(),
                _ => case.reference.clone(),
            };
            told.notice(to, message, &reference, None, path.clone())
        })
        .collect()
}

fn guest(case: &Case, access: AccessId) -> Vec<Recipient> {
    let guests = &case.guests;
    let asked = guests.requests.get(&access).map(|each| &each.guest);
    let took = guests.emergencies.get(&access).map(|each| &each.guest);
    let person = asked.or(took).map(|guest| Recipient::Person(guest.person));
    person.into_iter().collect()
}

/// The notices that tell `readers` that an entry which they read has changed, or was erased.
pub fn for_readers(
    case: &Case,
    readers: &[Recipient],
    event: &Event,
    told: Told<'_>,
) -> Vec<Notice> {
    // Whoever changed it knows; whoever erased it need not be of the agency that brought it.
    let (message, own) = match event {
        Event::EntryErased { .. } => (Message::EntryErased, None),
        _ => (Message::EntryChanged, told.header.actor.agency().cloned()),
    };
    let path = About::Case(case.id).path();
    let tell = |to: &Recipient| {
        let path = path.clone();
        told.notice(to.clone(), message, &case.reference, None, path)
    };
    let own = own.map(Recipient::AgencyInbox);
    let others = readers.iter().filter(|to| Some(*to) != own.as_ref());
    others.map(tell).collect()
}
