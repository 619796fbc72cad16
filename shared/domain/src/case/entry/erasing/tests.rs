//! Examples; that the record stays the same, now and on any past day, is a property in `case/tests.rs`.

use super::{super::Telling, *};
use crate::{
    case::{
        entry::{EntryKind, chronology},
        tests::{opened, prose, stamp},
    },
    gateway::{Gateway, Material},
    journal::{chain, open},
};

fn entries(case: &Journal<Case>) -> Vec<Entry<Event>> {
    open::<Case>(case.pending()).unwrap()
}

/// A case on which agency 1 said something, corrected it and withdrew it, with the day on which.
fn withdrawn() -> (Journal<Case>, Erasable) {
    let telling = Telling {
        kind: EntryKind::Note,
        on: stamp(2, 1).today(),
        text: prose("CANARY lives at number nine"),
        gateway: Gateway::CrimeAndDisorder,
        material: Material::default(),
        only: None,
    };
    let case = opened().tell(telling, &stamp(2, 1)).unwrap();
    let said = chronology(&entries(&case)).remove(0);
    let (text, why) = (
        prose("CANARY at number ten"),
        prose("CANARY the wrong door"),
    );
    let case = case.correct(&said, text, why, &stamp(3, 1)).unwrap();
    let said = chronology(&entries(&case)).remove(0);
    let case = case
        .withdraw(&said, prose("CANARY somebody else"), &stamp(4, 1))
        .unwrap();
    let erasable = Erasable::on(&entries(&case)).remove(0);
    (case, erasable)
}

fn erasing(entry: EntryId, ground: Ground) -> Erasing {
    let reason = Note::parse("It is about somebody else").unwrap();
    Erasing {
        entry,
        ground,
        reason,
    }
}

/// A stamp `n` times seven hours after the first, by somebody of another agency.
fn erase(case: Journal<Case>, entry: EntryId, n: u64) -> Result<Journal<Case>, Refused> {
    let whole = entries(&case);
    case.erase_entry(&whole, erasing(entry, Ground::Request), &stamp(n, 0))
}

/// After 14 days and more: 14 × 24 / 7 = 48 steps later.
const LATER: u64 = 60;

#[test]
fn what_was_withdrawn_is_erased_and_the_chain_holds() {
    let (case, erasable) = withdrawn();
    let case = erase(case, erasable.said.entry, LATER).unwrap();
    let gone = case.erased().to_vec();
    assert_eq!(gone.len(), 3, "told, corrected, withdrawn");
    let mut sealed = case.pending().to_vec();
    for entry in &mut sealed {
        if gone.contains(&entry.header.seq) {
            (entry.payload, entry.salt) = (None, None);
        }
    }
    assert_eq!(chain::verify(&sealed), Ok(case.head()));
    let left: Vec<&str> = sealed
        .iter()
        .filter_map(|entry| entry.payload.as_deref())
        .collect();
    assert!(left.iter().all(|text| !text.contains("CANARY")), "{left:?}");
    let read = open::<Case>(&sealed).unwrap();
    let said = chronology(&read).remove(0);
    assert_eq!(said.text, None);
    assert_eq!(said.erased, Some(stamp(LATER, 0).today()));
    assert_eq!(said.agency, erasable.said.agency);
    assert!(said.amended.unwrap().to_string().starts_with("Erased on "));
    assert!(Erasable::on(&read).is_empty(), "once is enough");
}

#[test]
fn a_day_too_early_is_refused_with_the_day() {
    let (case, erasable) = withdrawn();
    let days = (erasable.from - stamp(4, 1).today()).num_days();
    assert_eq!(days, i64::from(rules::cooling_days()));
    let early = (5..).find(|n| stamp(*n, 0).today() + Days::new(1) == erasable.from);
    let early = early.unwrap();
    let refused = erase(case.clone(), erasable.said.entry, early).unwrap_err();
    assert_eq!(refused, Refused::NotYet(erasable.from));
    let last = (5..)
        .find(|n| stamp(*n, 0).today() == erasable.from)
        .unwrap();
    assert!(erase(case, erasable.said.entry, last).is_ok());
}

#[test]
fn whoever_withdrew_it_does_not_erase_it() {
    let (case, erasable) = withdrawn();
    let whole = entries(&case);
    let erasing = erasing(erasable.said.entry, Ground::Order);
    let refused = case.erase_entry(&whole, erasing, &stamp(LATER, 1));
    assert_eq!(refused.unwrap_err(), Refused::Same);
}

#[test]
fn what_stands_or_was_erased_is_not_erased() {
    let (case, erasable) = withdrawn();
    let other = EntryId::from(uuid::Uuid::from_u128(9));
    let refused = erase(case.clone(), other, LATER).unwrap_err();
    assert_eq!(refused, Refused::NotWithdrawn);
    let case = erase(case, erasable.said.entry, LATER).unwrap();
    let refused = erase(case, erasable.said.entry, LATER + 1).unwrap_err();
    assert_eq!(refused, Refused::NotWithdrawn);
}

#[test]
fn a_hold_keeps_it_and_its_time_is_no_ground() {
    let (case, erasable) = withdrawn();
    let whole = entries(&case);
    let due = erasing(erasable.said.entry, Ground::Due);
    let refused = case.clone().erase_entry(&whole, due, &stamp(LATER, 0));
    assert_eq!(refused.unwrap_err(), Refused::NoTime);
    let reason = Note::parse("A claim").unwrap();
    let held = case.place_hold(reason, &stamp(5, 0)).unwrap();
    let refused = erase(held, erasable.said.entry, LATER).unwrap_err();
    assert_eq!(refused, Refused::Held);
}
