//! When the area's team is reminded of what is due in a review: before the day, and once it has passed
//! (R7.3, R4.2).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CaseReview, Event, Status};
use crate::{Journal, Stamp, case::When, choice::choices, journal::JournalFault, time};

choices! {
    /// What is due to the applicant.
    Deadline {
        Acknowledgement "acknowledgement" "Tell the applicant that it has arrived",
        Outcome "outcome" "Tell the applicant the outcome",
    }
}

impl Deadline {
    /// How many working days ahead the team is reminded.
    fn days_ahead(self) -> u32 {
        match self {
            Self::Acknowledgement => 1,
            Self::Outcome => SOON,
        }
    }
}

/// Within how many working days something counts as due soon: the furthest ahead that anybody is
/// reminded.
const SOON: u32 = 5;

/// A reminder that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// What is due.
    pub deadline: Deadline,
    /// On which day.
    pub on: NaiveDate,
    /// Before or after it.
    pub when: When,
}

impl Reminder {
    /// What was done, as a line of the history.
    pub fn sentence(&self) -> String {
        let verb = match self.when {
            When::Ahead => "Reminded the team",
            When::Passed => "Told the team that a day has passed",
        };
        let what = self.deadline.label().to_lowercase();
        format!("{verb}: {what} by {}", time::long_date(self.on))
    }
}

/// The last day on which what is due counts as due soon.
pub fn soon(today: NaiveDate) -> NaiveDate {
    time::add_working_days(today, SOON)
}

impl CaseReview {
    /// The next thing that is due to the applicant, and by which day; none once it is over.
    pub fn deadline(&self) -> Option<(Deadline, NaiveDate)> {
        match self.status {
            // Whoever hears what was decided knows that it arrived.
            Status::Applied if self.acknowledged_on.is_none() => {
                Some((Deadline::Acknowledgement, self.acknowledge_by))
            }
            Status::Applied | Status::UnderReview => Some((Deadline::Outcome, self.outcome_by)),
            _ => None,
        }
    }

    /// The reminder to send today, if any; none twice. One ahead that comes too late is left out.
    pub fn reminder(&self, today: NaiveDate) -> Option<Reminder> {
        let (deadline, on) = self.deadline()?;
        let first = time::subtract_working_days(on, deadline.days_ahead());
        let when = match today {
            today if today > on => When::Passed,
            today if today >= first => When::Ahead,
            _ => return None,
        };
        let reminder = Reminder { deadline, on, when };
        (!self.reminded.contains(&reminder)).then_some(reminder)
    }
}

impl Journal<CaseReview> {
    /// Sends the reminder that has come, if one has.
    pub fn remind(self, stamp: &Stamp) -> Result<Self, JournalFault> {
        match self.reminder(stamp.today()) {
            Some(reminder) => self.write(Event::Reminded(reminder), stamp),
            None => Ok(self),
        }
    }
}
