//! Rooms stay apart, and what must not be there is not.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn metadata() -> Value {
    let out = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    serde_json::from_slice(&out.stdout).unwrap()
}

/// Names of a package's dependencies, test ones left out.
fn dependencies(package: &Value) -> BTreeSet<String> {
    package["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|dependency| dependency["kind"].is_null())
        .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
        .collect()
}

const FUNCTIONS: [&str; 13] = [
    "referral-intake",
    "case-updates",
    "meetings",
    "administration",
    "action-notifications",
    "meeting-packs",
    "audit-roots",
    "case-reviews",
    "reports",
    "data-protection",
    "erasure",
    "document-intake",
    "case-import",
];

#[test]
fn crates_reach_down_and_never_up_or_sideways() {
    let metadata = metadata();
    let layer = |name: &str| match name {
        // None knows another: comparing rows and typesetting need no nouns of casework.
        "domain" | "linkage" | "paper" => Some(0),
        "access" | "sheets" => Some(1),
        "store" => Some(2),
        "edge" => Some(3),
        "charmm" => Some(5),
        "tests" | "peers" => Some(6),
        other => FUNCTIONS.contains(&other).then_some(4),
    };
    let mut seen = 0;
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let own = layer(name).unwrap_or_else(|| panic!("{name} has no room"));
        for dependency in dependencies(package) {
            if let Some(other) = layer(&dependency) {
                assert!(other < own, "{name} must not depend on {dependency}");
                seen += 1;
            }
        }
    }
    assert!(seen > 10);
}

#[test]
fn the_core_does_no_io() {
    let pure: BTreeSet<&str> = [
        "domain",
        "serde",
        "serde_json",
        "thiserror",
        "chrono",
        "chrono-tz",
        "uuid",
        "sha2",
        // Reads the rules that are data and compiled in.
        "toml",
        // Takes accents off letters.
        "unicode-normalization",
    ]
    .into();
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        if ["domain", "access", "linkage", "sheets"].contains(&name) {
            for dependency in dependencies(package) {
                // Access evaluates policies, and says so when they cannot be read.
                let policies = ["cedar-policy", "tracing"].contains(&dependency.as_str());
                // Sheets are read from bytes, and written to whatever is given.
                let readers = ["calamine", "csv", "zip"].contains(&dependency.as_str());
                assert!(
                    pure.contains(dependency.as_str())
                        || (name == "access" && policies)
                        || (name == "sheets" && readers),
                    "{name} must not depend on {dependency}"
                );
            }
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

pub(crate) fn production() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in ["shared", "functions"] {
        sources(&root().join(folder), &mut found);
    }
    assert!(found.len() > 60);
    found
}

#[test]
fn no_request_scans_the_table() {
    for (path, text) in production() {
        assert!(!text.contains(".scan()"), "{}", path.display());
    }
}

#[test]
fn the_core_asks_no_clock() {
    for (path, text) in production() {
        let shown = path.display().to_string();
        let core = [
            "shared/domain",
            "shared/access",
            "shared/linkage",
            "shared/sheets",
        ];
        let core = core.iter().any(|room| shown.contains(room));
        // Tests read the folder of policies.
        if core && !shown.ends_with("tests.rs") {
            for word in [
                "Utc::now",
                "SystemTime",
                "Instant::now",
                "async fn",
                "std::fs",
                "std::env",
            ] {
                assert!(!text.contains(word), "{word} in {shown}");
            }
        }
    }
}

#[test]
fn the_sdk_stays_in_the_store_and_the_functions_that_send_and_sign() {
    for (path, text) in production() {
        let shown = path.display().to_string();
        let may = shown.contains("shared/store")
            || shown.contains("action-notifications")
            || shown.ends_with("audit-roots/src/main.rs")
            || shown.ends_with("audit-roots/src/signer.rs")
            || shown.ends_with("tests.rs");
        assert!(may || !text.contains("aws_sdk_"), "{shown}");
    }
}

/// Nothing personal is in a metric, because CloudWatch counts by itself and no code of ours sends it
/// any: neither by its API, nor as lines of a log that it would read as metrics, nor through
/// another exporter.
#[test]
fn no_code_of_ours_sends_metrics() {
    let senders = ["put_metric", "CloudWatchMetrics", "\"_aws\""];
    for (path, text) in production() {
        for word in senders {
            assert!(!text.contains(word), "{word} in {}", path.display());
        }
    }
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        for dependency in dependencies(package) {
            let exports = [
                "cloudwatch",
                "metric",
                "opentelemetry",
                "prometheus",
                "statsd",
            ];
            let exports = exports.iter().any(|word| dependency.contains(word));
            assert!(!exports, "{name} must not depend on {dependency}");
        }
    }
}
