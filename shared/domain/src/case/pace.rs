//! How soon a new case is looked at, and how far a look may be put off (R2.7).

use chrono::{Days, NaiveDate};

use crate::{
    AreaCode,
    law::{Adopted, Law},
};

/// The rule that holds the numbers; each area can set its own.
const RULE: &str = "LOC-5";

/// The days of rule LOC-5 as they hold in an area on a day.
///
/// The default is what holds where nobody has set anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Within how many days of its opening, or reopening, a case comes up for review.
    pub first_review_days: u32,
    /// Within how many days of its opening its risk is assessed.
    pub first_assessment_days: u32,
    /// The furthest a review of a case or of a measure may be put off; beyond it a case would go
    /// stale unseen.
    pub furthest_review_days: u32,
}

impl Pace {
    /// The numbers of an area on a day.
    pub fn of(area: &AreaCode, adopted: &Adopted, on: NaiveDate) -> Self {
        Self::by(Law::on(on, adopted).in_area(area))
    }

    fn by(law: Law) -> Self {
        // The rule is always in force and holds all three, as a test shows; a day is what is left
        // to look at a case that no rule spoke of.
        let days = |name: &str| law.count(RULE, name).unwrap_or(1);
        Self {
            first_review_days: days("first_review_days"),
            first_assessment_days: days("first_assessment_days"),
            furthest_review_days: days("furthest_review_days"),
        }
    }

    pub(super) fn first_review(self, opened_on: NaiveDate) -> NaiveDate {
        opened_on + Days::new(self.first_review_days.into())
    }

    pub(super) fn first_assessment(self, opened_on: NaiveDate) -> NaiveDate {
        opened_on + Days::new(self.first_assessment_days.into())
    }

    pub(super) fn furthest_review(self, today: NaiveDate) -> NaiveDate {
        today + Days::new(self.furthest_review_days.into())
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::by(Law::on(NaiveDate::MIN, &Adopted::default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::rule;

    #[test]
    fn the_rule_holds_all_three_from_the_first_day_on_and_an_area_can_set_each() {
        let rule = rule(RULE).unwrap();
        assert!(rule.from.is_none() && !rule.ships_off());
        let names = [
            "first_review_days",
            "first_assessment_days",
            "furthest_review_days",
        ];
        for name in names {
            let (least, most) = rule.vary[name];
            assert!(least <= rule.numbers[name] && rule.numbers[name] <= most);
        }
        assert_eq!(rule.numbers.len(), names.len());
        let shipped = Pace {
            first_review_days: 28,
            first_assessment_days: 14,
            furthest_review_days: 183,
        };
        assert_eq!(Pace::default(), shipped);
    }
}
