//! What is limited to named agencies – entries, decisions, actions – shows to them and to nobody else
//! (R3.3).

use serde_json::{Value, json};

use crate::{
    journey::{open_case, pdf_text},
    sharing::{made_packs, note},
    world::{Answer, World},
};

pub(crate) const SECRET: &str = "Pineapple";

/// A case with the police and health on it, and what the police keep to themselves and health.
async fn limited(world: &World) -> (String, String) {
    let case = open_case(world, &["surrey-police", "health-partners"]).await;
    let mut entry = note(SECRET);
    entry["sight"] = json!("named");
    entry["only"] = json!(["health-partners"]);
    let officer = world.officer().await;
    let added = officer
        .post(&format!("{case}/entries"), entry)
        .await
        .expect(201);
    let id = added.json()["id"].as_str().unwrap().to_owned();
    (case.clone(), format!("{case}/entries/{id}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_limited_shows_to_those_named_and_to_nobody_else_anywhere() {
    let world = World::start().await;
    let (case, entry) = limited(&world).await;
    let meeting = made_packs(&world).await;
    let (officer, coordinator) = (world.officer().await, world.coordinator().await);
    let (housing, health) = (
        world.housing().await,
        world.user("Practitioner", "Health").await,
    );
    let id = entry.rsplit('/').next().unwrap();
    for (user, agency, sees) in [
        (&officer, "surrey-police", true),
        (&health, "health-partners", true),
        (&housing, "wey-meadow-homes", false),
        (&coordinator, "runnymede-council", false),
    ] {
        let pack = format!("{meeting}/packs/{agency}");
        for path in [&case, &format!("{case}/entries"), &pack] {
            for accept in ["application/json", "text/html"] {
                let text = user.get_as(path, accept).await.expect(200).text();
                assert_eq!(
                    text.contains(SECRET),
                    sees,
                    "{agency} at {path} as {accept}"
                );
                assert!(sees || !text.contains(id), "{agency} at {path}");
            }
        }
        let pdf = user.get_as(&pack, "application/pdf").await.expect(200);
        assert_eq!(
            pdf_text(&pdf.bytes).contains(SECRET),
            sees,
            "{agency}'s PDF"
        );
        let history = user
            .get(&format!("{case}/history"))
            .await
            .expect(200)
            .json();
        let kinds = history["entries"].to_string();
        assert_eq!(kinds.contains("entry_recorded"), sees, "{agency}: {kinds}");
        assert_eq!(history["verified"], true, "the chain holds for everybody");
    }
    // To others it is as if it were not there, and only its own agency changes it.
    let wrong = format!("{case}/entries/01900000-0000-7000-8000-000000000000");
    let amend = json!({ "text": "x", "reason": "x" });
    let status = |answer: Answer| answer.status.as_u16();
    for user in [&housing, &coordinator] {
        for path in [&entry, &wrong] {
            let post = user
                .post_at(&format!("{path}/correct"), amend.clone(), 4)
                .await;
            assert_eq!(status(post), 404, "{path}");
        }
    }
    let open = json!({ "sight": "everybody" });
    health
        .post(&format!("{entry}/limit"), open.clone())
        .await
        .expect(403);
    officer
        .post(&format!("{entry}/limit"), open)
        .await
        .expect(200);
    let shown = housing.get(&case).await.expect(200).text();
    assert!(shown.contains(SECRET), "opened to everybody");
    // Limited again, a pack that was made before shows it no more but in its PDF.
    let only = json!({ "sight": "named", "only": [] });
    officer
        .post(&format!("{entry}/limit"), only)
        .await
        .expect(200);
    let pack = format!("{meeting}/packs/health-partners");
    for path in [&case, &pack] {
        let text = health.get(path).await.expect(200).text();
        assert!(!text.contains(SECRET), "{path}");
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_entry_gets_in_nobodys_way() {
    let world = World::start().await;
    let (case, _) = limited(&world).await;
    let coordinator = world.coordinator().await;
    let before = coordinator.get(&case).await.expect(200);
    let mut entry = note(SECRET);
    entry["sight"] = json!("named");
    world
        .officer()
        .await
        .post(&format!("{case}/entries"), entry)
        .await
        .expect(201);
    let after = coordinator.get(&case).await.expect(200).json();
    assert_eq!(before.json()["last_activity_at"], after["last_activity_at"]);
    // Nothing that the coordinator knows of has changed: their form is not stale.
    let assessment = json!({
        "rag": "red", "risk": "high", "rationale": "x", "next_review_on": "2026-12-08",
    });
    let path = format!("{case}/assessments");
    coordinator
        .post_at(&path, assessment.clone(), before.version())
        .await
        .expect(201);
    let stale = coordinator
        .post_at(&path, assessment, before.version())
        .await
        .expect(409);
    assert!(
        !stale.text().contains("recorded a note"),
        "{}",
        stale.text()
    );
    world.local.stop().await;
}

/// A decision and an action that the council keeps to itself and to health, whom the action is for.
async fn kept_back(world: &World) -> (String, String) {
    let case = open_case(world, &["surrey-police", "health-partners"]).await;
    let coordinator = world.coordinator().await;
    let decision = json!({
        "kind": "decision", "decision": format!("{SECRET} first"), "reason": format!("{SECRET}!"),
        "gateway": "safeguarding_adult", "sight": "named", "only": ["health-partners"],
    });
    let path = format!("{case}/decisions");
    coordinator.post(&path, decision).await.expect(201);
    // Whoever is to do it, and the lead, need not be named.
    let action = json!({
        "what": format!("{SECRET} visit"), "agency": "health-partners", "due_on": "2026-11-23",
        "gateway": "safeguarding_adult", "sight": "named", "only": [],
    });
    let path = format!("{case}/actions");
    let action = coordinator.post(&path, action).await.expect(201);
    (case, action.location())
}

fn numbers(actions: &Value) -> Vec<u64> {
    let actions = actions["actions"].as_array().unwrap().iter();
    let mut numbers: Vec<_> = actions
        .map(|each| each["number"].as_u64().unwrap())
        .collect();
    numbers.sort_unstable();
    numbers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_decision_and_action_are_nowhere_for_anybody_else() {
    let world = World::start().await;
    let (case, action) = kept_back(&world).await;
    let coordinator = world.coordinator().await;
    crate::journey::assign(&coordinator, &case, "surrey-police", "2026-12-01").await;
    let meeting = made_packs(&world).await;
    let health = world.user("Practitioner", "Health").await;
    let (officer, housing) = (world.officer().await, world.housing().await);
    let id = action.rsplit('/').next().unwrap();
    for (user, agency, sees) in [
        (&coordinator, "runnymede-council", true),
        (&health, "health-partners", true),
        (&officer, "surrey-police", false),
        (&housing, "wey-meadow-homes", false),
    ] {
        let pack = format!("{meeting}/packs/{agency}");
        let agenda = format!("{meeting}/agenda");
        let today = format!("{case}/as-at");
        for (path, words) in [
            (case.clone(), 2),
            (format!("{case}/decisions"), 1),
            (format!("{case}/actions"), 1),
            (today, 2),
            (pack.clone(), 2),
            (agenda, 1),
        ] {
            for accept in ["application/json", "text/html"] {
                let text = user.get_as(&path, accept).await.expect(200).text();
                let found = text.matches(SECRET).count();
                assert_eq!(found >= words, sees, "{agency} at {path}: {found}");
                assert!(sees || (found == 0 && !text.contains(id)), "{path}");
            }
        }
        let pdf = user.get_as(&pack, "application/pdf").await.expect(200);
        let printed = pdf_text(&pdf.bytes);
        assert_eq!(printed.contains(SECRET), sees, "{agency}'s PDF");
        for accept in ["application/json", "text/html"] {
            let got = user.get_as(&action, accept).await.status.as_u16();
            assert_eq!(got, if sees { 200 } else { 404 }, "{agency} at the action");
        }
        // What others have is numbered for everybody alike.
        let shown = user.get(&format!("{case}/actions")).await.json();
        assert_eq!(numbers(&shown), if sees { vec![1, 2] } else { vec![2] });
        let then = user.get(&format!("{case}/as-at")).await.expect(200).json();
        let first = &then["case"]["open_actions"][usize::from(sees)];
        assert_eq!(first["number"], 2, "{agency}: {then}");
    }
    let outstanding = "/actions?tab=outstanding&area=RUN";
    let listed = coordinator.get(outstanding).await.expect(200).text();
    assert!(listed.contains(SECRET), "the lead's coordinator has it");
    // Nor does whoever runs the area see what another lead keeps to itself.
    let lead = json!({ "agency": "wey-meadow-homes", "reason": "x" });
    let version = coordinator.get(&case).await.version();
    let path = format!("{case}/lead");
    coordinator.post_at(&path, lead, version).await;
    let own = json!({
        "what": "Grapefruit", "agency": "health-partners", "due_on": "2026-11-23",
        "gateway": "consent", "sight": "named", "only": [],
    });
    let path = format!("{case}/actions");
    let own = housing.post(&path, own).await.expect(201).location();
    let of_both = [(&housing, true), (&health, true), (&coordinator, false)];
    for (user, sees) in of_both {
        let status = user.get(&own).await.status.as_u16();
        assert_eq!(status, if sees { 200 } else { 404 });
        let shown = user.get(&path).await.expect(200).text();
        assert_eq!(shown.contains("Grapefruit"), sees);
    }
    let listed = coordinator.get(outstanding).await.expect(200).text();
    assert!(!listed.contains("Grapefruit"), "{listed}");
    assert!(
        listed.contains(SECRET),
        "what the council brought is its own"
    );
    let missing = officer
        .post(
            &format!("{action}/complete"),
            json!({ "outcome": "done", "evidence": "x" }),
        )
        .await;
    missing.expect(404);
    health.post(&format!("{action}/accept"), json!({})).await;
    let seen = officer.get(&format!("{case}/history")).await.expect(200);
    let kinds = seen.json()["entries"].to_string();
    assert!(!kinds.contains("action_accepted"), "{kinds}");
    assert_eq!(
        seen.json()["verified"],
        true,
        "the chain holds for everybody"
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_and_an_action_are_limited_later_by_whoever_wrote_them() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police", "health-partners"]).await;
    let coordinator = world.coordinator().await;
    let decision = json!({ "kind": "decision", "decision": SECRET, "reason": "x" });
    let path = format!("{case}/decisions");
    coordinator.post(&path, decision).await.expect(201);
    let action = json!({
        "what": SECRET, "agency": "health-partners", "due_on": "2026-11-23",
        "gateway": "crime_and_disorder",
    });
    let path = format!("{case}/actions");
    let action = coordinator.post(&path, action).await.expect(201).location();
    let meeting = made_packs(&world).await;
    let officer = world.officer().await;
    let pack = format!("{meeting}/packs/surrey-police");
    let before = officer.get_as(&pack, "application/pdf").await.bytes;
    assert!(officer.get(&pack).await.text().contains(SECRET));
    let lines = coordinator.get(&case).await.expect(200).json();
    let lines = lines["chronology"].as_array().unwrap().clone();
    let only = json!({ "sight": "named", "only": [] });
    for kind in ["decided", "action_assigned"] {
        let line = lines.iter().find(|line| line["kind"] == kind).unwrap();
        assert_eq!(line["limits"], true, "{line}");
        assert_eq!(line["gateway"], "crime_and_disorder", "{line}");
        let limit = format!("{case}/steps/{}/limit", line["step"]);
        officer.get_as(&limit, "text/html").await.expect(403);
        officer.post(&limit, only.clone()).await.expect(403);
        coordinator.get_as(&limit, "text/html").await.expect(200);
        coordinator.post(&limit, json!({})).await.expect(400);
        coordinator.post(&limit, only.clone()).await.expect(200);
        officer.get_as(&limit, "text/html").await.expect(404);
    }
    // An assessment binds everybody on the case: there is nothing to limit.
    let rag =
        json!({ "rag": "red", "risk": "high", "rationale": "x", "next_review_on": "2026-12-08" });
    let path = format!("{case}/assessments");
    let version = coordinator.get(&case).await.version();
    coordinator.post_at(&path, rag, version).await.expect(201);
    let lines = coordinator.get(&case).await.expect(200).json();
    let lines = lines["chronology"].as_array().unwrap().clone();
    let line = lines
        .iter()
        .find(|line| line["kind"] == "assessed")
        .unwrap();
    assert_eq!(
        (&line["limits"], &line["gateway"]),
        (&json!(false), &json!("crime_and_disorder"))
    );
    let limit = format!("{case}/steps/{}/limit", line["step"]);
    coordinator.post(&limit, only).await.expect(404);
    for path in [&case, &pack, &format!("{case}/actions")] {
        let text = officer.get(path).await.expect(200).text();
        assert!(!text.contains(SECRET), "{path}");
    }
    officer.get(&action).await.expect(404);
    let after = officer.get_as(&pack, "application/pdf").await.bytes;
    assert_eq!(after, before, "what was sent stays as it was");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_action_is_chased_among_those_who_see_it() {
    let world = World::start().await;
    let (_, action) = kept_back(&world).await;
    // Weeks later it has been escalated as far as it goes.
    for day in ["2026-11-28", "2026-12-02", "2026-12-09", "2026-12-20"] {
        world.clock(&format!("{day}T09:00:00Z")).await;
        world.local.settle().await.unwrap();
    }
    let sent = world.sent();
    let about: Vec<_> = sent
        .iter()
        .filter(|(_, _, text)| text.contains(&action))
        .collect();
    assert!(about.len() > 3, "{sent:?}");
    let lead = |to: &str| to.contains("runnymede") || to.contains("health");
    let others: Vec<_> = about.iter().filter(|(to, ..)| !lead(to)).collect();
    assert!(others.is_empty(), "{others:?}");
    let health = world.user("Practitioner", "Health").await;
    let told = health.get(&action).await.expect(200).json();
    assert_eq!(told["action"]["last_step"], "escalated_to_chair", "{told}");
    world.local.stop().await;
}
