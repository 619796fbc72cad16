use super::*;
use crate::{
    Journal, Note,
    case::{
        Assessment, Case, Pace, Rating, Task,
        tests::{agency, opened, openly, prose, stamp},
    },
    gateway::Gateway,
    journal,
};

fn meeting(n: u128) -> MeetingId {
    MeetingId::from(uuid::Uuid::from_u128(n))
}

fn task(at: Option<MeetingId>) -> Task {
    Task {
        what: crate::Line::parse("Visit together").unwrap(),
        detail: None,
        agency: agency(2),
        person: None,
        due_on: "2026-04-10".parse().unwrap(),
        meeting: at,
    }
}

/// A case with the same recorded at two meetings and at none.
fn spoken_of() -> Journal<Case> {
    let mut case = opened();
    for (n, at) in [(2, Some(meeting(1))), (3, Some(meeting(2))), (4, None)] {
        let stamp = stamp(n, 0);
        let decision = (prose(&format!("Decision {n}")), prose("Because"));
        case = case.decide(decision, at, openly(), &stamp).unwrap();
        case = case.assign_shared(task(at), openly(), &stamp).unwrap();
        let rating = Rating {
            rag: Rag::Red,
            next_review_on: "2026-04-20".parse().unwrap(),
            reason: prose("Worse"),
            gateway: Gateway::CrimeAndDisorder,
            meeting: at,
        };
        case = case.rate(rating, Pace::default(), &stamp).unwrap();
    }
    case
}

fn entries(case: &Journal<Case>) -> Vec<Entry<Event>> {
    journal::open::<Case>(case.pending()).unwrap()
}

#[test]
fn minutes_hold_what_was_recorded_at_their_meeting_and_nothing_else() {
    let case = spoken_of();
    let minutes = Minutes::of(meeting(2), &entries(&case));
    assert_eq!(minutes.decisions.len(), 1);
    assert_eq!(minutes.decisions[0].decision.to_string(), "Decision 3");
    assert_eq!(minutes.decisions[0].by, "Person 0");
    let assigned: Vec<_> = minutes.actions.iter().map(|id| &case.actions[id]).collect();
    assert_eq!(assigned.len(), 1);
    assert_eq!(assigned[0].number, 2);
    assert_eq!(minutes.ratings.len(), 1);
    assert_eq!(
        (minutes.ratings[0].rag, minutes.ratings[0].risk),
        (Rag::Red, None)
    );
    assert!(Minutes::of(meeting(9), &entries(&case)).is_empty());
}

#[test]
fn a_new_score_at_a_meeting_is_in_its_minutes_with_the_risk() {
    let assessment = Assessment {
        rag: Rag::Amber,
        risk: RiskBand::High,
        rationale: prose("Threats"),
        next_review_on: "2026-04-20".parse().unwrap(),
        scored: None,
        later_because: None,
        gateway: None,
    };
    let case = opened()
        .assess_at(assessment, Some(meeting(1)), Pace::default(), &stamp(2, 0))
        .unwrap();
    let minutes = Minutes::of(meeting(1), &entries(&case));
    assert_eq!(minutes.ratings[0].risk, Some(RiskBand::High));
}

#[test]
fn a_decision_reads_as_it_was_put_right_and_one_that_was_withdrawn_is_gone() {
    let case = spoken_of();
    let journal = entries(&case);
    let decided = |event: &Event| matches!(event, Event::Decided { .. });
    let step = journal
        .iter()
        .find(|entry| entry.event.as_ref().is_some_and(decided))
        .unwrap();
    let why = || Note::parse("It named the wrong house").unwrap();
    let words = ["Decision, put right".to_owned(), "Because".to_owned()];
    let case = case.reword(step, &words, why(), &stamp(9, 0)).unwrap();
    let minutes = Minutes::of(meeting(1), &entries(&case));
    assert_eq!(
        minutes.decisions[0].decision.to_string(),
        "Decision, put right"
    );
    let case = case.withdraw_step(step, why(), &stamp(10, 0)).unwrap();
    let minutes = Minutes::of(meeting(1), &entries(&case));
    assert_eq!(minutes.decisions, []);
    assert_eq!(minutes.actions.len(), 1);
}
