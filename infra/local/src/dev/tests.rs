use axum::body::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Local, Options,
    browser::{Browser, Page},
    scratch::Scratch,
};

async fn start(scratch: &Scratch) -> (Local, Browser) {
    let data = scratch.path().to_owned();
    let options = Options {
        port: 0,
        data,
        empty: true,
        ..Options::default()
    };
    let local = Local::start(options).await.unwrap();
    let browser = Browser::new(local.origin());
    (local, browser)
}

async fn json(browser: &mut Browser, url: &str, body: &str) -> Page {
    let headers = [
        ("content-type", "application/json"),
        ("accept", "application/json"),
    ];
    browser
        .send(
            "POST",
            url,
            &headers,
            Bytes::copy_from_slice(body.as_bytes()),
        )
        .await
}

#[tokio::test]
async fn tokens_are_for_people_who_are_here() {
    let scratch = Scratch::new();
    let (local, mut browser) = start(&scratch).await;
    let page = json(
        &mut browser,
        "/dev/token",
        r#"{"email": "sam.whitlock@police.example"}"#,
    )
    .await;
    assert_eq!(page.status, 200);
    assert_eq!(page.json()["token_type"], "Bearer");
    let page = json(
        &mut browser,
        "/dev/token",
        r#"{"email": "nobody@police.example"}"#,
    )
    .await;
    assert_eq!(page.status, 404);
    assert_eq!(page.headers["content-type"], "application/problem+json");
    let page = json(&mut browser, "/dev/token", "{").await;
    assert_eq!(page.status, 400);
    local.stop().await;
}

#[tokio::test]
async fn the_clock_is_moved_forward_by_programs_and_people() {
    let scratch = Scratch::new();
    let (local, mut browser) = start(&scratch).await;
    let to = local.clock().now() + TimeDelta::days(2);
    let body = serde_json::json!({ "now": to }).to_string();
    let page = json(&mut browser, "/dev/clock", &body).await;
    let now: DateTime<Utc> = page.json()["now"].as_str().unwrap().parse().unwrap();
    assert!(now >= to);
    let back = serde_json::json!({ "now": to - TimeDelta::days(1) }).to_string();
    assert_eq!(json(&mut browser, "/dev/clock", &back).await.status, 409);
    let far = serde_json::json!({ "now": to + TimeDelta::days(4000) }).to_string();
    assert_eq!(json(&mut browser, "/dev/clock", &far).await.status, 422);
    assert_eq!(
        json(&mut browser, "/dev/clock", r#"{"now": "tomorrow"}"#)
            .await
            .status,
        400
    );
    let page = browser.post("/dev/clock", &[("by", "day")]).await;
    assert_eq!((page.status.as_u16(), page.location()), (303, "/dev/clock"));
    assert!(local.clock().now() >= to + TimeDelta::days(1));
    assert_eq!(browser.post("/dev/clock", &[]).await.status, 400);
    local.stop().await;
}

#[tokio::test]
async fn what_was_sent_is_shown_as_it_is_and_never_as_markup() {
    let scratch = Scratch::new();
    let (local, mut browser) = start(&scratch).await;
    let sns = &local.aws().sns;
    let topic = "arn:aws:sns:eu-west-2:000000000000:partner";
    for body in ["first", "<script>alert(1)</script>"] {
        sns.publish()
            .topic_arn(topic)
            .message(body)
            .send()
            .await
            .unwrap();
    }
    let page = browser.get("/dev/outbox").await;
    assert!(
        page.body.contains("&#60;script&#62;") || page.body.contains("&lt;script&gt;"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("<script>alert"));
    let page = browser.send("GET", "/dev/outbox", &[], Bytes::new()).await;
    let messages = page.json();
    assert_eq!(messages["messages"][0]["body"], "<script>alert(1)</script>");
    assert_eq!(messages["messages"][1]["channel"], "sns");
    local.stop().await;
}

#[tokio::test]
async fn pages_are_there_and_other_sites_change_nothing() {
    let scratch = Scratch::new();
    let (local, mut browser) = start(&scratch).await;
    for path in ["/dev", "/dev/people", "/dev/outbox", "/dev/clock"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("<h1"), "{path}");
    }
    assert_eq!(browser.get("/dev/nothing").await.status, 404);
    let before = local.clock().now();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://evil.example"),
    ];
    let page = browser
        .send(
            "POST",
            "/dev/clock",
            &headers,
            Bytes::from_static(b"by=week"),
        )
        .await;
    assert_eq!(page.status, 403);
    assert!(local.clock().now() - before < TimeDelta::days(1));
    local.stop().await;
}
