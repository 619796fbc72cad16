//! The days of a series of meetings, as a cadence has them (R5.1).
//!
//! A day that would be no working day is moved to the next that is. What follows is counted from the day
//! that the cadence had, never from where a meeting was moved to.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{
    Meeting,
    cadence::{Cadence, Nth},
};
use crate::time;

/// No two monthly meetings are as near to each other as this many days.
const HALF_A_MONTH: i64 = 14;
/// More months than lie between two that have the weekday: every month has it.
const MONTHS: usize = 3;

/// A day on which a series meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The day that the cadence would have, were it a working day.
    pub usual: NaiveDate,
    /// The day from which the next is counted.
    pub planned: NaiveDate,
    /// The day itself: a working day.
    pub on: NaiveDate,
}

impl Slot {
    /// Why it is not on its usual day: `moved from Friday 25 December 2026, a bank holiday`.
    pub fn moved(&self) -> Option<String> {
        let why = if time::is_weekend(self.usual) {
            "a weekend"
        } else {
            "a bank holiday"
        };
        let usual = time::full_date(self.usual);
        (self.usual != self.on).then(|| format!("moved from {usual}, {why}"))
    }

    /// Whether it is known which days near it are bank holidays.
    pub fn is_sure(&self) -> bool {
        time::bank_holidays_are_known(self.on)
    }
}

/// A meeting that is called already, as its series knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called {
    /// The day that the cadence had for it, if it is one of a series.
    pub planned: Option<NaiveDate>,
    /// The day on which it is, or was to be.
    pub on: NaiveDate,
    /// Whether it was called off.
    pub cancelled: bool,
}

impl Called {
    /// A meeting as its series knows it.
    pub fn of(meeting: &Meeting) -> Self {
        Self {
            planned: meeting.planned_on,
            on: meeting.on(),
            cancelled: meeting.cancelled.is_some(),
        }
    }

    /// The day from which what follows it is counted.
    fn counts_from(&self) -> NaiveDate {
        self.planned.unwrap_or(self.on)
    }
}

impl Cadence {
    /// The days that follow the meetings which are called, after `today`; none when they count from a
    /// meeting and there was none.
    pub fn following(
        self,
        called: &[Called],
        today: NaiveDate,
    ) -> impl Iterator<Item = Slot> + use<> {
        let last = last(called);
        let first = match self {
            Self::Weeks(_) | Self::SixOrSeven => last.and_then(|last| self.after(last)),
            // A day that has passed may have been moved to one that has not.
            Self::Monthly(..) => today.checked_sub_days(Days::new(7)).and_then(|lately| {
                let after = last.map_or(lately, |last| last.max(lately));
                self.after(after)
            }),
        };
        self.slots(first).filter(move |slot| slot.on > today)
    }

    /// The days from one on: that day itself and so many weeks after it, or the first of its kind.
    pub fn beginning(self, on: NaiveDate) -> impl Iterator<Item = Slot> + use<> {
        let first = match self {
            Self::Weeks(_) | Self::SixOrSeven => Some((on, on)),
            Self::Monthly(..) => self.from(on),
        };
        self.slots(first)
    }

    /// The next day that follows the meetings which are called and is free.
    pub fn next(self, called: &[Called], today: NaiveDate) -> Option<Slot> {
        self.following(called, today)
            .find(|slot| self.taken(slot, called).is_none())
    }

    /// The meeting that stands in the place of a day: one of its series, one on the same day, or one
    /// that was called by itself nearer to it than to the days around.
    pub fn taken<'a>(self, slot: &Slot, called: &'a [Called]) -> Option<&'a Called> {
        let mut standing = called.iter().filter(|called| !called.cancelled);
        standing.find(|called| {
            let stands_for = match called.planned {
                Some(planned) => planned == slot.planned,
                None => self.is_near(called.on, slot.planned),
            };
            stands_for || called.on == slot.on
        })
    }

    /// The day of the series that a meeting on `on` is, if it is one: it may be moved off a bank
    /// holiday.
    pub fn slot_on(self, on: NaiveDate, called: &[Called], today: NaiveDate) -> Option<Slot> {
        self.following(called, today)
            .take_while(|slot| slot.planned <= on)
            .find(|slot| slot.on == on)
    }

    fn is_near(self, one: NaiveDate, other: NaiveDate) -> bool {
        let apart = (one - other).num_days().abs();
        match self {
            Self::Weeks(weeks) => apart * 2 < 7 * i64::from(weeks),
            Self::SixOrSeven => apart * 2 < 7 * 6,
            Self::Monthly(..) => apart <= HALF_A_MONTH,
        }
    }

    /// A day and those after it, each as usual and as planned.
    fn slots(self, first: Option<(NaiveDate, NaiveDate)>) -> impl Iterator<Item = Slot> + use<> {
        let days = std::iter::successors(first, move |(_, planned)| self.after(*planned));
        days.map_while(|(usual, planned)| {
            Some(Slot {
                usual,
                planned,
                on: working(planned)?,
            })
        })
    }

    /// The day after one of the series: the usual one, and the one from which the next is counted.
    fn after(self, planned: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let later = |weeks: u32| planned.checked_add_days(Days::new(7 * u64::from(weeks)));
        match self {
            Self::Weeks(weeks) => later(weeks.max(1)).map(|day| (day, day)),
            Self::SixOrSeven => {
                let usual = later(6)?;
                let planned = if time::is_working_day(usual) {
                    usual
                } else {
                    later(7)?
                };
                Some((usual, planned))
            }
            Self::Monthly(..) => self.from(planned.checked_add_days(Days::new(1))?),
        }
    }

    /// The first such weekday of a month from a day on.
    fn from(self, on: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let Self::Monthly(nth, weekday) = self else {
            return None;
        };
        let month = NaiveDate::from_ymd_opt(on.year(), on.month(), 1);
        let months = std::iter::successors(month, |month| month.checked_add_months(Months::new(1)));
        let mut days = months.take(MONTHS).filter_map(|month| {
            let of = |number| {
                NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), weekday, number)
            };
            match nth {
                Nth::First => of(1),
                Nth::Second => of(2),
                Nth::Third => of(3),
                Nth::Fourth => of(4),
                Nth::Last => of(5).or_else(|| of(4)),
            }
        });
        days.find(|day| *day >= on).map(|day| (day, day))
    }
}

/// The day from which what follows is counted: that of the last meeting of the series, called off or
/// not, or else of the last one that stands.
fn last(called: &[Called]) -> Option<NaiveDate> {
    let of_series = called.iter().filter_map(|called| called.planned).max();
    let standing = called.iter().filter(|called| !called.cancelled);
    of_series.or_else(|| standing.map(Called::counts_from).max())
}

/// The day itself, or the next that is a working day.
fn working(on: NaiveDate) -> Option<NaiveDate> {
    if time::is_working_day(on) {
        return Some(on);
    }
    let next = time::add_working_days(on, 1);
    time::is_working_day(next).then_some(next)
}

#[cfg(test)]
mod tests;
