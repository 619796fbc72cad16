//! Each rule of the parser.

use domain::referral::form::Form;
use edge::Problem;
use serde_json::{Value, json};

use crate::{
    fixture::{area, sent_with, today},
    referral::parse::parse,
};

fn read(changes: Value) -> Result<Form, Problem> {
    parse(sent_with(changes), Some(&area()), today())
}

#[track_caller]
fn refused(changes: Value, faults: &[(&str, &str)]) {
    let problem = read(changes).unwrap_err();
    let told: Vec<_> = problem
        .faults()
        .into_iter()
        .map(|fault| (fault.field, fault.message))
        .collect();
    let told: Vec<_> = told.iter().map(|(f, m)| (f.as_str(), m.as_str())).collect();
    assert_eq!(told, faults);
}

fn person(changes: Value) -> Value {
    let mut person = json!({ "role": "victim", "name": "Sam Sample" });
    for (field, value) in changes.as_object().unwrap() {
        person[field] = value.clone();
    }
    person
}

#[test]
fn a_complete_referral_is_read_whole() {
    let form = read(json!({})).unwrap();
    assert_eq!(form.subjects.len(), 3);
    let address = form.subjects[0].address.as_ref().unwrap();
    assert_eq!(address.postcode.as_ref().unwrap().as_str(), "KT15 2AH");
    let forums: Vec<_> = form.forums.iter().map(|forum| forum.as_str()).collect();
    assert_eq!(forums, ["MARAC", "Neighbourhood Watch"]);
}

#[test]
fn everything_missing_is_told_at_once() {
    let problem = parse(Default::default(), None, today()).unwrap_err();
    let fields: Vec<_> = problem
        .faults()
        .into_iter()
        .map(|fault| fault.field)
        .collect();
    assert_eq!(
        fields,
        [
            "area",
            "kind",
            "headline",
            "behaviours",
            "subjects",
            "impact",
            "risk",
            "risk_rationale",
            "tried",
            "why_multi_agency",
            "gateway",
            "sharing_reason",
        ]
    );
}

#[test]
fn an_area_must_exist() {
    let problem = parse(sent_with(json!({ "area": "XYZ" })), None, today()).unwrap_err();
    assert_eq!(
        problem.faults()[0].message,
        "Area must be one of those offered"
    );
    refused(json!({ "area": " " }), &[("area", "Select the area")]);
}

#[test]
fn choices_are_closed() {
    refused(
        json!({ "kind": "ghost", "behaviours": ["rude"], "risk": "huge", "gateway": "because" }),
        &[
            (
                "kind",
                "What the referral is about must be one of those offered",
            ),
            (
                "behaviours",
                "Kinds of behaviour must be some of those offered",
            ),
            ("risk", "Risk must be one of those offered"),
            ("gateway", "Ground for sharing must be one of those offered"),
        ],
    );
}

#[test]
fn at_least_one_behaviour_and_one_subject() {
    refused(
        json!({ "behaviours": [], "subjects": [] }),
        &[
            ("behaviours", "Select at least one kind of behaviour"),
            ("subjects", "Add at least one person or place"),
        ],
    );
    let twice = read(json!({ "behaviours": ["disregard", "disregard"] })).unwrap();
    assert_eq!(twice.behaviours.len(), 1);
}

#[test]
fn no_more_than_a_referral_can_hold() {
    let people: Vec<_> = (0..11).map(|_| person(json!({}))).collect();
    let incidents: Vec<_> = (0..11)
        .map(|_| json!({ "on": "2026-11-01", "what": "x" }))
        .collect();
    let forums: Vec<_> = (0..21).map(|n| format!("Forum {n}")).collect();
    refused(
        json!({ "subjects": people, "incidents": incidents, "forums": forums, "other_forum": null }),
        &[
            ("subjects", "You can add at most 10 people and places"),
            ("incidents", "You can add at most 10 incidents"),
            ("forums", "You can name at most 20 forums"),
        ],
    );
}

#[test]
fn texts_have_limits_in_characters() {
    let (line, passage) = ("é".repeat(201), "é".repeat(5_001));
    refused(
        json!({ "headline": line, "impact": passage, "subjects": [person(json!({ "substances": line }))] }),
        &[
            ("headline", "Headline must be 200 characters or less"),
            (
                "subjects[0].substances",
                "Substances must be 200 characters or less",
            ),
            ("impact", "Impact must be 5,000 characters or less"),
        ],
    );
    assert!(read(json!({ "headline": "é".repeat(200), "impact": "é".repeat(5_000) })).is_ok());
}

#[test]
fn people_are_born_between_1900_and_today() {
    let born =
        |day: &str| json!({ "subjects": [person(json!({})), person(json!({ "born_on": day }))] });
    let at = "subjects[1].born_on";
    refused(
        born("2026-11-22"),
        &[(at, "Date of birth must be today or in the past")],
    );
    refused(
        born("1899-12-31"),
        &[(at, "Date of birth must be in 1900 or later")],
    );
    refused(
        born("2026-02-30"),
        &[(at, "Date of birth must be a real date")],
    );
    refused(
        born("1990-00-12"),
        &[(at, "Date of birth must include a month")],
    );
    for fine in ["2026-11-21", "1900-01-01", "", "1990-7-4"] {
        assert!(read(born(fine)).is_ok(), "{fine}");
    }
}

#[test]
fn incidents_have_happened_and_say_what() {
    refused(
        json!({ "incidents": [{ "on": "2026-11-22", "what": "x" }, { "what": " " }] }),
        &[
            (
                "incidents[0].on",
                "Date of the incident must be today or in the past",
            ),
            ("incidents[1].on", "Enter the date of the incident"),
            ("incidents[1].what", "Enter what happened"),
        ],
    );
    assert!(
        read(json!({ "incidents": [] }))
            .unwrap()
            .incidents
            .is_empty()
    );
}

#[test]
fn every_subject_needs_a_role_and_a_name() {
    refused(
        json!({ "subjects": [{ "name": "Sam Sample" }, { "role": "victim" }, { "role": "king", "name": "x" }] }),
        &[
            ("subjects[0].role", "Select what they are to the matter"),
            ("subjects[1].name", "Enter a name"),
            (
                "subjects[2].role",
                "What they are to the matter must be one of those offered",
            ),
        ],
    );
}

#[test]
fn addresses_hold_together() {
    let home = |changes: Value| json!({ "subjects": [person(changes)] });
    let alone = "Enter the address that the postcode or UPRN belongs to";
    refused(
        home(json!({ "postcode": "KT15 2AH" })),
        &[("subjects[0].address", alone)],
    );
    refused(
        home(json!({ "uprn": "1", "address": " " })),
        &[("subjects[0].address", alone)],
    );
    refused(
        home(
            json!({ "address": "1 Road", "postcode": "Surrey", "uprn": "12a", "tenure": "castle" }),
        ),
        &[
            (
                "subjects[0].postcode",
                "Enter a full UK postcode, like KT15 2AH",
            ),
            ("subjects[0].uprn", "UPRN must be 1 to 12 digits"),
            ("subjects[0].tenure", "Tenure must be one of those offered"),
        ],
    );
    let form = read(home(
        json!({ "address": "1 Road", "postcode": " ", "uprn": "" }),
    ))
    .unwrap();
    assert_eq!(form.subjects[0].address.as_ref().unwrap().postcode, None);
}

#[test]
fn forums_are_named_and_each_once() {
    refused(
        json!({ "forums": ["MARAC", "\u{0}"], "other_forum": "a\nb" }),
        &[
            (
                "other_forum",
                "Other forum must not hold control characters",
            ),
            ("forums[1]", "Forum must not hold control characters"),
        ],
    );
    let twice = read(json!({ "forums": ["MARAC", "MARAC"], "other_forum": "MARAC" })).unwrap();
    assert_eq!(twice.forums.len(), 1);
}
