use super::*;
use crate::{
    Entry,
    case::{
        Status,
        tests::{agency, joining, prose, stamp},
    },
    gateway::Barred,
    gateway::Gateway,
    journal::fold,
    referral::form::SubjectRole,
    retention::Keepable,
};

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

fn before() -> Before {
    Before {
        kind: CaseKind::Person,
        headline: line("Noise at night"),
        summary: Some(prose("Loud music since spring")),
        notes: None,
        behaviours: vec![Behaviour::Disregard],
        subjects: vec![Subject::named(
            SubjectRole::AllegedPerpetrator,
            line("Sam Sample"),
        )],
        lead: agency(0),
        agencies: vec![joining(0), joining(2)],
        opened_on: "2019-03-01".parse().unwrap(),
        closed: None,
        rag: Some(Rag::Amber),
        risk: None,
        next_review_on: None,
    }
}

fn origin(before: &Before) -> Origin {
    Origin {
        mark: Mark {
            import: Hash::of(b"import"),
            run: 1,
            said: before.said(),
        },
        source: line("Woking list"),
        theirs: Some(line("W-12")),
        file: Hash::of(b"file"),
        sheet: Some(line("Cases")),
        rows: vec![7, 9],
    }
}

fn import(before: Before) -> Decided {
    let area: AreaCode = "WOK".parse().unwrap();
    let id = id(&area, &line("Woking list"), "W-12");
    let origin = origin(&before);
    let new = (id, "WOK-2026-0007".to_owned());
    Case::import(new, area, (before, origin), Pace::default(), &stamp(1, 0))
}

fn read(case: &Journal<Case>) -> Vec<Entry<Event>> {
    let sealed = case.pending().iter();
    sealed.map(|entry| entry.open::<Case>().unwrap()).collect()
}

#[test]
fn a_case_is_brought_over_as_it_was_with_where_it_came_from() {
    let case = import(before()).unwrap();
    assert_eq!(case.opened_on, before().opened_on);
    assert_eq!(case.status, Status::Open);
    assert_eq!(case.agencies.len(), 2);
    assert_eq!(case.rag, Some(Rag::Amber));
    assert!(case.referrals.is_empty());
    assert_eq!(case.recorded(1).agency, Some(agency(0)));
    let ahead = |days| stamp(1, 0).today() + chrono::Days::new(days);
    assert_eq!(case.next_review_on, ahead(28));
    assert_eq!(case.assess_by, Some(ahead(14)));
    for (said, held) in [(30, 30), (400, 183)] {
        let next_review_on = Some(ahead(said));
        let case = import(Before {
            next_review_on,
            ..before()
        });
        assert_eq!(case.unwrap().next_review_on, ahead(held));
    }
    let journal = read(&case);
    assert_eq!(
        fold::<Case>(&journal).unwrap().as_ref(),
        Some(case.record())
    );
    let [first] = journal.as_slice() else {
        panic!("one entry")
    };
    assert_eq!(first.header.kind, Event::IMPORTED);
    let Some(Event::Imported(imported)) = &first.event else {
        panic!("{:?}", first.header.kind)
    };
    assert_eq!(
        imported.origin.words(),
        "Woking list, reference W-12, sheet “Cases”, rows 7, 9"
    );
}

#[test]
fn a_case_that_was_closed_stays_closed_and_is_kept_from_that_day() {
    let on: NaiveDate = "2021-05-04".parse().unwrap();
    let closed = Some(Ended {
        on,
        outcome: Outcome::Resolved,
        reason: None,
    });
    let case = import(Before { closed, ..before() }).unwrap();
    assert_eq!(case.settled_on(), Some(on));
    assert!(!case.is_open() && case.rule().is_some() && case.assess_by.is_none());
}

#[test]
fn what_cannot_be_so_is_refused() {
    let ended = |on: &str| {
        Some(Ended {
            on: on.parse().unwrap(),
            outcome: Outcome::Moved,
            reason: None,
        })
    };
    let barred = Joining {
        gateway: Gateway::SeriousViolence,
        ..joining(0)
    };
    let somebody = before().subjects[0].clone();
    for (before, refused) in [
        (
            Before {
                closed: ended("2018-01-01"),
                ..before()
            },
            Refused::ClosedBeforeOpened,
        ),
        (
            Before {
                closed: ended("2100-01-01"),
                ..before()
            },
            Refused::DayAhead("the day it was closed"),
        ),
        (
            Before {
                opened_on: "2100-01-01".parse().unwrap(),
                ..before()
            },
            Refused::DayAhead("the day it was opened"),
        ),
        (
            Before {
                lead: agency(1),
                ..before()
            },
            Refused::AgencyNotOnCase,
        ),
        (
            Before {
                agencies: vec![barred],
                ..before()
            },
            Refused::Barred(Barred::WholeCase),
        ),
        (
            Before {
                subjects: vec![somebody; 31],
                ..before()
            },
            Refused::Full {
                what: "subjects",
                limit: 30,
            },
        ),
    ] {
        assert_eq!(import(before).unwrap_err(), refused);
    }
}

#[test]
fn an_id_follows_from_where_it_was_kept_and_from_nothing_else() {
    let (area, other): (AreaCode, AreaCode) = ("WOK".parse().unwrap(), "RUN".parse().unwrap());
    let of = |area, source, theirs| id(area, &line(source), theirs);
    let one = of(&area, "list", "A-12");
    assert_eq!(one, of(&area, "List", " a-12 "));
    assert_eq!(one.to_string().parse(), Ok(one));
    let others = [
        of(&other, "list", "A-12"),
        of(&area, "other list", "A-12"),
        of(&area, "list", "A-1"),
    ];
    let all: std::collections::BTreeSet<_> = others.iter().chain([&one]).collect();
    assert_eq!(all.len(), 4);
}

#[test]
fn the_words_that_were_brought_over_are_the_leads_to_put_right() {
    let case = import(before()).unwrap();
    let journal = read(&case);
    let [first] = journal.as_slice() else {
        panic!("one entry")
    };
    assert_eq!(
        crate::case::wording::owner(&case, &first.header),
        Some(&agency(0))
    );
    let words = vec!["Loud music since June".to_owned(), String::new()];
    let reason = crate::Note::parse("Misread").unwrap();
    let case = case.reword(first, &words, reason, &stamp(2, 0)).unwrap();
    let journal = read(&case);
    let (read, _) = crate::case::wording::as_it_reads(&journal);
    let Some(Event::Imported(imported)) = &read[0].event else {
        panic!("still the same step")
    };
    assert_eq!(
        imported.before.summary,
        Some(prose("Loud music since June"))
    );
}

#[test]
fn why_a_case_was_closed_can_be_put_right_too() {
    let closed = Some(Ended {
        on: "2021-05-04".parse().unwrap(),
        outcome: Outcome::Resolved,
        reason: Some(prose("They moved")),
    });
    let case = import(Before { closed, ..before() }).unwrap();
    let case = case.reopen(prose("it began again"), Pace::default(), &stamp(1, 0));
    let case = case.unwrap();
    let journal = read(&case);
    let words = ["Loud music since spring", "", "They moved to Kent"].map(str::to_owned);
    let reason = crate::Note::parse("Misread").unwrap();
    let case = case.reword(&journal[0], &words, reason, &stamp(2, 0));
    let journal = read(&case.unwrap());
    let (read, _) = crate::case::wording::as_it_reads(&journal);
    let Some(Event::Imported(imported)) = &read[0].event else {
        panic!("still the same step")
    };
    let ended = imported.before.closed.as_ref().unwrap();
    assert_eq!(ended.reason, Some(prose("They moved to Kent")));
}
