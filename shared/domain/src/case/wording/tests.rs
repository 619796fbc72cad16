use super::*;
use crate::{
    case::{
        Task,
        tests::{agency, opened, openly, prose, stamp},
    },
    gateway::Gateway,
    journal::fold,
};

fn task() -> Task {
    Task {
        what: Line::parse("Call at number 12").unwrap(),
        detail: Some(prose("With the housing officer")),
        agency: agency(2),
        person: None,
        due_on: stamp(9, 0).today(),
        meeting: None,
    }
}

fn note(text: &str) -> Note {
    Note::parse(text).unwrap()
}

fn read(case: &Journal<Case>) -> Vec<Entry<Event>> {
    let sealed = case.pending().iter();
    sealed.map(|entry| entry.open::<Case>().unwrap()).collect()
}

fn last(case: &Journal<Case>) -> Entry<Event> {
    read(case).pop().unwrap()
}

fn texts(entry: &Entry<Event>) -> Vec<String> {
    let wordings = entry.event.as_ref().unwrap().wordings().into_iter();
    wordings.map(|wording| wording.text).collect()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn same_as_folded(case: &Journal<Case>) {
    let folded = fold::<Case>(&read(case)).unwrap();
    assert_eq!(folded.as_ref(), Some(case.record()));
}

#[test]
fn a_decision_reads_in_its_new_words_and_the_journal_keeps_the_old() {
    let case = opened();
    let case = case
        .decide(
            (prose("Evict 12"), prose("Noise")),
            None,
            openly(),
            &stamp(2, 0),
        )
        .unwrap();
    let decided = last(&case);
    let case = case
        .reword(
            &decided,
            &words(&["Warn 21", "Noise"]),
            note("Wrong household"),
            &stamp(3, 0),
        )
        .unwrap();
    let journal = read(&case);
    let (now, marks) = as_it_reads(&journal);
    let seq = decided.header.seq;
    let at = |entries: &[Entry<Event>]| {
        let mut entries = entries.iter();
        texts(entries.find(|entry| entry.header.seq == seq).unwrap())
    };
    assert_eq!(at(&now), ["Warn 21", "Noise"]);
    assert_eq!(at(&journal), ["Evict 12", "Noise"]);
    assert_eq!(marks[&seq].reason, note("Wrong household"));
    assert!(!marks[&seq].withdrawn && !case.reworded[&seq].withdrawn);
    same_as_folded(&case);

    // Put right again, it builds on what now reads; and withdrawn, it is over.
    let step = now.iter().find(|entry| entry.header.seq == seq).unwrap();
    let same = case.clone();
    let same = same.reword(step, &words(&["Warn 21", "Noise"]), note("x"), &stamp(4, 0));
    assert_eq!(same.unwrap_err(), Refused::NothingCorrected);
    let case = case
        .clone()
        .withdraw_step(step, note("Another case"), &stamp(4, 0))
        .unwrap();
    assert!(case.reworded[&seq].withdrawn);
    same_as_folded(&case);
    let again = case.clone();
    let again = again.reword(
        step,
        &words(&["Evict 12", "Noise"]),
        note("x"),
        &stamp(5, 0),
    );
    assert_eq!(again.unwrap_err(), Refused::NoSuchEntry);
}

#[test]
fn the_words_of_an_action_are_put_right_on_the_record_and_nothing_else_of_it() {
    let case = opened()
        .assign(task(), Gateway::CrimeAndDisorder, &stamp(2, 0))
        .unwrap();
    let assigned = last(&case);
    let before = case.actions.values().next().unwrap().clone();
    let case = case
        .reword(
            &assigned,
            &words(&["Call at number 21", ""]),
            note("Wrong house"),
            &stamp(3, 0),
        )
        .unwrap();
    let after = case.actions.values().next().unwrap();
    assert_eq!(after.what.as_str(), "Call at number 21");
    assert_eq!(after.detail, None);
    let mut same = after.clone();
    same.task.what = before.task.what.clone();
    same.task.detail = before.task.detail.clone();
    assert_eq!(same, before);
    same_as_folded(&case);
    // An action is not withdrawn: it ends as no longer possible.
    let undone = case
        .clone()
        .withdraw_step(&assigned, note("x"), &stamp(4, 0));
    assert_eq!(undone.unwrap_err(), Refused::NoSuchEntry);
    // Words that are no text of their kind change nothing.
    for wrong in [words(&["", ""]), words(&["One"]), words(&["a", "b", "c"])] {
        let wrong = case
            .clone()
            .reword(&assigned, &wrong, note("x"), &stamp(4, 0));
        assert_eq!(wrong.unwrap_err(), Refused::NoSuchEntry);
    }
}

#[test]
fn whose_the_words_are_follows_who_wrote_them_while_their_agency_is_on_the_case() {
    let case = opened()
        .decide(
            (prose("Warn"), prose("Noise")),
            None,
            openly(),
            &stamp(2, 0),
        )
        .unwrap();
    let head = last(&case).header;
    let own = head.actor.agency().unwrap().clone();
    assert_eq!(owner(&case, &head), Some(&own));
    let mut gone = case.record().clone();
    gone.agencies.remove(&own);
    assert_eq!(owner(&gone, &head), None);
}

#[test]
fn a_note_on_a_power_is_put_right_at_its_step_and_its_facts_stay() {
    use crate::{
        case::{Taking, tests::case_of},
        powers::{Act, Power},
    };
    let at = stamp(2, 1);
    let taking = Taking {
        act: Act::Considered,
        on: at.today(),
        facts: Default::default(),
        acknowledged: None,
        note: Some(note("Lives at 12")),
        gateway: None,
    };
    let case = case_of("1990-05-05".parse().unwrap());
    let law = crate::law::Adopted::default();
    let case = case
        .begin_power((Power::Cbo, Some(1)), taking, &law, &at)
        .unwrap();
    let stepped = last(&case);
    let before = case.powers[0].clone();
    let case = case
        .reword(
            &stepped,
            &words(&["Lives at 21"]),
            note("Misread"),
            &stamp(3, 1),
        )
        .unwrap();
    let mut after = case.powers[0].clone();
    assert_eq!(after.steps[0].note, Some(note("Lives at 21")));
    after.steps[0].note = before.steps[0].note.clone();
    assert_eq!(after, before);
    same_as_folded(&case);
}
