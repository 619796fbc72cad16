//! From a form's pairs to the JSON that a program would have sent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::Problem;

/// The hidden field that makes a second sending harmless.
pub(super) const KEY: &str = "_key";
/// The hidden field with the version that the person was looking at.
pub(super) const VERSION: &str = "_version";

/// More fields than any page has; a bound on work for what nobody typed.
const MOST_FIELDS: usize = 2_000;

/// Names and values, as `application/x-www-form-urlencoded`, in order.
///
/// **Errors:** 400 when a name or value is not UTF-8, rather than replacing what cannot be read.
pub(super) fn pairs(bytes: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    let fields: Vec<&[u8]> = bytes
        .split(|b| *b == b'&')
        .filter(|field| !field.is_empty())
        .collect();
    if fields.len() > MOST_FIELDS {
        return Err(Problem::field("", "The form has too many fields"));
    }
    fields
        .into_iter()
        .map(|field| {
            let mut parts = field.splitn(2, |b| *b == b'=');
            let (name, value) = (
                parts.next().unwrap_or_default(),
                parts.next().unwrap_or_default(),
            );
            Some((decode(name)?, decode(value)?))
        })
        .collect::<Option<_>>()
        .ok_or_else(|| Problem::field("", "The form must be in UTF-8"))
}

fn decode(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut ahead = rest.clone();
                match (ahead.next().and_then(hex), ahead.next().and_then(hex)) {
                    (Some(high), Some(low)) => {
                        rest = ahead;
                        high * 16 + low
                    }
                    // As the URL standard has it: a stray percent sign stands for itself.
                    _ => b'%',
                }
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// Values by name: trimmed, line breaks as `\n`, empty ones dropped.
pub(super) fn typed(pairs: &[(String, String)]) -> BTreeMap<String, Vec<String>> {
    let mut typed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in pairs {
        let value = value.replace("\r\n", "\n").replace('\r', "\n");
        let value = value.trim();
        if !value.is_empty() {
            typed
                .entry(name.clone())
                .or_default()
                .push(value.to_owned());
        }
    }
    typed
}

/// The JSON object: one value is a string, several or a name ending in `[]` an array,
/// `x-day`, `x-month`, `x-year` together the string `x`, a date as far as it was typed, and `x.y` the
/// member `y` of the object `x`.
pub(super) fn json(mut typed: BTreeMap<String, Vec<String>>) -> Map<String, Value> {
    let mut object = Map::new();
    for name in dates(&typed) {
        let mut part = |suffix: &str| {
            let values = typed.remove(&format!("{name}-{suffix}"));
            values
                .and_then(|values| values.into_iter().next())
                .unwrap_or_default()
        };
        let (day, month, year) = (part("day"), part("month"), part("year"));
        object.insert(name, Value::from(format!("{year}-{month:0>2}-{day:0>2}")));
    }
    for (name, mut values) in typed {
        let value = match (name.strip_suffix("[]"), values.len()) {
            (None, 1) => values.pop().map(Value::from).unwrap_or_default(),
            _ => Value::from(values),
        };
        let name = name.strip_suffix("[]").unwrap_or(&name);
        put(&mut object, name, value);
    }
    object
}

/// Sets a member of the object, or of an object in it. A name that is both a value and an object stays
/// the value, which no type then takes.
fn put(object: &mut Map<String, Value>, name: &str, value: Value) {
    let Some((outer, inner)) = name.split_once('.') else {
        object.insert(name.to_owned(), value);
        return;
    };
    let members = object
        .entry(outer)
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(members) = members.as_object_mut() {
        members.insert(inner.to_owned(), value);
    }
}

/// Names of the dates of which any part was typed.
fn dates(typed: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    let suffixes = ["-day", "-month", "-year"];
    typed
        .keys()
        .filter_map(|name| suffixes.iter().find_map(|suffix| name.strip_suffix(suffix)))
        .map(str::to_owned)
        .collect()
}
