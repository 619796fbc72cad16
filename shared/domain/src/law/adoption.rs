//! Adopting rules: confirming what was shipped with a mark, and switching on what was shipped off.
//!
//! INVARIANT (kept ruling): what was decided keeps the ruling it was decided by. Nothing that is
//! adopted here changes a record of a case (R6.6).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Adopted, Chosen, Commenced, Confirmed, Rule, adopted::named, rule};
use crate::{
    Aggregate, AreaCode, Journal, Note, Stamp,
    journal::{Header, JournalFault},
    time,
};

/// What can happen to the rules here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AdoptedEvent {
    /// Somebody checked a rule that was shipped with a mark.
    RuleConfirmed {
        /// Which.
        rule: String,
        /// Against what.
        read_in: Note,
    },
    /// A commencement date was entered for a rule that was shipped off.
    RuleCommenced {
        /// Which.
        rule: String,
        /// The first day it holds.
        on: NaiveDate,
        /// What it was read from.
        read_in: Note,
    },
    /// An area set a number for itself.
    NumberChosen {
        /// Which area.
        area: AreaCode,
        /// The rule that holds the number.
        rule: String,
        /// Which number.
        number: String,
        /// What it is.
        to: i64,
        /// From which day on.
        from: NaiveDate,
        /// Why.
        reason: Note,
    },
}

/// Why something about a rule was not taken. The words complete a sentence on a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No rule has this id.
    #[error("there is no such rule")]
    NoSuchRule,
    /// Nobody doubts it.
    #[error("this rule was read at its source, so there is nothing to confirm")]
    NotMarked,
    /// Somebody confirmed it before.
    #[error("this rule has been confirmed already")]
    ConfirmedBefore,
    /// It has its date.
    #[error("this rule is shipped with its date, so none can be entered")]
    HasDate,
    /// The date that is entered already.
    #[error("this date has been entered already")]
    SameDay,
    /// A day so long ago that decisions were made since.
    #[error(
        "a number that an area sets holds from today or a later day: decisions made before it stand"
    )]
    DayPast,
    /// A day too far from today.
    #[error("a date is entered at most {0} days from today")]
    DayTooFar(u64),
    /// Not a number that areas set.
    #[error("this number cannot be set by an area")]
    Fixed,
    /// Outside its bounds.
    #[error("this number can be set from {least} to {most}")]
    OutOfBounds {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// As many changes as are kept of one number.
    #[error("this number has been set {0} times, which is as often as it can be")]
    Full(usize),
    /// Fault in the journal.
    #[error(transparent)]
    Journal(#[from] JournalFault),
}

/// The furthest from today that a date is entered.
const FURTHEST_DAYS: u64 = 1826;
/// How often one number of one area can be set.
const MOST_CHOICES: usize = 20;

impl Adopted {
    /// The one id there is: the rules are the same for every area, and what an area sets stands
    /// inside.
    pub const ID: &'static str = "rules";

    /// Writes an event to the rules, which begin with their first.
    fn after(
        stored: Option<Journal<Self>>,
        event: AdoptedEvent,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, Refused> {
        Ok(match stored {
            Some(journal) => journal.write(event, stamp)?,
            None => Journal::begin(Self::ID, event, stamp)?,
        })
    }

    /// Confirms a rule that was shipped with a mark.
    pub fn confirm(
        stored: Option<Journal<Self>>,
        id: &str,
        read_in: Note,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, Refused> {
        let found = rule(id).ok_or(Refused::NoSuchRule)?;
        if !found.confidence.is_marked() {
            return Err(Refused::NotMarked);
        }
        if stored
            .as_ref()
            .is_some_and(|all| all.confirmed.contains_key(id))
        {
            return Err(Refused::ConfirmedBefore);
        }
        let rule = found.id.clone();
        Self::after(stored, AdoptedEvent::RuleConfirmed { rule, read_in }, stamp)
    }

    /// Enters the day from which a rule holds that was shipped off, or puts right what was entered.
    ///
    /// The law begins on its day, whenever somebody here reads of it: so the day may have passed. What
    /// was decided in between keeps its ruling (INVARIANT (kept ruling)).
    pub fn commence(
        stored: Option<Journal<Self>>,
        (id, on): (&str, NaiveDate),
        read_in: Note,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, Refused> {
        let found = rule(id).ok_or(Refused::NoSuchRule)?;
        let before = stored.as_ref().and_then(|all| all.commenced.get(id));
        may_commence(found, before, on, stamp.today())?;
        let rule = found.id.clone();
        Self::after(
            stored,
            AdoptedEvent::RuleCommenced { rule, on, read_in },
            stamp,
        )
    }

    /// Sets a number for an area, from a day on.
    pub fn choose(
        stored: Option<Journal<Self>>,
        choice: Choice,
        stamp: &Stamp,
    ) -> Result<Journal<Self>, Refused> {
        let found = rule(&choice.rule).ok_or(Refused::NoSuchRule)?;
        let bounds = found.vary.get(&choice.number).copied();
        let (least, most) = bounds.ok_or(Refused::Fixed)?;
        if !(least..=most).contains(&choice.to) {
            return Err(Refused::OutOfBounds { least, most });
        }
        day_fits(choice.from, stamp.today())?;
        let name = named(&choice.rule, &choice.number);
        let set = |all: &Journal<Self>| all.numbers.get(&choice.area)?.get(&name).map(Vec::len);
        if stored.as_ref().and_then(set).unwrap_or(0) >= MOST_CHOICES {
            return Err(Refused::Full(MOST_CHOICES));
        }
        let Choice {
            area,
            rule,
            number,
            to,
            from,
            reason,
        } = choice;
        let event = AdoptedEvent::NumberChosen {
            area,
            rule,
            number,
            to,
            from,
            reason,
        };
        Self::after(stored, event, stamp)
    }
}

/// A number that an area sets for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Which area.
    pub area: AreaCode,
    /// The rule that holds the number.
    pub rule: String,
    /// Which number.
    pub number: String,
    /// What it is to be.
    pub to: i64,
    /// From which day on.
    pub from: NaiveDate,
    /// Why.
    pub reason: Note,
}

fn may_commence(
    rule: &Rule,
    before: Option<&Commenced>,
    on: NaiveDate,
    today: NaiveDate,
) -> Result<(), Refused> {
    if !rule.ships_off() {
        return Err(Refused::HasDate);
    }
    if before.is_some_and(|before| before.on == on) {
        return Err(Refused::SameDay);
    }
    is_near(on, today)
}

fn is_near(on: NaiveDate, today: NaiveDate) -> Result<(), Refused> {
    let apart = (on - today).num_days().unsigned_abs();
    if apart > FURTHEST_DAYS {
        return Err(Refused::DayTooFar(FURTHEST_DAYS));
    }
    Ok(())
}

fn day_fits(on: NaiveDate, today: NaiveDate) -> Result<(), Refused> {
    if on < today {
        return Err(Refused::DayPast);
    }
    is_near(on, today)
}

impl Aggregate for Adopted {
    const KIND: &'static str = "rules";
    type Event = AdoptedEvent;

    fn id(&self) -> String {
        Self::ID.to_owned()
    }

    fn fold(
        record: Option<Self>,
        event: &AdoptedEvent,
        head: &Header,
    ) -> Result<Self, JournalFault> {
        let mut all = record.unwrap_or_default();
        let by = head.actor.name().to_owned();
        let today = time::london_date(head.at);
        match event.clone() {
            AdoptedEvent::RuleConfirmed { rule, read_in } => {
                let on = today;
                all.confirmed.insert(rule, Confirmed { read_in, by, on });
            }
            AdoptedEvent::RuleCommenced { rule, on, read_in } => {
                let before = all.commenced.get(&rule);
                let first =
                    before.map(|before| before.first_entered_on.unwrap_or(before.entered_on));
                let commenced = Commenced {
                    on,
                    read_in,
                    by,
                    entered_on: today,
                    first_entered_on: first,
                };
                all.commenced.insert(rule, commenced);
            }
            AdoptedEvent::NumberChosen {
                area,
                rule,
                number,
                to,
                from,
                reason,
            } => {
                let entered_on = today;
                let chosen = Chosen {
                    to,
                    from,
                    reason,
                    by,
                    entered_on,
                };
                let numbers = all.numbers.entry(area).or_default();
                let mut earlier = numbers.remove(&named(&rule, &number)).unwrap_or_default();
                earlier.push(chosen);
                numbers.insert(named(&rule, &number), earlier);
            }
        }
        Ok(all)
    }
}
