//! A power on a case: what was done with it, and what can be done next.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Reminder, Taken, put};
use crate::{
    powers::{Act, Due, Facts, Key, Power, Running, Value},
    time,
};

/// A power on a case, with every step that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// Its number on the case, from 1.
    pub number: u32,
    /// Which power.
    pub power: Power,
    /// Against whom, or for which place: the number among the subjects, from 1.
    pub subject: Option<u32>,
    /// The steps, oldest first; at least one.
    pub steps: Vec<Taken>,
    /// What falls due while it runs, soonest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<Due>,
    /// The reminders that were sent, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reminded: Vec<Reminder>,
}

/// Facts that count only if they were recorded since it was last applied for, granted or changed:
/// who was consulted before the first order has not been consulted before the next step.
const ANEW: &[Key] = &[
    Key::YotConsulted,
    Key::BodiesInformed,
    Key::PoliceConsulted,
    Key::PolicingBodyConsulted,
    Key::CommunityConsulted,
    Key::OwnersConsulted,
    Key::Published,
    Key::Until,
    Key::UntilAt,
];

impl Used {
    /// A power of which no step has been taken.
    pub fn new(number: u32, power: Power, subject: Option<u32>) -> Self {
        Self {
            number,
            power,
            subject,
            steps: Vec::new(),
            due: Vec::new(),
            reminded: Vec::new(),
        }
    }

    fn done(&self, act: Act) -> bool {
        self.steps.iter().any(|step| step.act == act)
    }

    /// The day on which something was last done.
    pub fn day_of(&self, act: Act) -> Option<NaiveDate> {
        let last = self.steps.iter().rev().find(|step| step.act == act)?;
        Some(last.on)
    }

    /// Whether nothing more can happen to it.
    pub fn is_over(&self) -> bool {
        self.done(Act::Ended) || self.done(Act::Refused)
    }

    /// Whether it binds somebody now.
    pub fn is_live(&self) -> bool {
        !self.is_over() && self.began_on().is_some()
    }

    /// The day from which it binds: when the court granted it, or it was issued.
    pub fn began_on(&self) -> Option<NaiveDate> {
        match self.power.needs_court() {
            true => self.day_of(Act::Granted),
            false => self.day_of(Act::Applied),
        }
    }

    /// The last step.
    pub fn last(&self) -> Option<&Taken> {
        self.steps.last()
    }

    /// What can be done next.
    pub fn next_acts(&self) -> Vec<Act> {
        let acts = self.power.acts().into_iter();
        acts.filter(|act| self.may_follow(*act)).collect()
    }

    pub(super) fn may_follow(&self, act: Act) -> bool {
        let (begun, applied) = (!self.steps.is_empty(), self.done(Act::Applied));
        if self.is_over() || !self.power.acts().contains(&act) {
            return false;
        }
        match act {
            Act::Considered => !begun,
            Act::Consulted => true,
            Act::Applied => !applied,
            Act::Hearing | Act::Granted | Act::Refused => applied,
            Act::Appealed if self.power == Power::Possession => applied,
            Act::Ended => begun,
            Act::Directed
            | Act::Brought
            | Act::Varied
            | Act::Breached
            | Act::Penalty
            | Act::Charged
            | Act::Appealed => self.is_live(),
        }
    }

    /// Facts of steps before, as far as they count for an act.
    pub(super) fn carried(&self, act: Act) -> Facts {
        let settles = |step: &Taken| {
            matches!(
                step.act,
                Act::Applied | Act::Granted | Act::Varied | Act::Breached
            )
        };
        let settled = self.steps.iter().rposition(settles);
        let later = matches!(act, Act::Varied | Act::Breached);
        let mut facts = Facts::default();
        let mut before = Facts::default();
        for (index, step) in self.steps.iter().enumerate() {
            let past = later && settled.is_some_and(|settled| index <= settled);
            before.0.extend(step.facts.0.clone());
            let counts = |key: &Key| !past || !ANEW.contains(key);
            let counted = step.facts.0.iter().filter(|(key, _)| counts(key));
            facts
                .0
                .extend(counted.map(|(key, value)| (*key, value.clone())));
        }
        self.derive(act, &before, &mut facts);
        facts
    }

    /// Facts that follow from steps before.
    fn derive(&self, act: Act, before: &Facts, facts: &mut Facts) {
        let value = |key: Key| before.0.get(&key).cloned();
        let changed = self
            .day_of(Act::Varied)
            .filter(|_| self.power == Power::Pspo);
        put(
            facts,
            Key::MadeOn,
            changed.or(self.began_on()).map(Value::Date),
        );
        if act == Act::Varied {
            put(facts, Key::CurrentUntil, value(Key::Until));
            put(facts, Key::CurrentUntilAt, value(Key::UntilAt));
        }
        if act == Act::Directed {
            let authorised = self.steps.iter().find(|step| step.act == Act::Applied);
            let of = |key: Key| authorised?.facts.0.get(&key).cloned();
            put(facts, Key::AuthorisedFrom, of(Key::FromAt));
            put(facts, Key::AuthorisedUntil, of(Key::UntilAt));
            facts.0.remove(&Key::FromAt);
            facts.0.remove(&Key::UntilAt);
        }
    }

    /// What the days that fall due follow from; `None` unless it binds somebody now.
    pub(super) fn running(&self, born_on: Option<NaiveDate>) -> Option<Running> {
        let began_on = self.began_on().filter(|_| self.is_live())?;
        let ends = |step: &Taken| {
            let sets = matches!(step.act, Act::Applied | Act::Granted | Act::Varied);
            let until = step.facts.date(Key::Until);
            until
                .or(step.facts.instant(Key::UntilAt).map(time::london_date))
                .filter(|_| sets)
        };
        let granted = self.steps.iter().rev().find(|step| step.on == began_on);
        Some(Running {
            power: self.power,
            effect_on: granted
                .and_then(|step| step.facts.date(Key::EffectOn))
                .unwrap_or(began_on),
            varied_on: self.day_of(Act::Varied),
            until: self.steps.iter().rev().find_map(ends),
            born_on: born_on.filter(|_| !self.power.is_about_place()),
        })
    }
}
