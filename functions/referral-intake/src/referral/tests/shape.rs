//! What is sent and what is given back have one shape.

use serde_json::json;

use crate::{
    fixture::{area, sent_with, today},
    referral::{body::ReferralBody, parse::parse},
};

#[test]
fn what_is_given_back_can_be_sent_again() {
    let form = parse(sent_with(json!({})), Some(&area()), today()).unwrap();
    let again = ReferralBody::from(&form);
    assert_eq!(parse(again, Some(&area()), today()).unwrap(), form);
}

#[test]
fn one_ticked_box_is_a_list_of_one() {
    let one = sent_with(json!({ "behaviours": "disregard", "forums": "MARAC" }));
    assert_eq!(one.behaviours, ["disregard"]);
    assert_eq!(one.forums, ["MARAC"]);
}

#[test]
fn unknown_fields_and_wrong_types_are_refused() {
    for bad in [
        json!({ "colour": "red" }),
        json!({ "behaviours": 7 }),
        json!({ "behaviours": [7] }),
        json!({ "headline": 7 }),
        json!({ "subjects": [{ "height": "tall" }] }),
        json!({ "subjects": "Alex" }),
    ] {
        assert!(
            serde_json::from_value::<ReferralBody>(bad.clone()).is_err(),
            "{bad}"
        );
    }
}
