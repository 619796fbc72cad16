//! Civil dates in London, working days and bank holidays.
//!
//! Instants are UTC; civil dates and schedules are Europe/London.

mod periods;
mod quarters;

use std::{collections::BTreeSet, sync::LazyLock};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeZone, Utc, Weekday};
use chrono_tz::Europe::London;
use serde::Deserialize;

pub use periods::{
    Skip, birthday, days_beginning_with, days_following, good_friday, has_attained, hours_after,
    months_after, months_beginning_with, start_of,
};
pub use quarters::{NotAQuarter, Quarter};

/// The civil date in London at `at`.
pub fn london_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// The civil date and time in London at `at`.
pub fn london(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&London).naive_local()
}

/// The instant of a civil time in London.
///
/// A time that happens twice in October is the first of the two; one that March skips is `None`.
pub fn instant(civil: NaiveDateTime) -> Option<DateTime<Utc>> {
    London
        .from_local_datetime(&civil)
        .earliest()
        .map(|at| at.to_utc())
}

/// `24 November 2026`.
pub fn long_date(on: NaiveDate) -> String {
    on.format("%-d %B %Y").to_string()
}

/// `Tuesday 24 November 2026`.
pub fn full_date(on: NaiveDate) -> String {
    on.format("%A %-d %B %Y").to_string()
}

/// `24 November 2026 at 2:30pm`, London time.
pub fn long_time(at: DateTime<Utc>) -> String {
    let civil = london(at);
    format!("{} at {}", long_date(civil.date()), clock_time(civil))
}

/// `2:30pm`, `10am`, `midday`, `midnight`.
pub fn clock_time(civil: NaiveDateTime) -> String {
    match civil.format("%H:%M").to_string().as_str() {
        "00:00" => "midnight".to_owned(),
        "12:00" => "midday".to_owned(),
        _ => civil.format("%-I:%M%P").to_string().replace(":00", ""),
    }
}

/// England and Wales bank holidays, 2012–2028.
///
/// **Source:** the Ministry of Justice's published data (MIT licence beside the file).
static BANK_HOLIDAYS: LazyLock<BTreeSet<NaiveDate>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Holiday {
        date: NaiveDate,
    }
    serde_json::from_str::<Vec<Holiday>>(include_str!("data/bank-holidays.json"))
        .unwrap_or_default()
        .into_iter()
        .map(|holiday| holiday.date)
        .collect()
});

/// The number of a month by its name or its first letters, three at least, in small letters.
pub fn month_named(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
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
    let named = |(_, month): &(u32, &str)| word.len() >= 3 && month.starts_with(word);
    let (number, _) = (1..).zip(NAMES).find(named)?;
    Some(number)
}

/// Whether `on` is neither a weekend nor a bank holiday in England.
pub fn is_working_day(on: NaiveDate) -> bool {
    !is_weekend(on) && !BANK_HOLIDAYS.contains(&on)
}

/// Whether `on` is a Saturday or a Sunday.
pub fn is_weekend(on: NaiveDate) -> bool {
    matches!(on.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Whether the bank holidays of its year are published; those of later years are not known yet.
pub fn bank_holidays_are_known(on: NaiveDate) -> bool {
    BANK_HOLIDAYS
        .last()
        .is_some_and(|last| on.year() <= last.year())
}

/// The `count`th working day after `from`; `from` itself is not counted.
pub fn add_working_days(from: NaiveDate, count: u32) -> NaiveDate {
    step_working_days(from, count, |day| day.checked_add_days(Days::new(1)))
}

/// The `count`th working day before `from`; `from` itself is not counted.
pub fn subtract_working_days(from: NaiveDate, count: u32) -> NaiveDate {
    step_working_days(from, count, |day| day.checked_sub_days(Days::new(1)))
}

fn step_working_days(
    from: NaiveDate,
    count: u32,
    step: fn(NaiveDate) -> Option<NaiveDate>,
) -> NaiveDate {
    let mut left = count;
    let mut day = from;
    while left > 0 {
        // The calendar ends in the year 262143; stop there rather than wrap.
        let Some(next) = step(day) else { break };
        day = next;
        left -= u32::from(is_working_day(day));
    }
    day
}

/// The last full year of age on `on` of somebody born `born_on`; `None` before birth.
pub fn age(born_on: NaiveDate, on: NaiveDate) -> Option<u32> {
    on.years_since(born_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn bank_holidays_are_all_read() {
        assert!(BANK_HOLIDAYS.len() > 100);
        assert!(!is_working_day(day("2026-12-25")));
        // Boxing Day 2026 falls on a Saturday; its substitute is Monday.
        assert!(!is_working_day(day("2026-12-28")));
    }

    #[test]
    fn working_days_step_over_christmas() {
        assert_eq!(add_working_days(day("2026-12-23"), 3), day("2026-12-30"));
        assert_eq!(
            subtract_working_days(day("2026-12-30"), 3),
            day("2026-12-23")
        );
        assert_eq!(add_working_days(day("2026-11-21"), 0), day("2026-11-21"));
    }

    #[test]
    fn london_keeps_its_own_clock() {
        let summer: DateTime<Utc> = "2026-06-30T23:30:00Z".parse().unwrap();
        assert_eq!(london_date(summer), day("2026-07-01"));
        // Skipped on 29 March 2026, and twice on 25 October 2026.
        assert_eq!(
            instant(day("2026-03-29").and_hms_opt(1, 30, 0).unwrap()),
            None
        );
        assert_eq!(
            instant(day("2026-10-25").and_hms_opt(1, 30, 0).unwrap()),
            Some("2026-10-25T00:30:00Z".parse().unwrap())
        );
    }

    #[test]
    fn times_read_as_people_say_them() {
        let at: DateTime<Utc> = "2026-11-24T14:30:00Z".parse().unwrap();
        assert_eq!(long_time(at), "24 November 2026 at 2:30pm");
        let at: DateTime<Utc> = "2026-11-24T10:00:00Z".parse().unwrap();
        assert_eq!(long_time(at), "24 November 2026 at 10am");
    }
}
