//! A request from its arrival to the bundle (R12.1).

use super::*;
use crate::{
    Actor, AgencyId, PersonId,
    journal::{chain, fold},
    retention::{self, Chosen, Ground, Keepable, Standing as Stands},
};

fn on(day: &str) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Rowan Inkpen".to_owned(),
        agency: "surrey-county-council".parse::<AgencyId>().unwrap(),
    };
    Stamp::new(actor, format!("{day}T09:00:00Z").parse().unwrap(), [4; 32])
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn note(text: &str) -> Note {
    Note::parse(text).unwrap()
}

fn about(born_on: Option<&str>, received_on: &str) -> About {
    About {
        name: Line::parse("Quentin Zebrafish").unwrap(),
        born_on: born_on.map(day),
        postcode: None,
        asker: Asker::Themselves,
        identity: note("Passport seen"),
        received_on: day(received_on),
    }
}

fn unsought() -> Journal<SubjectAccess> {
    let area = "RUN".parse().unwrap();
    let about = about(Some("1991-02-28"), "2026-11-20");
    SubjectAccess::receive(area, about, &on("2026-11-20")).unwrap()
}

fn received() -> Journal<SubjectAccess> {
    let nothing = BTreeMap::new();
    unsought().look(nothing, &on("2026-11-20")).unwrap()
}

fn case(n: u128) -> CaseId {
    CaseId::from(uuid::Uuid::from_u128(n))
}

fn counts() -> Counts {
    Counts {
        bundle: Hash::of(b"bundle"),
        disclosed: 3,
        withheld: 1,
    }
}

#[test]
fn a_month_ends_on_the_same_day_or_the_last_one_or_the_next_working_day() {
    for (received, due) in [
        ("2026-11-20", "2026-12-21"), // 20 December is a Sunday.
        ("2026-11-24", "2026-12-24"),
        ("2026-11-25", "2026-12-29"), // Christmas; 28 December stands in for Boxing Day.
        ("2027-01-31", "2027-03-01"), // 28 February is a Sunday.
        ("2026-09-30", "2026-10-30"),
    ] {
        assert_eq!(due_on(day(received), 1), day(due), "{received}");
    }
}

#[test]
fn the_time_is_extended_once_from_the_day_it_arrived() {
    let extended = received()
        .extend(note("Many cases"), &on("2026-12-01"))
        .unwrap();
    assert_eq!(extended.due_on, day("2027-02-22"));
    let again = extended.extend(note("Still"), &on("2026-12-02"));
    assert_eq!(again.unwrap_err(), Refused::Extended);
}

#[test]
fn somebody_who_cannot_be_found_or_asks_tomorrow_is_refused() {
    let receive = |about| SubjectAccess::receive("RUN".parse().unwrap(), about, &on("2026-11-20"));
    assert_eq!(
        receive(about(None, "2026-11-20")).unwrap_err(),
        Refused::Unfindable
    );
    let ahead = receive(about(Some("1991-02-28"), "2026-11-21"));
    assert_eq!(ahead.unwrap_err(), Refused::Ahead);
}

#[test]
fn nothing_is_released_that_was_not_read_as_it_now_is() {
    let stamp = on("2026-11-23");
    let release = |request: Journal<SubjectAccess>, cases: &[Standing]| {
        let found = Found { cases, beside: &[] };
        request.release(found, counts(), &stamp)
    };
    let found = [(case(1), 7), (case(2), 3)];
    assert_eq!(release(received(), &[]).unwrap_err(), Refused::Nothing);
    assert_eq!(
        release(received(), &found).unwrap_err(),
        Refused::Unreviewed(2)
    );
    let withheld = BTreeMap::from([("4-0".to_owned(), Exemption::Crime)]);
    let read = received()
        .review((case(1), 7), withheld, &stamp)
        .unwrap()
        .review((case(2), 3), BTreeMap::new(), &stamp)
        .unwrap();
    // One of them has changed since.
    let changed = [(case(1), 8), (case(2), 3)];
    assert_eq!(
        release(read.clone(), &changed).unwrap_err(),
        Refused::Unreviewed(1)
    );
    let released = release(read, &found).unwrap();
    assert!(matches!(
        released.status,
        Status::Released { withheld: 1, .. }
    ));
    // From here on nothing changes.
    assert_eq!(
        release(released.clone(), &found).unwrap_err(),
        Refused::Answered
    );
    let again = released.review((case(1), 7), BTreeMap::new(), &stamp);
    assert_eq!(again.unwrap_err(), Refused::Answered);
}

#[test]
fn the_record_follows_from_the_journal() {
    let stamp = on("2026-11-23");
    let request = received()
        .set_words(vec![Line::parse("the man with the dog").unwrap()], &stamp)
        .unwrap()
        .review((case(1), 7), BTreeMap::new(), &stamp)
        .unwrap()
        .close(note("Withdrawn by telephone"), &stamp)
        .unwrap();
    let entries: Vec<_> = request
        .pending()
        .iter()
        .map(|entry| entry.open::<SubjectAccess>().unwrap())
        .collect();
    let folded = crate::journal::fold::<SubjectAccess>(&entries)
        .unwrap()
        .unwrap();
    assert_eq!(&folded, request.record());
    assert!(request.reference.starts_with("S-"));
}

fn released() -> Journal<SubjectAccess> {
    let stamp = on("2026-11-23");
    received()
        .set_words(vec![Line::parse("CANARY with the dog").unwrap()], &stamp)
        .and_then(|request| request.review((case(1), 7), BTreeMap::new(), &stamp))
        .and_then(|request| {
            let found = Found {
                cases: &[(case(1), 7)],
                beside: &[],
            };
            request.release(found, counts(), &stamp)
        })
        .unwrap()
}

/// R12.2: two years from the day it was answered, whichever way.
#[test]
fn an_answered_request_comes_due_by_its_rule_and_an_open_one_is_in_use() {
    let chosen = Chosen::default();
    let stands = |request: &Journal<SubjectAccess>, on| request.standing(&chosen, day(on));
    let due = day("2028-11-23");
    assert_eq!(stands(&released(), "2028-11-22"), Stands::Kept(due));
    assert_eq!(stands(&released(), "2028-11-23"), Stands::Due(due));
    let closed = received().close(note("Withdrawn"), &on("2026-11-24"));
    let due = day("2028-11-24");
    assert_eq!(stands(&closed.unwrap(), "2030-01-01"), Stands::Due(due));
    assert_eq!(stands(&received(), "2040-01-01"), Stands::InUse);
    let by = on("2027-01-04");
    let early = released().order_erasure(Ground::Due, note("x"), &chosen, &by);
    let due = retention::Refused::NotDue(day("2028-11-23"));
    assert_eq!(early.unwrap_err(), due);
    let held = released().place_hold(note("A complaint"), &by).unwrap();
    let refused = held.order_erasure(Ground::Request, note("x"), &chosen, &by);
    assert_eq!(refused.unwrap_err(), retention::Refused::Held);
}

#[test]
fn an_erased_request_names_nobody_and_still_says_which_bundle_was_handed_over() {
    let (chosen, late) = (Chosen::default(), on("2028-12-07"));
    let ordered = released()
        .order_erasure(Ground::Due, note("CANARY"), &chosen, &on("2028-11-23"))
        .unwrap();
    let erased = ordered.erase(&late).unwrap();
    assert_eq!(erased.released(), Some(counts()));
    let mut sealed = erased.pending().to_vec();
    let last = sealed.len() - 1;
    for entry in &mut sealed[..last] {
        entry.payload = None;
        entry.salt = None;
    }
    assert_eq!(chain::verify(&sealed), Ok(erased.head()));
    let left: Vec<_> = sealed
        .iter()
        .map(|each| each.open::<SubjectAccess>().unwrap())
        .collect();
    assert_eq!(
        &fold::<SubjectAccess>(&left).unwrap().unwrap(),
        erased.record()
    );
    for text in [
        serde_json::to_string(&sealed).unwrap(),
        serde_json::to_string(erased.record()).unwrap(),
    ] {
        for gone in ["CANARY", "Quentin", "Zebrafish", "1991", "Passport"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
    }
    let again = erased.clone().close(note("x"), &late);
    assert_eq!(again.unwrap_err(), Refused::Answered);
    let done = erased.finish_erasure(5, &late).unwrap();
    assert!(done.is_finished());
    assert_eq!(done.erase(&late).unwrap_err(), retention::Refused::Erased);
}

/// What was written before there was a rule reads as it did.
#[test]
fn a_record_without_its_keeping_still_reads() {
    let value = serde_json::to_value(released().record()).unwrap();
    assert!(value.get("keeping").is_none());
    let request: SubjectAccess = serde_json::from_value(value).unwrap();
    assert!(request.keeping.is_empty());
}

mod beside;
