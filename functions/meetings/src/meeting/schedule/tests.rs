use domain::meeting::Forum;

use super::{asked::read, *};
use crate::sample;

fn body() -> ScheduleBody {
    ScheduleBody {
        area: Some("RUN".into()),
        forum: Some("charmm".into()),
        on: Some("2026-12-08".into()),
        at: Some("10:00".into()),
        place: Some("Committee Room 1".into()),
        online: None,
    }
}

fn faults(body: ScheduleBody) -> Vec<(String, String)> {
    let problem = read(body, &[sample::area()]).err().unwrap();
    assert_eq!(problem.status(), StatusCode::BAD_REQUEST);
    problem
        .faults()
        .into_iter()
        .map(|fault| (fault.field, fault.message))
        .collect()
}

#[test]
fn civil_times_are_those_of_london() {
    let summer = ScheduleBody {
        on: Some("2027-06-08".into()),
        ..body()
    };
    let asked = read(summer, &[sample::area()]).ok().unwrap();
    assert_eq!(asked.starts_at.to_rfc3339(), "2027-06-08T09:00:00+00:00");
}

#[test]
fn a_time_that_march_skips_is_refused_in_words() {
    let skipped = ScheduleBody {
        on: Some("2027-03-28".into()),
        at: Some("01:30".into()),
        ..body()
    };
    let said = "There is no such time on 28 March 2027: the clocks go forward that night";
    assert_eq!(faults(skipped), [("at".into(), said.into())]);
}

#[test]
fn a_link_to_join_online_is_https() {
    let with = |online: &str| ScheduleBody {
        online: Some(online.into()),
        ..body()
    };
    let asked = read(with("https://meet.example/1"), &[sample::area()]);
    assert_eq!(
        asked.ok().unwrap().online.unwrap().as_str(),
        "https://meet.example/1"
    );
    let none = read(with(" "), &[sample::area()]).ok().unwrap();
    assert_eq!(none.online, None);
    assert_eq!(faults(with("http://meet.example/1"))[0].0, "online");
}

#[test]
fn every_fault_is_told_at_once() {
    let fields: Vec<_> = faults(ScheduleBody::default())
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(fields, ["area", "forum", "on", "at", "place"]);
}

#[test]
fn areas_and_forums_are_those_offered() {
    let foreign = ScheduleBody {
        area: Some("WOK".into()),
        ..body()
    };
    assert_eq!(faults(foreign)[0].1, "Area must be one of those offered");
    let mut area = sample::area();
    area = area
        .clone()
        .amend(
            domain::directory::AreaProfile {
                forums: vec![Forum::Jag],
                ..area.profile.clone()
            },
            &sample::stamp(),
        )
        .unwrap();
    let problem = read(body(), &[area]).err().unwrap();
    assert_eq!(
        problem.faults()[0].message,
        "Runnymede does not hold a CHaRMM"
    );
}

#[test]
fn what_is_new_counts_from_the_last_meeting_that_stands_before_it() {
    let asked = read(body(), &[sample::area()]).ok().unwrap();
    let mut cancelled = sample::meeting_on("2026-11-17");
    cancelled.cancelled = Some(domain::Prose::parse("No chair").unwrap());
    let meetings = [
        sample::meeting_on("2026-09-01"),
        sample::meeting_on("2026-10-13"),
        cancelled,
        sample::meeting_on("2027-01-12"),
    ];
    let since = turns::before(asked.starts_at, meetings.iter());
    assert_eq!(since, Some(sample::meeting_on("2026-10-13").starts_at));
}

#[test]
fn the_form_keeps_what_was_typed() {
    let form = Form::posted([
        ("place", "<b>Room</b>"),
        ("on-day", "31"),
        ("on-month", "2"),
    ])
    .with_fault("on", "Date must be a real date");
    let page = SchedulePage {
        chrome: Chrome::new("Schedule a meeting").faulty(true),
        form,
        areas: vec![
            Choice::new("RUN", "Runnymede"),
            Choice::new("WOK", "Woking"),
        ],
        forums: forum_choices(),
        proposed: Vec::new(),
        example: example(sample::now()),
    };
    let html = page.render().unwrap();
    assert!(html.contains("Error: Schedule a meeting"));
    assert!(html.contains("&#60;b&#62;Room") && !html.contains("<b>Room"));
    assert!(html.contains("href=\"#on-day\""));
    assert!(html.contains("value=\"31\""));
}

#[test]
fn the_next_date_follows_the_last_meeting_that_stands() {
    let mut area = sample::area().record().clone();
    let today = "2026-11-21".parse().unwrap();
    assert_eq!(
        propose::propose(&area, Forum::Charmm, &[], None, today),
        None
    );
    let settled = domain::meeting::Cadence::parse("every-6-weeks");
    area.profile.cadences = area.cadences.clone().with(Forum::Charmm, settled);
    // Weeks count from a meeting; there was none.
    assert_eq!(
        propose::propose(&area, Forum::Charmm, &[], None, today),
        None
    );
    let mut cancelled = sample::meeting_on("2026-12-22");
    cancelled.cancelled = Some(domain::Prose::parse("Christmas").unwrap());
    let held = sample::meeting_on("2026-11-17");
    let called = [&cancelled, &held].map(domain::meeting::Called::of);
    let next = propose::propose(&area, Forum::Charmm, &called, Some(&held), today).unwrap();
    // Six weeks after 17 November.
    assert_eq!(next.words, "Runnymede CHaRMM: Tuesday 29 December 2026");
    assert_eq!(next.cadence, "Every 6 weeks");
    let form = next.fill(Form::new());
    assert_eq!(form.value("on-day"), "29");
    assert_eq!(form.value("at"), "10:00");
    assert_eq!(form.value("place"), held.place.to_string());
    assert_eq!(next.href(), "/meetings/new?area=RUN&forum=charmm");
    assert_eq!(
        propose::propose(&area, Forum::Jag, &called, None, today),
        None
    );
}
