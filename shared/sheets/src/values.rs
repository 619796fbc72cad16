//! Cells as dates, names, choices, yes and no: each value as people write it, or a reason why not.

mod days;
mod names;

use domain::{
    Line, Prose,
    case::{Outcome, Rag},
    referral::form::{Behaviour, CaseKind, Postcode, RiskBand, SubjectRole},
    text::InvalidText,
};

use crate::mapping::Column;

pub use days::{Years, day};
pub use names::name;

/// Why a cell cannot be taken.
pub type Reason = String;

/// What words stand for, beside what the mapping says: the value, then how people write it.
type Words = &'static [(&'static str, &'static [&'static str])];

const RAG: Words = &[
    ("red", &["r"]),
    ("amber", &["a", "yellow", "orange"]),
    ("green", &["g"]),
];
const RISK: Words = &[
    ("standard", &["low", "l", "std"]),
    ("medium", &["med", "m", "moderate"]),
    ("high", &["h"]),
    ("very_high", &["very high", "vh", "critical", "severe"]),
];
const KIND: Words = &[
    ("person", &["individual", "perpetrator", "charmm"]),
    ("family", &["household", "a family"]),
    ("place", &["location", "premises", "area", "hotspot", "jag"]),
];
const STATUS: Words = &[
    ("open", &["live", "active", "ongoing", "current", "o"]),
    (
        "closed",
        &["close", "ended", "complete", "completed", "nfa", "c"],
    ),
];
const ROLE: Words = &[
    (
        "alleged_perpetrator",
        &["perpetrator", "suspect", "alleged", "subject"],
    ),
    ("convicted", &["offender"]),
    ("victim", &["complainant"]),
    ("location", &["place", "premises"]),
];
const YES: &[&str] = &["yes", "y", "true", "t", "1", "x", "✓", "✔", "ja", "si"];
const NO: &[&str] = &["no", "n", "false", "f", "0", "-", "–", "none", "✗"];
const UNKNOWN: &[&str] = &["?", "n/k", "nk", "not known", "unknown", "n/a", "na", "tbc"];

fn plain(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether a cell says that nobody knows.
pub fn is_unknown(text: &str) -> bool {
    UNKNOWN.contains(&plain(text).as_str())
}

/// A closed list that cells name.
pub trait Named: Copy + 'static {
    /// Each choice: what it is, its value and what people read.
    fn all() -> Vec<(Self, &'static str, &'static str)>;
    /// How else they are written.
    const WORDS: Words = &[];
}

macro_rules! named {
    ($($name:ident $words:expr;)*) => {$(
        impl Named for $name {
            fn all() -> Vec<(Self, &'static str, &'static str)> {
                Self::ALL.iter().map(|each| (*each, each.value(), each.label())).collect()
            }
            const WORDS: Words = $words;
        }
    )*};
}
named! {
    Rag RAG;
    RiskBand RISK;
    CaseKind KIND;
    SubjectRole ROLE;
    Outcome &[];
    Behaviour &[];
}

/// What a cell stands for by the mapping's words, or itself.
fn meant(text: &str, column: &Column) -> String {
    let text = plain(text);
    let said = column.words.iter().find(|(word, _)| plain(word) == text);
    said.map_or(text, |(_, value)| plain(value))
}

/// One of a closed list.
pub fn choice<T: Named>(text: &str, column: &Column) -> Result<T, Reason> {
    let text = meant(text, column);
    let value = spelled(&text, T::WORDS).unwrap_or(&text);
    let all = T::all();
    let same = |(_, each, label): &&(T, &str, &str)| *each == value || plain(label) == value;
    all.iter()
        .find(same)
        .map(|(each, ..)| *each)
        .ok_or_else(|| {
            let known: Vec<_> = all.iter().map(|(_, value, _)| *value).collect();
            format!(
                "It is none of: {}. Say in the mapping, under words, what it stands for",
                known.join(", ")
            )
        })
}

fn spelled<'a>(text: &str, words: Words) -> Option<&'a str> {
    let known = words.iter().find(|(_, spelled)| spelled.contains(&text));
    known.map(|(value, _)| *value)
}

/// Whether it is closed.
pub fn closed(text: &str, column: &Column) -> Result<bool, Reason> {
    let text = meant(text, column);
    match spelled(&text, STATUS).unwrap_or(&text) {
        "open" => Ok(false),
        "closed" => Ok(true),
        _ => Err(
            "It is neither open nor closed. Say in the mapping, under words, what it stands for"
                .into(),
        ),
    }
}

/// Yes or no; `None` when nobody knows.
pub fn yes(text: &str, column: &Column) -> Result<Option<bool>, Reason> {
    let text = meant(text, column);
    let is = |words: &[&str]| words.contains(&text.as_str());
    if is(YES) {
        Ok(Some(true))
    } else if is(NO) {
        Ok(Some(false))
    } else if is(UNKNOWN) {
        Ok(None)
    } else {
        Err("It is neither yes nor no".into())
    }
}

/// Several values in a cell.
pub fn several<'a>(text: &'a str, column: &Column) -> Vec<&'a str> {
    let mut parts = vec![text];
    let usual = [";", "\n"];
    let all = column.separators.iter().map(String::as_str).chain(usual);
    for separator in all.filter(|separator| !separator.is_empty()) {
        parts = parts
            .into_iter()
            .flat_map(|part| part.split(separator))
            .collect();
    }
    let parts = parts.into_iter().map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

/// What people write where there is no reference, beside that nobody knows.
const NONE: &[&str] = &[
    "awaited",
    "awaiting",
    "blank",
    "new",
    "nil",
    "no",
    "no ref",
    "no reference",
    "none",
    "not allocated",
    "not applicable",
    "not given",
    "null",
    "pending",
    "see notes",
    "tba",
    "to be confirmed",
    "to follow",
    "various",
];

/// A reference that is one: cases of which somebody wrote “TBC” are not one case.
pub fn reference(text: &str) -> Result<Line, Reason> {
    let said = plain(text);
    let bare = said.trim_matches(|letter: char| !letter.is_alphanumeric());
    let mut figures = bare.chars().filter(|letter| letter.is_alphanumeric());
    // Nothing, or noughts or crosses alone.
    let filler = figures.clone().all(|letter| letter == '0') || figures.all(|letter| letter == 'x');
    if filler || UNKNOWN.contains(&bare) || NONE.contains(&bare) {
        return Err("It is no reference: write one that only this case has".into());
    }
    line(text)
}

/// An address in one line, with the postcode at its end if there is one.
pub fn address(text: &str) -> (String, Option<Postcode>) {
    let lines = text.lines().map(|line| line.trim().trim_end_matches(','));
    let line: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let line = line.join(", ");
    let words: Vec<&str> = line
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let ends = [2, 1].into_iter().find_map(|many| {
        let at = words.len().checked_sub(many)?;
        Postcode::parse(&words.get(at..)?.concat()).ok()
    });
    (line, ends)
}

/// A line of text.
pub fn line(text: &str) -> Result<Line, Reason> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Line::parse(&text).map_err(reason)
}

/// A passage of text.
pub fn prose(text: &str) -> Result<Prose, Reason> {
    Prose::parse(text).map_err(reason)
}

fn reason(invalid: InvalidText) -> Reason {
    match invalid {
        InvalidText::Empty => "It is empty".into(),
        InvalidText::TooLong(most) => {
            format!("It is longer than {most} characters: shorten it, nothing is cut off")
        }
        InvalidText::Character => "It holds a character that cannot be used".into(),
    }
}

#[cfg(test)]
mod tests;
