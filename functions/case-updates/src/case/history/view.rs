//! Entries and readings as the history shows them.

use chrono::{DateTime, Utc};
use domain::{
    AgencyId, Entry,
    audit::{Processed, Processing},
    case::Event,
    time,
};
use serde::Serialize;
use store::reads::Read;

use crate::{case::opened::Opened, words};

/// An entry of the journal.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = JournalEntry, example = json!({
    "seq": 3, "at": "2026-11-20T09:15:00Z", "by": "PC Tom Lee", "agency_name": "Surrey Police",
    "kind": "entry_recorded", "words": "Recorded an incident of 19 November 2026",
    "processing": "collection", "recipient_name": null,
    "hash": "9f2c6a1d0e7b4c3f8a5d2e1b6c9f0a3d7e4b1c8f5a2d9e6b3c0f7a4d1e8b5c2f"
}))]
pub(super) struct EntryView {
    /// Its number, from 1 without gaps.
    pub(super) seq: u64,
    /// When, UTC.
    pub(super) at: DateTime<Utc>,
    /// Who; `charmm` for the system itself.
    pub(super) by: String,
    /// The agency they acted for; null for the system itself.
    pub(super) agency_name: Option<String>,
    /// The kind of event.
    pub(super) kind: String,
    /// What happened, in words.
    pub(super) words: String,
    /// What it did with personal data (Data Protection Act 2018 s.62): `collection`, `alteration`,
    /// `disclosure` or `combination`; null once erased.
    pub(super) processing: Option<&'static str>,
    /// The agency that it disclosed something to.
    pub(super) recipient_name: Option<String>,
    #[serde(skip)]
    processing_words: &'static str,
    /// SHA-256 over this entry and the hash of the one before.
    pub(super) hash: String,
}

/// A reading of a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Reading, example = json!({
    "at": "2026-11-20T09:10:00Z", "by": "PC Tom Lee", "agency_name": "Surrey Police",
    "what": "case", "processing": "consultation", "recipient": null, "justification": null,
    "policies": ["case.member-agency"]
}))]
pub(super) struct ReadingView {
    /// When, UTC.
    pub(super) at: DateTime<Utc>,
    /// Who.
    pub(super) by: String,
    /// The agency they acted for, or whose pack was made.
    pub(super) agency_name: Option<String>,
    /// What they read: `case`, `history`, `as_at`, `action`; `pack` when an agency's pack was made,
    /// `audit` when the audit was taken out.
    pub(super) what: String,
    /// `consultation`, or `disclosure` to somebody else (Data Protection Act 2018 s.62).
    pub(super) processing: &'static str,
    /// To whom it was disclosed.
    pub(super) recipient: Option<String>,
    /// Why, where that was given.
    pub(super) justification: Option<String>,
    #[serde(skip)]
    processing_words: &'static str,
    /// The policies that permitted it.
    pub(super) policies: Vec<String>,
}

impl EntryView {
    pub(super) fn of(opened: &Opened, entry: &Entry<Event>) -> Self {
        let head = &entry.header;
        Self {
            seq: head.seq,
            at: head.at,
            by: head.actor.name().to_owned(),
            agency_name: head.actor.agency().map(|agency| opened.names.get(agency)),
            kind: head.kind.clone(),
            words: match &entry.event {
                Some(event) => words::heading(event, opened.case(), &opened.names),
                None => "Erased when its time for keeping had ended".into(),
            },
            processing: processing(entry).map(Processing::value),
            processing_words: processing(entry).map_or("Erased", Processing::label),
            recipient_name: (entry.event.as_ref())
                .and_then(Processed::recipient)
                .map(|agency| opened.names.get(agency)),
            hash: entry.hash.to_string(),
        }
    }

    pub(super) fn when(&self) -> String {
        time::long_time(self.at)
    }

    /// What it did with personal data, and to whom it disclosed something.
    pub(super) fn processed(&self) -> String {
        with_recipient(self.processing_words, self.recipient_name.as_deref())
    }

    pub(super) fn short_hash(&self) -> String {
        self.hash.chars().take(12).collect()
    }
}

impl ReadingView {
    pub(super) fn of(opened: &Opened, read: &Read) -> Self {
        Self {
            at: read.at,
            by: read.actor.name().to_owned(),
            agency_name: read.agency().map(|agency| opened.names.get(&agency)),
            what: read.what.clone(),
            processing: read.processing.value(),
            processing_words: read.processing.label(),
            recipient: read
                .recipient
                .as_ref()
                .map(|recipient| recipient_name(opened, recipient)),
            justification: read.justification.as_ref().map(ToString::to_string),
            policies: read.policies.clone(),
        }
    }

    pub(super) fn when(&self) -> String {
        time::long_time(self.at)
    }

    /// What it was, and to whom something was disclosed.
    pub(super) fn processed(&self) -> String {
        with_recipient(self.processing_words, self.recipient.as_deref())
    }

    pub(super) fn what_words(&self) -> &str {
        match self.what.as_str() {
            "case" => "The case",
            "history" => "The case with its whole journal",
            "as_at" => "The case as it once stood",
            "audit" => "Took the audit out",
            "handed over" => "What was handed over, and to whom",
            "subject access" => "What is held about somebody",
            "document" => "A document",
            "explanation" => "Who may see it, and why",
            "action" => "An action on the case",
            "minutes" => "The minutes of a meeting",
            "pack" => "Made the agency’s pack",
            "found" => "Found it by whom it concerns",
            "stub" => "That there is a case, and whom to ask",
            "access" => "A request for access, or an emergency",
            other => other,
        }
    }
}

/// What an entry did with personal data; `None` once erased.
pub(super) fn processing(entry: &Entry<Event>) -> Option<Processing> {
    entry.event.as_ref().map(Processed::processing)
}

fn with_recipient(words: &str, recipient: Option<&str>) -> String {
    match recipient {
        Some(recipient) => format!("{words} to {recipient}"),
        None => words.to_owned(),
    }
}

/// A recipient is an agency by its short name, or what somebody typed.
fn recipient_name(opened: &Opened, recipient: &str) -> String {
    match recipient.parse::<AgencyId>() {
        Ok(agency) => opened.names.get(&agency),
        Err(_) => recipient.to_owned(),
    }
}
