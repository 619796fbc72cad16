//! Who may ask, answer, take and review; and what the record keeps of it.

use super::*;
use crate::{
    Prose,
    case::{Joining, Opening, Pace},
    referral::{Referral, form::testing},
};

const HOURS: i64 = 24;

fn at(hours: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-20T09:00:00Z".parse().unwrap();
    start + TimeDelta::hours(hours)
}

fn stamp(person: u128, agency: &str, hours: i64) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(person)),
        name: format!("Person {person}"),
        agency: agency.parse().unwrap(),
    };
    let seed = Sha(person, hours).bytes();
    Stamp::new(actor, at(hours), seed)
}

/// Different randomness for each person and time.
struct Sha(u128, i64);

impl Sha {
    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.0.to_be_bytes());
        bytes[16..24].copy_from_slice(&self.1.to_be_bytes());
        bytes
    }
}

fn note(text: &str) -> Note {
    Note::parse(text).unwrap()
}

fn lead(hours: i64) -> Stamp {
    stamp(1, "council", hours)
}

fn nurse(hours: i64) -> Stamp {
    stamp(2, "health", hours)
}

fn case() -> Journal<Case> {
    let form = testing::form();
    let referral = Referral::receive(form.clone(), 5, &stamp(3, "homes", 0)).unwrap();
    let joining = |agency: &str| Joining {
        agency: agency.parse().unwrap(),
        name: agency.to_owned(),
        gateway: Gateway::CrimeAndDisorder,
        reason: Prose::parse("Holds part of it").unwrap(),
    };
    let opening = Opening {
        area: referral.area.clone(),
        reference: "RUN-2026-0001".into(),
        lead: joining("council"),
        referrer: joining("homes"),
        reason: Prose::parse("Meets the threshold").unwrap(),
        pace: Pace::default(),
    };
    Case::open(&referral, &form, opening, &lead(0)).unwrap()
}

fn granting(days: u64) -> Granting {
    Granting {
        to: Breadth::Person,
        gateway: Gateway::CrimeAndDisorder,
        last_on: at(0).date_naive() + Days::new(days),
        reason: note("Needed"),
    }
}

fn alarm() -> Alarm {
    Alarm {
        reason: note("A threat to life"),
        gateway: Gateway::VitalInterests,
    }
}

fn asked() -> (Journal<Case>, AccessId) {
    let case = case()
        .ask_access("Health", note("Housing them"), policy(), &nurse(1))
        .unwrap();
    let id = *case.guests.requests.keys().next().unwrap();
    (case, id)
}

fn policy() -> AccessPolicy {
    AccessPolicy::default()
}

#[test]
fn what_is_granted_ends_when_its_last_day_is_over_in_london() {
    let (case, id) = asked();
    let case = case
        .grant_access(id, granting(1), policy(), &lead(2))
        .unwrap();
    let request = &case.guests.requests[&id];
    let end: DateTime<Utc> = "2026-11-22T00:00:00Z".parse().unwrap();
    assert!(request.granted(end - TimeDelta::milliseconds(1)).is_some());
    assert!(request.granted(end).is_none());
    // In summer midnight comes an hour earlier by UTC.
    let summer = end_of("2027-06-30".parse().unwrap());
    assert_eq!(
        summer,
        "2027-06-30T23:00:00Z".parse::<DateTime<Utc>>().unwrap()
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (case, id) = asked();
    let twice = case
        .clone()
        .ask_access("Health", note("Again"), policy(), &nurse(2));
    assert_eq!(twice.unwrap_err(), Refused::AccessAsked);
    let member = case
        .clone()
        .ask_access("Homes", note("x"), policy(), &stamp(3, "homes", 2));
    assert_eq!(member.unwrap_err(), Refused::AgencyOnCase);
    let past = Granting {
        last_on: at(0).date_naive() - Days::new(1),
        ..granting(0)
    };
    let past = case.clone().grant_access(id, past, policy(), &lead(2));
    assert_eq!(
        past.unwrap_err(),
        Refused::DayPast("the last day of access")
    );
    let far = case
        .clone()
        .grant_access(id, granting(93), policy(), &lead(2));
    assert_eq!(
        far.unwrap_err(),
        Refused::DayTooFar("the last day of access", 92)
    );
    let section_16 = Granting {
        gateway: Gateway::SeriousViolence,
        ..granting(1)
    };
    let barred = case
        .clone()
        .grant_access(id, section_16, policy(), &lead(2));
    assert!(matches!(barred.unwrap_err(), Refused::Barred(_)));
    let early = case.clone().end_access(id, note("x"), &lead(2));
    assert_eq!(early.unwrap_err(), Refused::AccessOver);
    let refused = case
        .refuse_access(id, note("Not needed"), &lead(2))
        .unwrap();
    let again = refused.clone().refuse_access(id, note("x"), &lead(3));
    assert_eq!(again.unwrap_err(), Refused::AccessAnswered);
    // Whoever was refused may ask again.
    let again = refused
        .ask_access("Health", note("New facts"), policy(), &nurse(4))
        .unwrap();
    assert_eq!(again.guests.requests.len(), 2);
}

#[test]
fn an_emergency_lasts_some_hours_and_is_reviewed_once_by_somebody_else() {
    let case = case()
        .break_glass("Health", alarm(), policy(), &nurse(1))
        .unwrap();
    let id = *case.guests.emergencies.keys().next().unwrap();
    let emergency = &case.guests.emergencies[&id];
    assert!(emergency.holds(at(HOURS)) && !emergency.holds(at(1 + HOURS)));
    assert_eq!(case.guests.to_review().count(), 1);
    let twice = case
        .clone()
        .break_glass("Health", alarm(), policy(), &nurse(2));
    assert_eq!(twice.unwrap_err(), Refused::EmergencyOpen);
    let own = case
        .clone()
        .review_emergency(id, Finding::Justified, note("x"), &nurse(3));
    assert_eq!(own.unwrap_err(), Refused::OwnEmergency);
    let justified = case
        .clone()
        .review_emergency(id, Finding::Justified, note("Confirmed"), &lead(3))
        .unwrap();
    assert!(justified.guests.emergencies[&id].holds(at(4)));
    assert_eq!(justified.guests.to_review().count(), 0);
    let again = justified.review_emergency(id, Finding::Justified, note("x"), &lead(4));
    assert_eq!(again.unwrap_err(), Refused::EmergencyReviewed);
    let not = case
        .review_emergency(id, Finding::NotJustified, note("No threat"), &lead(3))
        .unwrap();
    assert!(!not.guests.emergencies[&id].holds(at(4)), "it ends at once");
    // It can be taken again, and is told again.
    assert!(
        not.break_glass("Health", alarm(), policy(), &nurse(5))
            .is_ok()
    );
}

#[test]
fn a_record_forgets_what_was_over_long_ago_but_never_what_waits() {
    let (case, id) = asked();
    let case = case.refuse_access(id, note("No"), &lead(2)).unwrap();
    let late = 24 * 91;
    let case = case
        .break_glass("Health", alarm(), policy(), &nurse(3))
        .unwrap()
        .ask_access("Fire", note("x"), policy(), &stamp(5, "fire", late))
        .unwrap();
    assert!(!case.guests.requests.contains_key(&id));
    assert_eq!(case.guests.to_review().count(), 1, "still to be reviewed");
}

#[test]
fn a_case_takes_so_many_requests_and_any_number_of_emergencies() {
    let mut case = case();
    for person in 0..40 {
        case = case
            .ask_access("Fire", note("x"), policy(), &stamp(100 + person, "fire", 1))
            .unwrap();
    }
    let full = case
        .clone()
        .ask_access("Fire", note("x"), policy(), &stamp(99, "fire", 1));
    assert!(matches!(full.unwrap_err(), Refused::Full { limit: 40, .. }));
    assert!(
        case.break_glass("Fire", alarm(), policy(), &stamp(99, "fire", 1))
            .is_ok()
    );
}
