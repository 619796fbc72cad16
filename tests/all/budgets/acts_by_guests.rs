//! What those do who are not on a case, and what those on it do about them; limits, and who is told
//! of corrections.

use domain::CaseId;
use serde_json::{Value, json};

use super::bench::Bench;
use crate::journey::open_case;

pub(super) async fn all(bench: &mut Bench<'_>) {
    let case = open_case(bench.world, &["surrey-police"]).await;
    ask(bench, &case).await;
    take(bench, &case).await;
    limit(bench, &case).await;
}

/// The stub of a case, as a search gives it.
fn stub(case: &str) -> String {
    let id: CaseId = case.trim_start_matches("/cases/").parse().unwrap();
    format!("/find/{}", store::keys::stub_of(id))
}

async fn ask(bench: &mut Bench<'_>, case: &str) {
    let (world, coordinator) = (bench.world, bench.coordinator.clone());
    let fire = world.user("Practitioner", "Fire").await;
    // Two cases of this person were opened so far, beside many of strangers born on that day, of which the fire service is on none.
    let quentin = json!({ "name": "Quentin Zebrafish", "born_on": "1991-02-28" });
    let found = bench.post(("case_found", 200), &fire, ("/find", None), quentin);
    let found: Value = found.await.json();
    assert_eq!(found["stubs"].as_array().unwrap().len(), 2, "{found}");
    let stub = stub(case);
    bench.get("stub_read", &fire, &stub).await;
    let reason = json!({ "reason": "We are about to visit the flat and were told of threats." });
    let path = format!("{stub}/request");
    let asked = bench.post(("access_asked", 201), &fire, (&path, None), reason);
    let request = asked.await.location();
    bench
        .get("access_list", &coordinator, "/access-requests")
        .await;
    bench.get("access_read", &coordinator, &request).await;
    let grant = json!({
        "answer": "grant", "to": "person", "gateway": "crime_and_disorder",
        "last_on": "2026-12-20", "reason": "They need to know before they visit.",
    });
    let path = format!("{request}/answer");
    bench
        .post(("access_granted", 200), &coordinator, (&path, None), grant)
        .await;
}

async fn take(bench: &mut Bench<'_>, case: &str) {
    let (world, coordinator) = (bench.world, bench.coordinator.clone());
    let probation = world.user("Practitioner", "Probation").await;
    let path = format!("{}/emergency", stub(case));
    let alarm = json!({ "reason": "A threat to life tonight.", "gateway": "vital_interests" });
    bench
        .post(
            ("emergency_opened", 201),
            &probation,
            (&path, None),
            alarm.clone(),
        )
        .await;
    let list = coordinator.get("/access-requests").await.expect(200).json();
    let matter = list["waiting"][0]["href"].as_str().unwrap().to_owned();
    let found = json!({ "finding": "justified", "note": "Confirmed by the duty inspector." });
    let path = format!("{matter}/review");
    bench
        .post(
            ("emergency_reviewed", 200),
            &coordinator,
            (&path, None),
            found,
        )
        .await;
    let youth = world.user("Practitioner", "Youth").await;
    let path = format!("{}/emergency", stub(case));
    bench
        .notified("emergency_notified", youth.post(&path, alarm))
        .await;
    // Reviewed, or the look for actions to chase would chase it too.
    let list = coordinator.get("/access-requests").await.expect(200).json();
    let matter = list["waiting"][0]["href"].as_str().unwrap().to_owned();
    let found = json!({ "finding": "justified", "note": "Confirmed by the duty inspector." });
    coordinator
        .post(&format!("{matter}/review"), found)
        .await
        .expect(200);
}

async fn limit(bench: &mut Bench<'_>, case: &str) {
    let (officer, housing) = (bench.officer.clone(), bench.housing.clone());
    let note = json!({
        "kind": "note", "on": "2026-11-19", "gateway": "crime_and_disorder", "text": "Seen there",
    });
    let entries = format!("{case}/entries");
    let added = officer.post(&entries, note).await.expect(201).json();
    let entry = format!("{entries}/{}", added["id"].as_str().unwrap());
    housing.get(case).await.expect(200);
    let version = officer.get(case).await.expect(200).version();
    let correction = json!({ "text": "Seen nearby", "reason": "Misheard" });
    let correct = format!("{entry}/correct");
    let corrected = officer.post_at(&correct, correction, version);
    bench.notified("correction_notified", corrected).await;
    let only = json!({ "sight": "named", "only": [] });
    let path = format!("{entry}/limit");
    bench
        .post(("entry_limited", 200), &officer, (&path, None), only)
        .await;
}
