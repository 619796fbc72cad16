use axum::body::Body as HttpBody;
use http::HeaderValue;
use serde::Deserialize;

use super::*;
use crate::page::Fault;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Sample {
    title: Option<String>,
    due_on: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    score: Option<Given<i64>>,
    subject: Option<Named>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
}

async fn post(media: &str, body: impl Into<HttpBody>) -> Result<Body<Sample>, Problem> {
    let mut request = Request::post("/samples").body(body.into()).unwrap();
    if !media.is_empty() {
        let media = HeaderValue::from_str(media).unwrap();
        request.headers_mut().insert(header::CONTENT_TYPE, media);
    }
    Body::from_request(request, &()).await
}

async fn form(body: &str) -> Result<Body<Sample>, Problem> {
    post("application/x-www-form-urlencoded", body.to_owned()).await
}

async fn json(body: &str) -> Result<Body<Sample>, Problem> {
    post("application/json", body.to_owned()).await
}

fn fault(result: Result<Body<Sample>, Problem>) -> Fault {
    match result {
        Err(Problem::Malformed(faults)) => faults.into_iter().next().unwrap(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_form_and_json_become_the_same_value() {
    let typed = "title=+A%0D%0AB+&due_on-day=3&due_on-month=2&due_on-year=2027&roles=x&roles=y&score=7&subject=&_key=k1&_version=4";
    let typed = form(typed).await.unwrap();
    let sent = json(r#"{"roles":["x","y"],"title":"A\nB","due_on":"2027-02-03","score":7}"#)
        .await
        .unwrap();
    assert_eq!(typed.value.title, sent.value.title);
    assert_eq!(typed.value.due_on, sent.value.due_on);
    assert_eq!(typed.value.roles, sent.value.roles);
    assert_eq!(
        typed.value.score.unwrap().number(),
        sent.value.score.unwrap().number()
    );
    assert_eq!(typed.if_match.version(), Some(4));
    // What was typed comes back as it was typed.
    assert_eq!(typed.form.value("title"), " A\r\nB ");
    assert_eq!(typed.form.value("due_on-day"), "3");
}

#[tokio::test]
async fn one_box_of_several_is_still_a_list() {
    assert_eq!(form("roles[]=x").await.unwrap().value.roles, ["x"]);
    assert_eq!(form("title=").await.unwrap().value.title, None);
    assert_eq!(
        form("due_on-day=&due_on-year=+")
            .await
            .unwrap()
            .value
            .due_on,
        None
    );
    assert_eq!(
        form("due_on-day=31&due_on-year=2026")
            .await
            .unwrap()
            .value
            .due_on
            .as_deref(),
        Some("2026-00-31")
    );
}

#[tokio::test]
async fn what_cannot_be_read_names_the_field_and_repeats_no_value() {
    assert_eq!(
        fault(json(r#"{"titel":"Mx Example"}"#).await),
        Fault::new("titel", "is not a field here")
    );
    assert_eq!(
        fault(json(r#"{"subject":{}}"#).await),
        Fault::new("subject.name", "is required")
    );
    assert_eq!(
        fault(json(r#"{"subject":{"name":"a","age":1}}"#).await),
        Fault::new("subject.age", "is not a field here")
    );
    assert_eq!(
        fault(json(r#"{"title":["Mx Example"]}"#).await),
        Fault::new("title", "must be a string")
    );
    let wrong = fault(json(r#"{"roles":"Mx Example"}"#).await);
    assert_eq!(wrong.field, "roles");
    assert!(!wrong.message.contains("Example"), "{}", wrong.message);
    assert_eq!(fault(form("title=a&title=b").await).field, "title");
    assert_eq!(fault(json(r#"{"score":{}}"#).await).field, "score");
}

#[tokio::test]
async fn json_must_be_json() {
    for bad in ["", "{", "nonsense", "[1,2", "{\"a\":1}}", "\u{feff}{}"] {
        let fault = fault(json(bad).await);
        assert!(fault.message.starts_with("The body must be JSON"), "{bad}");
    }
    let deep = "[".repeat(100_000);
    assert!(json(&deep).await.is_err());
    assert!(
        post("application/json", vec![b'"', 0xff, b'"'])
            .await
            .is_err()
    );
}

#[tokio::test]
async fn forms_must_be_utf_8() {
    assert_eq!(
        fault(form("title=%ff").await).message,
        "The form must be in UTF-8"
    );
    assert_eq!(
        form("title=100%").await.unwrap().value.title.as_deref(),
        Some("100%")
    );
    assert_eq!(
        form("title=%c3%A9").await.unwrap().value.title.as_deref(),
        Some("é")
    );
    assert!(form(&"a=1&".repeat(3_000)).await.is_err());
}

#[tokio::test]
async fn other_media_are_refused() {
    for media in [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
    ] {
        assert_eq!(
            post(media, "{}").await.unwrap_err(),
            Problem::UnsupportedMedia
        );
    }
    assert!(post("application/json; charset=UTF-8", "{}").await.is_ok());
    assert!(post("", "").await.is_ok());
    assert_eq!(post("", "{}").await.unwrap_err(), Problem::UnsupportedMedia);
}

#[test]
fn the_digest_sees_content_and_not_spacing() {
    let of = |path, text| digest("POST", path, &serde_json::from_str(text).unwrap());
    assert_eq!(
        of("/a", r#"{"a":1,"b":[1, "x"]}"#),
        of("/a", r#"{ "b":[1,"x"],"a":1}"#)
    );
    assert_ne!(of("/a", r#"{"a":1}"#), of("/b", r#"{"a":1}"#));
    assert_ne!(of("/a", r#"{"a":"1"}"#), of("/a", r#"{"a":1}"#));
    assert_ne!(of("/a", r#"["a,b"]"#), of("/a", r#"["a","b"]"#));
}
