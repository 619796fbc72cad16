//! The published document is what the code says.

use std::path::Path;

use serde_json::Value;

use crate::world::World;

fn generated() -> Value {
    let document = charmm::openapi();
    let mut document = serde_json::to_value(document).unwrap();
    // So that a change shows where it belongs and nowhere else.
    document.sort_all_objects();
    document
}

/// `UPDATE_OPENAPI=1 cargo test -p tests openapi` writes the document anew.
#[test]
fn the_committed_document_is_generated_from_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/edge/openapi.json");
    let generated = format!("{}\n", serde_json::to_string_pretty(&generated()).unwrap());
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        committed, generated,
        "run UPDATE_OPENAPI=1 cargo test -p tests openapi"
    );
}

#[test]
fn it_is_3_1_and_every_operation_has_words_and_answers() {
    let document = generated();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut ids = std::collections::BTreeSet::new();
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if !matches!(method.as_str(), "get" | "post" | "put" | "delete") {
                continue;
            }
            operations += 1;
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} twice");
            assert!(
                operation["summary"].is_string(),
                "{method} {path} has no summary"
            );
            assert!(
                !operation["responses"].as_object().unwrap().is_empty(),
                "{method} {path}"
            );
            if method == "post" && path != "/sign-out" {
                let body = &operation["requestBody"];
                assert!(body.is_object() || body.is_null(), "{method} {path}");
            }
        }
    }
    assert!(operations >= 25, "{operations}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_served_document_is_the_committed_one_and_its_routes_exist() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    let served = coordinator.get("/openapi.json").await.expect(200).json();
    let committed: Value =
        serde_json::from_str(include_str!("../../shared/edge/openapi.json")).unwrap();
    assert_eq!(served["paths"], committed["paths"]);
    for (path, item) in served["paths"].as_object().unwrap() {
        if item.get("get").is_none() || path.contains("sign-") {
            continue;
        }
        let filled = path
            .replace("{agency}", "surrey-police")
            .replace("{draft}", "none")
            .replace("{step}", "area");
        let filled: String = filled
            .split('/')
            .map(|part| {
                if part.starts_with('{') {
                    "01900000-0000-7000-8000-000000000000"
                } else {
                    part
                }
            })
            .collect::<Vec<_>>()
            .join("/");
        let status = coordinator.get(&filled).await.status.as_u16();
        // What only an administrator, an officer or an analyst may open refuses the coordinator, and so is
        // there.
        let administered = [
            "/people",
            "/access/",
            "/agencies",
            "/areas",
            "/reorganisations",
            "/subject-access",
            "/reports/county",
        ]
        .iter()
        .any(|place| path.starts_with(place));
        let there = matches!(status, 200 | 303 | 404) || (administered && status == 403);
        assert!(there, "{path}: {status}");
    }
    world.local.stop().await;
}

#[test]
fn no_two_functions_call_different_things_by_one_name() {
    let parts = [
        referral_intake::openapi(),
        case_updates::openapi(),
        meetings::openapi(),
        administration::openapi(),
        case_reviews::openapi(),
        reports::openapi(),
        data_protection::openapi(),
    ];
    let mut known = std::collections::BTreeMap::new();
    let mut clashes = std::collections::BTreeSet::new();
    for part in parts {
        let part = serde_json::to_value(part).unwrap();
        for (name, schema) in part["components"]["schemas"].as_object().unwrap() {
            let before = known.entry(name.clone()).or_insert_with(|| schema.clone());
            if before != schema {
                clashes.insert(name.clone());
            }
        }
    }
    assert!(clashes.is_empty(), "{clashes:?}");
}
