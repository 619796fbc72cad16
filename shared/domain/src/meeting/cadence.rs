//! How often a forum meets in an area (R5.1); [`super::series`] has the days that follow from it.

use std::{collections::BTreeMap, fmt};

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::Forum;
use crate::choice::choices;

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
/// **Shape:** `every-6-weeks`, `every-6-or-7-weeks`, `second-tuesday`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Cadence {
    /// Every so many weeks, from 1 to [`MOST_WEEKS`].
    Weeks(u32),
    /// Every six weeks; seven where the day would be no working day.
    SixOrSeven,
    /// Each month, on such a weekday; Monday to Friday.
    Monthly(Nth, Weekday),
}

/// No forum sleeps longer than a quarter.
pub const MOST_WEEKS: u32 = 13;

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
        weeks.chain([Self::SixOrSeven]).chain(monthly).collect()
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
            Self::SixOrSeven => "Every 6 weeks, or 7 where that day is a bank holiday".to_owned(),
            Self::Monthly(nth, weekday) => {
                format!("Monthly, on the {} {}", nth.label(), names(weekday).1)
            }
        }
    }
}

fn names(weekday: Weekday) -> (&'static str, &'static str) {
    let found = WEEKDAYS.iter().find(|(each, _, _)| *each == weekday);
    // A weekend is never chosen: every cadence is one of `all`.
    found.map_or(("weekend", "weekend"), |(_, value, label)| (value, label))
}

impl fmt::Display for Cadence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weeks(weeks) => write!(out, "every-{weeks}-weeks"),
            Self::SixOrSeven => write!(out, "every-6-or-7-weeks"),
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

    #[test]
    fn each_reads_back_and_has_its_own_words() {
        let all = Cadence::all();
        assert_eq!(all.len(), 13 + 1 + 25);
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
