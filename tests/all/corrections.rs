//! The words of decisions, actions and reasons are put right by the agency that wrote them, and whoever
//! read the old ones is told (R2.4).

use serde_json::{Value, json};

use crate::{
    journey::{assign, meeting_with_packs, open_case},
    sharing::told,
    world::{CANARIES, User, World},
};

const CHANGED: &str = "Something your agency read on a case has changed";

async fn decide(coordinator: &User<'_>, case: &str) {
    let version = coordinator.get(case).await.expect(200).version();
    let decision = json!({
        "kind": "decision", "decision": "Warn Quentin Zebrafish", "reason": "Three complaints",
    });
    coordinator
        .post_at(&format!("{case}/decisions"), decision, version)
        .await
        .expect(201);
}

/// The newest line of this kind, as somebody sees it.
async fn line(user: &User<'_>, case: &str, kind: &str) -> Value {
    let shown = user.get(case).await.expect(200).json();
    let lines = shown["chronology"].as_array().unwrap();
    let line = lines.iter().find(|line| line["kind"] == kind);
    line.unwrap_or_else(|| panic!("no {kind} in {shown}"))
        .clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_corrected_and_withdrawn_by_whose_it_is_and_readers_are_told() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police", "health-partners"]).await;
    let (coordinator, officer) = (world.coordinator().await, world.officer().await);
    decide(&coordinator, &case).await;
    world.clock("2026-11-20T09:10:00Z").await;
    let meeting = meeting_with_packs(&world).await;
    let pack = format!("{meeting}/packs/health-partners");
    let health = world.user("Practitioner", "Health").await;
    let before = health.get(&pack).await.expect(200).text();
    assert!(before.contains("Warn Quentin Zebrafish"), "{before}");
    officer.get(&case).await.expect(200);
    world.clock("2026-11-20T09:15:00Z").await;

    // Whose it is sees that they may; the police do not.
    let decided = line(&coordinator, &case, "decided").await;
    let step = decided["step"].as_u64().unwrap();
    assert_eq!(decided["undoes"], true);
    assert_eq!(line(&officer, &case, "decided").await["step"], Value::Null);
    let at = format!("{case}/steps/{step}/correct");
    let version = coordinator.get(&case).await.expect(200).version();
    let right = json!({
        "text": "Warn the household at 21", "more": "Three complaints", "reason": "Wrong household",
    });
    officer
        .post_at(&at, right.clone(), version)
        .await
        .expect(403);
    coordinator.post(&at, right.clone()).await.expect(400);
    let form = coordinator
        .get_as(&at, "text/html")
        .await
        .expect(200)
        .text();
    assert!(
        form.contains("Warn Quentin Zebrafish") && form.contains("Rationale"),
        "{form}"
    );
    coordinator
        .post_at(&at, right.clone(), version)
        .await
        .expect(200);
    // Somebody who saw an older page is told so, and what would change nothing is refused.
    coordinator
        .post_at(&at, right.clone(), version)
        .await
        .expect(409);
    let version = coordinator.get(&case).await.expect(200).version();
    coordinator.post_at(&at, right, version).await.expect(422);

    let now = line(&officer, &case, "decided").await;
    assert_eq!(now["text"][0]["text"], "Warn the household at 21", "{now}");
    assert_eq!(
        (&now["mark"], &now["why"]),
        (&json!("corrected"), &json!("Wrong household"))
    );
    for _ in 0..2 {
        world.local.settle().await.unwrap();
        assert_eq!(told(&world, "health.example", CHANGED), 1);
        assert_eq!(told(&world, "police.example", CHANGED), 1);
    }
    let document = health.get(&pack).await.expect(200).json();
    let decision = &document["cases"][0]["decisions"][0];
    assert_eq!(
        decision["decision"], "Warn the household at 21",
        "{decision}"
    );
    assert_eq!(decision["since"], "corrected");
    let page = health.get_as(&pack, "text/html").await.expect(200).text();
    assert!(page.contains("Corrected since this pack was made"));

    // Withdrawn, its words are gone from pages and packs; that it was there stays.
    world.clock("2026-11-20T09:20:00Z").await;
    let at = format!("{case}/steps/{step}/withdraw");
    let why = json!({ "reason": "It was decided of another case" });
    let version = coordinator.get(&case).await.expect(200).version();
    officer.post_at(&at, why.clone(), version).await.expect(403);
    coordinator.get_as(&at, "text/html").await.expect(200);
    coordinator
        .post_at(&at, why.clone(), version)
        .await
        .expect(200);
    let now = line(&officer, &case, "decided").await;
    assert_eq!(
        (&now["mark"], &now["text"]),
        (&json!("withdrawn"), &json!([]))
    );
    assert_eq!(
        line(&coordinator, &case, "decided").await["step"],
        Value::Null
    );
    let version = coordinator.get(&case).await.expect(200).version();
    coordinator.post_at(&at, why, version).await.expect(404);
    let document = health.get(&pack).await.expect(200);
    let decision = document.json()["cases"][0]["decisions"][0].clone();
    assert_eq!(
        (&decision["decision"], &decision["since"]),
        (&json!(""), &json!("withdrawn"))
    );
    world.local.settle().await.unwrap();
    assert_eq!(told(&world, "health.example", CHANGED), 2);
    for (_, _, text) in world.sent() {
        for word in CANARIES.iter().chain(&["household", "another case"]) {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    let history = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .text();
    for words in ["Corrected the words of a decision", "Withdrew a decision"] {
        assert!(history.contains(words), "{words}");
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_and_what_came_of_it_are_put_right_each_by_the_agency_that_wrote_it() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let (coordinator, officer) = (world.coordinator().await, world.officer().await);
    let action = assign(&coordinator, &case, "surrey-police", "2026-12-01").await;
    officer.get(&action).await.expect(200);
    world.clock("2026-11-20T09:10:00Z").await;
    let assigned = line(&coordinator, &case, "action_assigned").await;
    let at = format!("{case}/steps/{}/correct", assigned["step"]);
    let version = coordinator.get(&case).await.expect(200).version();
    let right = json!({ "text": "Visit number 21", "reason": "Wrong house" });
    coordinator.post_at(&at, right, version).await.expect(200);
    world.local.settle().await.unwrap();
    assert_eq!(told(&world, "police.example", CHANGED), 1);
    let shown = officer.get(&action).await.expect(200);
    assert!(shown.text().contains("Visit number 21"));
    assert!(!shown.text().contains("Zebrafish"), "{}", shown.text());
    let list = officer.get("/actions?tab=ours").await.expect(200).text();
    assert!(list.contains("Visit number 21"), "{list}");

    // The police say what came of it, and correct that; the council does not.
    let version = officer.get(&action).await.expect(200).version();
    let ended = json!({ "outcome": "done", "evidence": "Spoke to Quentin Zebrafish" });
    officer
        .post_at(&format!("{action}/complete"), ended, version)
        .await
        .expect(200);
    let ended = line(&officer, &case, "action_ended").await;
    let at = format!("{case}/steps/{}/correct", ended["step"]);
    let own = line(&coordinator, &case, "action_ended").await;
    assert_eq!(own["step"], Value::Null);
    let version = officer.get(&case).await.expect(200).version();
    let right = json!({ "text": "Spoke to nobody", "reason": "Mixed up two visits" });
    coordinator
        .post_at(&at, right.clone(), version)
        .await
        .expect(403);
    officer.post_at(&at, right, version).await.expect(200);
    let shown = coordinator.get(&action).await.expect(200).text();
    assert!(
        shown.contains("Spoke to nobody") && !shown.contains("Zebrafish"),
        "{shown}"
    );

    // A step without words, one that is not there, and a case that is not theirs answer alike.
    let fire = world.user("Practitioner", "Fire").await;
    let step = |step: &str| format!("{case}/steps/{step}/correct");
    let words = json!({ "text": "x", "reason": "y" });
    let version = coordinator.get(&case).await.expect(200).version();
    let mut details = Vec::new();
    for (user, at) in [
        (&coordinator, step("9999")),
        (&coordinator, step("0")),
        (&coordinator, step("x")),
        (&fire, step("1")),
    ] {
        let answer = user.post_at(&at, words.clone(), version).await.expect(404);
        details.push(answer.json()["detail"].clone());
    }
    details.dedup();
    assert_eq!(details.len(), 1, "{details:?}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agency_wrote_that_has_left_the_case_is_put_right_by_those_who_run_it() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let (coordinator, officer) = (world.coordinator().await, world.officer().await);
    let action = assign(&coordinator, &case, "surrey-police", "2026-12-01").await;
    let version = officer.get(&action).await.expect(200).version();
    let no = json!({ "reason": "Quentin Zebrafish moved" });
    officer
        .post_at(&format!("{action}/decline"), no, version)
        .await
        .expect(200);
    let declined = line(&officer, &case, "action_declined").await;
    let at = format!("{case}/steps/{}/correct", declined["step"]);
    let right = json!({ "text": "They moved", "reason": "Too much was said" });
    let version = coordinator.get(&case).await.expect(200).version();
    coordinator
        .post_at(&at, right.clone(), version)
        .await
        .expect(403);
    let remove = json!({ "reason": "No longer involved" });
    coordinator
        .post_at(
            &format!("{case}/agencies/surrey-police/remove"),
            remove,
            version,
        )
        .await
        .expect(200);
    officer.get_as(&at, "text/html").await.expect(404);
    let version = coordinator.get(&case).await.expect(200).version();
    coordinator.post_at(&at, right, version).await.expect(200);
    let now = line(&coordinator, &case, "action_declined").await;
    assert_eq!(now["text"][0]["text"], "They moved");
    world.local.stop().await;
}
