//! What the chair changed on an agenda, from the meeting's journal.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    CaseId, Entry, Journal,
    case::Case,
    meeting::{Adjustment, Event, Meeting, agenda::Change},
    notice::Tells,
    text::capital,
    time,
};
use serde::Serialize;
use store::File;
use utoipa::ToSchema;

/// A change to the agenda.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AgendaChange)]
pub(crate) struct ChangeView {
    /// When, UTC.
    #[schema(example = "2026-11-20T10:00:00Z")]
    pub(crate) at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "Priya Example")]
    pub(crate) by: String,
    /// `add`, `remove` or `first`.
    #[schema(example = "add")]
    pub(crate) change: &'static str,
    /// The same in words.
    #[schema(example = "Added to the agenda")]
    pub(crate) what: &'static str,
    /// The case's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    pub(crate) case: String,
    /// The case's reference; null for a case that the meeting no longer deals with.
    #[schema(example = "RUN-2026-0042")]
    pub(crate) reference: Option<String>,
    /// Why.
    #[schema(example = "The family asked to be heard early.")]
    pub(crate) reason: String,
}

impl ChangeView {
    /// When, in words.
    pub(crate) fn when(&self) -> String {
        time::long_time(self.at)
    }
}

/// What was done to a case.
fn words(change: Change) -> &'static str {
    match change {
        Change::Add => "Added to the agenda",
        Change::Remove => "Taken off the agenda",
        Change::First => "Moved to be taken first",
    }
}

/// The references of cases, by id.
type References = BTreeMap<CaseId, String>;

/// The references of these cases.
fn references(cases: &[Journal<Case>]) -> References {
    cases
        .iter()
        .map(|case| (case.id, case.reference.clone()))
        .collect()
}

/// Every change to the agenda, newest first.
pub(super) fn of(file: &File<Meeting>, cases: &[Journal<Case>]) -> Vec<ChangeView> {
    let references = references(cases);
    let newest_first = file.entries.iter().rev();
    newest_first
        .filter_map(|entry| match &entry.event {
            Some(Event::AgendaAdjusted { adjustment }) => {
                Some(change(entry, adjustment, &references))
            }
            _ => None,
        })
        .collect()
}

fn change(entry: &Entry<Event>, adjustment: &Adjustment, references: &References) -> ChangeView {
    ChangeView {
        at: entry.header.at,
        by: entry.header.actor.name().to_owned(),
        change: adjustment.change.value(),
        what: words(adjustment.change),
        case: adjustment.case.to_string(),
        reference: references.get(&adjustment.case).cloned(),
        reason: adjustment.reason.to_string(),
    }
}

/// What has happened to the meeting after version `seen`, a line each, for whoever looked at that
/// version; without what people wrote.
pub(super) fn since(file: &File<Meeting>, cases: &[Journal<Case>], seen: u64) -> Vec<String> {
    let references = references(cases);
    let later = file.entries.iter().filter(|entry| entry.header.seq > seen);
    later
        .map(|entry| {
            let when = time::long_time(entry.header.at);
            let event = entry.event.as_ref();
            format!("{}, {when}", happened(event, &file.journal, &references))
        })
        .collect()
}

fn happened(event: Option<&Event>, meeting: &Meeting, references: &References) -> String {
    match event {
        Some(Event::Scheduled { .. }) => "Meeting scheduled".into(),
        Some(Event::Cancelled { .. }) => "Meeting cancelled".into(),
        Some(Event::Moved(_)) => "Meeting moved".into(),
        Some(Event::Follows { .. }) => "Another meeting now comes before it".into(),
        Some(Event::AgendaAdjusted { adjustment }) => {
            let reference = references.get(&adjustment.case);
            let reference = reference.map_or("a case", String::as_str);
            format!("{}: {reference}", words(adjustment.change))
        }
        Some(Event::Attended { agency, .. }) => format!("Attendance recorded: {}", agency.name),
        Some(Event::StatementRead { .. }) => "Confidentiality statement recorded".into(),
        Some(Event::Convened { .. }) => "Agenda settled".into(),
        Some(Event::Recorded { case, .. }) => {
            let reference = references.get(case).map_or("a case", String::as_str);
            format!("Something recorded on {reference}")
        }
        Some(Event::MinutesSent { .. }) => "Minutes sent".into(),
        Some(Event::PacksRequested { .. }) => "Packs asked for".into(),
        Some(Event::PacksMade { .. }) => "Packs made".into(),
        Some(Event::NoticeReturned(back)) => {
            capital(&back.sentence(&meeting.recipient(&back.notice.recipient)))
        }
        Some(Event::NoticeSettled(settled)) => {
            capital(&settled.sentence(&meeting.recipient(&settled.notice.recipient)))
        }
        None => "A change that has since been erased".into(),
    }
}
