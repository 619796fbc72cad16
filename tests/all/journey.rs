//! The story of a referral, end to end, by API (R1.4–R1.6, R2, R4, R5.2, R5.3).

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::world::{Answer, CANARIES, User, World, referral};

/// Refers, accepts to a case, and adds the agencies named; gives the case's path.
pub(crate) async fn open_case(world: &World, agencies: &[&str]) -> String {
    let received = world
        .housing()
        .await
        .post("/referrals", referral())
        .await
        .expect(201);
    let coordinator = world.coordinator().await;
    let at = received.location();
    let version = coordinator.get(&at).await.expect(200).version();
    let accept = json!({ "decision": "accept", "reason": "Meets the threshold" });
    coordinator
        .post_at(&format!("{at}/triage"), accept, version)
        .await
        .expect(200);
    let decided = coordinator.get(&at).await.expect(200).json();
    let case = format!("/cases/{}", decided["case"]["id"].as_str().unwrap());
    for agency in agencies {
        add_agency(&coordinator, &case, agency).await.expect(201);
    }
    case
}

pub(crate) async fn add_agency(coordinator: &User<'_>, case: &str, agency: &str) -> Answer {
    let body = json!({
        "agency": agency, "gateway": "crime_and_disorder", "reason": "Holds part of the answer",
    });
    coordinator.post(&format!("{case}/agencies"), body).await
}

/// Tasks an agency; gives the action's path.
pub(crate) async fn assign(
    coordinator: &User<'_>,
    case: &str,
    agency: &str,
    due_on: &str,
) -> String {
    let body = json!({
        "what": "Visit and report back", "detail": "Speak to Quentin Zebrafish",
        "agency": agency, "due_on": due_on, "gateway": "crime_and_disorder",
    });
    coordinator
        .post(&format!("{case}/actions"), body)
        .await
        .expect(201)
        .location()
}

fn sent_to<'a>(sent: &'a [(String, String, String)], to: &str) -> Vec<&'a str> {
    sent.iter()
        .filter(|(who, _, _)| who.contains(to))
        .map(|(_, what, _)| what.as_str())
        .collect()
}

fn no_canary(world: &World) {
    for (_, _, text) in world.sent() {
        for canary in CANARIES {
            assert!(!text.contains(canary), "{canary} in {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_referral_to_a_tasked_agency_and_a_pack() {
    let world = World::start().await;
    let housing = world.housing().await;
    let coordinator = world.coordinator().await;
    let officer = world.officer().await;

    // 1 A housing officer refers, and gets a reference and an email.
    let received = housing.post("/referrals", referral()).await.expect(201);
    let reference = received.json()["reference"].as_str().unwrap().to_owned();
    let at = received.location();
    world.local.settle().await.unwrap();
    let subjects = world.sent();
    let to_referrer = sent_to(&subjects, &housing.email);
    assert_eq!(
        to_referrer,
        [format!("{reference}: Your referral has been received")]
    );

    // 2 The coordinator sees it in the queue and accepts it to a new case, with a reason.
    let queue = coordinator.get("/referrals").await.expect(200).json();
    assert!(queue.to_string().contains(&reference), "{queue}");
    let version = coordinator.get(&at).await.expect(200).version();
    let accept = json!({ "decision": "accept", "reason": "Persistent and escalating" });
    coordinator
        .post_at(&format!("{at}/triage"), accept, version)
        .await
        .expect(200);
    let seen = housing.get(&at).await.expect(200).json();
    assert!(
        seen.to_string().contains("Persistent and escalating"),
        "{seen}"
    );
    assert!(seen.to_string().contains("RUN-2026-0001"), "{seen}");
    let queue = coordinator.get("/referrals").await.expect(200).json();
    assert!(!queue.to_string().contains(&reference), "{queue}");

    // 3 Agencies are added; the police add an incident and a note; risk and RAG are set.
    let decided = coordinator.get(&at).await.expect(200).json();
    let case = format!("/cases/{}", decided["case"]["id"].as_str().unwrap());
    officer.get(&case).await.expect(404);
    add_agency(&coordinator, &case, "surrey-police")
        .await
        .expect(201);
    for (kind, text) in [
        ("incident", "Officers attended a fight"),
        ("note", "Known to the team"),
    ] {
        let entry = json!({
            "kind": kind, "on": "2026-11-19", "text": text, "gateway": "crime_and_disorder",
        });
        officer
            .post(&format!("{case}/entries"), entry)
            .await
            .expect(201);
    }
    let version = coordinator.get(&case).await.expect(200).version();
    let assessment = json!({
        "rag": "red", "risk": "high", "rationale": "Two incidents in a week",
        "next_review_on": "2026-11-24",
    });
    coordinator
        .post_at(&format!("{case}/assessments"), assessment, version)
        .await
        .expect(201);
    let shown = coordinator.get(&case).await.expect(200).json();
    assert_eq!(shown["reference"], "RUN-2026-0001");
    assert_eq!(shown["rag"], "red");
    let chronology = shown["chronology"].as_array().unwrap();
    let note = chronology
        .iter()
        .find(|line| line["text"][0]["text"] == "Known to the team")
        .unwrap();
    assert_eq!(note["agency_name"], "Surrey Police", "{note}");

    // 4 An action: told by email and by SNS without personal data, accepted, completed.
    let action = assign(&coordinator, &case, "surrey-police", "2026-11-27").await;
    world.local.settle().await.unwrap();
    let sent = world.sent();
    let told: Vec<_> = sent
        .iter()
        .filter(|(_, what, _)| what.contains("new action") || what == "action_assigned")
        .collect();
    assert_eq!(told.len(), 2, "one email and one message: {told:?}");
    assert!(
        told.iter()
            .all(|(_, _, text)| text.contains("RUN-2026-0001"))
    );
    no_canary(&world);
    officer
        .post(&format!("{action}/accept"), json!({}))
        .await
        .expect(200);
    let done = json!({ "outcome": "done", "evidence": "Visited; noise stopped" });
    officer
        .post(&format!("{action}/complete"), done)
        .await
        .expect(200);
    let ended = officer.get(&action).await.expect(200).json();
    assert!(ended.to_string().contains("Visited; noise stopped"));

    // 4b Another one goes overdue: reminded, chased, escalated as the clock moves on.
    assign(&coordinator, &case, "surrey-police", "2026-11-30").await;
    // 5 A CHaRMM is on Tuesday; its packs are due three working days before.
    let meeting = coordinator
        .post("/meetings", json!({
            "area": "RUN", "forum": "charmm", "on": "2026-12-08", "at": "10:00", "place": "Microsoft Teams",
        }))
        .await
        .expect(201)
        .location();
    world.clock("2026-12-12T09:00:00Z").await;
    let sent = world.sent();
    let steps: Vec<_> = sent
        .iter()
        .map(|(_, what, _)| what.as_str())
        .filter(|what| what.starts_with("RUN-2026-0001: A") && what.contains("due"))
        .collect();
    assert_eq!(
        steps,
        [
            "RUN-2026-0001: An action is due soon",
            "RUN-2026-0001: An action is overdue",
            "RUN-2026-0001: An overdue action has been escalated to you as agency lead",
            "RUN-2026-0001: An overdue action has been escalated to you as chair",
        ]
    );
    no_canary(&world);

    // 5b On schedule each agency had its pack made, and was told by a link.
    // Weeks have passed: tokens ended, and people sign in again.
    let (coordinator, officer) = (world.coordinator().await, world.officer().await);
    let path = format!("{meeting}/packs/surrey-police");
    assert!(
        sent.iter().any(|(_, _, text)| text.contains(&path)),
        "told of the pack"
    );
    pack_of_the_police(&officer, &path).await;
    coordinator.get(&path).await.expect(404);

    // 6 Every step is in the journal, and the chain holds.
    let history = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .json();
    let kinds: Vec<_> = history["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap().to_owned())
        .collect();
    for kind in [
        "opened",
        "agency_added",
        "entry_recorded",
        "assessed",
        "action_assigned",
        "action_accepted",
        "action_ended",
        "action_chased",
    ] {
        assert!(kinds.iter().any(|each| each == kind), "{kind} in {kinds:?}");
    }
    assert_eq!(history["verified"], true, "{}", history["head"]);
    world.local.stop().await;
}

async fn pack_of_the_police(officer: &User<'_>, path: &str) {
    let pack = officer.get(path).await.expect(200).json();
    assert_eq!(pack["marking"], "OFFICIAL-SENSITIVE");
    let references: Vec<_> = pack["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["reference"].clone())
        .collect();
    assert_eq!(references, ["RUN-2026-0001"]);
    let page = officer.get_as(path, "text/html").await.expect(200).text();
    assert!(page.contains("RUN-2026-0001") && page.contains("OFFICIAL-SENSITIVE"));
    let pdf = officer.get_as(path, "application/pdf").await.expect(200);
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    let text = pdf_text(&pdf.bytes);
    for expected in [
        "OFFICIAL-SENSITIVE",
        "RUN-2026-0001",
        "Surrey Police",
        "Page 1 of",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

/// What a PDF says, as poppler reads it.
pub(crate) fn pdf_text(pdf: &[u8]) -> String {
    let scratch = crate::world::Scratch::new();
    let file = scratch.path().join("pack.pdf");
    std::fs::write(&file, pdf).unwrap();
    let out = std::process::Command::new("pdftotext")
        .arg("-raw")
        .arg(&file)
        .arg("-")
        .output();
    String::from_utf8(out.expect("pdftotext, of poppler-utils").stdout).unwrap()
}

/// Makes packs now and gives the meeting's path.
pub(crate) async fn meeting_with_packs(world: &World) -> String {
    let coordinator = world.coordinator().await;
    let body = json!({
        "area": "RUN", "forum": "charmm", "on": "2026-11-24", "at": "10:00", "place": "Civic Centre",
    });
    let meeting = coordinator
        .post("/meetings", body)
        .await
        .expect(201)
        .location();
    coordinator
        .post(&format!("{meeting}/packs"), json!({}))
        .await
        .expect(202);
    world.local.settle().await.unwrap();
    meeting
}

#[tokio::test(flavor = "multi_thread")]
async fn packs_hold_only_cases_of_their_agency_and_are_the_same_bytes_again() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    let officer = world.officer().await;
    open_case(&world, &["surrey-police"]).await;
    open_case(&world, &[]).await;
    let meeting = meeting_with_packs(&world).await;
    let path = format!("{meeting}/packs/surrey-police");
    let text = pdf_text(
        &officer
            .get_as(&path, "application/pdf")
            .await
            .expect(200)
            .bytes,
    );
    assert!(
        text.contains("RUN-2026-0001") && !text.contains("RUN-2026-0002"),
        "{text}"
    );

    // Made again from the same data: the same bytes, so no new version and no new notice.
    let list = |answer: Answer| answer.json()["packs"].clone();
    let before = list(
        coordinator
            .get(&format!("{meeting}/packs"))
            .await
            .expect(200),
    );
    let sent = world.sent().len();
    coordinator
        .post(&format!("{meeting}/packs"), json!({}))
        .await
        .expect(202);
    world.local.settle().await.unwrap();
    let after = list(
        coordinator
            .get(&format!("{meeting}/packs"))
            .await
            .expect(200),
    );
    assert_eq!(before, after);
    let again: Vec<_> = world.sent().split_off(sent.min(world.sent().len()));
    assert!(again.is_empty(), "told again: {again:?}");

    // Something changes for one case: its agencies get a second version.
    let cases = coordinator.get("/cases").await.expect(200).json();
    let case = cases["items"]
        .as_array()
        .or_else(|| cases["cases"].as_array())
        .unwrap()
        .iter()
        .find(|case| case["reference"] == "RUN-2026-0001")
        .unwrap()
        .clone();
    let case = format!("/cases/{}", case["id"].as_str().unwrap());
    assign(&coordinator, &case, "surrey-police", "2026-11-23").await;
    coordinator
        .post(&format!("{meeting}/packs"), json!({}))
        .await
        .expect(202);
    world.local.settle().await.unwrap();
    let after = list(
        coordinator
            .get(&format!("{meeting}/packs"))
            .await
            .expect(200),
    );
    let police = after
        .as_array()
        .unwrap()
        .iter()
        .find(|pack| pack["agency"] == "surrey-police")
        .unwrap();
    assert_eq!(police["version"], 2, "{police}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_is_there_from_the_start() {
    let world = World::demonstration().await;
    let coordinator = world.coordinator().await;
    let cases = coordinator.get("/cases").await.expect(200).json();
    assert!(
        cases.to_string().matches("RUN-2026-").count() >= 20,
        "a page of cases"
    );
    assert!(world.sent().is_empty(), "history sends no mail");
    assert!(world.local.people().await.unwrap().len() >= 12);
    let meetings = coordinator.get("/meetings").await.expect(200).json();
    let next_tuesday: DateTime<Utc> = "2026-11-24T00:00:00Z".parse().unwrap();
    assert!(
        meetings
            .to_string()
            .contains(&next_tuesday.format("%Y-%m-%d").to_string()),
        "{meetings}"
    );
    world.local.stop().await;
}
