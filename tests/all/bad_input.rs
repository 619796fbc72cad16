//! A clear refusal in RFC 9457 shape, and nothing changed.

use http::Method;
use serde_json::{Value, json};

use crate::{
    journey::open_case,
    world::{Answer, World, fresh_key, referral},
};

fn is_problem(answer: &Answer) -> Value {
    let kind = answer.headers["content-type"].to_str().unwrap();
    assert!(
        kind.starts_with("application/problem+json"),
        "{kind}: {}",
        answer.text()
    );
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status.as_u16());
    assert!(problem["title"].is_string() && problem["detail"].is_string());
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn referrals_that_do_not_fit_are_refused_field_by_field() {
    let world = World::start().await;
    let housing = world.housing().await;
    let table: [(&str, Value, &str); 12] = [
        ("/headline", json!(null), "headline"),
        ("/headline", json!("x".repeat(201)), "headline"),
        ("/headline", json!("two\u{0}parts"), "headline"),
        ("/area", json!("ZZZ"), "area"),
        ("/kind", json!("ghost"), "kind"),
        ("/behaviours", json!([]), "behaviours"),
        ("/subjects", json!([]), "subjects"),
        (
            "/subjects/0/born_on",
            json!("2026-02-30"),
            "subjects[0].born_on",
        ),
        (
            "/subjects/0/born_on",
            json!("2031-01-01"),
            "subjects[0].born_on",
        ),
        (
            "/subjects/0/postcode",
            json!("NOT A POSTCODE"),
            "subjects[0].postcode",
        ),
        ("/incidents/0/on", json!("2027-01-01"), "incidents[0].on"),
        ("/gateway", json!("because"), "gateway"),
    ];
    for (pointer, value, field) in table {
        let mut body = referral();
        *body.pointer_mut(pointer).unwrap() = value;
        let answer = housing.post("/referrals", body).await;
        assert_eq!(answer.status.as_u16(), 400, "{pointer}: {}", answer.text());
        let problem = is_problem(&answer);
        let fields: Vec<_> = problem["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["field"].clone())
            .collect();
        assert_eq!(fields, [json!(field)], "{problem}");
    }
    let empty = housing.post("/referrals", json!({})).await.expect(400);
    let errors = is_problem(&empty)["faults"].as_array().unwrap().len();
    assert!(errors >= 10, "all faults at once: {}", empty.text());
    let list = housing.get("/referrals").await.expect(200).text();
    assert!(!list.contains("R-"), "nothing was stored: {list}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused() {
    let world = World::start().await;
    let housing = world.housing().await;
    for body in [
        "{",
        "[]",
        "\"text\"",
        "{\"area\": 7}",
        "{\"unknown\": 1}",
        "\u{feff}{}",
        "{\"area\":\"RUN\"}{}",
    ] {
        let answer = housing
            .post_raw("/referrals", body.into(), &fresh_key(), None)
            .await;
        assert_eq!(answer.status.as_u16(), 400, "{body}: {}", answer.text());
        is_problem(&answer);
    }
    let bytes = housing
        .post_raw("/referrals", vec![0xff, 0xfe, 0x00], &fresh_key(), None)
        .await;
    is_problem(&bytes.expect(400));
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    is_problem(
        &housing
            .post_raw("/referrals", deep.into(), &fresh_key(), None)
            .await
            .expect(400),
    );
    let large = format!("{{\"headline\":\"{}\"}}", "x".repeat(1_100_000));
    is_problem(
        &housing
            .post_raw("/referrals", large.into(), &fresh_key(), None)
            .await
            .expect(413),
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_are_not_ours_are_not_found() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    for path in [
        "/cases/1",
        "/cases/%00",
        "/cases/01900000-0000-7000-8000-00000000000G",
        "/cases/../../etc/passwd",
        "/actions/x",
        "/meetings/x/packs/y",
        "/referrals/x",
        "/nowhere",
        "/cases/01900000-0000-7000-8000-000000000000/nothing",
    ] {
        let answer = coordinator.get(path).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}: {}", answer.text());
        is_problem(&answer);
    }
    let wrong = world
        .anonymous(Method::DELETE, "/health", "application/json")
        .await
        .expect(405);
    is_problem(&wrong);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_on_a_case_refuse_what_makes_no_sense() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let coordinator = world.coordinator().await;
    let version = coordinator.get(&case).await.expect(200).version();
    let table = [
        (
            "agencies",
            json!({ "agency": "nobody-at-all", "gateway": "consent", "reason": "x" }),
            400,
        ),
        (
            "agencies",
            json!({ "agency": "surrey-police", "gateway": "consent", "reason": "x" }),
            422,
        ),
        (
            "entries",
            json!({ "kind": "note", "on": "2026-12-01", "text": "x", "gateway": "consent" }),
            422,
        ),
        (
            "entries",
            json!({ "kind": "note", "on": "2026-11-31", "text": "x", "gateway": "consent" }),
            400,
        ),
        (
            "entries",
            json!({ "kind": "song", "on": "2026-11-01", "text": "x", "gateway": "consent" }),
            400,
        ),
        (
            "actions",
            json!({ "what": "x", "agency": "surrey-police", "due_on": "2026-11-01", "gateway": "consent" }),
            422,
        ),
        (
            "actions",
            json!({ "what": "x", "agency": "surrey-fire-and-rescue", "due_on": "2026-12-01", "gateway": "consent" }),
            422,
        ),
        (
            "actions",
            json!({ "what": "", "agency": "surrey-police", "due_on": "2026-12-01", "gateway": "consent" }),
            400,
        ),
        (
            "assessments",
            json!({ "rag": "blue", "risk": "high", "rationale": "x", "next_review_on": "2026-12-01" }),
            400,
        ),
        (
            "assessments",
            json!({ "rag": "red", "risk": "high", "rationale": "x", "next_review_on": "2026-11-01" }),
            422,
        ),
        (
            "decisions",
            json!({ "kind": "shout", "decision": "x", "rationale": "x" }),
            400,
        ),
    ];
    for (part, body, status) in table {
        let answer = coordinator
            .post_at(&format!("{case}/{part}"), body.clone(), version)
            .await;
        // A rule may be checked at the door or by the case: refused either way.
        let fits =
            answer.status.as_u16() == status || (status == 422 && answer.status.as_u16() == 400);
        assert!(fits, "{part} {body}: {} {}", answer.status, answer.text());
        is_problem(&answer);
    }
    assert_eq!(
        coordinator.get(&case).await.expect(200).version(),
        version,
        "nothing changed"
    );
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_without_a_key_or_with_an_odd_one_is_refused() {
    let world = World::start().await;
    let housing = world.housing().await;
    for key in ["", " ", &"k".repeat(300)] {
        let answer = housing.post_with("/referrals", referral(), key, None).await;
        assert_eq!(answer.status.as_u16(), 400, "{}", answer.text());
    }
    world.local.stop().await;
}
