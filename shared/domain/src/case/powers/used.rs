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
    Key::Indefinite,
];

/// Facts of an order that another order in its place does not take over: what is granted for good is
/// not interim because the order before it was.
const OF_ONE_ORDER: &[Key] = &[Key::Interim, Key::Until, Key::UntilAt, Key::Indefinite];

/// Whether an act settles something: who was consulted before it was so for that.
fn settles(act: Act) -> bool {
    matches!(
        act,
        Act::Applied | Act::Granted | Act::Varied | Act::Breached
    )
}

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

    /// Whether it bound somebody and nobody recorded its end.
    pub fn is_live(&self) -> bool {
        !self.is_over() && self.began_on().is_some()
    }

    /// Whether it binds somebody on a day: its last day may have passed before anybody recorded that.
    pub fn binds_on(&self, day: NaiveDate) -> bool {
        self.is_live() && self.until().is_none_or(|until| day <= until)
    }

    /// Its last day, as the latest step that sets one says; `None` when it lasts until further order, or
    /// has no term.
    pub fn until(&self) -> Option<NaiveDate> {
        let sets = |step: &&Taken| {
            matches!(step.act, Act::Applied | Act::Granted | Act::Varied)
                && (step.facts.yes(Key::Indefinite)
                    || step.facts.date(Key::Until).is_some()
                    || step.facts.instant(Key::UntilAt).is_some())
        };
        let facts = &self.steps.iter().rev().find(sets)?.facts;
        if facts.yes(Key::Indefinite) {
            return None;
        }
        let until = facts.date(Key::Until);
        until.or(facts.instant(Key::UntilAt).map(time::london_date))
    }

    /// Whether a court made its order for good.
    fn is_settled(&self) -> bool {
        let order = self
            .steps
            .iter()
            .rev()
            .find(|step| step.act == Act::Granted);
        order.is_some_and(|order| !order.facts.yes(Key::Interim))
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
            Act::Hearing => applied,
            Act::Granted | Act::Refused => applied && !self.is_settled(),
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
        let last = |is: fn(Act) -> bool| self.steps.iter().rposition(|step| is(step.act));
        // What does not count when it was recorded by a step up to this one.
        let (past, gone) = match act {
            Act::Varied | Act::Breached | Act::Ended => (last(settles), ANEW),
            Act::Granted => (last(|act| act == Act::Granted), OF_ONE_ORDER),
            _ => (None, [].as_slice()),
        };
        let mut facts = Facts::default();
        for (index, step) in self.steps.iter().enumerate() {
            let is_past = past.is_some_and(|past| index <= past);
            let counts = |key: &Key| !(is_past && gone.contains(key));
            let counted = step.recorded().filter(|(key, _)| counts(key));
            facts
                .0
                .extend(counted.map(|(key, value)| (*key, value.clone())));
        }
        self.derive(act, &mut facts);
        facts
    }

    /// Facts that follow from steps before.
    fn derive(&self, act: Act, facts: &mut Facts) {
        let changed = self
            .day_of(Act::Varied)
            .filter(|_| self.power == Power::Pspo);
        put(
            facts,
            Key::MadeOn,
            changed.or(self.began_on()).map(Value::Date),
        );
        let first = self.steps.iter().find(|step| step.act == Act::Applied);
        let issued = |key: Key| first?.facts.0.get(&key).cloned();
        match act {
            Act::Granted => {
                let applied = self.day_of(Act::Applied);
                put(facts, Key::AppliedOn, applied.map(Value::Date));
            }
            Act::Charged => {
                let penalty = self.day_of(Act::Penalty);
                put(facts, Key::LastPenaltyOn, penalty.map(Value::Date));
                // Each charge says which penalty was for what is charged.
                facts.0.remove(&Key::PenaltyOn);
            }
            Act::Varied => {
                if self.power == Power::ClosureNotice {
                    put(facts, Key::IssuedUntilAt, issued(Key::UntilAt));
                    put(facts, Key::IssuedBy, issued(Key::By));
                }
                if self.power == Power::Pspo {
                    let made = first.map(|step| Value::Date(step.on));
                    put(facts, Key::EffectOn, issued(Key::EffectOn).or(made));
                }
                put(facts, Key::CurrentUntil, self.until().map(Value::Date));
                let mut steps = self.steps.iter().rev();
                let ends = steps.find_map(|step| step.facts.0.get(&Key::UntilAt));
                put(facts, Key::CurrentUntilAt, ends.cloned());
            }
            Act::Ended => put(facts, Key::CurrentUntil, self.until().map(Value::Date)),
            Act::Directed => {
                put(facts, Key::AuthorisedFrom, issued(Key::FromAt));
                put(facts, Key::AuthorisedUntil, issued(Key::UntilAt));
                facts.0.remove(&Key::FromAt);
                facts.0.remove(&Key::UntilAt);
            }
            _ => {}
        }
    }

    /// What the days that fall due follow from; `None` unless it binds somebody now.
    pub(super) fn running(&self, born_on: Option<NaiveDate>) -> Option<Running> {
        let began_on = self.began_on().filter(|_| self.is_live())?;
        let granted = self.steps.iter().rev().find(|step| step.on == began_on);
        let mut recorded = self.steps.iter().rev().flat_map(Taken::recorded);
        let typed = recorded.find(|(key, _)| **key == Key::BornOn);
        let typed = typed.and_then(|(_, born)| born.date());
        Some(Running {
            power: self.power,
            effect_on: granted
                .and_then(|step| step.facts.date(Key::EffectOn))
                .unwrap_or(began_on),
            varied_on: self.day_of(Act::Varied),
            until: self.until(),
            expedited: self.steps.iter().any(|step| step.facts.yes(Key::Expedited)),
            born_on: born_on.or(typed).filter(|_| !self.power.is_about_place()),
        })
    }
}
