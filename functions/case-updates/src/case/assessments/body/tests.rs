use serde_json::{Value, json};

use super::*;
use crate::fixture;

fn body(value: Value) -> AssessmentBody {
    serde_json::from_value(value).unwrap()
}

fn opened() -> Opened {
    Opened::new(
        fixture::file(fixture::case()),
        fixture::stored_area(),
        fixture::at(5),
    )
}

/// The mildest answers to the instrument that fits, with what is said besides.
fn answered(with: Value) -> AssessmentBody {
    let opened = opened();
    let (instrument, _) = opened.instrument().unwrap();
    let answers: Answers = instrument
        .questions
        .iter()
        .map(|each| (each.id.clone(), each.answers[0].id.clone()))
        .collect();
    let mut sent = json!({
        "instrument": instrument.id, "version": instrument.version, "answers": answers,
        "rag": "green", "rationale": "Quiet since the visit."
    });
    for (name, value) in with.as_object().unwrap() {
        sent[name] = value.clone();
    }
    body(sent)
}

fn faults(body: AssessmentBody) -> Vec<(String, String)> {
    let faults = body
        .scored(&opened(), Pace::default())
        .unwrap_err()
        .faults();
    let each = faults.into_iter();
    each.map(|fault| (fault.field, fault.message)).collect()
}

#[test]
fn a_body_becomes_an_assessment() {
    let body = body(json!({
        "rag": "amber", "risk": "very_high", "rationale": "Escalating.", "next_review_on": "2026-12-01"
    }));
    assert!(!body.is_scored());
    let assessment = body.read().unwrap();
    assert_eq!(
        (assessment.rag, assessment.risk),
        (Rag::Amber, RiskBand::VeryHigh)
    );
    assert_eq!(assessment.next_review_on, fixture::day("2026-12-01"));
}

#[test]
fn a_colour_that_is_none_is_refused() {
    let faults = body(json!({"rag": "blue"})).read().unwrap_err().faults();
    let messages: Vec<_> = faults.into_iter().map(|fault| fault.message).collect();
    assert_eq!(
        messages,
        [
            "RAG status must be one of those offered",
            "Select the risk",
            "Enter why you assess it so",
            "Enter the date of the next review"
        ]
    );
}

#[test]
fn the_band_and_the_next_review_follow_from_the_answers() {
    let assessment = answered(json!({}))
        .scored(&opened(), Pace::default())
        .unwrap();
    assert_eq!(assessment.risk, RiskBand::Standard);
    assert_eq!(assessment.next_review_on, fixture::day("2027-01-15"));
    let scored = assessment.scored.unwrap();
    assert_eq!((scored.score, scored.version, scored.of), (0, 1, None));
    assert_eq!(scored.rescore_on, assessment.next_review_on);
}

#[test]
fn each_question_without_an_answer_is_a_fault_of_its_own() {
    let mut sent = answered(json!({}));
    sent.answers.remove("fear");
    sent.answers.insert("aimed".into(), "everybody".into());
    let said = faults(sent);
    let fields: Vec<_> = said.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["answers.aimed", "answers.fear"]);
    assert_eq!(said[1].1, "Select an answer to this question");
}

#[test]
fn another_band_and_a_later_review_need_their_reasons() {
    let other = faults(answered(json!({"risk": "high"})));
    assert_eq!(other[0].0, "override_reason");
    let later = faults(answered(json!({"next_review_on": "2027-02-01"})));
    assert_eq!(later[0].0, "later_because");
    let idle = faults(answered(
        json!({"risk": "as_scored", "override_reason": "Afraid"}),
    ));
    assert_eq!(idle[0].0, "override_reason");
    let whole = answered(json!({
        "risk": "high", "override_reason": "A threat was made by phone today.",
        "next_review_on": "2026-12-20", "later_because": "The hearing is on 18 December."
    }));
    let assessment = whole.scored(&opened(), Pace::default()).unwrap();
    assert_eq!(assessment.risk, RiskBand::High);
    assert_eq!(
        assessment.scored.unwrap().rescore_on,
        fixture::day("2026-12-04")
    );
}

#[test]
fn a_version_that_is_no_longer_in_force_is_said() {
    let said = faults(answered(json!({"version": "7"})));
    assert_eq!(said[0].0, "instrument");
    assert!(said[0].1.contains("version 1"), "{said:?}");
}
