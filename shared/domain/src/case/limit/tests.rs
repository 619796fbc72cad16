use super::*;
use crate::{
    ActionId, Line,
    case::{
        Task,
        tests::{agency, joining, opened, openly, prose, stamp},
    },
    gateway::Barred,
};

/// A case that agencies 0 to 3 are on; 0 leads it.
fn shared() -> Journal<Case> {
    let mut case = opened();
    for (n, index) in (1..).zip([1, 2, 3]) {
        if !case.agencies.contains_key(&agency(index)) {
            case = case.add_agency(joining(index), &stamp(n, 0)).unwrap();
        }
    }
    case
}

fn only(those: &[usize]) -> Sharing {
    Sharing {
        only: Some(those.iter().map(|index| agency(*index)).collect()),
        ..openly()
    }
}

fn task(of: usize) -> Task {
    Task {
        what: Line::parse("Call at number 12").unwrap(),
        detail: None,
        agency: agency(of),
        person: None,
        due_on: stamp(9, 0).today(),
        meeting: None,
    }
}

fn last(case: &Journal<Case>) -> Entry<Event> {
    case.pending().last().unwrap().open::<Case>().unwrap()
}

fn decided(sharing: Sharing, by: usize) -> Decided {
    let words = (prose("Evict 12"), prose("Noise"));
    shared().decide(words, None, sharing, &stamp(5, by))
}

fn seen_by(case: &Case, entry: impl Into<EntryId> + Copy) -> Vec<usize> {
    let sees = |index: &usize| case.shows(entry, &agency(*index));
    (0..4).filter(sees).collect()
}

#[test]
fn a_decision_is_seen_by_its_agency_and_those_named() {
    let case = decided(only(&[2]), 1).unwrap();
    let entry = last(&case).event.unwrap().entry().unwrap();
    assert_eq!(seen_by(&case, entry), [1, 2]);
    let open = decided(openly(), 1).unwrap();
    let entry = last(&open).event.unwrap().entry().unwrap();
    assert_eq!(seen_by(&open, entry), [0, 1, 2, 3]);
    assert_eq!(open.limits.len(), 0);
}

#[test]
fn a_task_is_seen_by_whoever_is_to_do_it_and_by_the_lead_of_the_day_as_well() {
    let case = shared();
    let case = case.assign_shared(task(1), only(&[]), &stamp(5, 2));
    let case = case.unwrap();
    let id: ActionId = case.open_actions()[0].id;
    assert_eq!(seen_by(&case, id), [0, 1, 2]);
    let case = case.change_lead(agency(3), prose("Takes over"), &stamp(6, 0));
    assert_eq!(seen_by(&case.unwrap(), id), [1, 2, 3]);
}

#[test]
fn that_a_limited_decision_or_task_was_added_or_answered_shows_to_nobody_else() {
    let before = shared();
    let case = before
        .clone()
        .assign_shared(task(1), only(&[]), &stamp(5, 2));
    let case = case.unwrap();
    assert_eq!(case.last_activity_at, before.last_activity_at);
    let id = case.open_actions()[0].id;
    let case = case.accept_action(id, &stamp(6, 1)).unwrap();
    assert_eq!(last(&case).event.unwrap().entry(), Some(id.into()));
    assert_eq!(case.last_activity_at, before.last_activity_at);
    let words = (prose("Evict 12"), prose("Noise"));
    let case = case.decide(words, None, only(&[]), &stamp(7, 0)).unwrap();
    assert_eq!(case.last_activity_at, before.last_activity_at);
}

#[test]
fn whoever_wrote_a_decision_limits_it_later_and_opens_it_again() {
    let case = decided(openly(), 1).unwrap();
    let step = last(&case);
    let entry = step.event.as_ref().unwrap().entry().unwrap();
    let those = Some(BTreeSet::from([agency(2)]));
    let other = case.clone().limit_step(&step, those.clone(), &stamp(6, 0));
    assert_eq!(other.unwrap_err(), Refused::NoSuchEntry, "the lead did not");
    let case = case.limit_step(&step, those, &stamp(6, 1)).unwrap();
    assert_eq!(seen_by(&case, entry), [1, 2]);
    let limit = case.limit_on(entry).unwrap().into_owned();
    assert_eq!(limit.open_until, Some(stamp(6, 1).at), "until then all did");
    let case = case.limit_step(&step, None, &stamp(7, 1)).unwrap();
    assert_eq!(seen_by(&case, entry), [0, 1, 2, 3]);
}

#[test]
fn a_limit_outlasts_a_correction_and_ends_with_a_withdrawal() {
    let case = decided(only(&[]), 1).unwrap();
    let step = last(&case);
    let words = ["Move 12".to_owned(), "Noise".to_owned()];
    let why = || crate::Note::parse("Misread").unwrap();
    let case = case.reword(&step, &words, why(), &stamp(6, 1)).unwrap();
    let entry = step.event.as_ref().unwrap().entry();
    assert_eq!(last(&case).event.unwrap().entry(), entry);
    let case = case.withdraw_step(&step, why(), &stamp(7, 1)).unwrap();
    let again = case.clone().limit_step(&step, None, &stamp(8, 1));
    assert_eq!(again.unwrap_err(), Refused::NoSuchEntry);
    assert_eq!(seen_by(&case, entry.unwrap()), [1], "nor that it was there");
}

#[test]
fn a_limit_names_agencies_on_the_case_and_a_ground_that_carries_it() {
    let strange = Sharing {
        only: Some(BTreeSet::from(["nobody-here".parse().unwrap()])),
        ..openly()
    };
    assert_eq!(decided(strange, 1).unwrap_err(), Refused::AgencyNotOnCase);
    let health = Sharing {
        material: Material {
            health_or_care: true,
        },
        ..Sharing::openly(Gateway::SeriousViolence)
    };
    let barred = Refused::Barred(Barred::HealthOrCare);
    assert_eq!(decided(health, 1).unwrap_err(), barred);
    let whole = Sharing::openly(Gateway::SeriousViolence);
    let task = shared().assign_shared(task(1), whole, &stamp(5, 2));
    assert_eq!(task.unwrap_err(), Refused::Barred(Barred::WholeCase));
}
