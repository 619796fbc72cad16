use chrono::Days;

use super::*;
use crate::{
    Journal, Line, MeetingId,
    case::{
        Case, Ending, Pace, Rating, Task,
        entry::Telling,
        tests::{agency, opened, openly, prose, stamp},
    },
    gateway::{Gateway, Material},
    journal,
    meeting::Forum,
};

/// A meeting on 20 April; the forum met before when the stamp `n` was made.
fn meeting(since: Option<u64>) -> Meeting {
    let since = since.map(|n| stamp(n, 0).at);
    let starts_at = "2026-04-20T09:00:00Z".parse().unwrap();
    let place = Line::parse("Teams").unwrap();
    let area = "RUN".parse().unwrap();
    let meeting =
        Meeting::schedule(Forum::Charmm, area, starts_at, place, since, &stamp(0, 0)).unwrap();
    meeting.record().clone()
}

fn task(due: u64, at: Option<MeetingId>) -> Task {
    Task {
        what: Line::parse("Visit together").unwrap(),
        detail: None,
        agency: agency(2),
        person: None,
        due_on: stamp(0, 0).today() + Days::new(due),
        meeting: at,
    }
}

fn telling(kind: EntryKind) -> Telling {
    Telling {
        kind,
        on: stamp(1, 0).today(),
        text: prose("Shouting"),
        gateway: Gateway::CrimeAndDisorder,
        material: Material::default(),
        only: None,
    }
}

fn news_of<'a>(case: &'a Journal<Case>, meeting: &Meeting) -> News<'a> {
    let journal = journal::open::<Case>(case.pending()).unwrap();
    News::of(meeting, &journal, case.actions.values(), meeting.on())
}

/// Something before stamp 10, and something after it.
fn worked_on() -> Journal<Case> {
    let case = opened()
        .tell(telling(EntryKind::Incident), &stamp(2, 2))
        .unwrap()
        .assign_shared(task(5, None), openly(), &stamp(3, 0))
        .unwrap()
        .assign_shared(task(300, None), openly(), &stamp(3, 0))
        .unwrap()
        .assign_shared(task(300, None), openly(), &stamp(3, 0))
        .unwrap();
    let third = case
        .actions
        .values()
        .find(|task| task.number == 3)
        .unwrap()
        .id;
    case.decide((prose("Old"), prose("Why")), None, openly(), &stamp(4, 0))
        .unwrap()
        .tell(telling(EntryKind::Note), &stamp(12, 2))
        .unwrap()
        .tell(telling(EntryKind::Note), &stamp(13, 2))
        .unwrap()
        .end_action(third, Ending::Done, prose("Seen"), &stamp(14, 2))
        .unwrap()
        .decide((prose("New"), prose("Why")), None, openly(), &stamp(15, 0))
        .unwrap()
}

#[test]
fn only_what_came_since_the_forum_last_met_is_news() {
    let case = worked_on();
    let news = news_of(&case, &meeting(Some(10)));
    assert_eq!(news.entries, [(EntryKind::Note, 2)]);
    let numbers = |tasks: &[&Action]| tasks.iter().map(|task| task.number).collect::<Vec<_>>();
    assert_eq!(numbers(&news.ended), [3]);
    // What is overdue matters however old it is.
    assert_eq!(numbers(&news.overdue), [1]);
    assert_eq!(news.open, 1);
    let decided: Vec<_> = news
        .decisions
        .iter()
        .map(|(_, text)| text.to_string())
        .collect();
    assert_eq!(decided, ["New"]);
    assert!(news.ratings.is_empty() && !news.is_empty());
    // Before its first meeting everything is.
    let news = news_of(&case, &meeting(None));
    assert_eq!((news.since, news.decisions.len()), (None, 2));
}

#[test]
fn a_case_that_was_not_at_the_last_meeting_is_told_since_it_last_was_at_one() {
    let earlier = Some(MeetingId::from(uuid::Uuid::from_u128(7)));
    let rating = Rating {
        rag: Rag::Red,
        next_review_on: "2026-04-20".parse().unwrap(),
        reason: prose("Worse"),
        gateway: Gateway::CrimeAndDisorder,
        meeting: earlier,
    };
    let case = opened()
        .rate(rating, Pace::default(), &stamp(5, 0))
        .unwrap()
        .tell(telling(EntryKind::Visit), &stamp(8, 2))
        .unwrap();
    let news = news_of(&case, &meeting(Some(10)));
    assert_eq!(news.entries, [(EntryKind::Visit, 1)]);
    assert_eq!(news.ratings.len(), 1);
}

#[test]
fn what_is_recorded_at_the_meeting_itself_is_no_news() {
    let held = meeting(Some(10));
    let case = worked_on()
        .decide(
            (prose("At the meeting"), prose("Why")),
            Some(held.id),
            openly(),
            &stamp(16, 0),
        )
        .unwrap()
        .assign_shared(task(300, Some(held.id)), openly(), &stamp(16, 0))
        .unwrap();
    let news = news_of(&case, &held);
    assert_eq!((news.decisions.len(), news.open), (1, 1));
    assert_eq!(news.since, held.since);
}
