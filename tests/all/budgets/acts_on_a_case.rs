//! What people do on a case, and what its agencies are told.

use serde_json::{Value, json};

use super::bench::Bench;
use crate::journey::{add_agency, assign};

/// Works on the case that `referral` became; gives the case's path.
pub(super) async fn all(bench: &mut Bench<'_>, referral: &str) -> String {
    let decided = bench.coordinator.get(referral).await.expect(200).json();
    let case = format!("/cases/{}", decided["case"]["id"].as_str().unwrap());
    share(bench, &case).await;
    decide(bench, &case).await;
    task(bench, &case).await;
    look(bench, &case).await;
    tell(bench, &case).await;
    case
}

fn note() -> Value {
    json!({
        "kind": "note", "on": "2026-11-19", "gateway": "crime_and_disorder",
        "text": "Officers attended a fight outside the flats; both men are known to the team. \
                 A neighbour has agreed to make a statement, and asks to be called in the morning.",
    })
}

async fn share(bench: &mut Bench<'_>, case: &str) {
    let (coordinator, officer) = (bench.coordinator.clone(), bench.officer.clone());
    let added = add_agency(&coordinator, case, "surrey-police");
    bench.http("agency_added", 201, added).await;
    let told = officer.post(&format!("{case}/entries"), note()).await;
    let entry = told.expect(201).json()["id"].as_str().unwrap().to_owned();
    // A case as it comes to its first meeting: three agencies, a dozen entries.
    add_agency(&coordinator, case, "health-partners")
        .await
        .expect(201);
    let entries = format!("{case}/entries");
    for _ in 0..10 {
        officer.post(&entries, note()).await.expect(201);
    }
    bench
        .http("entry_added", 201, officer.post(&entries, note()))
        .await;
    let version = officer.get(case).await.expect(200).version();
    let correction = json!({ "text": "Officers attended an argument.", "reason": "Misheard" });
    let correct = format!("{entries}/{entry}/correct");
    let corrected = ("entry_corrected", 200);
    bench
        .post(corrected, &officer, (&correct, Some(version)), correction)
        .await;
}

async fn decide(bench: &mut Bench<'_>, case: &str) {
    let coordinator = bench.coordinator.clone();
    let version = coordinator.get(case).await.expect(200).version();
    let assessment = json!({
        "rag": "red", "risk": "high", "rationale": "Two incidents in a week, and a threat",
        "next_review_on": "2026-12-08",
    });
    let path = format!("{case}/assessments");
    let mut amber = assessment.clone();
    amber["rag"] = json!("amber");
    bench
        .post(
            ("assessed", 201),
            &coordinator,
            (&path, Some(version)),
            assessment,
        )
        .await;
    bench
        .post(
            ("rag_set", 201),
            &coordinator,
            (&path, Some(version + 1)),
            amber,
        )
        .await;
    let decision = json!({
        "kind": "decision", "decision": "Police and housing visit together",
        "reason": "Neither lever works alone",
    });
    let path = format!("{case}/decisions");
    bench
        .post(("decided", 201), &coordinator, (&path, None), decision)
        .await;
}

async fn task(bench: &mut Bench<'_>, case: &str) {
    let (coordinator, officer) = (bench.coordinator.clone(), bench.officer.clone());
    for due_on in ["2026-11-30", "2026-12-01"] {
        assign(&coordinator, case, "surrey-police", due_on).await;
    }
    let task = json!({
        "what": "Visit and report back", "detail": "Speak to Quentin Zebrafish",
        "agency": "surrey-police", "due_on": "2026-12-02", "gateway": "crime_and_disorder",
    });
    let path = format!("{case}/actions");
    let at = (path.as_str(), None);
    let assigned = bench.post(("action_assigned", 201), &coordinator, at, task);
    let action = assigned.await.location();
    bench.get("action_read", &officer, &action).await;
    let path = format!("{action}/accept");
    let at = (path.as_str(), None);
    bench
        .post(("action_accepted", 200), &officer, at, json!({}))
        .await;
    let done = json!({ "outcome": "done", "evidence": "Visited; noise stopped" });
    let path = format!("{action}/complete");
    let at = (path.as_str(), None);
    bench
        .post(("action_completed", 200), &officer, at, done)
        .await;
}

async fn look(bench: &mut Bench<'_>, case: &str) {
    let (coordinator, officer) = (bench.coordinator.clone(), bench.officer.clone());
    let mut browser = bench.browser(&coordinator.email).await;
    bench.get("case_opened", &coordinator, case).await;
    bench
        .http("case_opened_by_browser", 200, browser.get(case))
        .await;
    let history = format!("{case}/history");
    bench.get("case_history", &coordinator, &history).await;
    let as_at = format!("{case}/as-at?on=2026-11-20");
    bench.get("case_as_at", &coordinator, &as_at).await;
    let audit = format!("{case}/audit");
    let body = json!({ "recipient": "Chair of the review", "reason": "Terms of reference" });
    bench
        .post(("audit_taken_out", 200), &coordinator, (&audit, None), body)
        .await;
    bench.get("case_list_of_area", &coordinator, "/cases").await;
    bench
        .http("case_list_of_area_by_browser", 200, browser.get("/cases"))
        .await;
    bench
        .get("case_list_closed", &coordinator, "/cases?tab=closed")
        .await;
    bench.get("case_list_of_agency", &officer, "/cases").await;
    bench
        .get("action_list_of_agency", &officer, "/actions?tab=ours")
        .await;
    bench
        .get("action_list_ended", &officer, "/actions?tab=ended")
        .await;
    bench
        .get(
            "action_list_outstanding",
            &coordinator,
            "/actions?tab=outstanding",
        )
        .await;
}

async fn tell(bench: &mut Bench<'_>, case: &str) {
    let (coordinator, officer) = (bench.coordinator.clone(), bench.officer.clone());
    let assigned = assign(&coordinator, case, "surrey-police", "2026-12-03");
    bench.notified("action_notified", assigned).await;
    let entries = format!("{case}/entries");
    bench
        .notified("entry_notified", officer.post(&entries, note()))
        .await;
}

/// What is new waits for a root, is sealed by the next one, and then nothing is new.
pub(super) async fn sealed(bench: &mut Bench<'_>, case: &str) {
    let world = bench.world;
    let entries = format!("{case}/entries");
    // A token lasts for an hour, and the clock moves by days.
    let officer = world.officer().await;
    let told = async {
        officer.post(&entries, note()).await.expect(201);
    };
    bench.sealed("leaves_wait", told).await;
    world.clock("2026-11-28T08:45:00Z").await;
    let officer = world.officer().await;
    officer.post(&entries, note()).await.expect(201);
    bench
        .sealed("root_of_two_leaves", world.clock("2026-11-28T11:45:00Z"))
        .await;
    bench
        .sealed("root_of_nothing", world.clock("2026-11-28T14:45:00Z"))
        .await;
}
