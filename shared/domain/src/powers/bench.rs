//! Where facts are held against rules: each look adds a finding.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use super::{Facts, Key};
use crate::{
    law::{Effect, Fact, Law, Ruling},
    time::{self, Skip},
};

/// Facts, the law of a day, and what was found so far.
pub(super) struct Bench<'a> {
    pub(super) facts: &'a Facts,
    law: Law<'a>,
    ruling: Ruling,
}

/// A rule and the name of one of its numbers.
pub(super) type Number = (&'static str, &'static str);

impl<'a> Bench<'a> {
    pub(super) fn new(facts: &'a Facts, law: Law<'a>) -> Self {
        let ruling = Ruling::default();
        Self { facts, law, ruling }
    }

    pub(super) fn into_ruling(self) -> Ruling {
        self.ruling
    }

    /// The day of the act.
    pub(super) fn on(&self) -> NaiveDate {
        self.law.day()
    }

    pub(super) fn holds(&self, id: &str) -> bool {
        self.law.in_force(id).is_some()
    }

    /// A number of a rule. Without the rule it is 0, and every finding of that rule blocks.
    pub(super) fn count(&self, (id, name): Number) -> u32 {
        self.law.count(id, name).unwrap_or(0)
    }

    fn find(&mut self, id: &str, effect: Effect, text: &str, keys: &[Key]) {
        let known = |key: &Key| {
            let value = self.facts.0.get(key)?;
            Some(Fact::new(key.label(), value.words(*key)))
        };
        let mut facts: Vec<_> = keys.iter().filter_map(known).collect();
        facts.push(Fact::new("Day", time::long_date(self.on())));
        self.ruling
            .find(&self.law, id, (effect, text.to_owned()), facts);
    }

    pub(super) fn permit(&mut self, id: &str, text: &str, keys: &[Key]) {
        self.find(id, Effect::Permits, text, keys);
    }

    pub(super) fn warn(&mut self, id: &str, text: &str, keys: &[Key]) {
        self.find(id, Effect::Warns, text, keys);
    }

    pub(super) fn block(&mut self, id: &str, text: &str, keys: &[Key]) {
        self.find(id, Effect::Blocks, text, keys);
    }

    /// Permits when it is so, and blocks otherwise.
    pub(super) fn check(&mut self, id: &str, ok: bool, (so, not): (&str, &str), keys: &[Key]) {
        match ok {
            true => self.permit(id, so, keys),
            false => self.block(id, not, keys),
        }
    }

    /// Blocks unless the fact is known to be so.
    pub(super) fn require(&mut self, id: &str, key: Key, not: &str) {
        let so = format!("{}: yes.", key.label());
        self.check(id, self.facts.yes(key), (&so, not), &[key]);
    }

    /// Warns unless the fact is known to be so.
    pub(super) fn expect(&mut self, id: &str, key: Key, not: &str) {
        match self.facts.yes(key) {
            true => self.permit(id, &format!("{}: yes.", key.label()), &[key]),
            false => self.warn(id, not, &[key]),
        }
    }

    /// Blocks when the fact is known to be so.
    pub(super) fn forbid(&mut self, id: &str, key: Key, so: &str) {
        if self.facts.yes(key) {
            self.block(id, so, &[key]);
        }
    }

    /// Whether the respondent is a body. Who has a date of birth is a person, whatever was ticked.
    pub(super) fn is_body(&self) -> bool {
        self.facts.yes(Key::Body) && self.facts.date(Key::BornOn).is_none()
    }

    /// Whether they are younger than a number says on the day; `None` when nobody recorded when
    /// they were born.
    pub(super) fn is_under(&mut self, number: Number) -> Option<bool> {
        self.was_under(number, self.on())
    }

    /// The same of another day.
    fn was_under(&mut self, number: Number, on: NaiveDate) -> Option<bool> {
        let born = self.facts.date(Key::BornOn)?;
        let age = self.count(number);
        let under = !time::has_attained(born, age, on);
        let tomorrow = on.succ_opt().unwrap_or(on);
        if (born.month(), born.day()) == (2, 29) && time::birthday(born, age) == Some(tomorrow) {
            let text =
                "Born on 29 February: the age counts as reached on 1 March, which is not settled.";
            if tomorrow.day() == 1 {
                self.warn("TIM-5", text, &[Key::BornOn]);
            }
        }
        Some(under)
    }

    /// Blocks unless they have reached the age that a number says.
    pub(super) fn min_age(&mut self, number: Number) {
        let age = self.count(number);
        let (so, not) = match self.is_under(number) {
            Some(true) => (false, format!("They are under {age} on that day.")),
            Some(false) => (true, format!("They are {age} or over on that day.")),
            None => (false, "Their date of birth is not recorded.".to_owned()),
        };
        self.check(number.0, so, (&not, &not), &[Key::BornOn]);
    }

    /// Youth: under the age of a number, or nobody knows.
    pub(super) fn is_young(&mut self, number: Number) -> bool {
        self.is_under(number).unwrap_or(true)
    }

    /// The same of another day.
    pub(super) fn was_young(&mut self, number: Number, on: NaiveDate) -> bool {
        self.was_under(number, on).unwrap_or(true)
    }

    /// Whether a new term is recorded: a last day, or that it lasts until further order.
    pub(super) fn sets_term(&self) -> bool {
        self.facts.date(Key::Until).is_some() || self.facts.yes(Key::Indefinite)
    }

    /// The day it was made; today, as long as that is not recorded.
    pub(super) fn made_on(&self) -> NaiveDate {
        self.facts.date(Key::MadeOn).unwrap_or(self.on())
    }

    /// Blocks when `day` is after the last day of months beginning with `start`.
    pub(super) fn within_months(
        &mut self,
        number: Number,
        start: NaiveDate,
        day: NaiveDate,
        keys: &[Key],
    ) {
        let months = self.count(number);
        let last = time::months_beginning_with(start, months);
        let text = format!(
            "{months} months beginning with {} end on {}.",
            time::long_date(start),
            time::long_date(last)
        );
        self.check(number.0, day <= last, (&text, &text), keys);
        let unsettled = self.count(("TIM-3", "unsettled_from_day"));
        if start.day() >= unsettled && day <= last && day + Days::new(3) > last {
            let text = "The period began so late in a month that its end is not settled.";
            self.warn("TIM-3", text, keys);
        }
    }

    /// Blocks when `day` is after the last of days beginning with `start`.
    pub(super) fn within_days(&mut self, number: Number, start: NaiveDate, keys: &[Key]) {
        let days = self.count(number);
        let last = time::days_beginning_with(start, days);
        let text = format!(
            "{days} days beginning with {} end on {}.",
            time::long_date(start),
            time::long_date(last)
        );
        self.check(
            number.0,
            start <= self.on() && self.on() <= last,
            (&text, &text),
            keys,
        );
    }

    /// Blocks when `end` is not after `from`, or more hours after it than a number says.
    pub(super) fn within_hours(
        &mut self,
        number: Number,
        (from, end): (DateTime<Utc>, DateTime<Utc>),
        skip: Skip,
        keys: &[Key],
    ) {
        let hours = self.count(number);
        let last = time::hours_after(from, hours, skip);
        let text = match skip {
            Skip::Nothing => format!("{hours} hours end on {}.", time::long_time(last)),
            _ => format!(
                "{hours} hours, {}, end on {}.",
                skip.label(),
                time::long_time(last)
            ),
        };
        self.check(number.0, from <= end && end <= last, (&text, &text), keys);
    }

    /// Blocks when somebody who is not of the list issues it or applies, or a council that does not
    /// exist on the day.
    pub(super) fn only_by(&mut self, id: &str, those: &[&str]) {
        let by = self.facts.choice(Key::By).unwrap_or_default();
        let ok = those.contains(&by);
        let texts = (
            "They are among those who can.",
            "They are not among those who can.",
        );
        self.check(id, ok, texts, &[Key::By]);
        self.council_exists();
    }

    /// Blocks what is done by a council that is no more, or not yet.
    fn council_exists(&mut self) {
        let by = self.facts.choice(Key::By).unwrap_or_default();
        let reorganised = self.holds("ORG-1");
        match by {
            "district" | "county" if reorganised => {
                self.block(
                    "ORG-1",
                    "County and district councils are no more on that day.",
                    &[Key::By],
                );
            }
            "unitary" if !reorganised => {
                self.block(
                    "ORG-1",
                    "There is no unitary council here on that day.",
                    &[Key::By],
                );
            }
            _ => {}
        }
    }

    /// The county's Youth Justice team is told: under 18 it blocks, from then on it warns (R6.3).
    pub(super) fn tell_youth_justice(&mut self) {
        if self.is_body() {
            return;
        }
        let not = "Local policy: the county’s Youth Justice team is told first, and nobody recorded that it was.";
        match self.is_young(("LOC-1", "adult_age")) {
            true => self.require("LOC-1", Key::YouthJusticeTold, not),
            false => self.expect("LOC-1", Key::YouthJusticeTold, not),
        }
    }

    /// Blocks unless it has a last day, at most as many months from `start` on as the rule says.
    pub(super) fn fixed_term(&mut self, id: &'static str, start: NaiveDate) {
        if let Some(until) = self.end_is_known(id) {
            self.within_months((id, "max_months"), start, until, &[Key::Until]);
        }
    }

    /// Says when an act ends: blocks without an end unless it is known to last until further order.
    pub(super) fn end_is_known(&mut self, id: &str) -> Option<NaiveDate> {
        let start = self.facts.date(Key::EffectOn).unwrap_or(self.on());
        match self.facts.date(Key::Until) {
            Some(until) if until >= start => Some(until),
            Some(_) => {
                self.block(
                    id,
                    "It would end before it takes effect.",
                    &[Key::Until, Key::EffectOn],
                );
                None
            }
            None => {
                self.block(id, "Its last day is not recorded.", &[Key::Indefinite]);
                None
            }
        }
    }
}
