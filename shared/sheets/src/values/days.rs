//! Dates as people write them.

use chrono::{Datelike, NaiveDate};
use domain::time::month_named;

use super::{Reason, plain};
use crate::mapping::Dates;

/// What years of two digits stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Years {
    /// Somebody was born: not ahead of today.
    Born,
    /// Something was done: not ahead of today, and not before anybody kept such lists.
    Past,
    /// Something is to be done: always in this century.
    Ahead,
}

/// The year from which on two digits can mean that something was done.
const LISTS: i32 = 1970;

/// A day, in one of the forms in which people write it: 2026-09-14, 14/09/2026, 14.9.26, 14 Sep 2026.
///
/// A word beside it that is no day of the week is a fault: “before” and “expected” say that it is
/// another day.
pub fn day(
    text: &str,
    dates: Dates,
    (years, today): (Years, NaiveDate),
) -> Result<NaiveDate, Reason> {
    let unread = || "It is no date, like 14/09/2026 or 2026-09-14".to_owned();
    let year = |word: &str| year(word, years, today);
    let text = plain(text);
    // What follows is a time of day.
    let figure = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let text = match text.split_once('t') {
        Some((date, time)) if figure(date.chars().next_back()) && figure(time.chars().next()) => {
            date.to_owned()
        }
        _ => text,
    };
    let time = |word: &str| {
        let mut letters = word.chars();
        word.contains(':') && letters.all(|letter| letter.is_ascii_digit() || letter == ':')
    };
    let words: Vec<&str> = text
        .split([' ', '/', '-', '.', ','])
        .filter(|word| !word.is_empty() && !time(word) && !WEEKDAYS.contains(word))
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
    let named = month_named(two)
        .zip(number(one))
        .or(month_named(one).zip(number(two)));
    let (year, month, day) = match (named, number(one), number(two), number(three)) {
        (Some((month, day)), _, _, _) => (year(three), month, day),
        (None, Some(first), Some(month), Some(day)) if one.len() == 4 => {
            (i32::try_from(first).ok(), month, day)
        }
        (None, Some(first), Some(second), Some(_)) => match dates {
            Dates::DayFirst => (year(three), second, first),
            Dates::MonthFirst => (year(three), first, second),
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

const WEEKDAYS: [&str; 18] = [
    "monday",
    "mon",
    "tuesday",
    "tues",
    "tue",
    "wednesday",
    "weds",
    "wed",
    "thursday",
    "thurs",
    "thur",
    "thu",
    "friday",
    "fri",
    "saturday",
    "sat",
    "sunday",
    "sun",
];
fn year(word: &str, years: Years, today: NaiveDate) -> Option<i32> {
    let number: i32 = word.parse().ok()?;
    let (this, last) = (2000 + number, 1900 + number);
    match (word.len(), years) {
        (4, _) => Some(number),
        (2, Years::Born) => Some(if this <= today.year() { this } else { last }),
        // What is ahead then is refused as such, instead of being long ago.
        (2, Years::Past) => Some(if this <= today.year() || last < LISTS {
            this
        } else {
            last
        }),
        (2, Years::Ahead) => Some(this),
        _ => None,
    }
}
