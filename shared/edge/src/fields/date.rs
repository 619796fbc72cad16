//! A date as people type it.

use chrono::{Datelike, NaiveDate};
use domain::time;

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// Some of day, month and year were left empty.
    Missing(Vec<&'static str>),
    /// No such day.
    Unreal,
}

/// Years that people mean; others are slips, such as `26` or `20266`.
const YEARS: std::ops::RangeInclusive<i32> = 1880..=2200;

/// Reads `YYYY-MM-DD`; the month may be a name or its first letters.
pub(super) fn parse(text: &str) -> Result<NaiveDate, Wrong> {
    let parts: Vec<&str> = text.trim().split('-').map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else {
        return Err(Wrong::Unreal);
    };
    let missing: Vec<_> = [("day", *day), ("month", *month), ("year", *year)]
        .into_iter()
        .filter(|(_, part)| matches!(*part, "" | "0" | "00"))
        .map(|(name, _)| name)
        .collect();
    if !missing.is_empty() {
        return Err(Wrong::Missing(missing));
    }
    let date = match (digits(year), month_number(month), digits(day)) {
        (Some(year), Some(month), Some(day)) => i32::try_from(year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, month, day)),
        _ => None,
    };
    date.filter(|date| YEARS.contains(&date.year()))
        .ok_or(Wrong::Unreal)
}

fn digits(text: &str) -> Option<u32> {
    // `parse` alone would take a plus sign.
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

fn month_number(text: &str) -> Option<u32> {
    time::month_named(&text.to_lowercase()).or_else(|| digits(text))
}
