//! What is wrong with a body that cannot be read, in words that do not repeat what was sent.

use serde::de::DeserializeOwned;
use serde_json::{Value, error::Category};

use crate::Problem;

/// Reads JSON.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(bytes).map_err(|fault| {
        let (line, column) = (fault.line(), fault.column());
        let message = match fault.classify() {
            Category::Eof => "The body must be JSON, but ends too early".to_owned(),
            Category::Io | Category::Syntax | Category::Data => {
                format!("The body must be JSON in UTF-8: see line {line}, column {column}")
            }
        };
        Problem::field("", message)
    })
}

/// Reads `T` from JSON.
pub(super) fn read<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|fault| {
        let path = fault.path().to_string();
        let path = if path == "." { "" } else { &path };
        let (field, message) = describe(path, &fault.inner().to_string());
        Problem::field(field, message)
    })
}

/// The field and what to do about it, from serde's own words.
///
/// Only what serde says of the *type* is repeated, never the value: it may be about someone.
fn describe(path: &str, words: &str) -> (String, String) {
    if let Some(name) = quoted(words, "unknown field `") {
        return (within(path, name), "is not a field here".to_owned());
    }
    if let Some(name) = quoted(words, "missing field `") {
        return (within(path, name), "is required".to_owned());
    }
    let message = match words.rsplit_once(", expected ") {
        Some((_, expected)) => format!("must be {expected}"),
        None => "is not valid".to_owned(),
    };
    (path.to_owned(), message)
}

fn quoted<'a>(words: &'a str, before: &str) -> Option<&'a str> {
    words.strip_prefix(before)?.split('`').next()
}

fn within(path: &str, name: &str) -> String {
    // For an unknown field serde's path may end in that field already.
    let last = path.rsplit('.').next().unwrap_or_default();
    if path.is_empty() || path == name {
        name.to_owned()
    } else if last == name {
        path.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
