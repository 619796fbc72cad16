//! The days of a series of meetings, as a cadence has them (R5.1).
//!
//! A day that would be no working day is moved to the next that is. What follows is counted from the day
//! that the cadence had, never from where a meeting was moved to.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};

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

    /// The meeting that stands in its place: the one of its series, or one on the same day.
    pub fn taken<'a>(&self, called: &'a [Called]) -> Option<&'a Called> {
        let mut standing = called.iter().filter(|called| !called.cancelled);
        standing.find(|called| called.planned == Some(self.planned) || called.on == self.on)
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

    /// Whether the days of its series are counted from it: one that was called off keeps its place.
    fn is_counted(&self) -> bool {
        self.planned.is_some() || !self.cancelled
    }

    /// The day from which what follows it is counted.
    fn counts_from(&self) -> NaiveDate {
        self.planned.unwrap_or(self.on)
    }
}

/// Why a day of a series that is free may not be wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Its meeting was called off.
    CalledOff,
    /// Another meeting is nearer to it than to the days around: on this day.
    Near(NaiveDate),
    /// It comes before the first meeting that is known, from which the weeks are counted.
    BeforeFirst,
}

impl Cadence {
    /// The days of the series after `today`, also those that are called already; none when they count
    /// from a meeting and there was none.
    pub fn following(
        self,
        called: &[Called],
        today: NaiveDate,
    ) -> impl Iterator<Item = Slot> + use<> {
        // A day that has passed may have been moved to one that has not.
        let lately = today.checked_sub_days(Days::new(7));
        let last = last(called);
        // Where the days around the last meeting cannot be counted back, those before it are counted
        // from the one that was held before.
        let (before, first) = match self {
            Self::Weeks(weeks) => {
                let first = lately.zip(last);
                let first = first.and_then(|(lately, last)| in_step(last, weeks, lately));
                (None, first.map(|day| (day, day)))
            }
            Self::SixOrSeven => {
                let held = called.iter().filter(|called| called.is_counted());
                let held = held.map(Called::counts_from).filter(|day| *day <= today);
                let before = held.max().filter(|held| Some(*held) < last);
                let after = |day: Option<NaiveDate>| day.and_then(|day| self.after(day));
                (after(before), after(last))
            }
            Self::Monthly(..) => (None, lately.and_then(|lately| self.after(lately))),
        };
        let up_to = move |slot: &Slot| last.is_some_and(|last| self.is_before(slot.planned, last));
        let before = self.slots(before).take_while(up_to);
        let all = before.chain(self.slots(first));
        all.filter(move |slot| slot.on > today)
    }

    /// The days from one on: that day itself and so many weeks after it, or the first of its kind.
    pub fn beginning(self, on: NaiveDate) -> impl Iterator<Item = Slot> + use<> {
        let first = match self {
            Self::Weeks(_) | Self::SixOrSeven => Some((on, on)),
            Self::Monthly(..) => self.from(on),
        };
        self.slots(first)
    }

    /// The next day of the series that is free without a doubt.
    pub fn next(self, called: &[Called], today: NaiveDate) -> Option<Slot> {
        let clear =
            |slot: &Slot| slot.taken(called).is_none() && self.doubt(slot, called).is_none();
        self.following(called, today).find(clear)
    }

    /// Why a day that is free may not be wanted.
    pub fn doubt(self, slot: &Slot, called: &[Called]) -> Option<Doubt> {
        let off = |called: &&Called| called.cancelled && called.planned == Some(slot.planned);
        if called.iter().any(|called| off(&called)) {
            return Some(Doubt::CalledOff);
        }
        let mut standing = called.iter().filter(|called| !called.cancelled);
        let near = standing.find(|called| self.is_near(called.counts_from(), slot.planned));
        if let Some(near) = near {
            return Some(Doubt::Near(near.on));
        }
        let counted = called.iter().filter(|called| called.is_counted());
        let first = counted.map(Called::counts_from).min();
        let is_before =
            matches!(self, Self::Weeks(_)) && first.is_some_and(|day| slot.planned < day);
        is_before.then_some(Doubt::BeforeFirst)
    }

    /// The free day of the series that a meeting on `on` is, if it is one: it may be moved off a bank
    /// holiday.
    pub fn slot_on(self, on: NaiveDate, called: &[Called], today: NaiveDate) -> Option<Slot> {
        self.following(called, today)
            .take_while(|slot| slot.planned <= on)
            .find(|slot| slot.on == on && slot.taken(called).is_none())
    }

    fn is_near(self, one: NaiveDate, other: NaiveDate) -> bool {
        let apart = (one - other).num_days().abs();
        match self {
            Self::Weeks(weeks) => apart * 2 < 7 * i64::from(weeks),
            Self::SixOrSeven => apart * 2 < 7 * 6,
            Self::Monthly(..) => apart <= HALF_A_MONTH,
        }
    }

    /// Whether a day comes before another one and does not stand for it.
    fn is_before(self, day: NaiveDate, other: NaiveDate) -> bool {
        day < other && !self.is_near(day, other)
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

/// The first day after `lately` that lies so many weeks, or a multiple of them, from another.
fn in_step(other: NaiveDate, weeks: u32, lately: NaiveDate) -> Option<NaiveDate> {
    let step = 7 * i64::from(weeks.max(1));
    let over = (other - lately).num_days().rem_euclid(step);
    lately.checked_add_signed(TimeDelta::days(if over == 0 { step } else { over }))
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
