use super::*;
use crate::fixture;
use domain::{
    Journal,
    case::{Case, EntryKind, Sharing, entry::Telling},
};

fn police() -> domain::Stamp {
    fixture::stamp("PC Lee", "surrey-police", 3)
}

fn told(on: &str, text: &str, case: Journal<Case>) -> Journal<Case> {
    let telling = Telling {
        kind: EntryKind::Incident,
        on: fixture::day(on),
        text: fixture::prose(text),
        gateway: Gateway::CrimePrevention,
        material: Default::default(),
        only: None,
    };
    case.tell(telling, &police()).unwrap()
}

fn opened(case: Journal<Case>) -> Opened {
    Opened::new(fixture::file(case), fixture::stored_area(), fixture::at(5))
}

fn officer() -> Caller {
    fixture::caller("PC Lee", "surrey-police", "Surrey Police", &[])
}

#[test]
fn everything_is_one_list_by_the_day_it_happened() {
    let case = told("2026-10-01", "Long ago.", fixture::case());
    let case = told("2026-11-20", "Today.", case);
    let case = case
        .decide(
            (
                fixture::prose("Joint visit."),
                fixture::prose("Two reports."),
            ),
            None,
            Sharing::openly(Gateway::CrimeAndDisorder),
            &police(),
        )
        .unwrap();
    let lines = lines(&opened(case), &officer());
    let kinds: Vec<_> = lines.iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["incident", "decided", "agency_added", "opened", "incident"]
    );
    let first = &lines[0];
    assert_eq!(first.source(), "Surrey Police");
    assert_eq!(
        first.gateway_words,
        Some("Prevention or detection of crime")
    );
    assert_eq!(
        lines[1].text[1],
        Part {
            label: "Rationale",
            text: "Two reports.".into()
        }
    );
    assert_eq!(
        lines[4].when(),
        "1 October 2026 (written down on 20 November 2026)"
    );
}

#[test]
fn only_the_originating_agency_may_amend() {
    let opened = opened(told("2026-11-19", "Shouting.", fixture::case()));
    assert!(said(&opened, &officer())[0].own);
    let other = fixture::caller("Hugo Marsh", "oak-housing", "Oak Housing", &[]);
    assert!(!said(&opened, &other)[0].own);
}

#[test]
fn a_correction_shows_the_new_text_and_a_withdrawal_none() {
    let case = told("2026-11-19", "Shouting.", fixture::case());
    let first = entry::chronology(&fixture::entries(&case)).remove(0);
    let case = case
        .correct(
            &first,
            fixture::prose("Singing."),
            fixture::prose("Misheard."),
            &police(),
        )
        .unwrap();
    let corrected = said(&opened(case.clone()), &officer()).remove(0);
    assert_eq!(corrected.mark, Some("corrected"));
    assert_eq!(corrected.text[0].text, "Singing.");
    assert_eq!(corrected.why.as_deref(), Some("Misheard."));
    let first = entry::chronology(&fixture::entries(&case)).remove(0);
    let case = case
        .withdraw(&first, fixture::prose("Wrong person."), &police())
        .unwrap();
    let withdrawn = said(&opened(case), &officer()).remove(0);
    assert_eq!(withdrawn.mark, Some("withdrawn"));
    assert!(withdrawn.text.is_empty() && !withdrawn.own);
}

#[test]
fn whatever_is_read_of_an_imported_case_can_be_put_right() {
    let text = |text: &str| Some(fixture::prose(text));
    let line = |text: &str| domain::Line::parse(text).unwrap();
    let before = domain::case::Before {
        kind: domain::referral::form::CaseKind::Person,
        headline: line("Noise"),
        summary: text("Loud music"),
        notes: text("Visited twice"),
        behaviours: Vec::new(),
        subjects: Vec::new(),
        lead: "surrey-police".parse().unwrap(),
        agencies: Vec::new(),
        opened_on: fixture::day("2021-02-01"),
        closed: Some(domain::case::Ended {
            on: fixture::day("2021-05-04"),
            outcome: domain::case::Outcome::Resolved,
            reason: text("They moved"),
        }),
        rag: None,
        risk: None,
        next_review_on: None,
    };
    let hash = domain::journal::Hash::of(b"file");
    let imported = Imported {
        reference: "WOK-2026-0001".into(),
        area: "WOK".parse().unwrap(),
        next_review_on: fixture::day("2026-12-26"),
        assess_by: None,
        origin: domain::case::Origin {
            mark: domain::case::Mark {
                import: hash,
                run: 1,
                said: before.said(),
            },
            source: line("Woking list"),
            theirs: Some(line("W1")),
            file: hash,
            sheet: None,
            rows: vec![2],
        },
        before,
    };
    let event = Event::Imported(Box::new(imported));
    let (parts, _) = parts(&event).unwrap();
    let read = parts.iter().map(|part| (part.label, part.text.clone()));
    let read: Vec<_> = read.collect();
    let mended = event.wordings().into_iter();
    let mended: Vec<_> = mended.map(|each| (each.label, each.text)).collect();
    assert_eq!(read.len(), 4);
    assert_eq!(read[..3], mended, "but for where it came from");
}
