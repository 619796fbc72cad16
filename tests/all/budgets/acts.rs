//! The operations.

use serde_json::json;

use super::bench::Bench;
use crate::{
    browser::Browser,
    journey::{add_agency, assign},
    world::{fresh_key, referral},
};

pub(super) async fn all(bench: &mut Bench<'_>) {
    let world = bench.world;
    let coordinator = world.coordinator().await;
    let officer = world.officer().await;
    let housing = world.housing().await;

    let mut browser = Browser::new(world);
    let mut desk = Browser::new(world);
    bench
        .http("sign_in", browser.sign_in("/refer", &housing.email))
        .await;
    desk.sign_in("/cases", &coordinator.email).await.expect(303);
    bench
        .http("refer_start_html", browser.get("/refer"))
        .await
        .expect(200);

    // Referrals
    let received = bench
        .http("referral_json", housing.post("/referrals", referral()))
        .await
        .expect(201);
    let at = received.location();
    let draft = housing
        .post_with("/refer", json!({}), &fresh_key(), None)
        .await
        .expect(201)
        .location();
    crate::drafts::fill(
        &housing,
        &draft,
        "Late-night noise and threats in a block of flats",
    )
    .await;
    bench
        .http(
            "draft_step",
            housing.post(&format!("{draft}/impact"), referral()),
        )
        .await
        .expect(200);
    bench
        .http(
            "referral_form",
            browser.post(&format!("{draft}/send"), "_key=a"),
        )
        .await
        .expect(303);
    for _ in 0..19 {
        housing.post("/referrals", referral()).await.expect(201);
    }
    bench
        .http("triage_list", coordinator.get("/referrals"))
        .await
        .expect(200);
    bench
        .http("triage_list_html", desk.get("/referrals"))
        .await
        .expect(200);
    bench
        .http("referral_read", coordinator.get(&at))
        .await
        .expect(200);
    let accept = json!({ "decision": "accept", "reason": "Meets the threshold" });
    bench
        .http(
            "triage_accept",
            coordinator.post_at(&format!("{at}/triage"), accept, 1),
        )
        .await
        .expect(200);
    let decided = coordinator.get(&at).await.expect(200).json();
    let case = format!("/cases/{}", decided["case"]["id"].as_str().unwrap());

    bench
        .http(
            "agency_added",
            add_agency(&coordinator, &case, "surrey-police"),
        )
        .await
        .expect(201);
    let entry = json!({
        "kind": "note", "on": "2026-11-19", "text": "Officers attended a fight outside the flats; both men known to the team. A neighbour has agreed to make a statement.", "gateway": "crime_and_disorder",
    });
    bench
        .http(
            "entry_added",
            officer.post(&format!("{case}/entries"), entry.clone()),
        )
        .await
        .expect(201);
    let version = coordinator.get(&case).await.expect(200).version();
    let assessment = json!({
        "rag": "red", "risk": "high", "rationale": "Two incidents in a week", "next_review_on": "2026-11-24",
    });
    bench
        .http(
            "assessed",
            coordinator.post_at(&format!("{case}/assessments"), assessment, version),
        )
        .await
        .expect(201);
    let task = json!({
        "what": "Visit and report back", "detail": "Speak to Quentin Zebrafish",
        "agency": "surrey-police", "due_on": "2026-11-27", "gateway": "crime_and_disorder",
    });
    let action = bench
        .http(
            "action_assigned",
            coordinator.post(&format!("{case}/actions"), task),
        )
        .await
        .expect(201)
        .location();
    bench
        .http("case_open_json", coordinator.get(&case))
        .await
        .expect(200);
    bench
        .http("case_open_html", desk.get(&case))
        .await
        .expect(200);
    bench
        .http("action_open", officer.get(&action))
        .await
        .expect(200);
    bench
        .http(
            "action_accepted",
            officer.post(&format!("{action}/accept"), json!({})),
        )
        .await
        .expect(200);
    let done = json!({ "outcome": "done", "evidence": "Visited; noise stopped" });
    bench
        .http(
            "action_completed",
            officer.post(&format!("{action}/complete"), done),
        )
        .await
        .expect(200);
    for _ in 0..20 {
        assign(&coordinator, &case, "surrey-police", "2026-11-27").await;
    }
    bench
        .http("actions_list", officer.get("/actions?tab=ours"))
        .await
        .expect(200);
    bench
        .http(
            "outstanding_list",
            coordinator.get("/actions?tab=outstanding"),
        )
        .await
        .expect(200);
    bench
        .http("case_list", coordinator.get("/cases"))
        .await
        .expect(200);
    bench
        .http("case_history", coordinator.get(&format!("{case}/history")))
        .await
        .expect(200);
    bench
        .http("start_coordinator", desk.get("/"))
        .await
        .expect(200);
    bench
        .http("start_officer", officer.get("/"))
        .await
        .expect(200);

    // Notices
    let notifications = world.local.meters().notifications.clone();
    let told = async {
        assign(&coordinator, &case, "surrey-police", "2026-11-27").await;
        world.local.settle().await.unwrap();
    };
    bench
        .metered("notices_action", notifications.clone(), told)
        .await;
    let told = async {
        officer
            .post(&format!("{case}/entries"), entry)
            .await
            .expect(201);
        world.local.settle().await.unwrap();
    };
    bench
        .metered("notices_entry", notifications.clone(), told)
        .await;

    // Meetings
    let body = json!({
        "area": "RUN", "forum": "charmm", "on": "2026-11-24", "at": "10:00", "place": "Civic Centre",
    });
    let meeting = bench
        .http("meeting_scheduled", coordinator.post("/meetings", body))
        .await
        .expect(201)
        .location();
    bench
        .http("agenda", coordinator.get(&format!("{meeting}/agenda")))
        .await
        .expect(200);
    let packs = world.local.meters().packs.clone();
    let made = async {
        coordinator
            .post(&format!("{meeting}/packs"), json!({}))
            .await
            .expect(202);
        world.local.settle().await.unwrap();
    };
    bench.metered("packs_made", packs, made).await;
    bench
        .http(
            "pack_read",
            officer.get(&format!("{meeting}/packs/surrey-police")),
        )
        .await
        .expect(200);

    // The sweep
    bench
        .metered("sweep", notifications, world.clock("2026-11-25T07:30:00Z"))
        .await;
}
