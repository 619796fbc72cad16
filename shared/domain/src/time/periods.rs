//! Periods as the law counts them: days and months beginning with a day, ages, hours that skip days.
//!
//! **Source:** the rules TIM-1 to TIM-6 in `rules/law/time.toml`.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc, Weekday};

use super::{instant, london_date};
use crate::choice::choices;

/// The last of `count` days beginning with `day` (TIM-1): 21 days beginning with 2 November end on
/// 22 November.
pub fn days_beginning_with(day: NaiveDate, count: u32) -> NaiveDate {
    let more = u64::from(count.saturating_sub(1));
    day.checked_add_days(Days::new(more)).unwrap_or(day)
}

/// The last of `count` days following `day`, which does not count itself (TIM-2).
pub fn days_following(day: NaiveDate, count: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(count)))
        .unwrap_or(day)
}

/// The last day of `count` months beginning with `day` (TIM-3): the day before the corresponding
/// date, or the last day of a month that has no such date.
pub fn months_beginning_with(day: NaiveDate, count: u32) -> NaiveDate {
    let corresponding = months_after(day, count);
    if corresponding.day() < day.day() {
        // The month is too short to have the date: its last day is within the period.
        return corresponding;
    }
    corresponding.pred_opt().unwrap_or(corresponding)
}

/// The last day of the `count` months after `day`, which does not count itself (TIM-2): the
/// corresponding date, or the last day of a month that has no such date.
pub fn months_after(day: NaiveDate, count: u32) -> NaiveDate {
    day.checked_add_months(Months::new(count)).unwrap_or(day)
}

/// The day on which somebody attains an age (TIM-4); born on 29 February, it is 1 March in a year
/// without that day (TIM-5). `None` outside the calendar.
pub fn birthday(born_on: NaiveDate, age: u32) -> Option<NaiveDate> {
    let year = born_on.year().checked_add(i32::try_from(age).ok()?)?;
    born_on
        .with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

/// Whether somebody has attained an age on a day.
pub fn has_attained(born_on: NaiveDate, age: u32, on: NaiveDate) -> bool {
    birthday(born_on, age).is_some_and(|attained| attained <= on)
}

choices! {
    /// Days whose hours do not count.
    Skip {
        /// Every hour counts.
        Nothing "nothing" "No day left out",
        /// Hearing a closure application.
        Christmas "christmas" "Christmas Day left out",
        /// Bringing somebody arrested before a judge.
        CourtDays "court_days" "Christmas Day, Good Friday and Sundays left out",
    }
}

impl Skip {
    /// Whether the hours of a day are left out.
    pub fn leaves_out(self, day: NaiveDate) -> bool {
        let christmas = (day.month(), day.day()) == (12, 25);
        match self {
            Self::Nothing => false,
            Self::Christmas => christmas,
            Self::CourtDays => {
                christmas || day.weekday() == Weekday::Sun || good_friday(day.year()) == Some(day)
            }
        }
    }
}

/// The instant at which `hours` have passed since `from`, leaving out the hours of some days.
///
/// **Units:** real hours; a day in London that has 23 or 25 of them gives so many.
pub fn hours_after(from: DateTime<Utc>, hours: u32, skip: Skip) -> DateTime<Utc> {
    let mut left = TimeDelta::hours(i64::from(hours));
    let mut cursor = from;
    loop {
        let day = london_date(cursor);
        let Some(next) = day.succ_opt().and_then(start_of) else {
            return cursor;
        };
        if skip.leaves_out(day) {
            cursor = next;
            continue;
        }
        if cursor + left <= next {
            return cursor + left;
        }
        left -= next - cursor;
        cursor = next;
    }
}

/// The first instant of a day in London.
pub fn start_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    instant(day.and_time(chrono::NaiveTime::MIN))
}

/// Good Friday of a year.
pub fn good_friday(year: i32) -> Option<NaiveDate> {
    easter(year)?.checked_sub_days(Days::new(2))
}

/// Easter Sunday in the Gregorian calendar.
///
/// **Source:** the arithmetic given anonymously in *Nature*, 20 April 1876, as in Meeus,
/// *Astronomical Algorithms*, chapter 8.
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moon = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - moon + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let from_march = epact + weekday - 7 * late + 114;
    let month = u32::try_from(from_march / 31).ok()?;
    let day = u32::try_from(from_march % 31 + 1).ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::BANK_HOLIDAYS;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        let civil = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        instant(civil).unwrap()
    }

    #[test]
    fn days_and_months_end_where_the_law_ends_them() {
        assert_eq!(
            days_beginning_with(day("2026-11-02"), 21),
            day("2026-11-22")
        );
        assert_eq!(days_following(day("2026-12-01"), 14), day("2026-12-15"));
        let ends = [
            ("2026-09-15", 1, "2026-10-14"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2026-01-29", 1, "2026-02-28"),
            ("2024-01-30", 1, "2024-02-29"),
            ("2024-01-29", 1, "2024-02-28"),
            ("2026-02-01", 1, "2026-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2026-12-01", 12, "2027-11-30"),
            ("2023-12-01", 36, "2026-11-30"),
        ];
        for (from, months, end) in ends {
            assert_eq!(months_beginning_with(day(from), months), day(end), "{from}");
        }
        assert_eq!(months_after(day("2026-09-15"), 1), day("2026-10-15"));
        assert_eq!(months_after(day("2026-01-31"), 1), day("2026-02-28"));
    }

    #[test]
    fn somebody_born_on_a_leap_day_waits_for_the_first_of_march() {
        assert_eq!(birthday(day("2008-02-29"), 18), Some(day("2026-03-01")));
        assert_eq!(birthday(day("2008-02-29"), 16), Some(day("2024-02-29")));
        assert!(!has_attained(day("2008-02-29"), 18, day("2026-02-28")));
        assert!(has_attained(day("2008-11-21"), 18, day("2026-11-21")));
        assert!(!has_attained(day("2008-11-22"), 18, day("2026-11-21")));
    }

    #[test]
    fn good_friday_is_the_one_that_is_published() {
        for year in 2012..=2028 {
            let friday = good_friday(year).unwrap();
            assert_eq!(friday.weekday(), Weekday::Fri);
            assert!(BANK_HOLIDAYS.contains(&friday), "{friday}");
        }
    }

    #[test]
    fn hours_skip_the_days_that_do_not_count() {
        let court = |from| hours_after(at(from), 24, Skip::CourtDays);
        assert_eq!(court("2026-11-21 20:00"), at("2026-11-23 20:00"));
        assert_eq!(court("2026-11-22 10:00"), at("2026-11-24 00:00"));
        assert_eq!(court("2027-03-25 09:00"), at("2027-03-27 09:00"));
        let hearing = |from| hours_after(at(from), 48, Skip::Christmas);
        assert_eq!(hearing("2026-12-24 10:00"), at("2026-12-27 10:00"));
        assert_eq!(hearing("2026-12-25 10:00"), at("2026-12-28 00:00"));
        assert_eq!(hearing("2026-12-01 10:00"), at("2026-12-03 10:00"));
    }

    #[test]
    fn hours_are_real_hours_when_the_clocks_change() {
        let plain = |from, hours| hours_after(at(from), hours, Skip::Nothing);
        // An hour is missing on 29 March 2026, and one more is there on 25 October 2026.
        assert_eq!(plain("2026-03-28 12:00", 24), at("2026-03-29 13:00"));
        assert_eq!(plain("2026-10-24 12:00", 24), at("2026-10-25 11:00"));
        // The Sunday does not count, whatever its length.
        let court = |from| hours_after(at(from), 24, Skip::CourtDays);
        assert_eq!(court("2026-10-24 20:00"), at("2026-10-26 20:00"));
        assert_eq!(court("2026-03-28 20:00"), at("2026-03-30 20:00"));
    }

    proptest! {
        #[test]
        fn a_period_of_months_has_no_gap_and_no_overlap(offset in 0u64..40_000, months in 1u32..60) {
            let from = day("1950-01-01") + Days::new(offset);
            let end = months_beginning_with(from, months);
            prop_assert!(end >= from);
            prop_assert!(end <= months_after(from, months));
            let later = months_beginning_with(from + Days::new(1), months);
            prop_assert!(later >= end);
        }

        #[test]
        fn one_has_an_age_from_the_birthday_on(offset in 0u64..40_000, age in 0u32..90) {
            let born = day("1930-01-01") + Days::new(offset);
            let attained = birthday(born, age).unwrap();
            prop_assert_eq!(crate::time::age(born, attained), Some(age));
            prop_assert!(!has_attained(born, age, attained - Days::new(1)));
        }

        #[test]
        fn skipping_days_never_shortens_a_period(minutes in 0i64..5_000_000, hours in 1u32..100) {
            let from = at("2026-01-01 00:00") + TimeDelta::minutes(minutes);
            let plain = hours_after(from, hours, Skip::Nothing);
            prop_assert_eq!(plain - from, TimeDelta::hours(i64::from(hours)));
            let christmas = hours_after(from, hours, Skip::Christmas);
            let court = hours_after(from, hours, Skip::CourtDays);
            prop_assert!(plain <= christmas && christmas <= court);
        }
    }
}
