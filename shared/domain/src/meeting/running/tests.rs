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
