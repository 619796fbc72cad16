use chrono::Days;

use super::*;
use crate::{
    Journal, Line, Prose,
    case::{Assessment, Opening, Outcome, Pace, Rag, Task, tests as other},
    gateway::Gateway,
    referral::{
        Referral,
        form::{Behaviour, CaseKind, RiskBand, testing},
    },
};

fn of(kind: CaseKind) -> Journal<Case> {
    let mut form = testing::form();
    form.kind = kind;
    form.behaviours = vec![Behaviour::EnvironmentalDamage, Behaviour::Disregard];
    let referral = Referral::receive(form.clone(), 5, &other::stamp(0, 2)).unwrap();
    let opening = Opening {
        area: referral.area.clone(),
        reference: "RUN-2026-0001".into(),
        lead: other::joining(0),
        referrer: other::joining(2),
        reason: other::prose("a hotspot"),
        pace: Pace::default(),
    };
    Case::open(&referral, &form, opening, &other::stamp(1, 0)).unwrap()
}

fn count(case: &Case, quarter: &str, figure: Figure) -> u64 {
    let quarter = quarter.parse().unwrap();
    case.figures().of(quarter, case.counted_by()).count(figure)
}

fn assessed(case: Journal<Case>, n: u64) -> Journal<Case> {
    rated(case, n, Rag::Amber)
}

fn rated(case: Journal<Case>, n: u64, rag: Rag) -> Journal<Case> {
    let stamp = other::stamp(n, 0);
    let assessment = Assessment {
        rag,
        risk: RiskBand::Medium,
        rationale: other::prose("calls have fallen"),
        next_review_on: stamp.today() + Days::new(30),
        scored: None,
        later_because: None,
        gateway: None,
    };
    case.assess(assessment, Pace::default(), &stamp).unwrap()
}

#[test]
fn people_and_families_count_for_charmm_and_places_for_jag() {
    for (kind, forum) in [
        (CaseKind::Person, Forum::Charmm),
        (CaseKind::Family, Forum::Charmm),
        (CaseKind::Place, Forum::Jag),
    ] {
        let figures = of(kind).figures();
        assert!(!figures.sheets().is_empty());
        assert!(figures.sheets().keys().all(|sheet| sheet.forum == forum));
    }
}

#[test]
fn a_new_place_counts_once_and_under_each_behaviour_named() {
    let case = of(CaseKind::Place);
    assert_eq!(count(&case, "2026-Q1", Figure::Opened), 1);
    for about in [Behaviour::EnvironmentalDamage, Behaviour::Disregard] {
        assert_eq!(count(&case, "2026-Q1", Figure::About(about)), 1);
    }
    assert_eq!(count(&case, "2026-Q1", Figure::Untyped), 0);
    // Cases, and what they are about.
    assert_eq!(case.figures().sheets().len(), 2);
}

#[test]
fn an_early_case_counts_as_one_of_which_no_kind_is_known() {
    let mut case = of(CaseKind::Place).record().clone();
    case.behaviours.clear();
    assert_eq!(count(&case, "2026-Q1", Figure::Untyped), 1);
}

#[test]
fn closing_counts_by_outcome_and_reopening_takes_it_back() {
    let case = of(CaseKind::Place);
    let closed = case.close(
        Outcome::Enforcement,
        other::prose("closed"),
        &other::stamp(60, 0),
    );
    let closed = closed.unwrap();
    assert_eq!(
        count(&closed, "2026-Q2", Figure::Closed(Outcome::Enforcement)),
        1
    );
    let open = |quarter: &str| {
        let quarter = quarter.parse().unwrap();
        closed.figures().open_at_end(quarter, Forum::Jag)
    };
    assert_eq!(
        (open("2025-Q4"), open("2026-Q1"), open("2026-Q2")),
        (0, 1, 0)
    );
    let again = closed
        .reopen(other::prose("again"), Pace::default(), &other::stamp(61, 0))
        .unwrap();
    assert_eq!(
        count(&again, "2026-Q2", Figure::Closed(Outcome::Enforcement)),
        0
    );
}

#[test]
fn an_action_is_answered_in_time_or_late_or_still_open() {
    let task = |due_on| Task {
        what: Line::parse("Cut back the hedge").unwrap(),
        detail: None,
        agency: other::agency(0),
        person: None,
        due_on,
        meeting: None,
    };
    let mut case = of(CaseKind::Place);
    for day in ["2026-03-30", "2026-04-02", "2026-04-02"] {
        let stamp = other::stamp(2, 0);
        case = case
            .assign(
                task(day.parse().unwrap()),
                Gateway::CrimeAndDisorder,
                &stamp,
            )
            .unwrap();
    }
    let ids: Vec<_> = case
        .actions
        .values()
        .map(|each| (each.number, each.id))
        .collect();
    let id = |number: u32| ids.iter().find(|(each, _)| *each == number).unwrap().1;
    let evidence = || Prose::parse("photograph on file").unwrap();
    // Hour 280 is 31 March: a day after the first was due, and before the second is.
    let late = other::stamp(40, 0);
    assert_eq!(late.today().to_string(), "2026-04-01");
    let case = case
        .end_action(id(1), Ending::Done, evidence(), &late)
        .unwrap();
    let case = case
        .end_action(id(2), Ending::NoLongerPossible, evidence(), &late)
        .unwrap();
    assert_eq!(count(&case, "2026-Q1", Figure::Set), 3);
    assert_eq!(count(&case, "2026-Q1", Figure::Late), 1);
    assert_eq!(count(&case, "2026-Q2", Figure::Done), 1);
    assert_eq!(count(&case, "2026-Q2", Figure::Impossible), 1);
    assert_eq!(count(&case, "2026-Q2", Figure::NotDone), 0);
    assert_eq!(count(&case, "2026-Q2", Figure::InTime), 1);
    assert_eq!(count(&case, "2026-Q2", Figure::StillOpen), 1);
}

#[test]
fn the_first_assessment_is_no_second_look() {
    let case = assessed(of(CaseKind::Place), 3);
    assert_eq!(count(&case, "2026-Q1", Figure::Rescored), 0);
    let case = assessed(assessed(case, 4), 60);
    assert_eq!(count(&case, "2026-Q1", Figure::Rescored), 1);
    assert_eq!(count(&case, "2026-Q2", Figure::Rescored), 1);
}

#[test]
fn a_rag_that_turns_counts_as_lower_or_higher() {
    let mut case = of(CaseKind::Person);
    let rags = [Rag::Amber, Rag::Amber, Rag::Red, Rag::Green, Rag::Amber];
    for (n, rag) in (3..).zip(rags) {
        case = rated(case, n, rag);
    }
    assert_eq!(count(&case, "2026-Q1", Figure::Rescored), 4);
    assert_eq!(count(&case, "2026-Q1", Figure::Worsened), 2);
    assert_eq!(count(&case, "2026-Q1", Figure::Eased), 1);
}

#[test]
fn an_assessment_from_before_this_was_kept_reads_back_as_it_was() {
    let json = r#"{"event":"assessed","assessment":{"rag":"amber","risk":"medium","rationale":"x","next_review_on":"2026-05-01"}}"#;
    let event: crate::case::Event = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), json);
}
