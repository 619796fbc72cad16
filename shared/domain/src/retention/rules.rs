//! How long each class of record is kept: data, not code (R12.2).

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::case::Outcome;

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// Closed cases, from the day they were closed.
    Case,
    /// Referrals that led to no case, from the day that was decided.
    Referral,
    /// Applications for a case review, from the day the review was over.
    CaseReview,
    /// Requests for what is held about somebody, from the day they were answered or closed.
    SubjectAccess,
}

/// How long one class of record is kept, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it is known by.
    pub id: String,
    /// What people read.
    pub label: String,
    /// What it is about.
    pub of: Of,
    /// The outcomes of cases it is about; all of them when none is named.
    #[serde(default)]
    pub outcomes: Vec<Outcome>,
    /// For how many years, unless the area chose others.
    pub years: u16,
    /// The fewest years an area may choose.
    pub least: u16,
    /// The most years an area may choose.
    pub most: u16,
    /// Why so long.
    pub why: String,
    /// Where that is from.
    pub source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    cooling_days: u16,
    #[serde(rename = "rule")]
    rules: Vec<Rule>,
}

/// Parsed once per process; a test holds the file to its shape. Without rules nothing comes due.
static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/retention.toml")).unwrap_or_default()
});

/// Every rule, the most particular first.
pub fn rules() -> &'static [Rule] {
    &SHIPPED.rules
}

/// How many days lie between the order to erase and the erasure.
pub fn cooling_days() -> u16 {
    SHIPPED.cooling_days
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id == id)
}

/// The rule for closed cases that ended so.
pub fn for_case(outcome: Outcome) -> Option<&'static Rule> {
    rules().iter().find(|rule| {
        rule.of == Of::Case && (rule.outcomes.is_empty() || rule.outcomes.contains(&outcome))
    })
}

/// The rule for referrals that led to no case.
pub fn for_referral() -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.of == Of::Referral)
}

/// The rule for case reviews that are over.
pub fn for_case_review() -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.of == Of::CaseReview)
}

/// The rule for requests for what is held that are answered.
pub fn for_subject_access() -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.of == Of::SubjectAccess)
}

/// Years that an area chose, by the id of the rule they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Chosen(pub BTreeMap<String, u16>);

impl Chosen {
    /// Whether the area chose nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For how many years the area keeps what the rule is about, within the rule's bounds.
    pub fn years(&self, rule: &Rule) -> u16 {
        let years = self.0.get(&rule.id).copied().unwrap_or(rule.years);
        years.clamp(rule.least, rule.most.max(rule.least))
    }

    /// The day on which what was settled on a day is due to be looked at.
    pub fn due_on(&self, rule: &Rule, settled_on: NaiveDate) -> NaiveDate {
        years_after(settled_on, self.years(rule))
    }

    /// The latest day on which anything that is due `today` can have been settled: nothing that
    /// was settled later needs looking at.
    pub fn settled_by(&self, today: NaiveDate) -> Option<NaiveDate> {
        let shortest = rules().iter().map(|rule| self.years(rule)).min()?;
        let year = today.year() - i32::from(shortest);
        today
            .with_year(year)
            // The anniversary of 29 February is 1 March, so on 28 February it is not yet due.
            .or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
    }
}

/// The anniversary of a day; 29 February comes due on 1 March.
fn years_after(day: NaiveDate, years: u16) -> NaiveDate {
    let year = day.year() + i32::from(years);
    day.with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
        .unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_file_parses_and_every_rule_is_whole() {
        let shipped: Shipped = toml::from_str(include_str!("../../rules/retention.toml")).unwrap();
        assert!(shipped.cooling_days >= 7 && shipped.rules.len() >= 5);
        for rule in rules() {
            assert!(
                rule.least <= rule.years && rule.years <= rule.most,
                "{}",
                rule.id
            );
            assert!(
                rule.why.len() > 20 && rule.source.contains("R12.2"),
                "{}",
                rule.id
            );
            assert_eq!(self::rule(&rule.id), Some(rule), "ids are unique");
        }
    }

    #[test]
    fn every_closed_case_has_a_rule_and_the_particular_one_comes_first() {
        for outcome in Outcome::ALL {
            assert!(for_case(*outcome).is_some(), "{outcome:?}");
        }
        let id = |outcome| for_case(outcome).unwrap().id.as_str();
        assert_eq!(id(Outcome::NotSubstantiated), "case-not-substantiated");
        assert_eq!(id(Outcome::Resolved), "case-closed");
    }

    #[test]
    fn everything_that_is_kept_for_a_time_has_a_rule() {
        let others = [for_referral(), for_case_review(), for_subject_access()];
        assert!(others.iter().all(Option::is_some), "{others:?}");
    }

    #[test]
    fn an_area_chooses_within_the_bounds() {
        let rule = rule("case-closed").unwrap();
        let chosen = |years| Chosen(BTreeMap::from([("case-closed".to_owned(), years)]));
        assert_eq!(Chosen::default().years(rule), 6);
        assert_eq!(chosen(5).years(rule), 5);
        assert_eq!(chosen(0).years(rule), 2);
        assert_eq!(chosen(99).years(rule), 10);
    }

    #[test]
    fn a_leap_day_comes_due_on_the_first_of_march() {
        let rule = rule("case-closed").unwrap();
        let due = |on| Chosen::default().due_on(rule, day(on));
        assert_eq!(due("2026-11-25"), day("2032-11-25"));
        assert_eq!(due("2024-02-29"), day("2030-03-01"));
    }

    #[test]
    fn whatever_is_due_was_settled_by_the_day_that_the_list_is_read_to() {
        let chosen = Chosen::default();
        let first = day("2020-02-27");
        for rule in rules() {
            for offset in 0..1500 {
                let settled = first + chrono::Days::new(offset);
                let due = chosen.due_on(rule, settled);
                assert!(
                    settled <= chosen.settled_by(due).unwrap(),
                    "{settled} {due}"
                );
            }
        }
    }
}
