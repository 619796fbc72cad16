//! Cells as dates, names, choices, yes and no: each value as people write it, or a reason why not.

use chrono::{Datelike, NaiveDate};
use domain::{
    Line, Prose,
    case::{Outcome, Rag},
    referral::form::{Behaviour, CaseKind, Postcode, RiskBand, SubjectRole},
    text::InvalidText,
};

use crate::mapping::{Column, Dates};

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

/// A day, in one of the forms in which people write it: 2026-09-14, 14/09/2026, 14.9.26, 14 Sep 2026.
///
/// Years of two digits are those that were not yet ahead on `today`.
pub fn day(text: &str, dates: Dates, today: NaiveDate) -> Result<NaiveDate, Reason> {
    let unread = || "It is no date, like 14/09/2026 or 2026-09-14".to_owned();
    let text = plain(text);
    // What follows is a time of day.
    let text = match text.split_once('t') {
        Some((date, time)) if date.contains('-') && time.contains(':') => date.to_owned(),
        _ => text,
    };
    let words: Vec<&str> = text
        .split([' ', '/', '-', '.', ','])
        .filter(|word| !word.is_empty() && !word.contains(':'))
        .filter(|word| word.len() < 6 || month(word).is_some())
        .filter(|word| {
            !WEEKDAYS
                .iter()
                .any(|day| word.starts_with(day) && month(word).is_none())
        })
        .collect();
    let [one, two, three] = words.as_slice() else {
        return Err(unread());
    };
    let number = |word: &str| -> Option<u32> {
        let bare = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let ending = word.get(bare.len()..).unwrap_or_default();
        matches!(ending, "" | "st" | "nd" | "rd" | "th")
            .then(|| bare.parse().ok())
            .flatten()
    };
    let named = month(two).zip(number(one)).or(month(one).zip(number(two)));
    let (year, month, day) = match (named, number(one), number(two), number(three)) {
        (Some((month, day)), _, _, _) => (year(three, today), month, day),
        (None, Some(first), Some(month), Some(day)) if one.len() == 4 => {
            (i32::try_from(first).ok(), month, day)
        }
        (None, Some(first), Some(second), Some(_)) => match dates {
            Dates::DayFirst => (year(three, today), second, first),
            Dates::MonthFirst => (year(three, today), first, second),
        },
        _ => return Err(unread()),
    };
    let day = year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    let day = day.ok_or_else(unread)?;
    if (1900..=2100).contains(&day.year()) {
        Ok(day)
    } else {
        Err("It is a date before 1900 or after 2100".into())
    }
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A month by its name or how it is shortened.
fn month(word: &str) -> Option<u32> {
    let place = MONTHS.iter().position(|month| {
        word.len() >= 3 && month.starts_with(word) || word == "sept" && month.starts_with("sep")
    })?;
    u32::try_from(place).ok()?.checked_add(1)
}

fn year(word: &str, today: NaiveDate) -> Option<i32> {
    let number: i32 = word.parse().ok()?;
    match word.len() {
        4 => Some(number),
        2 if 2000 + number <= today.year() => Some(2000 + number),
        2 => Some(1900 + number),
        _ => None,
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

/// A name, and what else they are called: `SMITH, John (aka Jonno)` is John SMITH, and Jonno.
pub fn name(text: &str) -> (String, Option<String>) {
    let lower = text.to_lowercase();
    let marks = ["(aka ", "(a.k.a. ", "aka ", "a.k.a. ", "alias ", "(alias "];
    let found = marks
        .iter()
        .filter_map(|mark| Some((lower.find(mark)?, mark)));
    let (name, alias) = match found.min_by_key(|(at, _)| *at) {
        // Letters whose small form is longer shift places: then nothing is parted.
        Some((at, mark)) if at > 0 => {
            let after = at + mark.len();
            match (text.get(..at), text.get(after..)) {
                (Some(name), Some(alias)) if lower.len() == text.len() => (name, Some(alias)),
                _ => (text, None),
            }
        }
        _ => (text, None),
    };
    let tidy = |text: &str| {
        let text =
            text.trim_matches(|letter: char| letter.is_whitespace() || "()[],'\"".contains(letter));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let alias = alias.map(tidy).filter(|alias| !alias.is_empty());
    let mut parts = name.split(',').map(tidy).filter(|part| !part.is_empty());
    let name = match (parts.next(), parts.next(), parts.next()) {
        (Some(family), Some(given), None) => format!("{given} {family}"),
        _ => tidy(name),
    };
    (name, alias)
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
