use axum::{
    body::Body as HttpBody,
    extract::Query,
    routing::{get, post},
};
use http::{HeaderMap, Method, StatusCode};
use http_body_util::BodyExt;
use serde::Deserialize;
use serde_json::Value;
use tower::ServiceExt;

use super::*;
use crate::{Accept, At, Body, accept::json, config::tests::local};

#[derive(Deserialize)]
struct Page {
    #[expect(dead_code, reason = "only reading it matters")]
    page: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
}

/// A store that nothing listens to: these tests are about what lies around it.
fn app() -> App {
    let db = aws_sdk_dynamodb::Config::builder()
        .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
        .build();
    let s3 = aws_sdk_s3::Config::builder()
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
        .build();
    let store = Store::new(
        aws_sdk_dynamodb::Client::from_conf(db),
        "charmm-table",
        aws_sdk_s3::Client::from_conf(s3),
        "packs",
    );
    App::new(store, Clock::system(), local())
}

fn router() -> Router {
    let routes = Router::new()
        .route("/fine", get(async || json(&1)))
        .route(
            "/mine",
            get(async |_: Caller| json(&1)).post(async |_: Caller| json(&1)),
        )
        .route(
            "/notes",
            post(async |_: Accept, body: Body<Note>| json(&body.value.text.len())),
        )
        .route("/list", get(async |_: Query<Page>| json(&1)))
        .route(
            "/cases/{id}",
            get(async |At(_): At<domain::CaseId>| json(&1)),
        );
    finish(routes, app())
}

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Reply {
    fn problem(&self) -> Value {
        assert_eq!(
            self.headers[header::CONTENT_TYPE],
            "application/problem+json"
        );
        serde_json::from_str(&self.text).unwrap()
    }
}

async fn send(request: http::request::Builder, body: impl Into<HttpBody>) -> Reply {
    let response = router()
        .oneshot(request.body(body.into()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Reply {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

async fn get_as(accept: &str, path: &str) -> Reply {
    send(Request::get(path).header(header::ACCEPT, accept), "").await
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_told_apart() {
    let json = get_as("application/json", "/nowhere/Mx%20Example").await;
    assert_eq!(json.status, StatusCode::NOT_FOUND);
    assert_eq!(json.problem()["type"], "urn:charmm:problem:not-found");
    assert!(!json.text.contains("Example"));

    let page = get_as("text/html", "/nowhere").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("Page not found"));

    let method = send(Request::builder().method(Method::DELETE).uri("/fine"), "").await;
    assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(method.headers[header::ALLOW], "GET,HEAD");
    assert_eq!(method.problem()["status"], 405);

    let id = get_as("*/*", "/cases/1%27%20OR").await;
    assert_eq!(id.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_reply_is_guarded_and_named() {
    for path in ["/fine", "/nowhere"] {
        let reply = get_as("*/*", path).await;
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(reply.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let policy = reply.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(policy.contains("default-src 'none'") && policy.ends_with("http://localhost:3000"));
        assert!(!reply.headers["x-request-id"].is_empty());
    }
    let reply = get_as("*/*", "/nowhere").await;
    assert_eq!(
        reply.problem()["reference"],
        reply.headers["x-request-id"].to_str().unwrap()
    );
}

#[tokio::test]
async fn bodies_beyond_the_limit_are_refused_whatever_they_say() {
    let json = || Request::post("/notes").header(header::CONTENT_TYPE, "application/json");
    let large = format!("{{\"text\":\"{}\"}}", "x".repeat(body::LIMIT));
    let counted = send(json(), large.clone()).await;
    assert_eq!(counted.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(counted.problem()["status"], 413);
    let said = send(json().header(header::CONTENT_LENGTH, large.len()), "").await;
    assert_eq!(said.status, StatusCode::PAYLOAD_TOO_LARGE);
    let fits = format!("{{\"text\":\"{}\"}}", "x".repeat(body::LIMIT - 11));
    assert_eq!(fits.len(), body::LIMIT);
    assert_eq!(send(json(), fits).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_like_any_other() {
    let form = Request::post("/notes").header(header::CONTENT_TYPE, "text/plain");
    assert_eq!(send(form, "x").await.problem()["status"], 415);
    let json = Request::post("/notes").header(header::CONTENT_TYPE, "application/json");
    let reply = send(json, "{}").await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    assert_eq!(reply.problem()["faults"][0]["field"], "text");
    // A library's own rejection.
    let reply = get_as("*/*", "/list?page=Mx+Example").await;
    assert_eq!(reply.problem()["status"], 400);
    assert!(!reply.text.contains("Example"));
}

#[tokio::test]
async fn nobody_gets_in_without_signing_in() {
    let json = get_as("application/json", "/mine").await;
    assert_eq!(json.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        json.headers[header::WWW_AUTHENTICATE],
        "Bearer realm=\"charmm\""
    );

    let page = get_as("text/html", "/mine?tab=1").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(
        page.headers[header::LOCATION],
        "/sign-in?to=%2Fmine%3Ftab%3D1"
    );

    let form = Request::post("/mine")
        .header(header::ACCEPT, "text/html")
        .header(header::REFERER, "http://localhost:3000/fine");
    let form = send(form, "").await;
    assert_eq!(form.headers[header::LOCATION], "/sign-in?to=%2Ffine");
}
