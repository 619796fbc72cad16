//! The journal of a person, an agency or an area, in words.

use chrono::{DateTime, Utc};
use domain::{Entry, time};
use serde::Serialize;
use utoipa::ToSchema;

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DirectoryEntry)]
pub(crate) struct EntryView {
    /// Its number.
    #[schema(example = 2)]
    pub(crate) seq: u64,
    /// When, UTC.
    #[schema(example = "2026-11-20T09:00:00Z")]
    pub(crate) at: DateTime<Utc>,
    /// Who did it: the name as it was then.
    #[schema(example = "Alex Stonebridge")]
    pub(crate) by: String,
    /// What was done, a line each.
    #[schema(example = json!(["Role given: Coordinator (RUN)"]))]
    pub(crate) what: Vec<String>,
}

impl EntryView {
    pub(crate) fn of<E>(entry: &Entry<E>, what: Vec<String>) -> Self {
        Self {
            seq: entry.header.seq,
            at: entry.header.at,
            by: entry.header.actor.name().to_owned(),
            what,
        }
    }

    /// When, in words.
    pub(crate) fn when(&self) -> String {
        time::long_time(self.at)
    }
}

/// What happened after the entry that was seen, a line each: for a form that was stale.
pub(crate) fn since(entries: &[EntryView], seen: u64) -> Vec<String> {
    entries
        .iter()
        .filter(|entry| entry.seq > seen)
        .flat_map(|entry| {
            let said = |what: &String| format!("{}: {what}", entry.by);
            entry.what.iter().map(said).collect::<Vec<_>>()
        })
        .collect()
}

/// A value that changed, if it did: `Name: Ann → Anne`.
pub(crate) fn changed(what: &str, before: &str, after: &str) -> Option<String> {
    let shown = |text: &str| {
        if text.is_empty() {
            "none".to_owned()
        } else {
            text.to_owned()
        }
    };
    (before != after).then(|| format!("{what}: {} → {}", shown(before), shown(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_what_was_and_what_is() {
        assert_eq!(changed("Name", "Ann", "Ann"), None);
        assert_eq!(changed("Name", "Ann", "Anne").unwrap(), "Name: Ann → Anne");
        assert_eq!(changed("Topic", "", "arn").unwrap(), "Topic: none → arn");
    }

    #[test]
    fn a_stale_form_is_told_what_came_after_what_it_saw() {
        let entry = |seq, what: &str| EntryView {
            seq,
            at: DateTime::UNIX_EPOCH,
            by: "Alex".into(),
            what: vec![what.into()],
        };
        let entries = [entry(1, "Added"), entry(2, "Left")];
        assert_eq!(since(&entries, 1), ["Alex: Left"]);
        assert!(since(&entries, 2).is_empty());
    }
}
