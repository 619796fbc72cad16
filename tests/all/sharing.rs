//! Those who are not on a case: stubs, access asked for and granted, emergencies (R3.1); and what an
//! agency brought, which stays its own: corrections (R2.4), and grounds (R3.3).

use access::Caller;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::{
    journey::{add_agency, open_case},
    limits::SECRET,
    people::record,
    world::{CANARIES, User, World},
};

/// The subject of the test's referrals, as nobody writes it in a page: what is typed is shown again.
pub(crate) fn quentin() -> Value {
    json!({ "name": "zebrafish, quentin", "born_on": "1991-02-28" })
}

async fn find(user: &User<'_>) -> Value {
    user.post("/find", quentin()).await.expect(200).json()
}

/// The address of the only stub that the user finds.
pub(crate) async fn stub(user: &User<'_>) -> String {
    let found = find(user).await;
    assert_eq!(found["stubs"].as_array().unwrap().len(), 1, "{found}");
    found["stubs"][0]["href"].as_str().unwrap().to_owned()
}

fn holds_nothing_personal(text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
}

/// The subject lines of what was sent to addresses that contain `to`.
pub(crate) fn told(world: &World, to: &str, what: &str) -> usize {
    let sent = world.sent();
    let to_them = sent.iter().filter(|(who, ..)| who.contains(to));
    to_them.filter(|(_, said, _)| said.contains(what)).count()
}

pub(crate) fn note(text: &str) -> Value {
    json!({ "kind": "note", "on": "2026-11-19", "text": text, "gateway": "crime_and_disorder" })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stub_tells_area_lead_and_whom_to_ask_and_nothing_else() {
    let world = World::start().await;
    let (one, other) = (
        open_case(&world, &[]).await,
        open_case(&world, &["youth-justice"]).await,
    );
    let coordinator = world.coordinator().await;
    // The cases differ in everything but their area and lead.
    let version = coordinator.get(&one).await.expect(200).version();
    let assessment = json!({
        "rag": "red", "risk": "very_high", "rationale": "Afraid", "next_review_on": "2026-12-08",
    });
    coordinator
        .post_at(&format!("{one}/assessments"), assessment, version)
        .await
        .expect(201);
    let officer = world.officer().await;
    let found = find(&officer).await;
    assert_eq!(found["cases"], json!([]));
    let stubs = found["stubs"].as_array().unwrap().clone();
    assert_eq!(stubs.len(), 2);
    let mut bare = stubs.clone();
    for stub in &mut bare {
        stub.as_object_mut().unwrap().remove("href");
    }
    let expected = json!({
        "area_name": "Runnymede", "lead_name": "Runnymede Borough Council",
        "ask": "community.safety@runnymede.example",
    });
    assert_eq!(bare, [expected.clone(), expected]);
    // The pages of both are the same, byte for byte, but for what they are known by.
    let mut pages = Vec::new();
    for stub in &stubs {
        let href = stub["href"].as_str().unwrap();
        for accept in ["text/html", "application/json"] {
            let text = officer.get_as(href, accept).await.expect(200).text();
            let text = text.replace(href, "(stub)");
            holds_nothing_personal(&text);
            for told in ["RUN-", "2026-", " 2026", &one, &other, "very_high", "Youth"] {
                assert!(!text.contains(told), "{told} in {text}");
            }
            pages.push(text);
        }
    }
    assert_eq!(pages[0], pages[2]);
    assert_eq!(pages[1], pages[3]);
    // Nothing of a case can be found out from its stub's name, nor the other way round.
    let missing = format!("/find/{}", "0".repeat(64));
    officer.get(&missing).await.expect(404);
    officer.get(&one).await.expect(404);
    // Who sees the case finds the case.
    let seen = find(&coordinator).await;
    assert_eq!(seen["cases"].as_array().unwrap().len(), 2);
    assert_eq!(seen["stubs"], json!([]));
    // That somebody looked is in the log, with the policy; what they searched for is not.
    let history = coordinator
        .get(&format!("{one}/history"))
        .await
        .expect(200)
        .json();
    let readings = history["readings"].as_array().unwrap();
    let looked =
        |reading: &&Value| reading["what"] == "stub" && reading["agency_name"] == "Surrey Police";
    let looked = readings.iter().find(looked).expect("the search is logged");
    assert_eq!(looked["policies"], json!(["search.staff"]));
    assert!(readings.iter().any(|reading| reading["what"] == "found"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_needs_enough_to_go_by_and_somebody_who_works_on_cases() {
    let world = World::start().await;
    open_case(&world, &[]).await;
    let officer = world.officer().await;
    for (body, field) in [
        (json!({}), "reference"),
        (json!({ "name": "Zebrafish" }), "born_on"),
        (json!({ "name": "Z", "born_on": "1991-02-28" }), "name"),
        (json!({ "born_on": "1991-02-28" }), "name"),
        (
            json!({ "name": "Quentin Zebrafish", "postcode": "KT" }),
            "postcode",
        ),
    ] {
        let refused = officer.post("/find", body.clone()).await.expect(400).json();
        assert_eq!(refused["faults"][0]["field"], field, "{body}: {refused}");
    }
    let none = json!({ "cases": [], "stubs": [], "more": false });
    for body in [
        json!({ "name": "Quentin Zebrafish", "born_on": "1991-03-01" }),
        json!({ "name": "Quentin Zebra", "born_on": "1991-02-28" }),
    ] {
        assert_eq!(officer.post("/find", body).await.expect(200).json(), none);
    }
    let by_postcode = json!({ "name": "Ottoline WIGGLESWORTH", "postcode": "kt15 2ah" });
    let found = officer.post("/find", by_postcode).await.expect(200).json();
    assert_eq!(found["stubs"].as_array().unwrap().len(), 1);
    // By reference a case that is not theirs is like one that is not there.
    let mut answers = Vec::new();
    for reference in ["RUN-2026-0001", "RUN-2026-9999"] {
        let answer = officer
            .post("/find", json!({ "reference": reference }))
            .await;
        answers.push(answer.expect(404).json()["title"].clone());
    }
    assert_eq!(answers[0], answers[1]);
    let coordinator = world.coordinator().await;
    let found = coordinator
        .post("/find", json!({ "reference": "run-2026-0001" }))
        .await;
    assert!(found.expect(303).location().starts_with("/cases/"));
    let analyst = world.user("analyst", "").await;
    analyst.post("/find", quentin()).await.expect(403);
    world.local.stop().await;
}

/// Asks for access to the only case; gives the request's path.
async fn ask(officer: &User<'_>) -> String {
    let stub = stub(officer).await;
    let asked = officer
        .post(
            &format!("{stub}/request"),
            json!({ "reason": "About to house them" }),
        )
        .await
        .expect(201);
    asked.location()
}

fn grant(last_on: &str, to: &str) -> Value {
    json!({
        "answer": "grant", "to": to, "gateway": "crime_and_disorder", "last_on": last_on,
        "reason": "Needed for the move",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn access_is_asked_for_granted_and_ends_by_itself() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let (officer, coordinator) = (world.officer().await, world.coordinator().await);
    let request = ask(&officer).await;
    world.local.settle().await.unwrap();
    let what = "Access to a case has been asked for";
    assert_eq!(
        told(&world, "runnymede.example", what),
        2,
        "the lead and the team"
    );
    // Whoever asked sees their request, and nothing of the case.
    let own = officer.get(&request).await.expect(200);
    assert_eq!(own.json()["state"], "waiting");
    holds_nothing_personal(&own.text());
    assert!(!own.text().contains("RUN-2026") && !own.text().contains(&case));
    officer
        .post(&format!("{request}/answer"), grant("2026-11-22", "person"))
        .await
        .expect(403);
    // Others on the case do not decide, and are not shown it.
    world.housing().await.get(&request).await.expect(404);
    let start = coordinator.get("/").await.expect(200).json();
    assert_eq!(start["work"]["access"]["count"], 1, "{start}");
    // It stands among the actions of the agency that leads, and of no other.
    let ours = coordinator.get("/actions?tab=ours").await.expect(200);
    assert_eq!(ours.json()["access"][0]["href"], json!(request));
    let others = world.housing().await.get("/actions?tab=ours").await;
    assert_eq!(others.expect(200).json()["access"], json!([]));
    let start = coordinator
        .get_as("/", "text/html")
        .await
        .expect(200)
        .text();
    assert!(start.contains(&request), "the start page leads there");
    officer.get(&case).await.expect(404);
    coordinator
        .post(&format!("{request}/answer"), grant("2026-11-22", "person"))
        .await
        .expect(200);
    world.local.settle().await.unwrap();
    let what = "Your request for access has been answered";
    assert_eq!(told(&world, &officer.email, what), 1);
    for (_, _, text) in world.sent() {
        holds_nothing_personal(&text);
    }
    officer.get(&case).await.expect(200);
    let history = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .json();
    let reading = &history["readings"][1];
    assert_eq!(
        reading["policies"],
        json!(["case.access-granted"]),
        "{reading}"
    );
    // To read is all: and it is for this person only.
    officer
        .post(&format!("{case}/entries"), note("x"))
        .await
        .expect(403);
    let colleague = world.user("Practitioner (RUN)", "Surrey Police").await;
    assert_ne!(colleague.email, officer.email);
    colleague.get(&case).await.expect(404);
    assert_eq!(
        coordinator.get("/access-requests").await.expect(200).json()["waiting"],
        json!([])
    );
    // Midnight in London ends it.
    world.clock("2026-11-22T23:59:00Z").await;
    world.officer().await.get(&case).await.expect(200);
    world.clock("2026-11-23T00:00:00Z").await;
    let officer = world.officer().await;
    officer.get(&case).await.expect(404);
    assert_eq!(
        officer.get(&request).await.expect(200).json()["state"],
        "ended"
    );
    assert_eq!(find(&officer).await["stubs"].as_array().unwrap().len(), 1);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_is_refused_or_ended_early_with_a_reason() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let (officer, coordinator) = (world.officer().await, world.coordinator().await);
    let request = ask(&officer).await;
    let refuse = json!({ "answer": "refuse", "reason": "Ask for a summary instead" });
    let answer = format!("{request}/answer");
    coordinator
        .post(&answer, json!({ "answer": "refuse" }))
        .await
        .expect(400);
    coordinator.post(&answer, refuse).await.expect(200);
    let own = officer.get(&request).await.expect(200).json();
    assert_eq!(own["state"], "refused");
    assert_eq!(own["decisions"][0]["reason"], "Ask for a summary instead");
    officer.get(&case).await.expect(404);
    coordinator
        .post(&answer, grant("2026-11-22", "person"))
        .await
        .expect(422);
    // Asked again, granted to the whole agency, and ended early.
    let request = ask(&officer).await;
    let answer = format!("{request}/answer");
    coordinator
        .post(&answer, grant("2027-11-22", "agency"))
        .await
        .expect(422);
    coordinator
        .post(&answer, grant("2026-12-22", "agency"))
        .await
        .expect(200);
    let colleague = world.user("Practitioner (RUN)", "Surrey Police").await;
    colleague.get(&case).await.expect(200);
    let end = json!({ "reason": "The move fell through" });
    coordinator
        .post(&format!("{request}/end"), end.clone())
        .await
        .expect(200);
    coordinator
        .post(&format!("{request}/end"), end)
        .await
        .expect(422);
    for user in [&officer, &colleague] {
        user.get(&case).await.expect(404);
    }
    world.local.settle().await.unwrap();
    assert_eq!(
        told(&world, &officer.email, "Your access to a case has ended"),
        1
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_works_at_once_is_loud_and_is_reviewed() {
    let world = World::start().await;
    let case = open_case(&world, &[]).await;
    let (officer, coordinator) = (world.officer().await, world.coordinator().await);
    let protector = world.user("Data", "").await;
    let stub = stub(&officer).await;
    let open = format!("{stub}/emergency");
    officer
        .post(&open, json!({ "gateway": "vital_interests" }))
        .await
        .expect(400);
    officer.get(&case).await.expect(404);
    let reason = json!({ "reason": "A threat to life tonight", "gateway": "vital_interests" });
    let opened = officer.post(&open, reason).await.expect(201);
    assert_eq!(opened.location(), case);
    let shown = officer.get_as(&case, "text/html").await.expect(200).text();
    assert!(shown.contains("Emergency access: "), "the page says so");
    world.local.settle().await.unwrap();
    let what = "A case has been opened in an emergency";
    assert_eq!(
        told(&world, "runnymede.example", what),
        3,
        "inbox, lead and team"
    );
    assert_eq!(told(&world, &protector.email, what), 1);
    for (_, _, text) in world.sent() {
        holds_nothing_personal(&text);
        assert!(!text.contains("A threat to life tonight"));
    }
    // Every reading under it says so, and so does the history.
    let history = coordinator
        .get(&format!("{case}/history"))
        .await
        .expect(200)
        .json();
    let readings = history["readings"].as_array().unwrap();
    let under = |reading: &&Value| reading["policies"] == json!(["case.emergency-access"]);
    assert_eq!(readings.iter().filter(under).count(), 1, "{history}");
    assert_eq!(history["entries"][0]["kind"], "emergency_opened");
    // The data-protection officer reviews it without seeing the case.
    let waiting = protector.get("/access-requests").await.expect(200).json();
    let path = waiting["waiting"][0]["href"].as_str().unwrap().to_owned();
    let matter = protector.get(&path).await.expect(200);
    holds_nothing_personal(&matter.text());
    assert!(!matter.text().contains("RUN-2026"));
    assert_eq!(matter.json()["may"], json!(["review"]));
    protector.get(&case).await.expect(404);
    let found = json!({ "finding": "justified", "note": "Confirmed by the duty inspector" });
    let review = format!("{path}/review");
    officer.post(&review, found.clone()).await.expect(403);
    world
        .housing()
        .await
        .post(&review, found.clone())
        .await
        .expect(404);
    protector.post(&review, found).await.expect(200);
    for user in [&protector, &coordinator] {
        let list = user.get("/access-requests").await.expect(200).json();
        assert_eq!(list["waiting"], json!([]));
    }
    world.local.settle().await.unwrap();
    assert_eq!(
        told(
            &world,
            &officer.email,
            "Your emergency access has been reviewed"
        ),
        1
    );
    world.clock("2026-11-21T09:30:00Z").await;
    world.officer().await.get(&case).await.expect(404);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn access_that_nobody_answers_or_reviews_is_chased_and_escalated() {
    let world = World::start().await;
    // The area's data-protection officer has left: those who can appoint one hear instead.
    let admin = world.administrator().await;
    let protector = world.user("Data", "").await;
    let theirs = record(&admin, &protector.email).await;
    admin
        .post(&format!("{theirs}/leave"), json!({}))
        .await
        .expect(200);
    open_case(&world, &[]).await;
    let officer = world.officer().await;
    let asked = ask(&officer).await;
    let stub = stub(&officer).await;
    let health = world.user("Practitioner", "Health").await;
    let open = json!({ "reason": "A threat to life tonight", "gateway": "vital_interests" });
    health
        .post(&format!("{stub}/emergency"), open)
        .await
        .expect(201);
    world.local.settle().await.unwrap();
    let opened = "A case has been opened in an emergency";
    assert_eq!(told(&world, &admin.email, opened), 1);
    let view = officer.get(&asked).await.expect(200).json();
    assert_eq!(view["due_on"], "2026-11-25");
    let coordinator = world.coordinator().await;
    let page = coordinator
        .get_as("/access-requests", "text/html")
        .await
        .expect(200)
        .text();
    assert!(page.contains("25 November 2026") && page.contains("23 November 2026"));

    let (answer, review) = (
        "Access to a case still waits for an answer",
        "Access taken in an emergency still waits for its review",
    );
    let both = |world: &World, to: &str| [told(world, to, answer), told(world, to, review)];
    // The agency that leads, the team and the administrator are all of the council.
    world.clock("2026-11-24T09:00:00Z").await;
    assert_eq!(both(&world, "runnymede.example"), [0, 3]);
    assert_eq!(both(&world, &admin.email), [0, 1]);
    world.clock("2026-11-26T09:00:00Z").await;
    assert_eq!(both(&world, "runnymede.example"), [2, 3]);
    world.clock("2026-11-28T09:00:00Z").await;
    assert_eq!(both(&world, "runnymede.example"), [2, 5]);
    // Answered: nobody is chased for it any more, and the emergency goes on to the chair.
    let refusal = json!({ "answer": "refuse", "reason": "Ask your own team" });
    let coordinator = world.coordinator().await;
    coordinator
        .post(&format!("{asked}/answer"), refusal)
        .await
        .expect(200);
    for at in ["2026-12-03T09:00:00Z", "2026-12-04T09:00:00Z"] {
        world.clock(at).await;
    }
    let chair = world.user("Chair", "").await;
    assert_eq!(both(&world, &chair.email), [0, 1]);
    assert_eq!(both(&world, &admin.email), [0, 3]);
    for (_, _, text) in world.sent() {
        holds_nothing_personal(&text);
        assert!(!text.contains("A threat to life tonight"));
    }
    world.local.stop().await;
}

pub(crate) async fn made_packs(world: &World) -> String {
    let coordinator = world.coordinator().await;
    let body = json!({
        "area": "RUN", "forum": "charmm", "on": "2026-11-24", "at": "10:00", "place": "Teams",
    });
    let meeting = coordinator
        .post("/meetings", body)
        .await
        .expect(201)
        .location();
    let made = coordinator
        .post(&format!("{meeting}/packs"), json!({}))
        .await;
    made.expect(202);
    world.local.settle().await.unwrap();
    meeting
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_read_what_was_corrected_is_told_once_and_old_packs_say_so() {
    let world = World::start().await;
    let case = open_case(
        &world,
        &["surrey-police", "health-partners", "youth-justice"],
    )
    .await;
    let (officer, housing) = (world.officer().await, world.housing().await);
    // Read before it was brought: nothing to be told of.
    world
        .user("Practitioner", "Youth")
        .await
        .get(&case)
        .await
        .expect(200);
    world.clock("2026-11-20T09:05:00Z").await;
    let added = officer
        .post(&format!("{case}/entries"), note(SECRET))
        .await
        .expect(201);
    let entry = format!("{case}/entries/{}", added.json()["id"].as_str().unwrap());
    let other = officer
        .post(&format!("{case}/entries"), note("Grapefruit"))
        .await
        .expect(201);
    let other = format!("{case}/entries/{}", other.json()["id"].as_str().unwrap());
    housing.get(&case).await.expect(200);
    world.clock("2026-11-20T09:10:00Z").await;
    let meeting = made_packs(&world).await;
    let pack = format!("{meeting}/packs/health-partners");
    let health = world.user("Practitioner", "Health").await;
    assert!(health.get(&pack).await.expect(200).text().contains(SECRET));
    let pdf = health
        .get_as(&pack, "application/pdf")
        .await
        .expect(200)
        .bytes;
    world.clock("2026-11-20T09:15:00Z").await;
    let version = officer.get(&case).await.expect(200).version();
    let correction = json!({ "text": "Strawberry", "reason": "Misheard" });
    officer
        .post_at(&format!("{entry}/correct"), correction, version)
        .await
        .expect(200);
    for _ in 0..2 {
        world.local.settle().await.unwrap();
        let what = "Something your agency read on a case has changed";
        // Wey Meadow Homes opened the case, and health was sent a pack.
        assert_eq!(told(&world, "weymeadow.example", what), 1);
        assert_eq!(told(&world, "health.example", what), 1);
        assert_eq!(told(&world, "police.example", what), 0, "whose it is");
        // The youth justice team was sent a pack with it too.
        assert_eq!(told(&world, "youthjustice.example", what), 1);
        assert_eq!(told(&world, "woking.example", what), 0, "who never read it");
    }
    for (_, _, text) in world.sent() {
        holds_nothing_personal(&text);
        assert!(
            !text.contains("Misheard") && !text.contains("berry"),
            "{text}"
        );
    }
    let version = officer.get(&case).await.expect(200).version();
    let withdrawal = json!({ "reason": "Another household" });
    officer
        .post_at(&format!("{other}/withdraw"), withdrawal, version)
        .await
        .expect(200);
    let page = health.get_as(&pack, "text/html").await.expect(200).text();
    let document = health.get(&pack).await.expect(200).text();
    for text in [&page, &document] {
        assert!(text.contains("Strawberry"), "{text}");
        assert!(!text.contains(SECRET) && !text.contains("Grapefruit"));
    }
    assert!(page.contains("Corrected since this pack was made"));
    assert!(page.contains("Withdrawn since this pack was made"));
    assert!(
        document.contains(r#""since":"corrected""#) && document.contains(r#""since":"withdrawn""#)
    );
    let again = health
        .get_as(&pack, "application/pdf")
        .await
        .expect(200)
        .bytes;
    assert_eq!(again, pdf, "the PDF is as it was sent");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_saw_a_document_is_told_when_it_is_withdrawn_however_much_was_read_since() {
    let world = World::start().await;
    let case = open_case(
        &world,
        &["surrey-police", "health-partners", "youth-justice"],
    )
    .await;
    let officer = world.officer().await;
    let body = json!({ "title": "A letter", "kind": "pdf", "gateway": "crime_and_disorder",
        "only": ["health-partners", "wey-meadow-homes"] });
    let added = officer.post(&format!("{case}/documents"), body).await;
    let id = added.expect(201).json()["id"].as_str().unwrap().to_owned();
    world.clock("2026-11-20T09:05:00Z").await;
    let health = world.user("Practitioner", "Health").await;
    health.get(&case).await.expect(200);
    // Limited to others: what was read did not show it.
    let youth = world.user("Practitioner", "Youth").await;
    youth.get(&case).await.expect(200);
    // More readings than are looked through at a time.
    world.clock("2026-11-20T09:10:00Z").await;
    let (store, police) = (world.local.store(), "surrey-police".parse().unwrap());
    let (police, id_of_case) = (Caller::Agency(police), case.rsplit('/').next().unwrap());
    let (id_of_case, ten) = (id_of_case.parse().unwrap(), "2026-11-20T09:10:00Z");
    let ten: DateTime<Utc> = ten.parse().unwrap();
    for reading in 0..1_100 {
        let at = ten + TimeDelta::milliseconds(reading);
        store.case_alone(id_of_case, &police, at).await.unwrap();
    }
    world.clock("2026-11-20T09:20:00Z").await;
    officer
        .post(
            &format!("{case}/documents/{id}/withdraw"),
            json!({ "reason": "Another household" }),
        )
        .await
        .expect(200);
    for _ in 0..2 {
        world.local.settle().await.unwrap();
        let what = "Something your agency read on a case has changed";
        assert_eq!(told(&world, "health.example", what), 1);
        assert_eq!(told(&world, "police.example", what), 0, "whose it is");
        assert_eq!(told(&world, "youthjustice.example", what), 0);
        assert_eq!(told(&world, "weymeadow.example", what), 0, "never read it");
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_of_somebody_is_corrected_by_whoever_referred_and_readers_are_told() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police", "health-partners"]).await;
    let (officer, housing) = (world.officer().await, world.housing().await);
    world.clock("2026-11-20T09:10:00Z").await;
    let meeting = made_packs(&world).await;
    let pack = format!("{meeting}/packs/health-partners");
    let health = world.user("Practitioner", "Health").await;
    let before = health.get(&pack).await.expect(200).text();
    assert!(before.contains("1991-02-28"), "{before}");
    world.clock("2026-11-20T09:15:00Z").await;
    // Wey Meadow Homes referred: it sees that it may, the police that they may not.
    let shown = housing.get(&case).await.expect(200);
    let subjects = shown.json()["subjects"].as_array().unwrap().clone();
    let number = subjects
        .iter()
        .position(|each| each["born_on"] == "1991-02-28")
        .unwrap()
        + 1;
    assert_eq!(subjects[number - 1]["may_correct"], true);
    let of_police = officer.get(&case).await.expect(200).json();
    assert_eq!(of_police["subjects"][number - 1]["may_correct"], false);
    let at = format!("{case}/subjects/{number}/details");
    let right = json!({
        "name": "Quentin Zebrafish", "born_on": "1991-03-01", "reason": "The tenancy file has it",
    });
    officer
        .post_at(&at, right.clone(), shown.version())
        .await
        .expect(403);
    housing.post(&at, right.clone()).await.expect(400);
    let form = housing.get_as(&at, "text/html").await.expect(200).text();
    assert!(form.contains("value=\"1991\""), "{form}");
    housing
        .post_at(&at, right.clone(), shown.version())
        .await
        .expect(200);
    // Somebody who saw an older page is told so, and what would change nothing is refused.
    housing
        .post_at(&at, right.clone(), shown.version())
        .await
        .expect(409);
    let now = housing.get(&case).await.expect(200);
    housing.post_at(&at, right, now.version()).await.expect(422);
    assert_eq!(now.json()["subjects"][number - 1]["born_on"], "1991-03-01");
    for _ in 0..2 {
        world.local.settle().await.unwrap();
        let what = "Something your agency read on a case has changed";
        assert_eq!(told(&world, "health.example", what), 1);
        assert_eq!(told(&world, "police.example", what), 1);
        assert_eq!(told(&world, "weymeadow.example", what), 0, "whose it is");
    }
    for (_, _, text) in world.sent() {
        holds_nothing_personal(&text);
        assert!(!text.contains("tenancy file") && !text.contains("1991-0"));
    }
    let page = health.get_as(&pack, "text/html").await.expect(200).text();
    assert!(page.contains("Corrected since this pack was made"));
    assert!(page.contains("1 March 1991") && !page.contains("28 February 1991"));
    let document = health.get(&pack).await.expect(200).text();
    assert!(document.contains(r#""since":"corrected""#) && !document.contains("1991-02-28"));
    // They are found by what is now recorded, and no longer by what was.
    let nobody = find(&world.user("Practitioner", "Fire").await).await;
    assert_eq!(nobody["stubs"], json!([]), "{nobody}");
    let history = world.coordinator().await;
    let history = history.get(&format!("{case}/history")).await.expect(200);
    assert!(history.text().contains("Corrected what is recorded of"));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn section_16_does_not_carry_health_or_care_nor_a_whole_case() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let officer = world.officer().await;
    let entries = format!("{case}/entries");
    let mut entry = note("Attended hospital");
    entry["gateway"] = json!("serious_violence");
    entry["health_or_care"] = json!("yes");
    let refused = officer
        .post(&entries, entry.clone())
        .await
        .expect(422)
        .json();
    let citation = "Police, Crime, Sentencing and Courts Act 2022, section 16";
    assert_eq!(refused["citation"], citation, "{refused}");
    entry["health_or_care"] = json!("no");
    officer.post(&entries, entry).await.expect(201);
    let coordinator = world.coordinator().await;
    let agency = json!({
        "agency": "health-partners", "gateway": "serious_violence", "reason": "x",
    });
    coordinator
        .post(&format!("{case}/agencies"), agency)
        .await
        .expect(400);
    add_agency(&coordinator, &case, "health-partners")
        .await
        .expect(201);
    world.local.stop().await;
}
