use chrono::{Days, TimeDelta};

use super::*;
use crate::{
    Actor, PersonId,
    case::{self, Case, Opening, Pace},
    gateway::Gateway,
    referral::{Referral, form::testing},
};

fn stamp(at: &str, n: u8) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Casey Chair".into(),
        agency: "runnymede-council".parse().unwrap(),
    };
    Stamp::new(actor, at.parse().unwrap(), [n; 32])
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

fn meeting() -> Journal<Meeting> {
    Meeting::schedule(
        Forum::Charmm,
        "RUN".parse().unwrap(),
        "2026-11-24T10:00:00Z".parse().unwrap(),
        Line::parse("Teams").unwrap(),
        Some("2026-10-13T09:00:00Z".parse().unwrap()),
        &stamp("2026-11-01T09:00:00Z", 1),
    )
    .unwrap()
}

/// A case opened at `at` as number `n`, due for review on `review`.
fn case(n: u8, at: &str, review: &str) -> Journal<Case> {
    let stamp = stamp(at, n);
    let form = testing::form();
    let referral = Referral::receive(form.clone(), 5, &stamp).unwrap();
    let joining = case::Joining {
        agency: "runnymede-council".parse().unwrap(),
        name: "Runnymede Borough Council".into(),
        gateway: Gateway::CrimeAndDisorder,
        reason: prose("leads"),
    };
    let opening = Opening {
        area: referral.area.clone(),
        reference: format!("RUN-2026-{n:04}"),
        lead: joining.clone(),
        referrer: joining,
        reason: prose("meets the threshold"),
        pace: Pace::default(),
    };
    let assessment = case::Assessment {
        rag: case::Rag::Green,
        risk: crate::referral::form::RiskBand::Standard,
        rationale: prose("quiet"),
        next_review_on: review.parse().unwrap(),
        scored: None,
        later_because: None,
    };
    Case::open(&referral, &form, opening, &stamp)
        .unwrap()
        .assess(assessment, Pace::default(), &stamp)
        .unwrap()
}

fn plain(cases: &[&Journal<Case>]) -> Vec<Case> {
    cases.iter().map(|case| case.record().clone()).collect()
}

#[test]
fn packs_fall_due_three_working_days_before_at_seven() {
    // Tuesday 24 November: Monday, Friday, Thursday.
    assert_eq!(
        meeting().packs_due_at.to_rfc3339(),
        "2026-11-19T07:00:00+00:00"
    );
}

#[test]
fn the_agenda_puts_each_open_case_under_the_heading_that_fits() {
    let new = case(1, "2026-11-02T09:00:00Z", "2026-12-20");
    let due = case(2, "2026-08-03T09:00:00Z", "2026-11-24");
    let later = case(3, "2026-08-03T09:00:00Z", "2026-11-25");
    let closing = case(4, "2026-08-03T09:00:00Z", "2026-12-20")
        .propose_closure(prose("quiet"), &stamp("2026-11-10T09:00:00Z", 9))
        .unwrap();
    let closed = case(5, "2026-08-03T09:00:00Z", "2026-11-20")
        .close(
            case::Outcome::Resolved,
            prose("quiet"),
            &stamp("2026-11-10T09:00:00Z", 8),
        )
        .unwrap();
    let agenda = Agenda::build(&meeting(), &plain(&[&closed, &closing, &later, &due, &new]));
    let found: Vec<_> = agenda
        .items
        .iter()
        .map(|item| (item.case, item.section))
        .collect();
    assert_eq!(
        found,
        [
            (new.id, Section::NewReferrals),
            (due.id, Section::CasesDue),
            (closing.id, Section::Closures)
        ]
    );
}

#[test]
fn the_chair_adds_removes_and_moves_with_a_reason() {
    let due = case(1, "2026-08-03T09:00:00Z", "2026-11-20");
    let other = case(2, "2026-08-03T09:00:00Z", "2026-11-21");
    let later = case(3, "2026-08-03T09:00:00Z", "2026-12-20");
    let cases = plain(&[&due, &other, &later]);
    let mut meeting = meeting();
    let stamp = stamp("2026-11-20T09:00:00Z", 2);
    for (change, id) in [
        (agenda::Change::Remove, due.id),
        (agenda::Change::Add, later.id),
        (agenda::Change::First, later.id),
    ] {
        let agenda = Agenda::build(&meeting, &cases);
        let adjustment = Adjustment {
            change,
            case: id,
            reason: prose("chair's choice"),
        };
        meeting = meeting.adjust(adjustment, &agenda, &stamp).unwrap();
    }
    let agenda = Agenda::build(&meeting, &cases);
    let order: Vec<_> = agenda.items.iter().map(|item| item.case).collect();
    assert_eq!(order, [later.id, other.id]);
    // A reader who may not see the added case does not learn of it.
    let agenda = Agenda::build(&meeting, &plain(&[&due, &other]));
    assert!(!agenda.has(later.id));
    let again = Adjustment {
        change: agenda::Change::Remove,
        case: due.id,
        reason: prose("gone already"),
    };
    assert_eq!(
        meeting.adjust(again, &agenda, &stamp).unwrap_err(),
        Refused::NotOnAgenda
    );
}

#[test]
fn a_jag_deals_with_places_only() {
    assert!(Forum::Jag.takes(CaseKind::Place) && !Forum::Jag.takes(CaseKind::Family));
    assert!(Forum::Charmm.takes(CaseKind::Family) && !Forum::Charmm.takes(CaseKind::Place));
}

#[test]
fn packs_made_again_unchanged_leave_no_trace() {
    let stamp = stamp("2026-11-20T09:00:00Z", 3);
    let made = |byte: u8| MadePack {
        agency: "surrey-police".parse().unwrap(),
        agency_name: "Surrey Police".into(),
        hash: Hash::of(&[byte]),
        pages: 3,
        cases: 2,
    };
    let first = meeting()
        .packs_made(vec![made(1)], Vec::new(), &stamp)
        .unwrap();
    let again = first
        .clone()
        .packs_made(vec![made(1)], Vec::new(), &stamp)
        .unwrap();
    assert_eq!(again.version(), first.version());
    let changed = first.packs_made(vec![made(2)], Vec::new(), &stamp).unwrap();
    let pack = changed.packs.values().next().unwrap();
    assert_eq!((pack.version, pack.hash), (2, Hash::of(&[2])));
}

#[test]
fn packs_are_wanted_once_due_and_again_when_asked_for() {
    let meeting = meeting();
    let due = meeting.packs_due_at;
    assert!(!meeting.wants_packs(due - TimeDelta::minutes(1)));
    assert!(meeting.wants_packs(due));
    assert!(!meeting.wants_packs(meeting.starts_at));
    let stamp = stamp("2026-11-20T09:00:00Z", 4);
    let made = meeting.packs_made(Vec::new(), Vec::new(), &stamp).unwrap();
    assert!(!made.wants_packs(stamp.at));
    let asked = made.request_packs(None, &stamp).unwrap();
    assert!(asked.wants_packs(stamp.at));
    let cancelled = asked.cancel(prose("chair ill"), &stamp).unwrap();
    assert!(!cancelled.wants_packs(stamp.at));
}

#[test]
fn a_meeting_that_started_stands() {
    let started = stamp("2026-11-24T10:00:00Z", 5);
    assert_eq!(
        meeting().request_packs(None, &started).unwrap_err(),
        Refused::Started
    );
    let past = Meeting::schedule(
        Forum::Jag,
        "RUN".parse().unwrap(),
        started.at - Days::new(1),
        Line::parse("Civic Centre").unwrap(),
        None,
        &started,
    );
    assert_eq!(past.unwrap_err(), Refused::Past);
}

#[test]
fn a_jag_looks_at_each_psp_order_and_at_what_is_nearly_due_of_others() {
    use crate::{
        case::Used,
        powers::{Due, Occasion, Power},
    };
    let due = |on: &str| Due {
        on: on.parse().unwrap(),
        occasion: Occasion::ApplyToExtend,
        rule: None,
    };
    let used = |number, power, on: &str| {
        let mut used = Used::new(number, power, None);
        used.due = vec![due(on)];
        used
    };
    let mut place = case(1, "2026-09-01T09:00:00Z", "2027-01-20")
        .record()
        .clone();
    place.kind = CaseKind::Place;
    place.powers = vec![
        used(1, Power::Pspo, "2028-05-31"),
        // Thirteen weeks after the meeting of 24 November, and a day later.
        used(2, Power::ClosureOrder, "2027-02-23"),
        used(3, Power::ClosureOrder, "2027-02-24"),
        used(4, Power::ClosureNotice, "2026-11-01"),
        used(5, Power::Cpn, "2026-11-25"),
        Used::new(6, Power::Pspo, None),
    ];
    let mut jag = meeting().record().clone();
    jag.forum = Forum::Jag;
    let agenda = Agenda::build(&jag, std::slice::from_ref(&place));
    let numbers: Vec<_> = agenda.orders.iter().map(|order| order.number).collect();
    assert_eq!(numbers, [4, 2, 1]);
    assert_eq!(agenda.orders[0].due, due("2026-11-01"));
    // A CHaRMM deals with people; so do cases about them.
    let charmm = meeting();
    assert!(
        Agenda::build(&charmm, std::slice::from_ref(&place))
            .orders
            .is_empty()
    );
    place.kind = CaseKind::Person;
    assert!(Agenda::build(&jag, &[place.clone()]).orders.is_empty());
    assert!(Agenda::build(&charmm, &[place]).orders.is_empty());
}
