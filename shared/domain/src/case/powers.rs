//! Tools and powers on a case: each is considered, consulted on, applied for, granted, varied,
//! breached and ended, and each step is judged by the law of its day (R6.1–R6.4).
//!
//! A step that a rule blocks is not written. One that a rule warns of is written once somebody has
//! said why it is taken all the same; both stay with the step, with the facts that were used
//! (INVARIANT (kept ruling) in `law`).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Case, Decided, Event, Refused};
use crate::{
    AgencyId, Journal, Note, Stamp,
    journal::Header,
    law::{Adopted, Effect, Finding, Law, Ruling, Verdict},
    powers::{self, Act, Due, Facts, Key, Power, Running, Value, judge},
    referral::form::{Subject, SubjectRole},
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
}

/// A step that was taken. What permitted it is named by rule; the event has the findings in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// What was done.
    pub act: Act,
    /// On which day.
    pub on: NaiveDate,
    /// What somebody recorded for it, and what was known already.
    pub facts: Facts,
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
    /// What the rules of that day made of them.
    pub ruling: Ruling,
    /// Why it was taken although a rule warned of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Note>,
    /// What else was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// What falls due from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<Due>,
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
        let born = self
            .respondent(used.subject)
            .and_then(|subject| subject.born_on);
        put(&mut facts, Key::BornOn, born.map(Value::Date));
        facts
    }
}

fn put(facts: &mut Facts, key: Key, value: Option<Value>) {
    if let Some(value) = value {
        facts.0.insert(key, value);
    }
}

impl Used {
    /// A power of which no step has been taken.
    pub fn new(number: u32, power: Power, subject: Option<u32>) -> Self {
        let (steps, due) = (Vec::new(), Vec::new());
        Self {
            number,
            power,
            subject,
            steps,
            due,
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

    fn may_follow(&self, act: Act) -> bool {
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
    fn carried(&self, act: Act) -> Facts {
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
    fn running(&self, born_on: Option<NaiveDate>) -> Option<Running> {
        let began_on = self.began_on().filter(|_| self.is_live())?;
        let ends = |step: &Taken| {
            let sets = matches!(step.act, Act::Applied | Act::Granted | Act::Varied);
            let time = |at| crate::time::london_date(at);
            let until = step.facts.date(Key::Until);
            until
                .or(step.facts.instant(Key::UntilAt).map(time))
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
        stamp.actor.agency().ok_or(Refused::NoAgency)?;
        if taking.on > stamp.today() {
            return Err(Refused::DayAhead("the day of this step"));
        }
        if used.last().is_some_and(|last| taking.on < last.on) || !used.may_follow(taking.act) {
            return Err(Refused::PowerOutOfPlace);
        }
        let facts = taking.facts.with(&self.fixed_facts(&used, &taking));
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
            ruling,
            acknowledged: taking.acknowledged,
            note: taking.note,
            due: Vec::new(),
        };
        let (number, power, subject) = (used.number, used.power, used.subject);
        used.steps.push(
            taken(&stepped, stamp.actor.name(), stamp.actor.agency(), stamp.at)
                .ok_or(Refused::NoAgency)?,
        );
        let born_on = self.respondent(subject).and_then(|subject| subject.born_on);
        let running = used.running(born_on);
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
        let entered = |key: &Key| taking.facts.0.contains_key(key) && *key != Key::BornOn;
        let case_knows = self
            .respondent(used.subject)
            .is_some_and(|each| each.born_on.is_some());
        known.0.retain(|key, _| {
            !entered(key)
                && (*key != Key::BornOn || case_knows || !taking.facts.0.contains_key(key))
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

fn taken(
    stepped: &Stepped,
    by: &str,
    agency: Option<&AgencyId>,
    at: DateTime<Utc>,
) -> Option<Taken> {
    let mut relied: Vec<_> = stepped
        .ruling
        .of(Effect::Permits)
        .map(|finding| finding.rule.clone())
        .collect();
    relied.dedup();
    Some(Taken {
        act: stepped.act,
        on: stepped.on,
        facts: stepped.facts.clone(),
        relied,
        warned: stepped.ruling.of(Effect::Warns).cloned().collect(),
        acknowledged: stepped.acknowledged.clone(),
        note: stepped.note.clone(),
        by: by.to_owned(),
        agency: agency?.clone(),
        at,
    })
}

/// The record after a step; `None` when it cannot have happened.
pub(super) fn fold(
    case: &mut Case,
    (number, power, subject): (u32, Power, Option<u32>),
    stepped: &Stepped,
    head: &Header,
) -> Option<()> {
    let step = taken(stepped, head.actor.name(), head.actor.agency(), head.at)?;
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
mod tests {
    use super::*;
    use crate::case::tests as casework;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn on_case(born: &str) -> Journal<Case> {
        casework::case_of(day(born))
    }

    fn taking(act: Act, on: &str, facts: &[(Key, &str)]) -> Taking {
        let read = |(key, text): &(Key, &str)| (*key, Value::parse(*key, text).unwrap());
        Taking {
            act,
            on: day(on),
            facts: Facts(facts.iter().map(read).collect()),
            acknowledged: None,
            note: None,
        }
    }

    const CBO: [(Key, &str); 4] = [
        (Key::By, "prosecution"),
        (Key::Convicted, "yes"),
        (Key::Evidence, "yes"),
        (Key::WillHelp, "yes"),
    ];

    #[test]
    fn a_cbo_on_a_15_year_old_waits_for_the_youth_offending_team() {
        let adopted = Adopted::default();
        let stamp = casework::stamp_on("2026-11-26");
        let considered = taking(Act::Considered, "2026-11-20", &[]);
        let case = on_case("2011-06-01")
            .begin_power((Power::Cbo, Some(1)), considered, &adopted, &stamp)
            .unwrap();
        let told = taking(
            Act::Consulted,
            "2026-11-21",
            &[(Key::YouthJusticeTold, "yes")],
        );
        let case = case.step_power(1, told, &adopted, &stamp).unwrap();
        let refused = case.clone().step_power(
            1,
            taking(Act::Applied, "2026-11-22", &CBO),
            &adopted,
            &stamp,
        );
        let Err(Refused::Ruled(ruling)) = refused else {
            panic!("{refused:?}")
        };
        let blocks: Vec<_> = ruling
            .of(Effect::Blocks)
            .map(|found| found.rule.as_str())
            .collect();
        assert_eq!(blocks, ["CBO-2"]);
        let views = taking(Act::Consulted, "2026-11-22", &[(Key::YotConsulted, "yes")]);
        let case = case.step_power(1, views, &adopted, &stamp).unwrap();
        let case = case
            .step_power(
                1,
                taking(Act::Applied, "2026-11-23", &CBO),
                &adopted,
                &stamp,
            )
            .unwrap();
        let until = [(Key::Until, "2028-11-23")];
        let case = case
            .step_power(
                1,
                taking(Act::Granted, "2026-11-24", &until),
                &adopted,
                &stamp,
            )
            .unwrap();
        // Reviews are due while they are under 18 (CBO-5).
        let due: Vec<_> = case
            .power(1)
            .unwrap()
            .due
            .iter()
            .map(|due| due.on.to_string())
            .collect();
        assert_eq!(due, ["2027-11-23", "2028-11-23", "2028-11-23"]);
        // Who was consulted before is consulted again before a variation.
        assert!(
            !case
                .known_facts(case.power(1).unwrap(), Act::Varied)
                .yes(Key::YotConsulted)
        );
    }

    #[test]
    fn a_warning_is_acknowledged_with_a_reason_and_kept() {
        let adopted = Adopted::default();
        let stamp = casework::stamp_on("2026-11-26");
        let mut warning = vec![
            (Key::By, "district"),
            (Key::Evidence, "yes"),
            (Key::Written, "yes"),
        ];
        let cpw = taking(Act::Applied, "2026-11-26", &warning);
        let case = on_case("1990-01-01")
            .begin_power((Power::Cpw, Some(1)), cpw, &adopted, &stamp)
            .unwrap();
        warning.extend([
            (Key::EffectContinues, "yes"),
            (Key::YouthJusticeTold, "yes"),
            (Key::BodiesInformed, "yes"),
        ]);
        let mut cpn = taking(Act::Applied, "2026-11-26", &warning);
        let target = (Power::Cpn, Some(1));
        let refused = case
            .clone()
            .begin_power(target, cpn.clone(), &adopted, &stamp);
        assert!(
            matches!(refused, Err(Refused::Unacknowledged(_))),
            "{refused:?}"
        );
        cpn.acknowledged = Some(Note::parse("The fire was still burning an hour later").unwrap());
        let case = case.begin_power(target, cpn, &adopted, &stamp).unwrap();
        let step = &case.power(2).unwrap().steps[0];
        assert_eq!(
            (step.warned[0].rule.as_str(), step.acknowledged.is_some()),
            ("CPN-2", true)
        );
    }

    #[test]
    fn steps_keep_their_order_and_their_respondent() {
        let adopted = Adopted::default();
        let stamp = casework::stamp_on("2026-11-26");
        let case = on_case("1990-01-01");
        let considered = || taking(Act::Considered, "2026-11-20", &[]);
        let granted = case.clone().begin_power(
            (Power::Cbo, Some(1)),
            taking(Act::Granted, "2026-11-20", &[]),
            &adopted,
            &stamp,
        );
        assert_eq!(granted.unwrap_err(), Refused::PowerOutOfPlace);
        let nobody = case
            .clone()
            .begin_power((Power::Cbo, None), considered(), &adopted, &stamp);
        assert_eq!(nobody.unwrap_err(), Refused::NotRespondent);
        let ahead = taking(Act::Considered, "2026-11-27", &[]);
        let ahead = case
            .clone()
            .begin_power((Power::Cbo, Some(1)), ahead, &adopted, &stamp);
        assert_eq!(
            ahead.unwrap_err(),
            Refused::DayAhead("the day of this step")
        );
        let case = case
            .begin_power((Power::Cbo, Some(1)), considered(), &adopted, &stamp)
            .unwrap();
        let case = case
            .step_power(1, taking(Act::Ended, "2026-11-21", &[]), &adopted, &stamp)
            .unwrap();
        assert!(case.power(1).unwrap().next_acts().is_empty());
    }

    #[test]
    fn a_case_holds_so_many_powers_and_no_more() {
        let adopted = Adopted::default();
        let stamp = casework::stamp_on("2026-11-26");
        let mut case = on_case("1990-01-01");
        for _ in 0..Case::MAX_POWERS {
            let letter = taking(Act::Applied, "2026-11-20", &[]);
            case = case
                .begin_power((Power::WarningLetter, Some(1)), letter, &adopted, &stamp)
                .unwrap();
        }
        let letter = taking(Act::Applied, "2026-11-20", &[]);
        let more = case.begin_power((Power::WarningLetter, Some(1)), letter, &adopted, &stamp);
        assert!(matches!(more, Err(Refused::Full { .. })));
    }

    #[test]
    fn switching_a_rule_on_changes_nothing_decided_before_it() {
        let stamp = casework::stamp_on("2026-11-26");
        let letter = taking(Act::Applied, "2026-11-20", &[]);
        let case = on_case("1990-01-01")
            .begin_power(
                (Power::WarningLetter, Some(1)),
                letter,
                &Adopted::default(),
                &stamp,
            )
            .unwrap();
        let before = case.power(1).cloned();
        let on = ("NEW-2", day("2026-11-26"));
        let adopted = Adopted::commence(None, on, Note::parse("SI").unwrap(), &stamp).unwrap();
        let next = taking(Act::Ended, "2026-11-26", &[]);
        let after = case.step_power(1, next, &adopted, &stamp).unwrap();
        assert_eq!(
            after.power(1).unwrap().steps[..1],
            before.unwrap().steps[..]
        );
    }
}
