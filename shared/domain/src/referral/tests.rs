use super::*;
use crate::referral::form::testing;

fn stamp(n: u8) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Robin Referrer".into(),
        agency: "riverside-homes".parse().unwrap(),
    };
    Stamp::new(actor, "2026-12-23T16:00:00Z".parse().unwrap(), [n; 32])
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

fn received() -> Journal<Referral> {
    Referral::receive(testing::form(), 3, &stamp(1)).unwrap()
}

#[test]
fn a_referral_is_due_in_working_days() {
    // Christmas Day and the substitute for Boxing Day lie between.
    assert_eq!(
        received().due_on,
        "2026-12-30".parse::<NaiveDate>().unwrap()
    );
}

#[test]
fn references_can_be_read_out_and_differ() {
    let one = received().reference.clone();
    assert_eq!(one.len(), 13);
    assert!(one.starts_with("R-") && !one.contains(['I', 'L', 'O', 'U']));
    let two = Referral::receive(testing::form(), 3, &stamp(2)).unwrap();
    assert_ne!(one, two.reference);
}

#[test]
fn the_same_stamp_makes_the_same_referral() {
    assert_eq!(received().record(), received().record());
    assert_eq!(received().head(), received().head());
}

#[test]
fn asked_and_answered_it_waits_again_and_is_decided_once() {
    let asked = received().ask(prose("Which flat?"), &stamp(2)).unwrap();
    let answered = asked.answer(prose("Flat 2"), &stamp(3)).unwrap();
    assert_eq!(answered.status, Status::Awaiting);
    assert_eq!(
        answered
            .clone()
            .answer(prose("Flat 3"), &stamp(4))
            .unwrap_err(),
        Refused::NothingAsked
    );
    let declined = answered
        .decline(prose("Not anti-social behaviour"), &stamp(5))
        .unwrap();
    assert!(!declined.status.is_open());
    let again = declined.decline(prose("again"), &stamp(6)).unwrap_err();
    assert_eq!(again, Refused::Decided("Declined"));
}

#[test]
fn the_system_itself_cannot_refer() {
    let system = Stamp::new(Actor::System { job: "x".into() }, stamp(1).at, [1; 32]);
    assert_eq!(
        Referral::receive(testing::form(), 3, &system).unwrap_err(),
        Refused::NoReferrer
    );
}

fn public(n: u8) -> Stamp {
    Stamp::new(Actor::Public, stamp(1).at, [n; 32])
}

fn reported() -> Journal<Referral> {
    let id = ReferralId::from(uuid::Uuid::from_u128(7));
    Referral::report_as(id, report::testing::named(), 3, &public(1)).unwrap()
}

/// R1.2: a report of the public waits for triage like a referral, and no agency is invented.
#[test]
fn what_the_public_reports_is_a_referral_without_an_agency() {
    let referral = reported();
    assert!(referral.is_public() && referral.status.is_open());
    assert_eq!((&referral.agency, referral.referrer), (&None, None));
    assert_eq!(referral.referrer_name, "A member of the public");
    assert_eq!(referral.risk, form::RiskBand::Medium);
    assert_eq!(referral.due_on, received().due_on);
    let record = serde_json::to_string(referral.record()).unwrap();
    for personal in ["Vic Sample", "960001", "Alex Example"] {
        assert!(!record.contains(personal), "{personal}");
    }
    let header = serde_json::to_string(&referral.pending()[0].header).unwrap();
    assert!(header.contains(r#""actor":{"by":"public"}"#), "{header}");
}

#[test]
fn nobody_with_an_account_can_pretend_to_be_the_public() {
    let id = ReferralId::from(uuid::Uuid::from_u128(7));
    let fault = Referral::report_as(id, report::testing::report(), 3, &stamp(1)).unwrap_err();
    assert!(matches!(fault, Refused::Journal(_)));
}

#[test]
fn a_member_of_the_public_cannot_be_asked_here() {
    let asked = reported().ask(prose("Which flat?"), &stamp(2));
    assert_eq!(asked.unwrap_err(), Refused::NobodyToAsk);
    let declined = reported().decline(prose("Not for us"), &stamp(2)).unwrap();
    assert!(!declined.status.is_open());
}

/// What was stored before the public could report reads as it did.
#[test]
fn a_record_from_before_still_reads() {
    let json = serde_json::to_value(received().record()).unwrap();
    assert_eq!(json["agency"], "riverside-homes");
    assert!(json.get("sighting").is_none());
    let read: Referral = serde_json::from_value(json).unwrap();
    assert_eq!(&read, received().record());
}
