//! Quarters of the calendar year, by which areas report.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A quarter of a calendar year; the financial year's quarters begin on the same days.
///
/// **Shape:** `2026-Q4`, in which order they also sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Quarter {
    year: i32,
    number: u32,
}

/// Not a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a quarter, like 2026-Q4")]
pub struct NotAQuarter;

impl Quarter {
    /// The quarter in which a day lies.
    pub fn of(on: NaiveDate) -> Self {
        Self {
            year: on.year(),
            number: on.month0() / 3 + 1,
        }
    }

    /// Its first day; `None` beyond the calendar.
    pub fn first_day(self) -> Option<NaiveDate> {
        let month = (self.number.checked_sub(1)? * 3).checked_add(1)?;
        NaiveDate::from_ymd_opt(self.year, month, 1)
    }

    /// Its last day; `None` beyond the calendar.
    pub fn last_day(self) -> Option<NaiveDate> {
        self.first_day()?
            .checked_add_months(Months::new(3))?
            .checked_sub_days(Days::new(1))
    }

    /// The one before; `None` beyond the calendar.
    pub fn before(self) -> Option<Self> {
        let last = self.first_day()?.checked_sub_days(Days::new(1))?;
        Some(Self::of(last))
    }

    /// `October to December 2026`.
    pub fn words(self) -> String {
        let months = match self.number {
            1 => "January to March",
            2 => "April to June",
            3 => "July to September",
            _ => "October to December",
        };
        format!("{months} {}", self.year)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-Q{}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = NotAQuarter;

    fn from_str(text: &str) -> Result<Self, NotAQuarter> {
        let (year, number) = text.split_once("-Q").ok_or(NotAQuarter)?;
        let is_number = |text: &str, long: usize| {
            text.len() == long && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_number(year, 4) || !is_number(number, 1) {
            return Err(NotAQuarter);
        }
        let year = year.parse().map_err(|_| NotAQuarter)?;
        match number.parse() {
            Ok(number @ 1..=4) => Ok(Self { year, number }),
            _ => Err(NotAQuarter),
        }
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

impl TryFrom<String> for Quarter {
    type Error = NotAQuarter;

    fn try_from(text: String) -> Result<Self, NotAQuarter> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_quarter_has_the_days_of_three_months() {
        for (on, text, first, last) in [
            ("2026-01-01", "2026-Q1", "2026-01-01", "2026-03-31"),
            ("2026-06-30", "2026-Q2", "2026-04-01", "2026-06-30"),
            ("2026-07-01", "2026-Q3", "2026-07-01", "2026-09-30"),
            ("2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31"),
        ] {
            let quarter = Quarter::of(day(on));
            assert_eq!(quarter.to_string(), text);
            assert_eq!(text.parse(), Ok(quarter));
            assert_eq!(quarter.first_day(), Some(day(first)));
            assert_eq!(quarter.last_day(), Some(day(last)));
        }
        assert_eq!(
            Quarter::of(day("2026-02-01")).before().unwrap().to_string(),
            "2025-Q4"
        );
    }

    #[test]
    fn nothing_else_is_one() {
        for text in [
            "", "2026", "2026-Q0", "2026-Q5", "2026-Q", "26-Q1", "+026-Q1", "2026-q1", "2026-Q11",
        ] {
            assert_eq!(text.parse::<Quarter>(), Err(NotAQuarter), "{text}");
        }
    }

    #[test]
    fn they_sort_as_they_follow() {
        let days = ["2025-12-31", "2026-01-01", "2026-04-01", "2026-10-01"];
        let quarters = days.map(|on| Quarter::of(day(on)));
        assert!(quarters.is_sorted());
        assert!(quarters.map(|quarter| quarter.to_string()).is_sorted());
    }
}
