//! Entries and readings as the history shows them.

use chrono::{DateTime, Utc};
use domain::{Entry, case::Event, time};
use serde::Serialize;
use store::reads::Read;

use crate::{case::opened::Opened, words};

/// An entry of the journal.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = JournalEntry, example = json!({
    "seq": 3, "at": "2026-11-20T09:15:00Z", "by": "PC Tom Lee", "agency_name": "Surrey Police",
    "kind": "entry_recorded", "words": "Recorded an incident of 19 November 2026",
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
    /// SHA-256 over this entry and the hash of the one before.
    pub(super) hash: String,
}

/// A reading of a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Reading, example = json!({
    "at": "2026-11-20T09:10:00Z", "by": "PC Tom Lee", "agency_name": "Surrey Police",
    "what": "case", "policies": ["case.member-agency"]
}))]
pub(super) struct ReadingView {
    /// When, UTC.
    pub(super) at: DateTime<Utc>,
    /// Who.
    pub(super) by: String,
    /// The agency they acted for, or whose pack was made.
    pub(super) agency_name: Option<String>,
    /// What they read: `case`, `history`, `action`; `pack` when an agency's pack was made.
    pub(super) what: String,
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
            hash: entry.hash.to_string(),
        }
    }

    pub(super) fn when(&self) -> String {
        time::long_time(self.at)
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
            policies: read.policies.clone(),
        }
    }

    pub(super) fn when(&self) -> String {
        time::long_time(self.at)
    }

    pub(super) fn what_words(&self) -> &str {
        match self.what.as_str() {
            "case" => "The case",
            "history" => "The case with its whole journal",
            "action" => "An action on the case",
            "pack" => "Made the agency’s pack",
            "found" => "Found it by whom it concerns",
            "stub" => "That there is a case, and whom to ask",
            "access" => "A request for access, or an emergency",
            other => other,
        }
    }
}
