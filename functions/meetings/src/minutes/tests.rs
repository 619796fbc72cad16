use domain::{
    Journal, Line,
    case::{Case, Ending, Sharing, Task},
    gateway::Gateway,
    journal,
    meeting::{Agenda, Presence},
};

use super::*;
use crate::sample;

/// The meeting of 24 November, after these agencies were recorded as having come or not.
fn held(came: &[(usize, Presence)]) -> Seen {
    let area = sample::area();
    let mut meeting = sample::scheduled("2026-11-24");
    for (partner, presence) in came {
        let agency = area.partners[*partner].clone();
        meeting = meeting
            .attended(agency, *presence, None, &on_the_day())
            .unwrap();
    }
    Seen {
        meeting,
        area,
        agenda: Agenda::default(),
        cases: Vec::new(),
    }
}

fn on_the_day() -> domain::Stamp {
    let own = sample::stamp();
    domain::Stamp::new(own.actor, "2026-11-24T10:05:00Z".parse().unwrap(), [9; 32])
}

#[test]
fn those_who_came_or_sent_apologies_are_told_and_those_who_were_absent_are_not() {
    let names = |came: &[(usize, Presence)]| {
        let told = told(&held(came), &[]);
        told.into_iter().map(|each| each.name).collect::<Vec<_>>()
    };
    let both = [(0, Presence::Present), (1, Presence::Apologies)];
    assert_eq!(names(&both), ["Runnymede Borough Council", "Surrey Police"]);
    let one = [(0, Presence::Present), (1, Presence::Absent)];
    assert_eq!(names(&one), ["Runnymede Borough Council"]);
    assert_eq!(names(&[]), [] as [String; 0]);
}

#[test]
fn an_action_that_goes_on_does_not_change_the_minutes_and_another_decision_does() {
    let seen = held(&[(0, Presence::Present)]);
    let meeting = seen.meeting.id;
    let stamp = on_the_day();
    let task = Task {
        what: Line::parse("Visit").unwrap(),
        detail: None,
        agency: sample::police(),
        person: None,
        due_on: "2026-12-01".parse().unwrap(),
        meeting: Some(meeting),
    };
    let open = || Sharing::openly(Gateway::CrimeAndDisorder);
    let case = Journal::stored(sample::case(1), 1, Hash::of(b"case"));
    let case = case.assign_shared(task, open(), &stamp).unwrap();
    let hash = |case: &Journal<Case>| {
        let file = CaseFile {
            entries: journal::open::<Case>(case.pending()).unwrap(),
            has_earlier: false,
            from: 1,
            journal: case.clone(),
        };
        let view = MinutesView::of(&seen, &[file], &sample::officer(), stamp.at);
        assert_eq!(view.cases[0].recorded.actions.len(), 1);
        view.hash()
    };
    let before = hash(&case);
    let action = *case.actions.keys().next().unwrap();
    let done = domain::Prose::parse("Seen").unwrap();
    let case = case.end_action(action, Ending::Done, done, &stamp).unwrap();
    assert_eq!(hash(&case), before);
    let text = |text: &str| domain::Prose::parse(text).unwrap();
    let decision = (text("Close it"), text("Quiet"));
    let case = case
        .decide(decision, Some(meeting), open(), &stamp)
        .unwrap();
    assert_ne!(hash(&case), before);
}
