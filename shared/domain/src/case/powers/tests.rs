use super::*;
use crate::{case::tests as casework, powers::Occasion};

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
        gateway: None,
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

/// A power with its first steps, each as (act, day, facts).
type Steps<'a> = &'a [(Act, &'a str, &'a [(Key, &'a str)])];

fn stepped(born: &str, power: Power, steps: Steps<'_>) -> Decided {
    begun(on_case(born), (power, Some(1)), steps)
}

fn begun(mut case: Journal<Case>, of: (Power, Option<u32>), steps: Steps<'_>) -> Decided {
    let (adopted, stamp) = (Adopted::default(), casework::stamp_on("2026-11-26"));
    for (index, (act, on, facts)) in steps.iter().enumerate() {
        let mut next = taking(*act, on, facts);
        next.acknowledged = Note::parse("It was asked about").ok();
        case = match index {
            0 => case.begin_power(of, next, &adopted, &stamp)?,
            _ => case.step_power(1, next, &adopted, &stamp)?,
        };
    }
    Ok(case)
}

fn blocks(made: Decided) -> Vec<String> {
    match made {
        Err(Refused::Ruled(ruling)) => ruling
            .of(Effect::Blocks)
            .map(|found| found.rule.clone())
            .collect(),
        other => panic!("{other:?}"),
    }
}

const WITHOUT_NOTICE: [(Key, &str); 5] = [
    (Key::By, "district"),
    (Key::Conduct, "harassment"),
    (Key::Evidence, "yes"),
    (Key::OnNotice, "no"),
    (Key::YouthJusticeTold, "yes"),
];

/// R6.3: what was begun without notice is not made to last before the youth offending team was
/// consulted for the hearing on notice.
#[test]
fn an_injunction_without_notice_is_not_made_to_last_past_the_youth_offending_team() {
    let applied = (Act::Applied, "2026-11-20", &WITHOUT_NOTICE[..]);
    let interim: [(Key, &str); 2] = [(Key::Interim, "yes"), (Key::Until, "2026-12-04")];
    let interim = (Act::Granted, "2026-11-20", &interim[..]);
    let last: [(Key, &str); 2] = [(Key::Interim, "no"), (Key::Until, "2027-11-20")];
    let last = (Act::Granted, "2026-11-25", &last[..]);
    let none: &[(Key, &str)] = &[];
    let consulted: [(Key, &str); 1] = [(Key::YotConsulted, "yes")];
    let of = |steps: Steps<'_>| stepped("2009-06-01", Power::Injunction, steps);
    assert_eq!(blocks(of(&[applied, last])), ["INJ-9"]);
    assert_eq!(blocks(of(&[applied, interim, last])), ["INJ-9"]);
    let hearing = (Act::Hearing, "2026-11-24", none);
    assert_eq!(blocks(of(&[applied, interim, hearing])), ["INJ-9"]);
    let hearing = (Act::Hearing, "2026-11-24", &consulted[..]);
    let made = of(&[applied, interim, hearing, last]).unwrap();
    let order = made.power(1).unwrap();
    assert_eq!(order.until(), Some(day("2027-11-20")));
    // Made for good, it is not granted or refused again: a longer one is another application.
    assert!(!order.next_acts().contains(&Act::Granted));
    assert!(!order.next_acts().contains(&Act::Refused));
}

/// What is made to last is not interim because the order before it was.
#[test]
fn a_last_order_has_its_own_term() {
    let applied = (Act::Applied, "2026-11-20", &WITHOUT_NOTICE[..]);
    let interim: [(Key, &str); 2] = [(Key::Interim, "yes"), (Key::Indefinite, "yes")];
    let interim = (Act::Granted, "2026-11-20", &interim[..]);
    let none: &[(Key, &str)] = &[];
    let of = |steps: Steps<'_>| stepped("1990-01-01", Power::Injunction, steps);
    let last = (Act::Granted, "2026-11-25", none);
    assert_eq!(blocks(of(&[applied, interim, last])), ["INJ-4"]);
    // Nor because a step in between remembered it.
    let heard = (Act::Consulted, "2026-11-24", none);
    assert_eq!(blocks(of(&[applied, interim, heard, last])), ["INJ-4"]);
    let until: [(Key, &str); 1] = [(Key::Until, "2027-11-20")];
    let youth = (Act::Granted, "2026-11-25", &until[..]);
    let steps = [
        applied,
        (Act::Granted, "2026-11-20", &INTERIM[..]),
        heard,
        youth,
    ];
    let made = stepped("2009-06-01", Power::Injunction, &steps);
    assert_eq!(blocks(made), ["INJ-9"]);
}

const INTERIM: [(Key, &str); 2] = [(Key::Interim, "yes"), (Key::Until, "2026-12-04")];

/// CBO-2: an order that was asked for as interim, without the views, is not made to last.
#[test]
fn an_interim_cbo_is_not_made_to_last_without_the_views() {
    let more = [(Key::Interim, "yes"), (Key::YouthJusticeTold, "yes")];
    let facts = [&CBO[..], &more].concat();
    let applied = (Act::Applied, "2026-11-20", facts.as_slice());
    let interim = (Act::Granted, "2026-11-20", &INTERIM[..]);
    let until: [(Key, &str); 1] = [(Key::Until, "2027-11-24")];
    let last = (Act::Granted, "2026-11-25", &until[..]);
    let made = stepped("2009-06-01", Power::Cbo, &[applied, interim, last]);
    assert_eq!(blocks(made), ["CBO-2"]);
}

/// INJ-8: who was consulted before the order has not been consulted before it is varied, whatever was
/// recorded in between.
#[test]
fn what_counted_for_the_order_does_not_count_for_its_variation() {
    let on_notice = [
        (Key::By, "district"),
        (Key::Conduct, "harassment"),
        (Key::Evidence, "yes"),
        (Key::OnNotice, "yes"),
        (Key::YotConsulted, "yes"),
        (Key::YouthJusticeTold, "yes"),
        (Key::BodiesInformed, "yes"),
    ];
    let applied = (Act::Applied, "2026-11-01", &on_notice[..]);
    let until: [(Key, &str); 1] = [(Key::Until, "2027-10-31")];
    let granted = (Act::Granted, "2026-11-02", &until[..]);
    let brought: [(Key, &str); 2] = [
        (Key::ArrestedAt, "2026-11-10T10:00"),
        (Key::HeardAt, "2026-11-10T15:00"),
    ];
    let brought = (Act::Brought, "2026-11-10", &brought[..]);
    let none: &[(Key, &str)] = &[];
    let varied = (Act::Varied, "2026-11-20", none);
    let steps = [applied, granted, brought, varied];
    let made = stepped("2009-06-01", Power::Injunction, &steps);
    assert_eq!(blocks(made), ["INJ-8"]);
}

/// PSP-6: an expedited order is in force for six months in all, however often it is varied, and its
/// last day is the last there is.
#[test]
fn an_expedited_order_is_not_made_to_last_longer_step_by_step() {
    let consulted = [
        (Key::PoliceConsulted, "yes"),
        (Key::PolicingBodyConsulted, "yes"),
        (Key::CommunityConsulted, "yes"),
        (Key::OwnersConsulted, "yes"),
        (Key::Published, "yes"),
    ];
    let with = |more: &[(Key, &'static str)]| [&consulted[..], more].concat();
    let first = [
        (Key::By, "district"),
        (Key::Evidence, "yes"),
        (Key::Expedited, "yes"),
        (Key::ConsentsGiven, "yes"),
        (Key::Until, "2026-11-30"),
    ];
    let (longer, longest) = (
        with(&[(Key::Until, "2027-02-28")]),
        with(&[(Key::Until, "2027-03-01")]),
    );
    let made = (Act::Applied, "2026-09-01", &first[..]);
    let longer = (Act::Varied, "2026-11-25", &longer[..]);
    let longest = (Act::Varied, "2026-11-26", &longest[..]);
    let of = |steps: Steps<'_>| begun(on_case("1990-01-01"), (Power::Pspo, None), steps);
    let case = of(&[made, longer]).unwrap();
    let order = case.power(1).unwrap();
    assert_eq!(order.until(), Some(day("2027-02-28")));
    let due: Vec<_> = order
        .due
        .iter()
        .map(|due| (due.occasion, due.rule.as_deref()))
        .collect();
    assert_eq!(due, [(Occasion::Expires, Some("PSP-6"))]);
    assert_eq!(blocks(of(&[made, longer, longest])), ["PSP-6"]);
}

/// R6.2: somebody whose birth date the case holds is a person, whatever was ticked.
#[test]
fn a_child_is_not_given_a_notice_as_a_body() {
    let facts = [
        (Key::By, "district"),
        (Key::Body, "yes"),
        (Key::Evidence, "yes"),
        (Key::Written, "yes"),
    ];
    let warned = stepped(
        "2011-06-01",
        Power::Cpw,
        &[(Act::Applied, "2026-11-20", &facts)],
    );
    assert_eq!(blocks(warned), ["CPN-1"]);
}

const NOTICE: [(Key, &str); 6] = [
    (Key::By, "district"),
    (Key::Evidence, "yes"),
    (Key::WarnedOn, "2026-09-01"),
    (Key::EffectContinues, "yes"),
    (Key::BodiesInformed, "yes"),
    (Key::YouthJusticeTold, "yes"),
];

/// CPN-5: a penalty that was recorded keeps a charge back, unless somebody says that it was for
/// something else.
#[test]
fn a_charge_waits_for_the_penalty_that_was_recorded() {
    let (adopted, stamp) = (Adopted::default(), casework::stamp_on("2026-11-26"));
    let pounds: [(Key, &str); 1] = [(Key::Pounds, "100")];
    let none: &[(Key, &str)] = &[];
    let of = |steps: Steps<'_>| stepped("1990-01-01", Power::Cpn, steps);
    let applied = (Act::Applied, "2026-10-01", &NOTICE[..]);
    let penalised = of(&[applied, (Act::Penalty, "2026-11-10", &pounds[..])]).unwrap();
    let charge = |on: &str, facts: &[(Key, &str)]| {
        let charged = taking(Act::Charged, on, facts);
        penalised.clone().step_power(1, charged, &adopted, &stamp)
    };
    let that = [(Key::PenaltyOn, "2026-11-10")];
    assert_eq!(blocks(charge("2026-11-24", &that)), ["CPN-5"]);
    let earlier = [(Key::PenaltyOn, "2026-10-02")];
    for facts in [none, &earlier] {
        let asked = charge("2026-11-24", facts);
        assert!(matches!(asked, Err(Refused::Unacknowledged(_))));
    }
    assert!(charge("2026-11-25", none).is_ok());
    assert!(of(&[applied, (Act::Charged, "2026-11-24", none)]).is_ok());
}

/// CLO-2: a notice is extended by 24 hours altogether, in however many steps.
#[test]
fn a_closure_notice_is_not_extended_again_and_again() {
    let (adopted, stamp) = (Adopted::default(), casework::stamp_on("2026-11-26"));
    let facts = [
        (Key::By, "inspector"),
        (Key::Evidence, "yes"),
        (Key::BodiesInformed, "yes"),
        (Key::TriedToInform, "yes"),
        (Key::FromAt, "2026-11-20T10:00"),
        (Key::UntilAt, "2026-11-21T10:00"),
    ];
    let issued = taking(Act::Applied, "2026-11-20", &facts);
    let to = |until: &str| {
        let facts = [(Key::By, "superintendent"), (Key::UntilAt, until)];
        taking(Act::Varied, "2026-11-21", &facts)
    };
    let case = on_case("1990-01-01")
        .begin_power((Power::ClosureNotice, None), issued, &adopted, &stamp)
        .unwrap()
        .step_power(1, to("2026-11-21T22:00"), &adopted, &stamp)
        .unwrap();
    let again = case
        .clone()
        .step_power(1, to("2026-11-22T22:00"), &adopted, &stamp);
    assert_eq!(blocks(again), ["CLO-2"]);
    assert!(
        case.step_power(1, to("2026-11-22T10:00"), &adopted, &stamp)
            .is_ok()
    );
}

/// CBO-5, R6.5: a birth date that only the step recorded has its reviews and its birthday too.
#[test]
fn a_birth_date_that_the_step_recorded_is_watched() {
    let (adopted, stamp) = (Adopted::default(), casework::stamp_on("2026-11-26"));
    let born = [(Key::BornOn, "2010-06-01")];
    let told = [(Key::YotConsulted, "yes"), (Key::YouthJusticeTold, "yes")];
    let applied = taking(
        Act::Applied,
        "2026-11-23",
        &[&CBO[..], &told, &born].concat(),
    );
    let granted = taking(Act::Granted, "2026-11-24", &[(Key::Until, "2028-11-23")]);
    let case = casework::case_born(None)
        .begin_power((Power::Cbo, Some(1)), applied, &adopted, &stamp)
        .unwrap()
        .step_power(1, granted, &adopted, &stamp)
        .unwrap();
    let due: Vec<_> = case
        .power(1)
        .unwrap()
        .due
        .iter()
        .map(|due| due.occasion)
        .collect();
    use powers::Occasion::{CboReview, Expires, Turns18};
    assert_eq!(due, [CboReview, Turns18, Expires]);
}

/// R6.5, R2.4: whoever corrects a birth date moves the days that follow from it.
#[test]
fn a_corrected_birth_date_moves_what_falls_due() {
    let (adopted, stamp) = (Adopted::default(), casework::stamp_on("2026-11-26"));
    let case = running_cbo("2010-06-01", "2029-11-23");
    let eighteenth = |case: &Case| {
        let mut all = case.power(1).unwrap().due.iter();
        let found = all.find(|due| due.occasion == powers::Occasion::Turns18);
        found.map(|due| due.on)
    };
    assert_eq!(eighteenth(&case), Some(day("2028-06-01")));
    let right = Subject {
        born_on: Some(day("2009-12-24")),
        ..case.subjects[0].clone()
    };
    let reason = Note::parse("Day and month were swapped").unwrap();
    let case = case
        .correct_subject(1, right, reason, &adopted, &stamp)
        .unwrap();
    assert_eq!(eighteenth(&case), Some(day("2027-12-24")));
    let reviews = case.power(1).unwrap().due.iter();
    let reviews = reviews.filter(|due| due.occasion == powers::Occasion::CboReview);
    assert_eq!(reviews.count(), 1);
}

/// R6.5, R2.4: a birth date that was taken off the case is watched no longer.
#[test]
fn a_birth_date_that_was_wrong_is_watched_no_longer() {
    let (adopted, stamp) = (Adopted::default(), casework::stamp_on("2026-11-26"));
    let case = running_cbo("2010-06-01", "2028-11-23");
    let unknown = Subject {
        born_on: None,
        ..case.subjects[0].clone()
    };
    let reason = Note::parse("It is somebody else’s").unwrap();
    let case = case
        .correct_subject(1, unknown, reason, &adopted, &stamp)
        .unwrap();
    let due = case.power(1).unwrap().due.iter();
    let due: Vec<_> = due.map(|due| due.occasion).collect();
    assert_eq!(due, [powers::Occasion::Expires]);
}

/// R6.5: what the court extends or shortens ends on its new day, and past it nothing is in force.
#[test]
fn a_varied_order_ends_on_its_new_day() {
    let (adopted, stamp) = (Adopted::default(), casework::stamp_on("2026-11-26"));
    let case = running_cbo("1990-01-01", "2028-11-23");
    let shorter = taking(Act::Varied, "2026-11-25", &[(Key::Until, "2027-03-31")]);
    let case = case.step_power(1, shorter, &adopted, &stamp).unwrap();
    let order = case.power(1).unwrap();
    let ends = |order: &Used| {
        let ends = order
            .due
            .iter()
            .find(|due| due.occasion == powers::Occasion::Expires);
        ends.map(|due| due.on)
    };
    assert_eq!(ends(order), Some(day("2027-03-31")));
    assert!(order.binds_on(day("2027-03-31")) && !order.binds_on(day("2027-04-01")));
    let open = taking(Act::Varied, "2026-11-26", &[(Key::Indefinite, "yes")]);
    let case = case.step_power(1, open, &adopted, &stamp).unwrap();
    let order = case.power(1).unwrap();
    assert_eq!((ends(order), order.until()), (None, None));
    assert!(order.binds_on(day("2040-01-01")));
}

/// R6.6: what was decided keeps its ruling; only what is decided from that day on has the new one.
#[test]
fn switching_a_rule_on_changes_nothing_decided_before_it() {
    let stamp = casework::stamp_on("2026-11-26");
    let of = |pounds: &'static str, on: &'static str, adopted: &Adopted| {
        let (notice, none) = (
            taking(Act::Applied, "2026-10-01", &NOTICE),
            Adopted::default(),
        );
        let case = on_case("1990-01-01")
            .begin_power((Power::Cpn, Some(1)), notice, &none, &stamp)
            .unwrap();
        case.step_power(
            1,
            taking(Act::Penalty, on, &[(Key::Pounds, pounds)]),
            adopted,
            &stamp,
        )
    };
    let before = of("100", "2026-11-24", &Adopted::default()).unwrap();
    let kept = serde_json::to_string(before.record()).unwrap();
    let on = ("NEW-4", day("2026-11-26"));
    let adopted = Adopted::commence(None, on, Note::parse("SI").unwrap(), &stamp).unwrap();
    // The new cap is for the days from which it holds, whenever it is recorded.
    assert_eq!(
        blocks(of("400", "2026-11-25", &adopted)),
        ["CPN-5", "NEW-4"]
    );
    assert!(of("400", "2026-11-26", &adopted).is_ok());
    let breached = taking(Act::Breached, "2026-11-26", &[]);
    let after = before.step_power(1, breached, &adopted, &stamp).unwrap();
    let mut again = after.record().clone();
    again.powers[0].steps.pop();
    let earlier: Case = serde_json::from_str(&kept).unwrap();
    assert_eq!(again.powers, earlier.powers);
}
