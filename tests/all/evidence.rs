//! Photographs, recordings and papers that members of the public add to a report (R1.2): sent to
//! quarantine, read by triage, put on the case by whoever coordinates, erased with it.

use http::{Method, Request, header};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::{
    files::{PDF, keys, post},
    public_report,
    world::{Answer, User, World, fresh_key},
};

const JPEG: &[u8] = b"\xff\xd8\xff\xe0 picture \xff\xd9";
const SHOWS: &str = "The door that Quentin Zebrafish broke";

/// A report; gives where its sender sees where it stands.
async fn reported(world: &World) -> String {
    let sent = world.report(public_report::report(), &fresh_key()).await;
    sent.expect(201).location()
}

async fn add(world: &World, report: &str, body: Value) -> Answer {
    let files = format!("{report}/files");
    world.in_public(&files, body, &fresh_key()).await
}

async fn in_public(world: &World, path: &str) -> Answer {
    world.anonymous(Method::GET, path, "application/json").await
}

/// Adds a file and sends these bytes for it; gives what its sender then sees of the report.
async fn send(world: &World, report: &str, kind: &str, bytes: &[u8]) -> Value {
    let added = add(world, report, json!({ "kind": kind, "shows": SHOWS })).await;
    let form = in_public(world, &added.expect(201).location()).await;
    post(world, &form.expect(200).json(), bytes)
        .await
        .expect(303);
    in_public(world, report).await.expect(200).json()
}

/// The page of staff for the same report.
fn referral(report: &str) -> String {
    format!("/referrals/{}", id(report))
}

fn id(report: &str) -> &str {
    report.split('/').nth(2).unwrap()
}

async fn files(user: &User<'_>, report: &str) -> Vec<Value> {
    let seen = user.get(&referral(report)).await.expect(200).json();
    seen["files"].as_array().unwrap().clone()
}

async fn fetched(world: &World, user: &User<'_>, href: &str) -> Vec<u8> {
    let link = user.get(href).await.expect(303).location();
    let request = Request::builder().uri(&link).body(Full::default()).unwrap();
    let file = world.send(request).await.expect(200);
    let disposition = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment; "), "{disposition}");
    file.bytes
}

/// Triages the report: gives the id of the case that it led to.
async fn accept(user: &User<'_>, report: &str) -> String {
    let referral = referral(report);
    let version = user.get(&referral).await.expect(200).version();
    let decision = json!({ "decision": "accept", "reason": "Three households are afraid" });
    let decided = user
        .post_at(&format!("{referral}/triage"), decision, version)
        .await;
    let case = decided.expect(200).json()["case"]["id"].clone();
    format!("/cases/{}", case.as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photograph_is_sent_by_the_reporter_checked_and_fetched_by_triage_alone() {
    let world = World::start().await;
    let report = reported(&world).await;
    let first = in_public(&world, &report).await.expect(200).json();
    assert_eq!(
        (&first["files"], &first["takes_files"]),
        (&json!([]), &json!(true))
    );
    let told = send(&world, &report, "jpeg", JPEG).await;
    assert_eq!(told["files"][0]["standing"], "kept", "{told}");
    // Whoever has the address learns that it arrived, and nothing of it.
    assert!(!told.to_string().contains("door"), "{told}");
    let stored = keys(&world.local).await;
    assert_eq!(stored.len(), 1, "{stored:?}");
    let place = format!("documents/reports/{}/", id(&report));
    assert!(stored[0].starts_with(&place), "{stored:?}");

    let team = world.coordinator().await;
    let seen = files(&team, &report).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (&seen[0]["shows"], &seen[0]["standing"]),
        (&json!(SHOWS), &json!("kept"))
    );
    assert_eq!(seen[0]["to_case"], Value::Null);
    let href = seen[0]["href"].as_str().unwrap();
    assert_eq!(fetched(&world, &team, href).await, JPEG);
    let page = team.get_as(&referral(&report), "text/html").await;
    assert!(page.text().contains(SHOWS) && page.text().contains(href));

    // Whoever has the id alone, which staff and notices have, learns of no file and adds none.
    let known = format!("/report/{}", id(&report));
    let told = in_public(&world, &known).await.expect(200).json();
    assert_eq!(
        (&told["files"], &told["takes_files"], &told["address"]),
        (&json!([]), &json!(false), &Value::Null)
    );
    for key in ["", "0".repeat(32).as_str(), &report[report.len() - 31..]] {
        let guessed = format!("{known}/{key}");
        in_public(&world, &guessed).await.expect(404);
        let added = add(&world, &guessed, json!({ "kind": "pdf" })).await;
        added.expect(404);
    }

    // An agency of the area, and somebody who guesses, get nothing; nor does its sender.
    world.officer().await.get(href).await.expect(404);
    let other = href.replace(seen[0]["id"].as_str().unwrap(), &fresh_key());
    team.get(&other).await.expect(404);
    let form = format!("{report}/files/{}", seen[0]["id"].as_str().unwrap());
    in_public(&world, &form).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_lies_about_its_kind_is_deleted_and_both_sides_are_told() {
    let world = World::start().await;
    let report = reported(&world).await;
    let told = send(&world, &report, "jpeg", PDF).await;
    let file = &told["files"][0];
    assert_eq!(file["standing"], "refused", "{told}");
    let words = file["standing_words"].as_str().unwrap();
    assert!(
        words.contains("it is not what it was said to be"),
        "{words}"
    );
    assert_eq!(keys(&world.local).await, Vec::<String>::new());
    let team = world.coordinator().await;
    let seen = files(&team, &report).await;
    assert_eq!(
        (&seen[0]["standing"], &seen[0]["href"]),
        (&json!("refused"), &Value::Null)
    );
    let page = team.get_as(&referral(&report), "text/html").await.text();
    assert!(page.contains("A file arrived and was deleted"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_of_few_kinds_ten_at_most_and_only_until_somebody_looked() {
    let world = World::start().await;
    let report = reported(&world).await;
    for body in [
        json!({}),
        json!({ "kind": "xlsx" }),
        json!({ "kind": "exe" }),
    ] {
        let fault = add(&world, &report, body).await.expect(400).json();
        assert_eq!(fault["faults"][0]["field"], "kind", "{fault}");
    }
    // The same key adds one file, whoever sends it again.
    let (path, key) = (format!("{report}/files"), fresh_key());
    let body = json!({ "kind": "mp4" });
    let one = world.in_public(&path, body.clone(), &key).await.expect(201);
    let two = world.in_public(&path, body.clone(), &key).await.expect(201);
    assert_eq!(one.json(), two.json());
    for _ in 0..9 {
        add(&world, &report, body.clone()).await.expect(201);
    }
    let full = add(&world, &report, body.clone()).await.expect(422);
    assert!(full.text().contains("10 files at most"), "{}", full.text());
    let told = in_public(&world, &report).await.expect(200).json();
    assert_eq!(told["files"].as_array().unwrap().len(), 10);
    assert_eq!(told["takes_files"], false);

    let team = world.coordinator().await;
    let looked_at = reported(&world).await;
    accept(&team, &looked_at).await;
    add(&world, &looked_at, body.clone()).await.expect(422);
    let page = world
        .anonymous(Method::GET, &format!("{looked_at}/files"), "text/html")
        .await;
    assert_eq!(page.expect(303).location(), looked_at);
    // Of what an agency referred, and of what is not there, nobody without an account learns more.
    let none = report.replace(id(&report), &fresh_key());
    add(&world, &none, body).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_takes_files_no_longer_than_ten_minutes() {
    let world = World::start().await;
    let report = reported(&world).await;
    let added = add(&world, &report, json!({ "kind": "pdf" })).await;
    let form = added.expect(201).location();
    in_public(&world, &form).await.expect(200);
    world.clock("2026-11-20T12:00:00Z").await;
    in_public(&world, &form).await.expect(404);
    let told = in_public(&world, &report).await.expect(200).json();
    assert_eq!(told["files"][0]["standing"], "missed", "{told}");
}

/// R1.6: what arrives after the decision is told to whoever decided, and nothing that never came is
/// put on a case.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_arrives_after_the_decision_is_told_of_and_one_that_did_not_is_not_brought() {
    let world = World::start().await;
    let report = reported(&world).await;
    let added = add(&world, &report, json!({ "kind": "jpeg" })).await;
    let form = added.expect(201).location();
    let file = form.rsplit('/').next().unwrap();
    let team = world.coordinator().await;
    let case = accept(&team, &report).await;
    let documents = format!("{case}/documents");
    let body = json!({
        "title": "Photograph", "gateway": "crime_and_disorder",
        "evidence": format!("{}.{file}", id(&report))
    });
    team.post(&documents, body.clone()).await.expect(404);
    let list = team.get(&documents).await.expect(200).json();
    assert_eq!(list["documents"], json!([]));
    world.local.settle().await.unwrap();
    let told = || {
        let sent = world.sent().into_iter();
        let words = "More information has arrived on a referral";
        sent.filter(|(_, subject, _)| subject.contains(words))
            .count()
    };
    assert_eq!(told(), 0);
    let upload = in_public(&world, &form).await.expect(200).json();
    post(&world, &upload, JPEG).await.expect(303);
    world.local.settle().await.unwrap();
    assert_eq!(told(), 1);
    team.post(&documents, body).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn triage_puts_a_file_on_the_case_where_agencies_fetch_it_and_it_goes_with_the_case() {
    let world = World::start().await;
    let report = reported(&world).await;
    send(&world, &report, "jpeg", JPEG).await;
    let team = world.coordinator().await;
    let case = accept(&team, &report).await;
    let agencies = format!("{case}/agencies");
    let why = json!({ "agency": "surrey-police", "gateway": "crime_and_disorder", "reason": "Patrols there" });
    team.post(&agencies, why).await.expect(201);
    let officer = world.officer().await;
    let seen = files(&team, &report).await;
    let lead = seen[0]["to_case"].as_str().unwrap();
    let page = team.get_as(lead, "text/html").await.expect(200).text();
    assert!(
        page.contains(SHOWS) && page.contains("JPEG picture"),
        "{page}"
    );

    let evidence = lead.split(['=', '#']).nth(1).unwrap();
    let documents = format!("{case}/documents");
    let body = json!({
        "title": "Photograph of the door", "gateway": "crime_and_disorder", "evidence": evidence
    });
    // Whoever does not read the report brings nothing of it, and is not told that it is there.
    officer.post(&documents, body.clone()).await.expect(404);
    let shown = format!("{documents}?evidence={evidence}");
    officer.get_as(&shown, "text/html").await.expect(404);
    let case_seen = officer.get(&case).await.expect(200).json();
    assert_eq!(case_seen["referrals"], json!([]), "{case_seen}");
    // Nor does it come onto a case that it has nothing to do with.
    let other = accept(&team, &reported(&world).await).await;
    let elsewhere = format!("{other}/documents");
    team.post(&elsewhere, body.clone()).await.expect(404);

    team.post(&documents, body).await.expect(201);
    let list = officer.get(&documents).await.expect(200).json();
    let brought = &list["documents"][0];
    assert_eq!(
        (&brought["standing"], &brought["kind"]),
        (&json!("kept"), &json!("jpeg"))
    );
    let href = brought["href"].as_str().unwrap();
    assert_eq!(fetched(&world, &officer, href).await, JPEG);
    assert!(!list.to_string().contains("Zebrafish"), "{list}");
    assert_eq!(keys(&world.local).await.len(), 2);

    // Erased with the case: its copy, and the one that came with the report.
    let version = team.get(&case).await.expect(200).version();
    let close = json!({ "kind": "close", "outcome": "resolved", "reason": "Moved out" });
    let closed = team
        .post_at(&format!("{case}/decisions"), close, version)
        .await;
    closed.expect(201);
    let erase =
        json!({ "step": "erase", "ground": "request", "reason": "The right to erasure applies" });
    let ordered = team.post(&format!("/retention{case}"), erase).await;
    ordered.expect(200);
    world.clock("2026-12-06T09:00:00Z").await;
    assert_eq!(keys(&world.local).await, Vec::<String>::new());
    in_public(&world, &report).await.expect(404);
    add(&world, &report, json!({ "kind": "pdf" }))
        .await
        .expect(404);
}
