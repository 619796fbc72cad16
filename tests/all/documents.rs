//! Documents that promise to be whole are.

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;

const RECORD_OF_PROCESSING: &str = include_str!("../../docs/record-of-processing.md");
const README: &str = include_str!("../../README.md");

/// What stands between single backticks.
fn named(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_record_of_processing_names_every_field_that_a_referral_holds() {
    let api: Value = serde_json::from_str(include_str!("../../shared/edge/openapi.json")).unwrap();
    let named = named(RECORD_OF_PROCESSING);
    let mut fields = 0;
    for body in ["ReferralBody", "SubjectBody", "IncidentBody"] {
        let properties = &api["components"]["schemas"][body]["properties"];
        for field in properties.as_object().unwrap().keys() {
            // A list of subjects is described by what a subject holds.
            let described = field == "subjects" || named.contains(field.as_str());
            assert!(described, "{body}.{field} has no row");
            fields += 1;
        }
    }
    assert!(fields > 25, "{fields}");
}

#[test]
fn links_between_documents_lead_somewhere() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let mut pages = vec![(docs.join(".."), README.to_owned())];
    for entry in std::fs::read_dir(&docs).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "md") {
            pages.push((docs.clone(), std::fs::read_to_string(path).unwrap()));
        }
    }
    let mut links = 0;
    for (folder, text) in &pages {
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = target.split('#').next().unwrap();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            assert!(folder.join(file).exists(), "{target}");
            links += 1;
        }
    }
    assert!(links > 5, "{links}");
}
