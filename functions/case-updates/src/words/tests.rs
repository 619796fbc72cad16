use super::*;
use crate::fixture;
use domain::{
    case::{Assessment, Ending, EntryKind, Pace, Rag, entry::Telling},
    gateway::Gateway,
    referral::form::RiskBand,
};

fn told() -> Journal<Case> {
    let police = fixture::stamp("PC Lee", "surrey-police", 2);
    let case = fixture::case();
    let case = case
        .tell(
            Telling {
                kind: EntryKind::Incident,
                on: fixture::day("2026-11-19"),
                text: fixture::prose("Alex Example shouted at a shopkeeper."),
                gateway: Gateway::CrimeAndDisorder,
                material: Default::default(),
                only: None,
            },
            &police,
        )
        .unwrap();
    let case = case
        .assess(
            Assessment {
                rag: Rag::Red,
                risk: RiskBand::VeryHigh,
                rationale: fixture::prose("Alex Example has a knife."),
                next_review_on: fixture::day("2026-12-01"),
                scored: None,
                later_because: None,
                gateway: None,
            },
            Pace::default(),
            &fixture::coordinator(),
        )
        .unwrap();
    let case = case
        .assign(
            fixture::task("surrey-police", "2026-11-24"),
            Gateway::CrimeAndDisorder,
            &police,
        )
        .unwrap();
    let action = case.open_actions()[0].id;
    case.end_action(
        action,
        Ending::NoLongerPossible,
        fixture::prose("He moved."),
        &police,
    )
    .unwrap()
}

fn sentences(case: &Journal<Case>) -> Vec<String> {
    let entries = fixture::entries(case);
    let names = Names::of(case, &fixture::area(), &entries);
    entries
        .iter()
        .map(|entry| sentence(entry.event.as_ref().unwrap(), case, &names))
        .collect()
}

#[test]
fn everything_that_happens_has_its_words() {
    assert_eq!(
        sentences(&told()),
        [
            "opened the case from a referral, led by Runnymede Borough Council",
            "added Surrey Police to the case",
            "recorded an incident of 19 November 2026",
            "set RAG to red and risk to very high, with the next review on 1 December 2026",
            "assigned action 1 to Surrey Police, due on 24 November 2026",
            "ended action 1: no longer possible",
        ]
    );
}

#[test]
fn what_people_wrote_is_not_repeated() {
    let all = sentences(&told()).join("\n");
    for written in ["Alex", "knife", "shopkeeper", "moved", "Visit"] {
        assert!(!all.contains(written), "{written}");
    }
}

#[test]
fn a_late_change_is_told_what_came_first() {
    let case = told();
    let entries = fixture::entries(&case);
    let names = Names::of(&case, &fixture::area(), &entries);
    let lines = since(4, &case, &entries, &names);
    assert_eq!(
        lines,
        [
            "PC Lee, Surrey Police, assigned action 1 to Surrey Police, due on 24 November 2026 (20 November 2026 at 10:02am)",
            "PC Lee, Surrey Police, ended action 1: no longer possible (20 November 2026 at 10:02am)",
        ]
    );
    let newest = &entries[4..];
    assert_eq!(
        since(1, &case, newest, &names)[0],
        "Earlier changes are listed in the case’s history"
    );
    assert_eq!(since(99, &case, newest, &names).len(), 1);
}
