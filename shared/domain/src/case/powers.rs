//! Tools and powers on a case: each is considered, consulted on, applied for, granted, varied,
//! breached and ended, and each step is judged by the law of its day (R6.1–R6.4).
//!
//! A step that a rule blocks is not written. One that a rule warns of is written once somebody has
//! said why it is taken all the same; both stay with the step, with the facts that were used
//! (INVARIANT (kept ruling) in `law`).

mod remind;
mod used;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub(super) use remind::fold as fold_reminder;
pub use remind::{Reminder, When, come, days_ahead};
pub use used::Used;

use super::{Case, Decided, Event, Refused};
use crate::{
    AgencyId, Journal, Note, Stamp,
    gateway::Gateway,
    journal::Header,
    law::{Adopted, Effect, Finding, Law, Ruling, Verdict},
    powers::{self, Act, Due, Facts, Key, Power, Value, judge},
    referral::form::{Subject, SubjectRole},
};

/// A step that was taken. What permitted it is named by rule; the event has the findings in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// What was done.
    pub act: Act,
    /// On which day.
    pub on: NaiveDate,
    /// What somebody recorded for it, and what was known already.
    pub facts: Facts,
    /// Which of them somebody recorded with this step; not known of steps before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<BTreeSet<Key>>,
    /// The rules that permitted it.
    pub relied: Vec<String>,
    /// What was warned of.
    pub warned: Vec<Finding>,
    /// Why it was taken all the same.
    pub acknowledged: Option<Note>,
    /// What else was noted.
    pub note: Option<Note>,
    /// Who recorded it.
    pub by: String,
    /// For which agency.
    pub agency: AgencyId,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// A step to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taking {
    /// What is done.
    pub act: Act,
    /// On which day.
    pub on: NaiveDate,
    /// What is recorded for it.
    pub facts: Facts,
    /// Why it is taken although a rule warns of it.
    pub acknowledged: Option<Note>,
    /// What else is noted.
    pub note: Option<Note>,
    /// The ground for sharing it.
    pub gateway: Option<Gateway>,
}

/// A step as its event holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stepped {
    /// What was done.
    pub act: Act,
    /// On which day.
    pub on: NaiveDate,
    /// The facts that were used.
    pub facts: Facts,
    /// Which of them somebody recorded with this step; not known of steps before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<BTreeSet<Key>>,
    /// What the rules of that day made of them.
    pub ruling: Ruling,
    /// Why it was taken although a rule warned of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Note>,
    /// What else was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// The ground for sharing it; early steps have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<Gateway>,
    /// What falls due from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<Due>,
}

/// What falls due with a power from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// The power's number on the case.
    pub power: u32,
    /// What, soonest first.
    pub due: Vec<Due>,
}

/// What falls due anew with the powers against somebody, by their number, once they are known to be born
/// on another day; nothing of powers for which it stays the same.
pub(super) fn watched(
    case: &Case,
    (subject, born_on): (u32, Option<NaiveDate>),
    law: Law<'_>,
) -> Vec<Watched> {
    let theirs = case
        .powers
        .iter()
        .filter(|used| used.subject == Some(subject));
    let anew = theirs.filter_map(|used| {
        let due = powers::due(&used.running(born_on)?, law);
        let power = used.number;
        (due != used.due).then_some(Watched { power, due })
    });
    anew.collect()
}

/// The powers after what falls due with them changed.
pub(super) fn watch(case: &mut Case, anew: &[Watched]) {
    for watched in anew {
        let used = case.powers.iter_mut();
        for used in used.filter(|used| used.number == watched.power) {
            used.due = watched.due.clone();
        }
    }
}

impl Taken {
    /// The facts that somebody recorded with it: what was known already is left out.
    pub(super) fn recorded(&self) -> impl Iterator<Item = (&Key, &Value)> {
        let recorded = |key: &Key| self.entered.as_ref().is_none_or(|all| all.contains(key));
        self.facts.0.iter().filter(move |(key, _)| recorded(key))
    }
}

impl Case {
    /// Most powers on one case.
    pub const MAX_POWERS: usize = 20;
    /// Most steps of one power.
    pub const MAX_POWER_STEPS: usize = 20;

    /// The power of this number.
    pub fn power(&self, number: u32) -> Option<&Used> {
        self.powers.iter().find(|used| used.number == number)
    }

    /// Who a power is against, or which place it is for.
    pub fn respondent(&self, subject: Option<u32>) -> Option<&Subject> {
        super::category::subject(self, subject?)
    }

    /// When the one that a power is against was born, if the case says so.
    fn born_on(&self, subject: Option<u32>) -> Option<NaiveDate> {
        self.respondent(subject)?.born_on
    }

    /// What is known for a step before anybody records more: from the case, and from steps before.
    pub fn known_facts(&self, used: &Used, act: Act) -> Facts {
        let mut facts = used.carried(act);
        let warnings = self.powers.iter().filter(|other| {
            other.power == Power::Cpw && other.subject == used.subject && used.subject.is_some()
        });
        if used.power == Power::Cpn {
            let warned = warnings
                .filter_map(|warning| warning.day_of(Act::Applied))
                .min();
            put(&mut facts, Key::WarnedOn, warned.map(Value::Date));
        }
        let born = self.born_on(used.subject);
        put(&mut facts, Key::BornOn, born.map(Value::Date));
        facts
    }
}

fn put(facts: &mut Facts, key: Key, value: Option<Value>) {
    if let Some(value) = value {
        facts.0.insert(key, value);
    }
}

impl Journal<Case> {
    /// Begins to use a power, against or for a subject by their number from 1.
    ///
    /// **Errors:** [`Refused::Ruled`] when a rule blocks it, [`Refused::Unacknowledged`] when a rule
    /// warns of it and nobody said why it is done all the same.
    pub fn begin_power(
        self,
        (power, subject): (Power, Option<u32>),
        taking: Taking,
        adopted: &Adopted,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        if case.powers.len() >= Case::MAX_POWERS {
            let (what, limit) = ("powers", Case::MAX_POWERS);
            return Err(Refused::Full { what, limit });
        }
        fits(&case, power, subject, &taking.facts)?;
        let number = u32::try_from(case.powers.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        case.take(Used::new(number, power, subject), taking, adopted, stamp)
    }

    /// Takes the next step with a power of the case.
    ///
    /// **Errors:** as [`Journal::begin_power`].
    pub fn step_power(
        self,
        number: u32,
        taking: Taking,
        adopted: &Adopted,
        stamp: &Stamp,
    ) -> Decided {
        let case = self.open_only()?;
        let used = case.power(number).cloned().ok_or(Refused::NoSuchPower)?;
        if used.steps.len() >= Case::MAX_POWER_STEPS {
            let (what, limit) = ("steps of one power", Case::MAX_POWER_STEPS);
            return Err(Refused::Full { what, limit });
        }
        case.take(used, taking, adopted, stamp)
    }

    fn take(self, mut used: Used, taking: Taking, adopted: &Adopted, stamp: &Stamp) -> Decided {
        let agency = stamp.actor.agency().ok_or(Refused::NoAgency)?;
        if taking.on > stamp.today() {
            return Err(Refused::DayAhead("the day of this step"));
        }
        if used.last().is_some_and(|last| taking.on < last.on) || !used.may_follow(taking.act) {
            return Err(Refused::PowerOutOfPlace);
        }
        if let Some(gateway) = taking.gateway {
            gateway.for_a_whole_case()?;
        }
        let known = self.fixed_facts(&used, &taking);
        // What the case says instead was not recorded here.
        let entered = taking
            .facts
            .0
            .keys()
            .filter(|key| !known.0.contains_key(key));
        let entered = Some(entered.copied().collect());
        let facts = taking.facts.with(&known);
        let law = Law::on(taking.on, adopted).in_area(&self.area);
        let ruling = judge(used.power, taking.act, &facts, law);
        match ruling.verdict() {
            Verdict::Blocked => return Err(Refused::Ruled(Box::new(ruling))),
            Verdict::Warned if taking.acknowledged.is_none() => {
                return Err(Refused::Unacknowledged(Box::new(ruling)));
            }
            Verdict::Warned | Verdict::Permitted => {}
        }
        let mut stepped = Stepped {
            act: taking.act,
            on: taking.on,
            facts,
            entered,
            ruling,
            acknowledged: taking.acknowledged,
            note: taking.note,
            gateway: taking.gateway,
            due: Vec::new(),
        };
        let (number, power, subject) = (used.number, used.power, used.subject);
        let by = (stamp.actor.name(), agency);
        used.steps.push(taken(&stepped, by, stamp.at));
        let running = used.running(self.born_on(subject));
        stepped.due = running
            .map(|running| powers::due(&running, law))
            .unwrap_or_default();
        let stepped = Box::new(stepped);
        let event = Event::PowerStepped {
            number,
            power,
            subject,
            stepped,
        };
        self.write(event, stamp)?.with_room()
    }

    /// What is known already: it fills what was left open, and a date of birth on the case stands
    /// above what somebody enters.
    fn fixed_facts(&self, used: &Used, taking: &Taking) -> Facts {
        let mut known = self.known_facts(used, taking.act);
        let case_says = self.born_on(used.subject).is_some();
        known.0.retain(|key, _| {
            (*key == Key::BornOn && case_says) || !taking.facts.0.contains_key(key)
        });
        known
    }
}

/// Whether the subject is one that the power can be used against or for.
fn fits(case: &Case, power: Power, subject: Option<u32>, facts: &Facts) -> Result<(), Refused> {
    let subject = match subject {
        Some(number) => Some(super::category::subject(case, number).ok_or(Refused::NoSuchSubject)?),
        None => None,
    };
    let fits = match subject.map(|subject| subject.role) {
        Some(SubjectRole::AllegedPerpetrator | SubjectRole::Convicted) => !power.is_about_place(),
        Some(SubjectRole::Location) => power.is_about_place() || facts.yes(Key::Body),
        Some(SubjectRole::Victim | SubjectRole::Witness) => false,
        None => power.is_about_place() || facts.yes(Key::Body),
    };
    if fits {
        Ok(())
    } else {
        Err(Refused::NotRespondent)
    }
}

fn taken(stepped: &Stepped, (by, agency): (&str, &AgencyId), at: DateTime<Utc>) -> Taken {
    let mut relied: Vec<_> = stepped
        .ruling
        .of(Effect::Permits)
        .map(|finding| finding.rule.clone())
        .collect();
    relied.dedup();
    Taken {
        act: stepped.act,
        on: stepped.on,
        facts: stepped.facts.clone(),
        entered: stepped.entered.clone(),
        relied,
        warned: stepped.ruling.of(Effect::Warns).cloned().collect(),
        acknowledged: stepped.acknowledged.clone(),
        note: stepped.note.clone(),
        by: by.to_owned(),
        agency: agency.clone(),
        at,
    }
}

/// The record after a step; `None` when it cannot have happened.
pub(super) fn fold(
    case: &mut Case,
    (number, power, subject): (u32, Power, Option<u32>),
    stepped: &Stepped,
    head: &Header,
) -> Option<()> {
    let by = (head.actor.name(), head.actor.agency()?);
    let step = taken(stepped, by, head.at);
    if case.power(number).is_none() {
        let next = u32::try_from(case.powers.len()).ok()?.checked_add(1)?;
        (number == next).then(|| case.powers.push(Used::new(number, power, subject)))?;
    }
    let used = case.powers.iter_mut().find(|used| used.number == number)?;
    used.steps.push(step);
    used.due = stepped.due.clone();
    Some(())
}

#[cfg(test)]
pub(super) mod tests;
