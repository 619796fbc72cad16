use edge::{Problem, page::Fault};
use serde_json::{Value, json};

use super::body::{COMPLAINTS, Sent, parse};
use crate::fixture::{area, today};

fn form() -> Value {
    json!({
        "applicant": "victim", "name": "Vic Sample", "way": "letter", "reach": "1 Example Road",
        "place": "Example Court", "postcode": "KT15 2AH", "harm": "Sleepless",
        "response": "Nobody came", "attendance": "in_person",
        "complaint1_happened_on": "2026-10-01", "complaint1_complained_on": "2026-10-02",
        "complaint1_to": "The council", "complaint1_what": "Noise"
    })
}

fn faults(changes: Value) -> Vec<String> {
    let mut body = form();
    for (field, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(body.as_object_mut().unwrap().remove(field)),
            value => body[field] = value.clone(),
        }
    }
    let Sent(body) = serde_json::from_value(body).unwrap();
    match parse(body, Some(&area()), today()) {
        Ok(_) => Vec::new(),
        Err(Problem::Malformed(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_forms_fields_and_a_programs_list_are_the_same() {
    assert_eq!(faults(json!({})), [""; 0]);
    let list = json!([{
        "happened_on": "2026-10-01", "complained_on": "2026-10-02", "to": "The council",
        "what": "Noise"
    }]);
    let mut body = form();
    let fields = body.as_object_mut().unwrap();
    fields.retain(|name, _| !name.starts_with("complaint1_"));
    fields.insert("complaints".into(), list);
    let Sent(program) = serde_json::from_value(body).unwrap();
    let Sent(person) = serde_json::from_value(form()).unwrap();
    let read = |body| parse(body, Some(&area()), today()).unwrap();
    assert_eq!(read(program), read(person));
}

#[test]
fn what_is_missing_of_a_complaint_is_said_at_its_field() {
    let second = json!({ "complaint2_to": "The police" });
    let missing = ["happened_on", "complained_on", "what"];
    assert_eq!(
        faults(second),
        missing.map(|field| format!("complaints[1].{field}"))
    );
    let none = json!({
        "complaint1_happened_on": null, "complaint1_complained_on": null,
        "complaint1_to": null, "complaint1_what": null
    });
    assert_eq!(faults(none), ["complaints[0].happened_on"]);
    let ahead = json!({ "complaint1_complained_on": "2026-11-22" });
    assert_eq!(faults(ahead), ["complaints[0].complained_on"]);
}

#[test]
fn a_fault_leads_to_the_forms_own_field() {
    let named = |field: &str| COMPLAINTS.on_form(Fault::new(field, "Mend it")).field;
    assert_eq!(named("complaints[1].happened_on"), "complaint2_happened_on");
    assert_eq!(named("harm"), "harm");
    let Sent(read) = serde_json::from_value(json!({ "complaint2_to": "The police" })).unwrap();
    assert_eq!(read.complaints[1].to.as_deref(), Some("The police"));
}

#[test]
fn for_somebody_else_their_consent_is_needed() {
    for applicant in ["another", "councillor", "member"] {
        let missing = faults(json!({ "applicant": applicant }));
        assert_eq!(missing, ["victim", "consent"], "{applicant}");
    }
    let agreed = json!({
        "applicant": "another", "victim": "Sam Sample", "consent": "In writing on 2 November"
    });
    assert_eq!(faults(agreed), [""; 0]);
}

#[test]
fn an_unknown_field_of_a_program_is_refused() {
    let mut body = form();
    body["colour"] = json!("red");
    assert!(serde_json::from_value::<Sent>(body).is_err());
}
