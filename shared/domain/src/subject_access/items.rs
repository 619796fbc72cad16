//! What a case holds that somebody may ask for: every text, with whose it is (R12.1).

use chrono::NaiveDate;

use crate::{
    AgencyId, Entry,
    case::{Case, Event},
    time,
};

/// A text on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is known by within the case: the number of its entry, and its part.
    pub key: String,
    /// On which day it was written.
    pub on: NaiveDate,
    /// What it is, in words.
    pub what: &'static str,
    /// The agency that it comes from; `None` for what the system wrote.
    pub agency: Option<AgencyId>,
    /// The text; `None` where its agency limited it to others: that agency is asked itself.
    pub text: Option<String>,
}

/// Every text of a case's journal, oldest first. What was corrected or withdrawn is still held, and is
/// here with what replaced it. `sees` tells whether an entry of the chronology is open to the reader.
pub fn items(
    case: &Case,
    journal: &[Entry<Event>],
    sees: impl Fn(crate::EntryId) -> bool,
) -> Vec<Item> {
    let mut items = Vec::new();
    for entry in journal {
        let Some(event) = &entry.event else {
            continue;
        };
        let limited = event.entry().is_some_and(|id| !sees(id));
        for (part, (what, text)) in texts(case, event).into_iter().enumerate() {
            items.push(Item {
                key: format!("{}-{part}", entry.header.seq),
                on: time::london_date(entry.header.at),
                what,
                agency: entry.header.actor.agency().cloned(),
                text: (!limited).then_some(text),
            });
        }
    }
    items
}

/// The texts of an event. Total: a new kind of event does not compile without an answer.
fn texts(case: &Case, event: &Event) -> Vec<(&'static str, String)> {
    let reason = |reason: &crate::Prose| vec![("Reason", reason.to_string())];
    match event {
        Event::Opened {
            headline, reason, ..
        } => vec![
            ("What the case is about", headline.to_string()),
            ("Why the case was opened", reason.to_string()),
        ],
        Event::ReferralJoined { reason, .. } => {
            vec![("Why a referral was joined", reason.to_string())]
        }
        Event::AgencyAdded { agency } => vec![(
            "Why an agency was added",
            format!("{}: {}", agency.name, agency.reason),
        )],
        Event::AgencyRemoved { reason, agency } => vec![(
            "Why an agency was taken off",
            format!("{}: {reason}", case.agency_name(agency)),
        )],
        Event::LeadChanged { reason: why, .. } => reason(why),
        Event::EntryRecorded { kind, text, .. } => vec![(kind.label(), text.to_string())],
        Event::EntryCorrected { text, reason, .. } => vec![
            ("Corrected to", text.to_string()),
            ("Why it was corrected", reason.to_string()),
        ],
        Event::EntryWithdrawn { reason, .. } => vec![("Why it was withdrawn", reason.to_string())],
        Event::Assessed { assessment } => vec![(
            "Risk",
            format!(
                "RAG {}, risk {}: {}",
                assessment.rag.label(),
                assessment.risk.label(),
                assessment.rationale
            ),
        )],
        Event::Decided {
            decision,
            rationale,
            ..
        } => vec![
            ("Decision", decision.to_string()),
            ("Why it was decided", rationale.to_string()),
        ],
        Event::ActionAssigned { task, .. } => {
            let detail = task.detail.iter();
            let detail = detail.map(|detail| ("Detail of an action", detail.to_string()));
            [("Action", task.what.to_string())]
                .into_iter()
                .chain(detail)
                .collect()
        }
        Event::ActionDeclined { reason, .. } => {
            vec![("Why an action was declined", reason.to_string())]
        }
        Event::ActionEnded { evidence, .. } => {
            vec![("What came of an action", evidence.to_string())]
        }
        Event::ClosureProposed { reason } => vec![("Why closing was proposed", reason.to_string())],
        Event::Closed { reason, outcome } => {
            vec![("Closed", format!("{}: {reason}", outcome.label()))]
        }
        Event::Reopened { reason, .. } => vec![("Why it was reopened", reason.to_string())],
        // Who asked for access, and why, is about staff; who was given it is among the recipients.
        Event::AccessRequested { .. }
        | Event::AccessGranted { .. }
        | Event::AccessRefused { .. }
        | Event::AccessEnded { .. }
        | Event::EmergencyOpened { .. }
        | Event::EmergencyReviewed { .. }
        | Event::EntryLimited { .. }
        | Event::ActionAccepted { .. }
        | Event::ActionChased { .. }
        | Event::NoticeReturned(_)
        | Event::NoticeSettled(_)
        | Event::Retention(_)
        | Event::Erased(_) => Vec::new(),
    }
}
