//! When the agency that leads is reminded of what falls due with a power (R6.5, R4.2).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused, Used};
use crate::{
    Journal, Stamp,
    case::Status,
    choice::choices,
    law::Law,
    powers::{Due, Occasion},
};

choices! {
    /// Which of the two times somebody is reminded.
    When {
        Ahead "ahead" "Before the day",
        Passed "passed" "Once the day has passed",
    }
}

/// A reminder that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// What falls due.
    pub occasion: Occasion,
    /// On which day.
    pub on: NaiveDate,
    /// Before or after it.
    pub when: When,
}

impl Reminder {
    /// What was done, to follow the name of who did it.
    pub fn sentence(&self, number: u32) -> String {
        let verb = match self.when {
            When::Ahead => "reminded the lead agency",
            When::Passed => "told the lead agency that a day has passed",
        };
        let (what, on) = (self.occasion.label().to_lowercase(), self.on);
        let day = crate::time::long_date(on);
        format!("{verb}: power {number}, {what} on {day}")
    }
}

/// How many days ahead the agency that leads is reminded (LOC-4); not at all when the rule is not in
/// force.
pub fn days_ahead(law: Law<'_>) -> Option<u64> {
    law.count("LOC-4", "remind_days").map(u64::from)
}

impl Used {
    /// The reminder to send today, if any: the earliest whose time has come, none twice.
    ///
    /// A reminder ahead that comes too late is left out; after a pause each sweep sends one.
    pub fn reminder(&self, today: NaiveDate, ahead: u64) -> Option<Reminder> {
        come(&self.due, &self.reminded, (today, ahead))
    }

    /// Whether the agency that leads was reminded of this, before its day or after.
    pub fn has_reminded(&self, due: &Due) -> bool {
        let of = |sent: &Reminder| (sent.occasion, sent.on) == (due.occasion, due.on);
        self.reminded.iter().any(of)
    }
}

/// The earliest reminder whose time has come and that was not sent.
pub fn come(due: &[Due], sent: &[Reminder], (today, ahead): (NaiveDate, u64)) -> Option<Reminder> {
    let of = |due: &Due| {
        let first = due.on.checked_sub_days(Days::new(ahead))?;
        let when = match today {
            today if today > due.on => When::Passed,
            today if today >= first => When::Ahead,
            _ => return None,
        };
        let (occasion, on) = (due.occasion, due.on);
        Some(Reminder { occasion, on, when })
    };
    let mut come = due.iter().filter_map(of);
    come.find(|reminder| !sent.contains(reminder))
}

impl Journal<Case> {
    /// Sends the reminder of this power that has come, if one has.
    pub fn remind_of_power(self, number: u32, law: Law<'_>, stamp: &Stamp) -> Decided {
        let used = self.power(number).ok_or(Refused::NoSuchPower)?;
        let reminder = days_ahead(law).and_then(|ahead| used.reminder(stamp.today(), ahead));
        match reminder {
            // An order outlasts the case on which it was obtained, until that is erased.
            Some(reminder) if !matches!(self.status, Status::Erased { .. }) => {
                Ok(self.write(Event::PowerReminded { number, reminder }, stamp)?)
            }
            _ => Ok(self),
        }
    }
}

/// The record after a reminder; `None` when it cannot have been sent.
pub(in crate::case) fn fold(case: &mut Case, number: u32, reminder: Reminder) -> Option<()> {
    let used = case.powers.iter_mut().find(|used| used.number == number)?;
    used.reminded.push(reminder);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        case::{
            powers::tests::{running_cbo, taking},
            tests::stamp_on,
        },
        law::Adopted,
    };

    fn sent(case: &Journal<Case>) -> Vec<(Occasion, String, When)> {
        let of = |each: &Reminder| (each.occasion, each.on.to_string(), each.when);
        case.power(1).unwrap().reminded.iter().map(of).collect()
    }

    #[test]
    fn each_day_is_told_ahead_and_once_passed_and_never_twice() {
        let adopted = Adopted::default();
        let mut case = running_cbo("2011-06-01", "2028-11-23");
        let first = case.power(1).unwrap().due[0].on;
        let quiet = first.checked_sub_days(Days::new(29)).unwrap();
        for (day, count) in [(quiet, 0), (quiet.succ_opt().unwrap(), 1), (first, 1)] {
            let stamp = stamp_on(&day.to_string());
            let law = Law::on(day, &adopted);
            case = case.remind_of_power(1, law, &stamp).unwrap();
            case = case.remind_of_power(1, law, &stamp).unwrap();
            assert_eq!(sent(&case).len(), count, "{day}");
        }
        let after = first.succ_opt().unwrap();
        let law = Law::on(after, &adopted);
        case = case
            .remind_of_power(1, law, &stamp_on(&after.to_string()))
            .unwrap();
        let review = |when| (Occasion::CboReview, first.to_string(), when);
        assert_eq!(sent(&case), [review(When::Ahead), review(When::Passed)]);
    }

    #[test]
    fn what_has_ended_reminds_nobody() {
        let mut case = running_cbo("1990-06-01", "2028-11-23");
        let used = case.power(1).unwrap().clone();
        assert!(used.reminder("2028-11-24".parse().unwrap(), 28).is_some());
        let ended = taking(crate::powers::Act::Ended, "2026-11-25", &[]);
        case = case
            .step_power(1, ended, &Adopted::default(), &stamp_on("2026-11-26"))
            .unwrap();
        let used = case.power(1).unwrap();
        assert_eq!(used.reminder("2028-11-24".parse().unwrap(), 28), None);
    }
}
