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
        gateway: None,
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
    let cancelled = asked
        .cancel(prose("chair ill"), Vec::new(), &stamp)
        .unwrap();
    assert!(!cancelled.wants_packs(stamp.at));
}

fn moving(starts_at: &str) -> Moving {
    Moving {
        starts_at: starts_at.parse().unwrap(),
        place: Line::parse("Civic Centre").unwrap(),
        online: Some(WebLink::parse("https://meet.example/1").unwrap()),
        planned_on: Some("2026-11-24".parse().unwrap()),
        stays: false,
        reason: prose("The room is shut"),
        told: vec![Partner {
            agency: "surrey-fire".parse().unwrap(),
            name: "Surrey Fire".into(),
        }],
    }
}

/// R5.1: packs that were made name the old day, also when it is the later one.
#[test]
fn packs_that_were_made_are_asked_for_again_when_their_meeting_moves() {
    let by = stamp("2026-11-10T09:00:00Z", 6);
    let to = || moving("2026-12-08T14:00:00Z");
    let none = meeting().move_to(to(), &by).unwrap();
    assert_eq!(none.packs_requested_at, None, "none were made");
    let made = meeting().packs_made(Vec::new(), Vec::new(), &by).unwrap();
    let moved = made.move_to(to(), &by).unwrap();
    assert!(moved.packs_due_at > by.at && moved.wants_packs(by.at));
    let asked = meeting().request_packs(None, &by).unwrap();
    let asked = asked.move_to(to(), &by).unwrap();
    let last = asked.pending().last().unwrap();
    assert_eq!(last.header.kind, "packs_requested");
}

/// R5.1: who changes only the link moves nothing, and says so.
#[test]
fn another_link_is_a_change_and_no_move() {
    use crate::notice::{self, Message, Told};
    let by = stamp("2026-11-10T09:00:00Z", 6);
    let before = meeting();
    let mut link = moving("2026-11-24T10:00:00Z");
    link.place = before.place.clone();
    let changed = before.move_to(link, &by).unwrap();
    assert!(changed.online.is_some() && changed.moves.is_empty());
    assert_eq!(changed.revision, 1, "calendars learn of it");
    let entry = changed.pending().last().unwrap();
    let event = entry.open::<Meeting>().unwrap().event.unwrap();
    let told = Told {
        header: &entry.header,
        hash: entry.hash,
    };
    let notices = notice::for_meeting(&changed, "Runnymede CHaRMM", &event, told);
    let says = |notice: &notice::Notice| notice.message == Message::MeetingChanged;
    assert!(!notices.is_empty() && notices.iter().all(says));
}

#[test]
fn a_moved_meeting_says_where_it_was_and_its_packs_move_with_it() {
    use crate::notice::{self, Message, Recipient, Told};
    let by = stamp("2026-11-10T09:00:00Z", 6);
    let moved = meeting()
        .move_to(moving("2026-12-01T14:00:00Z"), &by)
        .unwrap();
    assert_eq!(moved.on().to_string(), "2026-12-01");
    // Tuesday 1 December: Monday, Friday, Thursday.
    assert_eq!(moved.packs_due_at.to_rfc3339(), "2026-11-26T07:00:00+00:00");
    assert_eq!(
        (moved.planned_on, moved.revision),
        (Some("2026-11-24".parse().unwrap()), 1)
    );
    let was = &moved.moves[0];
    assert_eq!(
        (was.was_at.to_rfc3339().as_str(), was.by.as_str()),
        ("2026-11-24T10:00:00+00:00", "Casey Chair")
    );
    // Each is told once: those that come to it, and the team.
    let entry = moved.pending().last().unwrap();
    let event = entry.open::<Meeting>().unwrap().event.unwrap();
    let told = Told {
        header: &entry.header,
        hash: entry.hash,
    };
    let notices = notice::for_meeting(&moved, "Runnymede CHaRMM", &event, told);
    let to: Vec<_> = notices
        .iter()
        .map(|notice| notice.recipient.clone())
        .collect();
    let fire = Recipient::AgencyInbox("surrey-fire".parse().unwrap());
    assert_eq!(
        to,
        [fire.clone(), Recipient::AreaInbox("RUN".parse().unwrap())]
    );
    assert!(
        notices
            .iter()
            .all(|notice| notice.message == Message::MeetingMoved)
    );
    assert!(notices.iter().all(|notice| {
        !notice
            .text("https://charmm.example")
            .contains("room is shut")
    }));
    use crate::notice::Tells;
    assert_eq!(moved.recipient(&fire), "Surrey Fire (shared inbox)");
    // The day that its series had stays through a second move; the same again is refused.
    let mut again = moving("2026-12-02T14:00:00Z");
    again.planned_on = Some("2026-12-01".parse().unwrap());
    let twice = moved.move_to(again.clone(), &by).unwrap();
    assert_eq!(
        (twice.planned_on, twice.moves.len()),
        (Some("2026-11-24".parse().unwrap()), 2)
    );
    assert_eq!(
        twice.clone().move_to(again, &by).unwrap_err(),
        Refused::Unmoved
    );
    assert_eq!(
        twice
            .move_to(moving("2026-11-10T08:00:00Z"), &by)
            .unwrap_err(),
        Refused::Past
    );
}

#[test]
fn packs_of_a_meeting_that_is_brought_near_are_asked_for_at_once() {
    let by = stamp("2026-11-10T09:00:00Z", 6);
    let near = meeting()
        .move_to(moving("2026-11-12T14:00:00Z"), &by)
        .unwrap();
    assert_eq!(near.packs_requested_at, Some(by.at));
    assert_eq!(
        near.pending().last().unwrap().header.kind,
        "packs_requested"
    );
}

#[test]
fn a_meeting_is_moved_so_often_and_no_more() {
    let by = stamp("2026-11-10T09:00:00Z", 6);
    let mut meeting = meeting();
    for day in 1..=10 {
        let to = moving(&format!("2026-12-{day:02}T14:00:00Z"));
        meeting = meeting.move_to(to, &by).unwrap();
    }
    let more = meeting.clone().move_to(moving("2026-12-11T14:00:00Z"), &by);
    assert_eq!(more.unwrap_err(), Refused::TooOften(10));
    let started = stamp("2026-12-10T14:00:00Z", 7);
    assert_eq!(
        meeting
            .move_to(moving("2026-12-11T14:00:00Z"), &started)
            .unwrap_err(),
        Refused::Started
    );
}

/// R5.2: what is new counts from the meeting before, also when that one is moved or called off.
#[test]
fn those_around_a_meeting_that_is_called_off_or_moved_follow_another() {
    let by = stamp("2026-11-01T09:00:00Z", 6);
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let (first, second, third) = (
        at("2026-11-24T10:00:00Z"),
        at("2026-12-08T10:00:00Z"),
        at("2026-12-22T10:00:00Z"),
    );
    let called = |starts_at, since| {
        let (forum, place) = (Forum::Charmm, Line::parse("Teams").unwrap());
        let meeting =
            Meeting::schedule(forum, "RUN".parse().unwrap(), starts_at, place, since, &by).unwrap();
        Journal::stored(meeting.record().clone(), 1, meeting.head())
    };
    let all = || {
        vec![
            called(first, None),
            called(second, Some(first)),
            called(third, Some(second)),
        ]
    };
    let from = at("2026-01-01T00:00:00Z");
    assert!(turns::in_turn(all(), from, &by).unwrap().is_empty());
    // The second one is called off: what came up before it is not lost to the third.
    let mut off = all();
    let second_off = off
        .remove(1)
        .cancel(prose("No chair"), Vec::new(), &by)
        .unwrap();
    off.push(second_off);
    let changed = turns::in_turn(off, from, &by).unwrap();
    let found = changed
        .iter()
        .find(|meeting| meeting.starts_at == third)
        .unwrap();
    assert_eq!((found.since, changed.len()), (Some(first), 2));
    // The first is put off past the second.
    let mut late = all();
    let first_late = late
        .remove(0)
        .move_to(moving("2026-12-10T10:00:00Z"), &by)
        .unwrap();
    late.push(first_late);
    let changed = turns::in_turn(late, from, &by).unwrap();
    let since = |starts_at: DateTime<Utc>| {
        let found = changed
            .iter()
            .find(|meeting| meeting.starts_at == starts_at);
        found.unwrap().since
    };
    let moved_to = at("2026-12-10T10:00:00Z");
    assert_eq!(
        (since(second), since(moved_to), since(third)),
        (None, Some(second), Some(moved_to))
    );
    // One whose forerunner lies before all that is there still follows it.
    let old = vec![called(first, Some(at("2024-01-09T10:00:00Z")))];
    assert!(
        turns::in_turn(old, at("2024-11-01T00:00:00Z"), &by)
            .unwrap()
            .is_empty()
    );
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
