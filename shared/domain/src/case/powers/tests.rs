use super::*;
use crate::case::tests as casework;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A criminal behaviour order that runs, granted on 24 November 2026.
pub(super) fn running_cbo(born: &str, until: &str) -> Journal<Case> {
    let (adopted, stamp) = (Adopted::default(), casework::stamp_on("2026-11-26"));
    let asked = [(Key::YotConsulted, "yes"), (Key::YouthJusticeTold, "yes")];
    let applied = taking(Act::Applied, "2026-11-23", &[&CBO[..], &asked].concat());
    let granted = taking(Act::Granted, "2026-11-24", &[(Key::Until, until)]);
    on_case(born)
        .begin_power((Power::Cbo, Some(1)), applied, &adopted, &stamp)
        .unwrap()
        .step_power(1, granted, &adopted, &stamp)
        .unwrap()
}

fn on_case(born: &str) -> Journal<Case> {
    casework::case_of(day(born))
}

pub(super) fn taking(act: Act, on: &str, facts: &[(Key, &str)]) -> Taking {
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
