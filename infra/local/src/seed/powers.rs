//! Tools and powers on some of the cases: a contract that runs, a notice after a warning, and orders
//! about places.

use anyhow::Context;
use chrono::{Months, TimeDelta};
use domain::{
    Journal, Stamp,
    case::{Case, Taking},
    gateway::Gateway,
    law::Adopted,
    powers::{Act, Facts, Key, Power, Value},
    referral::form::{CaseKind, SubjectRole},
    time,
};

use super::world::Player;

/// On the tellings with these numbers, as long as their case is open.
const CONTRACTS: [usize; 4] = [0, 1, 2, 3];
const NOTICES: [usize; 4] = [4, 5, 6, 7];

/// On each so-manieth place there is an order.
const ORDERS: usize = 2;

/// The case with a power, if it is one of those.
pub(super) fn used(
    case: Journal<Case>,
    number: usize,
    player: &Player,
) -> anyhow::Result<Journal<Case>> {
    if case.kind == CaseKind::Place && case.is_open() && number.is_multiple_of(ORDERS) {
        let stamp = player.stamp(case.last_activity_at + TimeDelta::minutes(5))?;
        return order(case, &stamp);
    }
    let suspect = |role| role == SubjectRole::AllegedPerpetrator;
    let subject = case
        .subjects
        .iter()
        .position(|subject| suspect(subject.role));
    let adult = subject.and_then(|index| case.subjects.get(index)?.born_on);
    let (Some(index), Some(born_on), true) = (subject, adult, case.is_open()) else {
        return Ok(case);
    };
    let subject = u32::try_from(index + 1)?;
    let stamp = player.stamp(case.last_activity_at + TimeDelta::minutes(5))?;
    if CONTRACTS.contains(&number) {
        return contract(case, subject, &stamp);
    }
    if NOTICES.contains(&number) && time::has_attained(born_on, 18, stamp.today()) {
        return notice(case, subject, &stamp);
    }
    Ok(case)
}

fn taking(act: Act, stamp: &Stamp, facts: &[(Key, &str)]) -> anyhow::Result<Taking> {
    let read = |(key, text): &(Key, &str)| Ok((*key, Value::parse(*key, text)?));
    let facts = facts.iter().map(read).collect::<anyhow::Result<_>>()?;
    Ok(Taking {
        act,
        on: stamp.today(),
        facts: Facts(facts),
        acknowledged: None,
        note: None,
        gateway: Some(Gateway::CrimeAndDisorder),
    })
}

/// A public spaces protection order that the next Joint Action Group reviews.
fn order(case: Journal<Case>, stamp: &Stamp) -> anyhow::Result<Journal<Case>> {
    let ends = stamp.today().checked_add_months(Months::new(12));
    let until = ends.context("the calendar ends")?.to_string();
    let facts = [
        (Key::By, "district"),
        (Key::Evidence, "yes"),
        (Key::PoliceConsulted, "yes"),
        (Key::PolicingBodyConsulted, "yes"),
        (Key::CommunityConsulted, "yes"),
        (Key::OwnersConsulted, "yes"),
        (Key::Published, "yes"),
        (Key::Until, until.as_str()),
    ];
    let made = taking(Act::Applied, stamp, &facts)?;
    Ok(case.begin_power((Power::Pspo, None), made, &Adopted::default(), stamp)?)
}

fn contract(case: Journal<Case>, subject: u32, stamp: &Stamp) -> anyhow::Result<Journal<Case>> {
    let ends = stamp.today().checked_add_months(Months::new(9));
    let until = ends.context("the calendar ends")?.to_string();
    let facts = [
        (Key::Written, "yes"),
        (Key::Agreed, "yes"),
        (Key::Until, until.as_str()),
    ];
    let applied = taking(Act::Applied, stamp, &facts)?;
    Ok(case.begin_power(
        (Power::Abc, Some(subject)),
        applied,
        &Adopted::default(),
        stamp,
    )?)
}

fn notice(case: Journal<Case>, subject: u32, stamp: &Stamp) -> anyhow::Result<Journal<Case>> {
    let warning = [
        (Key::By, "constable"),
        (Key::Evidence, "yes"),
        (Key::Written, "yes"),
    ];
    let adopted = Adopted::default();
    let warned = taking(Act::Applied, stamp, &warning)?;
    let case = case.begin_power((Power::Cpw, Some(subject)), warned, &adopted, stamp)?;
    let told = taking(Act::Considered, stamp, &[(Key::YouthJusticeTold, "yes")])?;
    Ok(case.begin_power((Power::Cpn, Some(subject)), told, &adopted, stamp)?)
}
