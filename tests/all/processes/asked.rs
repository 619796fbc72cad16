//! What a gateway makes of a request: the event of an HTTP API, payload format 2.0.

use base64::{Engine, engine::general_purpose::STANDARD};
use charmm::template::{Door, Template};
use serde_json::{Map, Value, json};

use super::event;

/// An event of `tests/events`, asked at another path and query, with everything that follows from
/// them and from the body.
///
/// `path` is as the gateway hands it on, which is decoded; the query stays as it came.
pub(crate) fn asked(name: &str, path: &str, query: &str, words: &[(&str, &str)]) -> Value {
    let mut event = event(name, words);
    let signed = event["headers"]["authorization"].is_string();
    let door = if signed { Door::Programs } else { Door::People };
    let method = event["requestContext"]["http"]["method"].as_str();
    let (key, below) = route(door, method.unwrap(), path);
    event["requestContext"]["routeKey"] = json!(key);
    event["requestContext"]["http"]["path"] = json!(path);
    event["routeKey"] = json!(key);
    event["rawPath"] = json!(path);
    event["rawQueryString"] = json!(query);
    let below = below.map(|below| json!({ "proxy": below }));
    let length = body(&event).len();
    event["headers"]["content-length"] = json!(length.to_string());
    // What there is none of is left out.
    for (field, value) in [
        ("pathParameters", below),
        ("queryStringParameters", read(query)),
        ("body", (length > 0).then(|| event["body"].clone())),
    ] {
        let fields = event.as_object_mut().unwrap();
        match value {
            Some(value) => fields.insert(field.to_owned(), value),
            None => fields.remove(field),
        };
    }
    event
}

/// The body of an event or of an answer.
pub(crate) fn body(of: &Value) -> Vec<u8> {
    let body = of["body"].as_str().unwrap_or_default();
    if of["isBase64Encoded"] == true {
        STANDARD.decode(body).unwrap()
    } else {
        body.as_bytes().to_vec()
    }
}

/// The route of the template that a path takes, and what of it stands where the route says `proxy`.
fn route(door: Door, method: &str, path: &str) -> (String, Option<String>) {
    let routes = Template::embedded().unwrap().routes(door).unwrap();
    let mut best = ("$default".to_owned(), None);
    for route in routes {
        if route.method != "ANY" && route.method != method {
            continue;
        }
        let key = format!("{} {}", route.method, route.path);
        if route.path == path {
            return (key, None);
        }
        let above = route.path.strip_suffix("{proxy+}");
        if let Some(below) = above.and_then(|above| path.strip_prefix(above)) {
            best = (key, Some(below.to_owned()));
        }
    }
    best
}

/// A query as its fields; what comes more than once, with commas between.
fn read(query: &str) -> Option<Value> {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let text = match fields.get(name.as_ref()).and_then(Value::as_str) {
            Some(before) => format!("{before},{value}"),
            None => value.into_owned(),
        };
        fields.insert(name.into_owned(), json!(text));
    }
    (!fields.is_empty()).then_some(Value::Object(fields))
}

/// The files are examples of their own: nothing in them changes when they are asked as they stand.
#[test]
fn an_event_says_of_its_path_what_the_gateway_says() {
    for (name, words) in [
        ("http-api-page.json", [("cookie", "charmm=x")].as_slice()),
        (
            "http-api-form.json",
            &[("cookie", "charmm=x"), ("origin", "https://x.example")],
        ),
        ("http-api-referral.json", &[("token", "x"), ("key", "1")]),
    ] {
        let words = [words, &[("body", "")]].concat();
        let mut whole = event(name, &words);
        let text = |field: &str| whole[field].as_str().unwrap().to_owned();
        let (path, query) = (text("rawPath"), text("rawQueryString"));
        let asked = asked(name, &path, &query, &words);
        whole.as_object_mut().unwrap().remove("body");
        assert_eq!(asked, whole, "{name}");
    }
    let words = [("cookie", "charmm=x")];
    let fish = asked("http-api-page.json", "/referrals/🐟", "q=a%20b&q=c", &words);
    assert_eq!(fish["routeKey"], "ANY /referrals/{proxy+}");
    assert_eq!(fish["pathParameters"], json!({ "proxy": "🐟" }));
    assert_eq!(fish["queryStringParameters"], json!({ "q": "a b,c" }));
    assert_eq!(fish["rawQueryString"], "q=a%20b&q=c");
    let case = asked("http-api-page.json", "/cases", "", &words);
    assert_eq!(case["requestContext"]["routeKey"], "$default");
    assert_eq!(case.get("pathParameters"), None);
}
