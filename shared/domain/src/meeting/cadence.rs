//! How often a forum meets in an area, and the next day that follows (R5.1).

use std::{collections::BTreeMap, fmt};

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::Forum;
use crate::{choice::choices, time};

choices! {
    /// Which of its weekdays in a month.
    Nth {
        First "first" "first",
        Second "second" "second",
        Third "third" "third",
        Fourth "fourth" "fourth",
        Last "last" "last",
    }
}

/// How often a forum meets.
///
/// **Shape:** `every-6-weeks`, `second-tuesday`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Cadence {
    /// Every so many weeks, from 1 to [`MOST_WEEKS`], counted from the meeting before.
    Weeks(u32),
    /// Each month, on such a weekday; Monday to Friday.
    Monthly(Nth, Weekday),
}

/// No forum sleeps longer than a quarter.
pub const MOST_WEEKS: u32 = 13;

/// No two monthly meetings are as near to each other as this many days.
const HALF_A_MONTH: i64 = 14;

const WEEKDAYS: [(Weekday, &str, &str); 5] = [
    (Weekday::Mon, "monday", "Monday"),
    (Weekday::Tue, "tuesday", "Tuesday"),
    (Weekday::Wed, "wednesday", "Wednesday"),
    (Weekday::Thu, "thursday", "Thursday"),
    (Weekday::Fri, "friday", "Friday"),
];

/// Not a cadence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a cadence, like every-6-weeks or second-tuesday")]
pub struct NotACadence;

impl Cadence {
    /// Every cadence that can be chosen: by weeks, then by month.
    pub fn all() -> Vec<Self> {
        let weeks = (1..=MOST_WEEKS).map(Self::Weeks);
        let monthly = Nth::ALL.iter().flat_map(|nth| {
            let days = WEEKDAYS.iter();
            days.map(|(weekday, _, _)| Self::Monthly(*nth, *weekday))
        });
        weeks.chain(monthly).collect()
    }

    /// The one with this value, if it is one.
    pub fn parse(value: &str) -> Option<Self> {
        Self::all()
            .into_iter()
            .find(|each| each.to_string() == value)
    }

    /// What people read.
    pub fn label(self) -> String {
        match self {
            Self::Weeks(1) => "Every week".to_owned(),
            Self::Weeks(weeks) => format!("Every {weeks} weeks"),
            Self::Monthly(nth, weekday) => {
                format!("Monthly, on the {} {}", nth.label(), names(weekday).1)
            }
        }
    }

    /// The next day after `today` and after the last meeting that is called, a working day: one that
    /// is none moves to the next that is. `None` when it counts from a meeting and there was none.
    ///
    /// A meeting that was moved off a bank holiday is counted from where it was held.
    pub fn next(self, last: Option<NaiveDate>, today: NaiveDate) -> Option<NaiveDate> {
        let after = last.map_or(today, |last| last.max(today));
        match self {
            Self::Weeks(weeks) => {
                let step = Days::new(7 * u64::from(weeks.max(1)));
                let first = last?.checked_add_days(step);
                let mut days = std::iter::successors(first, |day| day.checked_add_days(step));
                days.find(|day| *day > today).and_then(working)
            }
            Self::Monthly(nth, weekday) => {
                let month = NaiveDate::from_ymd_opt(after.year(), after.month(), 1);
                let months =
                    std::iter::successors(month, |month| month.checked_add_months(Months::new(1)));
                let mut days = months.filter_map(|month| day_in(month, nth, weekday));
                // One that was brought forward or put off stands for the day next to it.
                let another =
                    |day: NaiveDate| last.is_none_or(|last| (day - last).num_days() > HALF_A_MONTH);
                days.by_ref()
                    .take(3)
                    .filter_map(working)
                    .find(|day| *day > after && another(*day))
            }
        }
    }
}

fn names(weekday: Weekday) -> (&'static str, &'static str) {
    let found = WEEKDAYS.iter().find(|(each, _, _)| *each == weekday);
    // A weekend is never chosen: every cadence is one of `all`.
    found.map_or(("weekend", "weekend"), |(_, value, label)| (value, label))
}

/// Such a weekday in the month that begins with `first`.
fn day_in(first: NaiveDate, nth: Nth, weekday: Weekday) -> Option<NaiveDate> {
    let of =
        |number| NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), weekday, number);
    match nth {
        Nth::First => of(1),
        Nth::Second => of(2),
        Nth::Third => of(3),
        Nth::Fourth => of(4),
        Nth::Last => of(5).or_else(|| of(4)),
    }
}

/// The day itself, or the next that is a working day.
fn working(on: NaiveDate) -> Option<NaiveDate> {
    if time::is_working_day(on) {
        return Some(on);
    }
    let next = time::add_working_days(on, 1);
    time::is_working_day(next).then_some(next)
}

impl fmt::Display for Cadence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weeks(weeks) => write!(out, "every-{weeks}-weeks"),
            Self::Monthly(nth, weekday) => write!(out, "{}-{}", nth.value(), names(*weekday).0),
        }
    }
}

impl From<Cadence> for String {
    fn from(cadence: Cadence) -> Self {
        cadence.to_string()
    }
}

impl TryFrom<String> for Cadence {
    type Error = NotACadence;

    fn try_from(text: String) -> Result<Self, NotACadence> {
        Self::parse(&text).ok_or(NotACadence)
    }
}

/// How often each forum of an area meets, where that is settled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cadences(BTreeMap<Forum, Cadence>);

impl Cadences {
    /// Whether none is settled.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How often a forum meets, if that is settled.
    pub fn of(&self, forum: Forum) -> Option<Cadence> {
        self.0.get(&forum).copied()
    }

    /// The same in words.
    pub fn words(&self, forum: Forum) -> String {
        let cadence = self.of(forum);
        cadence.map_or_else(|| "As called".to_owned(), Cadence::label)
    }

    /// The same with this one settled, or none.
    pub fn with(mut self, forum: Forum, cadence: Option<Cadence>) -> Self {
        match cadence {
            Some(cadence) => self.0.insert(forum, cadence),
            None => self.0.remove(&forum),
        };
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn next(cadence: &str, last: Option<&str>, today: &str) -> Option<String> {
        let next = Cadence::parse(cadence)
            .unwrap()
            .next(last.map(day), day(today));
        next.map(|day| day.to_string())
    }

    #[test]
    fn each_reads_back_and_has_its_own_words() {
        let all = Cadence::all();
        assert_eq!(all.len(), 13 + 25);
        for cadence in &all {
            let json = serde_json::to_string(cadence).unwrap();
            assert_eq!(serde_json::from_str::<Cadence>(&json).unwrap(), *cadence);
        }
        let labels: std::collections::BTreeSet<_> = all.iter().map(|each| each.label()).collect();
        assert_eq!(labels.len(), all.len());
        for text in [
            "",
            "every-0-weeks",
            "every-14-weeks",
            "fifth-monday",
            "first-sunday",
        ] {
            assert_eq!(Cadence::parse(text), None, "{text}");
        }
    }

    #[test]
    fn weeks_count_from_the_last_meeting_that_is_called() {
        let last = Some("2026-11-19");
        assert_eq!(
            next("every-7-weeks", last, "2026-11-24").unwrap(),
            "2027-01-07"
        );
        assert_eq!(
            next("every-1-weeks", last, "2026-11-24").unwrap(),
            "2026-11-26"
        );
        // One that is called already is the last; what was missed is not made up for.
        let ahead = Some("2026-12-10");
        assert_eq!(
            next("every-6-weeks", ahead, "2026-11-24").unwrap(),
            "2027-01-21"
        );
        let long_ago = Some("2026-05-05");
        assert_eq!(
            next("every-6-weeks", long_ago, "2026-11-24").unwrap(),
            "2026-12-01"
        );
        assert_eq!(next("every-6-weeks", None, "2026-11-24"), None);
    }

    #[test]
    fn a_bank_holiday_moves_it_to_the_next_working_day() {
        // 25 December is a Friday, 28 the substitute for Boxing Day.
        let last = Some("2026-11-27");
        assert_eq!(
            next("every-4-weeks", last, "2026-11-28").unwrap(),
            "2026-12-29"
        );
        // The first Monday of May 2027 is the early May bank holiday.
        assert_eq!(
            next("first-monday", None, "2027-04-20").unwrap(),
            "2027-05-04"
        );
        // Where it was held, moved, is where the next is counted from: not the same month again.
        let moved = Some("2027-05-04");
        assert_eq!(
            next("first-monday", moved, "2027-04-20").unwrap(),
            "2027-06-07"
        );
    }

    #[test]
    fn a_monthly_meeting_that_was_brought_forward_or_put_off_is_the_one_of_its_month() {
        for moved in ["2026-12-07", "2026-12-01", "2026-12-15"] {
            assert_eq!(
                next("second-tuesday", Some(moved), "2026-11-20").unwrap(),
                "2027-01-12",
                "{moved}"
            );
        }
    }

    #[test]
    fn a_month_has_its_weekday_also_when_there_are_only_four() {
        assert_eq!(
            next("second-tuesday", None, "2026-11-24").unwrap(),
            "2026-12-08"
        );
        assert_eq!(
            next("second-tuesday", None, "2026-12-08").unwrap(),
            "2027-01-12"
        );
        assert_eq!(
            next("last-wednesday", None, "2027-02-01").unwrap(),
            "2027-02-24"
        );
        assert_eq!(
            next("last-tuesday", None, "2027-03-01").unwrap(),
            "2027-03-30"
        );
        assert_eq!(
            next("fourth-thursday", None, "2026-11-26").unwrap(),
            "2026-12-24"
        );
    }

    #[test]
    fn what_is_not_settled_takes_no_room_and_is_said() {
        let none = Cadences::default();
        assert_eq!(none.words(Forum::Jag), "As called");
        let some = none.with(Forum::Jag, Cadence::parse("every-7-weeks"));
        assert_eq!(
            serde_json::to_string(&some).unwrap(),
            r#"{"jag":"every-7-weeks"}"#
        );
        assert_eq!(some.words(Forum::Jag), "Every 7 weeks");
        assert!(some.with(Forum::Jag, None).is_empty());
    }
}
