use domain::referral::report::Report;
use edge::Problem;
use serde_json::{Value, json};

use super::{body::ReportBody, parse::parse};
use crate::fixture::{area, today};

fn sent(changes: Value) -> ReportBody {
    let mut body = json!({
        "nuisance": "noise",
        "on": "2026-11-14",
        "what": "Shouting until 3am",
        "place": "Example Court",
        "postcode": "kt152ah",
        "effect": "afraid",
        "named": false
    });
    for (field, value) in changes.as_object().unwrap() {
        body[field] = value.clone();
    }
    serde_json::from_value(body).unwrap()
}

fn read(changes: Value) -> Result<Report, Vec<String>> {
    parse(sent(changes), Some(&area()), today()).map_err(|problem| match problem {
        Problem::Malformed(faults) => faults.into_iter().map(|fault| fault.field).collect(),
        other => panic!("{other:?}"),
    })
}

#[test]
fn an_anonymous_report_needs_no_name() {
    let report = read(json!({})).unwrap();
    assert_eq!(report.reporter, None);
    assert_eq!(report.postcode.unwrap().as_str(), "KT15 2AH");
    // What a choice reveals is sent even when hidden: it is ignored by the choice made.
    let hidden = read(json!({ "reporter_name": "Vic Sample", "reach": "1" })).unwrap();
    assert_eq!(hidden.reporter, None);
}

#[test]
fn who_gives_their_name_says_how_to_reach_them_safely() {
    let faults = read(json!({ "named": true })).unwrap_err();
    assert_eq!(faults, ["reporter_name", "standing", "way", "reach"]);
    let named = json!({
        "named": "yes", "reporter_name": "Vic Sample", "standing": "saw", "way": "letter",
        "reach": "1 Example Road"
    });
    let reporter = read(named).unwrap().reporter.unwrap();
    assert_eq!(reporter.reach.as_str(), "1 Example Road");
}

#[test]
fn every_fault_is_told_at_its_field() {
    let wrong = json!({
        "nuisance": "", "on": "2026-11-22", "what": " ", "place": "", "postcode": "KT15",
        "effect": "", "named": null
    });
    let faults = read(wrong).unwrap_err();
    let fields = [
        "nuisance", "on", "what", "place", "postcode", "effect", "named",
    ];
    assert_eq!(faults, fields);
    let nowhere = parse(sent(json!({})), None, today()).unwrap_err();
    assert_eq!(nowhere.faults()[0].field, "area");
}

#[test]
fn two_web_addresses_pass_and_three_do_not() {
    let two = "See https://www.one.example and www.two.example";
    assert!(read(json!({ "what": two })).is_ok());
    let three = format!("{two} and HTTP://three.example");
    assert_eq!(read(json!({ "what": three })).unwrap_err(), ["what"]);
    assert_eq!(
        read(json!({ "what": two, "before": "http://three.example" })).unwrap_err(),
        ["what"]
    );
}
