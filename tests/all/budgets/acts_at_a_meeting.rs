//! Meetings and their packs, and what happens by itself from one day to the next.

use serde_json::json;

use super::bench::Bench;
use crate::world::User;

async fn schedule(coordinator: &User<'_>, on: &str, at: &str) -> crate::world::Answer {
    let body = json!({
        "area": "RUN", "forum": "charmm", "on": on, "at": at, "place": "Civic Centre",
    });
    coordinator.post("/meetings", body).await
}

/// A second meeting of the forum, which deals with `case`, of all that are stored.
pub(super) async fn all(bench: &mut Bench<'_>, case: &str) {
    let (coordinator, officer) = (bench.coordinator.clone(), bench.officer.clone());
    // What was opened before it is not new to the next one, which is for what is due.
    schedule(&coordinator, "2026-12-05", "10:00")
        .await
        .expect(201);
    let second = schedule(&coordinator, "2026-12-08", "10:00");
    let meeting = bench
        .http("meeting_scheduled", 201, second)
        .await
        .location();
    bench
        .http("meeting_list", 200, coordinator.get("/meetings"))
        .await;

    let agenda = format!("{meeting}/agenda");
    let shown = bench.http("agenda", 200, coordinator.get(&agenda)).await;
    let sections = shown.json()["agenda"]["sections"].clone();
    let items = sections.as_array().unwrap().iter();
    let held: Vec<_> = items
        .flat_map(|section| section["items"].as_array().unwrap().clone())
        .collect();
    assert_eq!(held.len(), 1, "{sections}");
    assert!(case.ends_with(held[0]["case"].as_str().unwrap()));
    let first = json!({
        "change": "first", "case_reference": held[0]["reference"], "reason": "The family asked",
    });
    let at = (agenda.as_str(), Some(shown.version()));
    bench
        .post(("agenda_adjusted", 200), &coordinator, at, first)
        .await;

    let packs = format!("{meeting}/packs");
    bench
        .packed("packs_made", coordinator.post(&packs, json!({})))
        .await;
    bench
        .packed("packs_unchanged", coordinator.post(&packs, json!({})))
        .await;
    let own = format!("{packs}/surrey-police");
    bench.get("pack_read", &officer, &own).await;
}

/// The clock moves over a morning on which nothing is due, and over one on which an action due two
/// days later is to be reminded of.
pub(super) async fn days_later(bench: &mut Bench<'_>) {
    let world = bench.world;
    world.clock("2026-11-27T06:30:00Z").await;
    bench
        .notified("sweep_of_nothing", world.clock("2026-11-27T07:05:00Z"))
        .await;
    world.clock("2026-11-28T06:30:00Z").await;
    bench
        .notified("sweep_of_one_action", world.clock("2026-11-28T07:05:00Z"))
        .await;
}
