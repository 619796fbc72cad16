use super::*;
use crate::{Actor, PersonId, Prose, meeting::Forum};

fn stamp(at: &str, n: u8) -> Stamp {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Casey Chair".into(),
        agency: "runnymede-council".parse().unwrap(),
    };
    Stamp::new(actor, at.parse().unwrap(), [n; 32])
}

/// A CHaRMM at 10am on 24 November.
fn meeting() -> Journal<Meeting> {
    Meeting::schedule(
        Forum::Charmm,
        "RUN".parse().unwrap(),
        "2026-11-24T10:00:00Z".parse().unwrap(),
        line("Teams"),
        None,
        &stamp("2026-11-01T09:00:00Z", 1),
    )
    .unwrap()
}

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

fn agency(id: &str) -> Partner {
    Partner {
        agency: id.parse().unwrap(),
        name: id.to_uppercase(),
    }
}

fn at_ten() -> Stamp {
    stamp("2026-11-24T10:00:00Z", 2)
}

#[test]
fn each_agency_stands_by_itself_and_the_last_word_on_it_holds() {
    let police = "police".parse().unwrap();
    let meeting = meeting()
        .attended(agency("police"), Presence::Absent, None, &at_ten())
        .unwrap()
        .attended(
            agency("housing"),
            Presence::Present,
            Some(line("H. Example")),
            &at_ten(),
        )
        .unwrap()
        .attended(agency("police"), Presence::Present, None, &at_ten())
        .unwrap();
    assert_eq!(meeting.attendance.len(), 2);
    assert_eq!(meeting.attendance[&police].presence, Presence::Present);
    assert_eq!(meeting.attendance[&police].agency_name, "POLICE");
    assert_eq!(meeting.attendance[&police].by, "Casey Chair");
    assert_eq!(meeting.version(), 4);
}

#[test]
fn what_stands_already_is_not_written_again() {
    let meeting = meeting()
        .attended(agency("police"), Presence::Present, None, &at_ten())
        .unwrap()
        .statement_read(line("Casey Chair"), &at_ten())
        .unwrap();
    let version = meeting.version();
    let again = meeting
        .attended(agency("police"), Presence::Present, None, &at_ten())
        .unwrap()
        .statement_read(line("Casey Chair"), &at_ten())
        .unwrap();
    assert_eq!(again.version(), version);
    assert_eq!(
        again.statement.as_ref().unwrap().read_by,
        line("Casey Chair")
    );
}

#[test]
fn only_apologies_come_before_the_day() {
    // Midnight in London is the same in UTC in November.
    let before = stamp("2026-11-23T23:59:59Z", 3);
    let early = |presence| meeting().attended(agency("police"), presence, None, &before);
    assert_eq!(early(Presence::Present).unwrap_err(), Refused::NotYet);
    assert_eq!(early(Presence::Absent).unwrap_err(), Refused::NotYet);
    assert!(early(Presence::Apologies).is_ok());
    let read = meeting().statement_read(line("Casey Chair"), &before);
    assert_eq!(read.unwrap_err(), Refused::NotYet);
    let first = stamp("2026-11-24T00:00:00Z", 3);
    assert!(
        meeting()
            .statement_read(line("Casey Chair"), &first)
            .is_ok()
    );
}

#[test]
fn nothing_is_recorded_of_one_that_was_called_off() {
    let off = meeting()
        .cancel(
            Prose::parse("Too few can come.").unwrap(),
            Vec::new(),
            &stamp("2026-11-02T09:00:00Z", 4),
        )
        .unwrap();
    for presence in Presence::ALL {
        let refused = off
            .clone()
            .attended(agency("police"), *presence, None, &at_ten());
        assert_eq!(refused.unwrap_err(), Refused::Cancelled);
    }
    let read = off.statement_read(line("Casey Chair"), &at_ten());
    assert_eq!(read.unwrap_err(), Refused::Cancelled);
}

#[test]
fn the_record_is_the_fold_of_what_was_written() {
    let held = meeting()
        .attended(
            agency("police"),
            Presence::Present,
            Some(line("P. Example")),
            &at_ten(),
        )
        .unwrap()
        .statement_read(line("Casey Chair"), &at_ten())
        .unwrap();
    let stored = serde_json::to_value(held.record()).unwrap();
    let read: Meeting = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(&read, held.record());
    // A meeting of which nothing was recorded is stored as it was before there was anything to record.
    let plain = serde_json::to_value(meeting().record()).unwrap();
    assert!(plain.get("attendance").is_none() && plain.get("statement").is_none());
}

fn case(n: u128) -> CaseId {
    CaseId::from(uuid::Uuid::from_u128(n))
}

fn agenda(cases: &[u128]) -> Agenda {
    let items = cases.iter().map(|n| crate::meeting::Item {
        case: case(*n),
        section: Section::CasesDue,
        reason: None,
    });
    Agenda {
        items: items.collect(),
        ..Agenda::default()
    }
}

#[test]
fn once_it_is_convened_the_agenda_stays() {
    let meeting = meeting().convene(&agenda(&[1, 2]), &at_ten()).unwrap();
    let later = stamp("2026-11-24T10:30:00Z", 3);
    let both = vec![Matter::Action, Matter::Decision];
    let meeting = meeting
        .recorded_on(case(2), vec![Matter::Decision], &at_ten())
        .unwrap()
        .convene(&agenda(&[2]), &later)
        .unwrap()
        .recorded_on(case(2), both, &later)
        .unwrap();
    let convened = meeting.convened.as_ref().unwrap();
    let kept: Vec<_> = convened.items.iter().map(|(case, _)| *case).collect();
    assert_eq!(kept, [case(1), case(2)]);
    let recorded = &meeting.recorded[&case(2)];
    assert_eq!(
        recorded.matters.iter().copied().collect::<Vec<_>>(),
        [Matter::Decision, Matter::Action]
    );
    assert_eq!(recorded.at, later.at);
    assert_eq!(meeting.recorded.len(), 1);
}

#[test]
fn nothing_is_recorded_on_a_case_that_is_not_on_the_agenda_or_before_the_day() {
    let matters = || vec![Matter::Decision];
    let convened = || meeting().convene(&agenda(&[1]), &at_ten()).unwrap();
    let other = convened().recorded_on(case(9), matters(), &at_ten());
    assert_eq!(other.unwrap_err(), Refused::NotOnAgenda);
    let unsettled = meeting().recorded_on(case(1), matters(), &at_ten());
    assert_eq!(unsettled.unwrap_err(), Refused::NotOnAgenda);
    let before = stamp("2026-11-23T10:00:00Z", 3);
    let early = meeting().convene(&agenda(&[1]), &before);
    assert_eq!(early.unwrap_err(), Refused::NotYet);
}

#[test]
fn minutes_are_sent_again_only_when_they_have_changed() {
    let hash = |text: &str| Hash::of(text.as_bytes());
    let told = || vec![agency("police")];
    let nobody = meeting().send_minutes(hash("one"), Vec::new(), &at_ten());
    assert_eq!(nobody.unwrap_err(), Refused::NobodyToTell);
    let sent = meeting()
        .send_minutes(hash("one"), told(), &at_ten())
        .unwrap();
    assert_eq!(sent.minutes.as_ref().unwrap().version, 1);
    assert!(sent.told.contains_key(&"police".parse().unwrap()));
    let before = sent.version();
    let same = sent.send_minutes(hash("one"), told(), &at_ten()).unwrap();
    assert_eq!(same.version(), before);
    let again = same.send_minutes(hash("two"), told(), &at_ten()).unwrap();
    assert_eq!(again.minutes.as_ref().unwrap().version, 2);
}
