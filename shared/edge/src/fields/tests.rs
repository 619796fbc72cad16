use chrono::{NaiveDate, NaiveTime};

use super::*;
use crate::Given;

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn messages(fields: Fields) -> Vec<String> {
    match fields.finish(|| Some(())) {
        Err(Problem::Malformed(faults)) => faults.into_iter().map(|fault| fault.message).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_fault_is_told_at_once_in_order() {
    let mut fields = Fields::default();
    assert_eq!(fields.line("title", "title", text(" ")), None);
    assert_eq!(fields.line("name", "a name", text(&"é".repeat(201))), None);
    assert_eq!(
        fields.prose("text", "reason", text(&"x".repeat(5_001))),
        None
    );
    assert_eq!(fields.prose("note", "note", text("a\u{0}b")), None);
    assert_eq!(fields.choice("role", "role", None, |_| Some(1)), None);
    assert_eq!(
        fields.choice("role", "role", text("king"), |_| None::<u8>),
        None
    );
    assert_eq!(
        fields.number("score", "score", Some(Given::Text("x".into())), 0..=100),
        None
    );
    assert_eq!(fields.yes_no("consent", "they consent", None), None);
    assert_eq!(
        messages(fields),
        [
            "Enter the title",
            "Name must be 200 characters or less",
            "Reason must be 5,000 characters or less",
            "Note must not hold control characters",
            "Select the role",
            "Role must be one of those offered",
            "Score must be a whole number from 0 to 100",
            "Select yes if they consent",
        ]
    );
}

#[test]
fn values_come_through_when_nothing_is_wrong() {
    let mut fields = Fields::default();
    let title = fields.line("title", "title", text("  é  "));
    let note = fields.prose_if_any("note", "note", text(" "));
    let score = fields.number("score", "score", Some(Given::Typed(7)), 0..=100);
    let ticked = fields.ticked("box", Some(Given::Text("on".into())));
    let time = fields.time("time", "time", text("9.05"));
    let built = fields
        .finish(|| Some((title?, note, score?, ticked, time?)))
        .unwrap();
    assert_eq!(built.0.as_str(), "é");
    assert_eq!((built.1, built.2, built.3), (None, 7, true));
    assert_eq!(built.4, NaiveTime::from_hms_opt(9, 5, 0).unwrap());
}

#[test]
fn dates_say_what_is_missing_or_impossible() {
    let wrong = |sent: &str| {
        let mut fields = Fields::default();
        assert_eq!(
            fields.date("due_on", "due date", text(sent)),
            None,
            "{sent}"
        );
        messages(fields).concat()
    };
    assert_eq!(wrong(""), "Enter the due date");
    assert_eq!(wrong("2026-00-31"), "Due date must include a month");
    assert_eq!(wrong("-00-31"), "Due date must include a month and year");
    for unreal in [
        "2026-02-31",
        "2026-13-01",
        "26-01-01",
        "20266-01-01",
        "2026-1-2-3",
        "soon",
        "2026-xx-01",
        "+026-01-01",
        "2026-01-99999999999",
    ] {
        assert_eq!(wrong(unreal), "Due date must be a real date", "{unreal}");
    }
    for real in [
        "2026-11-03",
        "2026-nov-3",
        "2026-November-03",
        " 2026-11-3 ",
    ] {
        let mut fields = Fields::default();
        assert_eq!(
            fields.date("due_on", "due date", text(real)),
            NaiveDate::from_ymd_opt(2026, 11, 3),
            "{real}"
        );
    }
}

#[test]
fn members_of_lists_are_named_by_place() {
    let mut fields = Fields::default();
    fields.at("subjects", 1, |fields| fields.line("name", "name", None));
    fields.fault("agency", "Agency is not known");
    let Err(problem) = fields.finish(|| Some(())) else {
        panic!()
    };
    let names: Vec<_> = problem
        .faults()
        .into_iter()
        .map(|fault| fault.field)
        .collect();
    assert_eq!(names, ["subjects[1].name", "agency"]);
}
