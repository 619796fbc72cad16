//! Keeping, holding and erasing cases and referrals (R12.2).

use super::*;
use crate::{
    Actor, AgencyId, Entry, Line, PersonId, Prose,
    case::{Case, Event, Joining, Opening, Outcome, Pace, Status, entry::Telling},
    gateway::{Gateway, Material},
    journal::{Sealed, chain, fold},
    referral::{self, Referral, form::testing},
};

fn agency() -> AgencyId {
    "runnymede-council".parse().unwrap()
}

/// A stamp on a day, at nine in the morning.
fn on(day: &str) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Priya Fernsby".to_owned(),
        agency: agency(),
    };
    let at = format!("{day}T09:00:00Z").parse().unwrap();
    Stamp::new(actor, at, [day.len() as u8; 32])
}

fn note(text: &str) -> Note {
    Note::parse(text).unwrap()
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn opened() -> Journal<Case> {
    let stamp = on("2020-01-06");
    let referral = Referral::receive(testing::form(), 5, &stamp).unwrap();
    let joining = Joining {
        agency: agency(),
        name: "Runnymede Council".to_owned(),
        gateway: Gateway::CrimeAndDisorder,
        reason: prose("leads"),
    };
    let opening = Opening {
        area: referral.area.clone(),
        reference: "RUN-2020-0001".to_owned(),
        lead: joining.clone(),
        referrer: joining,
        reason: prose("meets the threshold"),
        pace: Pace::default(),
    };
    let case = Case::open(&referral, &testing::form(), opening, &stamp).unwrap();
    let telling = Telling {
        kind: crate::case::EntryKind::Incident,
        on: day("2020-01-05"),
        text: prose("CANARY shouted in the stairwell"),
        gateway: Gateway::CrimeAndDisorder,
        material: Material::default(),
        only: None,
    };
    case.tell(telling, &stamp).unwrap()
}

fn closed(outcome: Outcome) -> Journal<Case> {
    let stamp = on("2020-03-02");
    opened()
        .close(outcome, prose("CANARY done"), &stamp)
        .unwrap()
}

fn ordered() -> Journal<Case> {
    let (ground, stamp) = (Ground::Due, on("2026-03-02"));
    closed(Outcome::Resolved)
        .order_erasure(
            ground,
            note("CANARY nothing since"),
            &Chosen::default(),
            &stamp,
        )
        .unwrap()
}

fn entries(journal: &Journal<Case>) -> Vec<Entry<Event>> {
    let open = |sealed: &Sealed| sealed.open::<Case>().unwrap();
    journal.pending().iter().map(open).collect()
}

#[test]
fn a_closed_case_comes_due_by_its_outcome() {
    let standing = |outcome, today| {
        let chosen = Chosen::default();
        closed(outcome).standing(&chosen, day(today))
    };
    let (due, before) = (day("2026-03-02"), "2026-03-01");
    assert_eq!(standing(Outcome::Resolved, before), Standing::Kept(due));
    assert_eq!(
        standing(Outcome::Resolved, "2026-03-02"),
        Standing::Due(due)
    );
    let early = day("2022-03-02");
    assert_eq!(
        standing(Outcome::NotSubstantiated, "2024-01-01"),
        Standing::Due(early)
    );
    assert_eq!(
        opened().standing(&Chosen::default(), day("2040-01-01")),
        Standing::InUse
    );
}

#[test]
fn an_area_that_chose_fewer_years_looks_sooner() {
    let chosen = Chosen(std::collections::BTreeMap::from([(
        "case-closed".into(),
        5,
    )]));
    let standing = closed(Outcome::Resolved).standing(&chosen, day("2025-03-02"));
    assert_eq!(standing, Standing::Due(day("2025-03-02")));
}

#[test]
fn nothing_is_erased_before_its_time_unless_a_right_or_an_order_asks_for_it() {
    let order = |ground| {
        let reason = note("asked");
        closed(Outcome::Resolved).order_erasure(
            ground,
            reason,
            &Chosen::default(),
            &on("2021-06-01"),
        )
    };
    assert_eq!(
        order(Ground::Due).unwrap_err(),
        Refused::NotDue(day("2026-03-02"))
    );
    let case = order(Ground::Request).unwrap();
    let standing = case.standing(&Chosen::default(), day("2021-06-01"));
    assert_eq!(standing, Standing::Ordered(day("2021-06-15")));
    let again = case.order_erasure(
        Ground::Order,
        note("x"),
        &Chosen::default(),
        &on("2021-06-02"),
    );
    assert_eq!(again.unwrap_err(), Refused::Ordered);
}

#[test]
fn an_open_case_is_neither_kept_until_a_day_nor_erased() {
    let keep = opened().keep_until(day("2030-01-01"), note("x"), &on("2020-01-07"));
    assert_eq!(keep.unwrap_err(), Refused::InUse);
    let stamp = on("2020-01-07");
    let erase = opened().order_erasure(Ground::Order, note("x"), &Chosen::default(), &stamp);
    assert_eq!(erase.unwrap_err(), Refused::InUse);
    assert_eq!(opened().erase(&stamp).unwrap_err(), Refused::InUse);
}

#[test]
fn a_hold_ends_the_order_and_lets_nothing_be_erased_until_it_is_lifted() {
    let case = ordered()
        .place_hold(note("a claim is under way"), &on("2026-03-10"))
        .unwrap();
    let late = on("2026-06-01");
    assert_eq!(case.clone().erase(&late).unwrap_err(), Refused::Held);
    let order =
        |case: Journal<Case>| case.order_erasure(Ground::Due, note("x"), &Chosen::default(), &late);
    assert_eq!(order(case.clone()).unwrap_err(), Refused::Held);
    let twice = case.clone().place_hold(note("again"), &late);
    assert_eq!(twice.unwrap_err(), Refused::Held);
    let lifted = case.lift_hold(note("settled"), &late).unwrap();
    assert_eq!(
        lifted.clone().erase(&late).unwrap_err(),
        Refused::NotOrdered
    );
    assert!(order(lifted).is_ok());
}

#[test]
fn what_is_kept_longer_comes_due_on_its_day() {
    let keep = |until| {
        let until = day(until);
        closed(Outcome::Resolved).keep_until(
            until,
            note("a sibling case is open"),
            &on("2026-03-02"),
        )
    };
    let case = keep("2028-01-01").unwrap();
    let chosen = Chosen::default();
    let until = day("2028-01-01");
    assert_eq!(
        case.standing(&chosen, day("2027-12-31")),
        Standing::Kept(until)
    );
    assert_eq!(case.standing(&chosen, until), Standing::Due(until));
    for bad in ["2026-03-02", "2025-01-01", "2036-03-03"] {
        assert_eq!(keep(bad).unwrap_err(), Refused::Day, "{bad}");
    }
}

#[test]
fn an_order_can_be_taken_back_until_its_day_and_is_carried_out_from_then_on() {
    assert_eq!(
        ordered().erase(&on("2026-03-15")).unwrap_err(),
        Refused::NotYet(day("2026-03-16"))
    );
    let stayed = ordered()
        .stay_erasure(note("not yet"), &on("2026-03-15"))
        .unwrap();
    assert_eq!(
        stayed.clone().erase(&on("2026-03-20")).unwrap_err(),
        Refused::NotOrdered
    );
    assert!(
        stayed
            .stay_erasure(note("twice"), &on("2026-03-20"))
            .is_err()
    );
    assert!(ordered().erase(&on("2026-03-16")).is_ok());
}

#[test]
fn an_erased_case_says_nothing_of_anybody_and_its_record_follows_from_what_is_left() {
    let before = ordered();
    let erased = before.erase(&on("2026-03-16")).unwrap();
    let text = serde_json::to_string(erased.record()).unwrap();
    let form = testing::form();
    let mut gone = vec!["CANARY".to_owned(), form.headline.to_string()];
    gone.extend(form.subjects.iter().map(|subject| subject.name.to_string()));
    for word in &gone {
        assert!(!text.contains(word.as_str()), "{word} is still there");
    }
    assert_eq!(erased.reference, "RUN-2020-0001");
    // The journal without what it said before: the chain holds and the record follows.
    let mut sealed = erased.pending().to_vec();
    let last = sealed.len() - 1;
    for entry in &mut sealed[..last] {
        entry.payload = None;
        entry.salt = None;
    }
    assert_eq!(chain::verify(&sealed), Ok(erased.head()));
    let left: Vec<_> = sealed
        .iter()
        .map(|each| each.open::<Case>().unwrap())
        .collect();
    let folded = fold::<Case>(&left).unwrap().unwrap();
    assert_eq!(&folded, erased.record());
    assert!(!serde_json::to_string(&sealed).unwrap().contains("CANARY"));
    // And halfway through, when a run was cut off.
    for (n, _) in sealed.iter().enumerate() {
        let mut half = entries(&erased);
        for entry in &mut half[..n.min(last)] {
            entry.event = None;
        }
        assert_eq!(&fold::<Case>(&half).unwrap().unwrap(), erased.record());
    }
}

#[test]
fn what_was_finished_is_said_once_more_and_nothing_else_can_be_done() {
    let erased = ordered().erase(&on("2026-03-16")).unwrap();
    let late = on("2026-03-17");
    assert_eq!(erased.referrals.len(), 1);
    let erased = erased.finish_erasure(5, &late).unwrap();
    assert!(matches!(
        erased.status,
        Status::Erased { finished: true, .. }
    ));
    assert!(erased.referrals.is_empty());
    assert_eq!(erased.clone().erase(&late).unwrap_err(), Refused::Erased);
    assert_eq!(
        erased.clone().place_hold(note("x"), &late).unwrap_err(),
        Refused::Erased
    );
    let tell = erased.reopen(prose("x"), Pace::default(), &late);
    assert_eq!(tell.unwrap_err(), crate::case::Refused::Erased);
}

#[test]
fn reopening_ends_what_was_decided_of_the_closed_case_and_keeps_a_hold() {
    let reopened = ordered()
        .reopen(prose("it began again"), Pace::default(), &on("2026-03-10"))
        .unwrap();
    assert_eq!(reopened.keeping, Keeping::default());
    let held = closed(Outcome::Resolved)
        .place_hold(note("a claim"), &on("2021-01-01"))
        .unwrap()
        .reopen(prose("it began again"), Pace::default(), &on("2021-01-02"))
        .unwrap();
    assert!(held.keeping.hold.is_some());
}

fn declined() -> Journal<Referral> {
    let stamp = on("2020-01-06");
    Referral::receive(testing::form(), 5, &stamp)
        .unwrap()
        .decline(prose("CANARY not for us"), &stamp)
        .unwrap()
}

#[test]
fn a_referral_that_led_to_nothing_is_kept_by_its_own_rule_and_erased() {
    let chosen = Chosen::default();
    let due = day("2022-01-06");
    assert_eq!(declined().standing(&chosen, due), Standing::Due(due));
    let erased = declined()
        .order_erasure(
            Ground::Due,
            note("nothing since"),
            &chosen,
            &on("2022-01-06"),
        )
        .unwrap()
        .erase(&on("2022-01-20"))
        .unwrap();
    let text = serde_json::to_string(erased.record()).unwrap();
    let form = testing::form();
    assert!(!text.contains("CANARY") && !text.contains(form.headline.as_str()));
    assert!(matches!(erased.status, referral::Status::Erased { .. }));
    let again = erased.decline(prose("x"), &on("2022-01-21"));
    assert!(matches!(again, Err(referral::Refused::Decided(_))));
}

#[test]
fn a_referral_that_led_to_a_case_is_erased_with_it_and_not_before() {
    let stamp = on("2020-01-06");
    let case = crate::CaseId::from(uuid::Uuid::from_u128(7));
    let accepted = Referral::receive(testing::form(), 5, &stamp)
        .unwrap()
        .accept(case, "RUN-2020-0001", prose("x"), &stamp)
        .unwrap();
    let order = accepted.clone().order_erasure(
        Ground::Order,
        note("x"),
        &Chosen::default(),
        &on("2026-01-01"),
    );
    assert_eq!(order.unwrap_err(), Refused::WithCase);
    let erasure = Erasure {
        rule: "case-closed".into(),
        ground: Ground::Due,
        ordered_by: "Priya Fernsby".into(),
        ordered_on: day("2026-01-01"),
    };
    let at = on("2026-01-15");
    assert!(accepted.erase_with_case(erasure.clone(), &at).is_ok());
    assert!(declined().erase_with_case(erasure, &at).is_err());
}

#[test]
fn records_written_before_there_was_retention_still_read() {
    let mut value = serde_json::to_value(closed(Outcome::Resolved).record()).unwrap();
    value.as_object_mut().unwrap().remove("keeping");
    let case: Case = serde_json::from_value(value).unwrap();
    assert!(case.keeping.is_empty());
    let headline = Line::parse("x").unwrap();
    assert_ne!(case.headline, headline);
}

#[test]
fn a_step_tells_everybody_on_the_case_only_when_an_erasure_is_ordered() {
    use crate::notice::{Told, for_case, of_case};
    let case = ordered();
    let newest = case.pending().last().unwrap();
    let told = Told {
        header: &newest.header,
        hash: newest.hash,
    };
    let event = newest.open::<Case>().unwrap().event.unwrap();
    assert!(of_case(&event));
    let notices = for_case(&case, None, &event, told);
    assert_eq!(notices.len(), case.agencies.len());
    assert_eq!(notices[0].due_on, Some(day("2026-03-16")));
    assert!(!notices[0].text("https://charmm.example").contains("CANARY"));
    let hold = Event::Retention(Step::Held { reason: note("x") });
    assert!(!of_case(&hold));
}
