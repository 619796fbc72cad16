//! The audit on paper.

use chrono::NaiveDate;
use edge::Problem;
use paper::Template;
use serde_json::{Value, json};

use super::bundle::{EntryRow, HistoryFile, ReadingRow};
use crate::print::print;

static TEMPLATE: Template = Template::new(include_str!("../../templates/audit/history.typ"));

/// Most readings that are printed, the newest ones. Whoever prints thousands of them reads none;
/// the document says how many stand in the other files only.
const READINGS: usize = 2_000;

/// The history of a case as a PDF.
pub(super) fn history(history: &HistoryFile, on: NaiveDate) -> Result<Vec<u8>, Problem> {
    let left_out = history.readings.len().saturating_sub(READINGS);
    let readings = history.readings.iter().skip(left_out).map(reading);
    let given = json!({
        "reference": history.reference,
        "made": history.made,
        "on": on,
        "entries": history.entries.iter().map(entry).collect::<Vec<_>>(),
        "readings": readings.collect::<Vec<_>>(),
        "readings_left_out": left_out,
        "roots": history.roots,
    });
    print(&TEMPLATE, given)
}

fn entry(row: &EntryRow) -> Value {
    let payload = row.payload.as_deref();
    let written = payload.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let mut facts = Vec::new();
    if let Some(Value::Object(mut fields)) = written {
        // The heading says it.
        fields.remove("event");
        flatten("", &Value::Object(fields), &mut facts);
    }
    json!({
        "seq": row.seq,
        "when": row.when,
        "kind": row.kind,
        "processing": row.processing,
        "by": row.by,
        "agency": row.agency,
        "erased": payload.is_none(),
        "facts": facts,
        "hash": row.hash,
        "root": row.root,
    })
}

fn reading(row: &ReadingRow) -> Value {
    let reading = row.reading.as_ref();
    json!({
        "when": row.when,
        "processing": row.processing,
        "erased": reading.is_none(),
        "by": reading.map(|reading| reading.actor.name()),
        "agency": reading.and_then(|reading| reading.agency()),
        "what": reading.map(|reading| &reading.what),
        "recipient": reading.map(|reading| &reading.recipient),
        "why": reading.map(|reading| &reading.justification),
        "policies": reading.map(|reading| reading.policies.join(", ")),
        "root": row.root,
    })
}

/// What was written, a line for each value: its place in words, and the value as it is.
fn flatten(place: &str, value: &Value, facts: &mut Vec<(String, String)>) {
    let below = |name: &str| match place {
        "" => name.replace('_', " "),
        place => format!("{place}, {}", name.replace('_', " ")),
    };
    match value {
        Value::Null => {}
        Value::Bool(said) => facts.push((place.to_owned(), said.to_string())),
        Value::Number(number) => facts.push((place.to_owned(), number.to_string())),
        Value::String(text) => facts.push((place.to_owned(), text.clone())),
        Value::Array(values) => {
            for (value, number) in values.iter().zip(1_usize..) {
                flatten(&below(&number.to_string()), value, facts);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(&below(name), value, facts);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn row(seq: u64, payload: Option<&str>) -> EntryRow {
        EntryRow {
            seq,
            when: "24 November 2026 at 2:30pm".into(),
            kind: "action assigned".into(),
            processing: "Alteration",
            by: "Alex Example".into(),
            agency: "runnymede".into(),
            payload: payload.map(str::to_owned),
            hash: "ab".repeat(32),
            root: None,
        }
    }

    fn file(entries: Vec<EntryRow>) -> HistoryFile {
        HistoryFile {
            reference: "RUN-2026-0001".into(),
            made: "24 November 2026 at 2:30pm".into(),
            entries,
            readings: Vec::new(),
            roots: Vec::new(),
        }
    }

    fn on() -> NaiveDate {
        "2026-11-24".parse().unwrap()
    }

    #[test]
    fn everything_that_was_written_stands_with_its_place() {
        let mut facts = Vec::new();
        let written =
            json!({"task": {"due_on": "2026-12-01"}, "to": ["a", {"b": 3}], "none": null});
        flatten("", &written, &mut facts);
        let facts: BTreeSet<_> = facts
            .iter()
            .map(|(place, value)| (place.as_str(), value.as_str()))
            .collect();
        let wanted = [
            ("task, due on", "2026-12-01"),
            ("to, 1", "a"),
            ("to, 2, b", "3"),
        ];
        assert_eq!(facts, BTreeSet::from(wanted));
    }

    #[test]
    fn the_same_history_gives_the_same_bytes_and_an_erased_entry_is_told() {
        let written = || {
            file(vec![row(
                1,
                Some(r##"{"event": "x", "what": "#panic() *no* `raw`"}"##),
            )])
        };
        let first = history(&written(), on()).unwrap();
        assert_eq!(history(&written(), on()).unwrap(), first);
        let erased = history(&file(vec![row(1, None)]), on()).unwrap();
        assert_ne!(erased, first);
    }
}
