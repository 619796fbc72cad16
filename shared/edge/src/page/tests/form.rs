//! What a form keeps and where its faults lead.

use super::super::{Fault, Form};

#[test]
fn keeps_everything_that_was_posted() {
    let form = Form::posted([("kinds", "noise"), ("name", " Jo "), ("kinds", "drugs")]);

    assert_eq!(form.value("name"), " Jo ");
    assert_eq!(form.all("kinds"), ["noise", "drugs"]);
    assert!(form.has("kinds", "drugs"));
    assert!(!form.has("kinds", "drug"));
    assert_eq!(form.value("absent"), "");
    assert!(!form.is_faulty());
}

#[test]
fn a_new_form_has_a_key_of_its_own() {
    let (one, other) = (Form::new(), Form::new());

    assert_eq!(one.value("_key").len(), 32);
    assert_ne!(one.value("_key"), other.value("_key"));
}

#[test]
fn a_date_is_three_fields() {
    let date = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let form = Form::default().with_date("due", date);

    let parts = ["due-day", "due-month", "due-year"].map(|part| form.value(part));
    assert_eq!(parts, ["1", "12", "2026"]);
}

#[test]
fn a_fault_in_a_date_leads_to_its_day() {
    let form = Form::posted([("due-day", ""), ("why", "")]);

    assert_eq!(form.anchor(&Fault::new("due", "Enter a date")), "due-day");
    assert_eq!(
        form.anchor(&Fault::new("due-year", "Enter a year")),
        "due-year"
    );
    assert_eq!(form.anchor(&Fault::new("why", "Say why")), "why");
}

#[test]
fn a_part_of_a_date_at_fault_is_marked_alone() {
    let whole = Form::default().with_fault("due", "Enter a date");
    let part = Form::default().with_fault("due-year", "Enter a year");

    assert!(whole.part_faulty("due", "day") && whole.part_faulty("due", "year"));
    assert!(!part.part_faulty("due", "day") && part.part_faulty("due", "year"));
    assert_eq!(part.date_fault("due"), Some("Enter a year"));
    assert_eq!(part.date_fault("du"), None);
    assert_eq!(part.fault("due"), None);
}
