//! `referral-intake` as a process: from the event of an HTTP API to its answer.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{Method, Request, header};
use http_body_util::Full;
use serde_json::{Value, json};

use super::{
    answer,
    asked::{asked, body},
    failure, keeps_quiet, start,
};
use crate::{
    browser::Browser,
    world::{Answer, User, World, fresh_key, referral},
};

fn refer(user: &User<'_>, key: &str, body: &str) -> Value {
    let words = [("token", user.token.as_str()), ("key", key), ("body", body)];
    asked("http-api-referral.json", "/referrals", "", &words)
}

/// A path as a browser sends it.
fn encoded(path: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_graphic() && byte != b'%';
    let parts = path.bytes().map(|byte| match kept(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    parts.collect()
}

/// The same request by way of the local gateway.
async fn by_gateway(world: &World, event: &Value) -> Answer {
    let http = &event["requestContext"]["http"];
    let method: Method = http["method"].as_str().unwrap().parse().unwrap();
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let url = format!(
        "{}{}?{}",
        world.local.origin(),
        encoded(&text("rawPath")),
        text("rawQueryString")
    );
    let mut request = Request::builder()
        .method(method)
        .uri(url.trim_end_matches('?'));
    for (name, value) in event["headers"].as_object().unwrap() {
        if !matches!(name.as_str(), "host" | "content-length") {
            request = request.header(name, value.as_str().unwrap());
        }
    }
    for cookie in event["cookies"].as_array().into_iter().flatten() {
        request = request.header(header::COOKIE, cookie.as_str().unwrap());
    }
    let body = Full::from(body(event));
    world.send(request.body(body).unwrap()).await
}

/// The headers of both answers that do not name the one request they answer.
fn headers(answer: &Value, gateway: &Answer) -> [Vec<(String, String)>; 2] {
    let own = ["x-request-id", "date", "content-length"];
    let mut one = Vec::new();
    for (name, value) in answer["headers"].as_object().unwrap() {
        one.push((name.clone(), value.as_str().unwrap().to_owned()));
    }
    let multiple = answer["multiValueHeaders"].as_object();
    for (name, values) in multiple.into_iter().flatten() {
        let values = values.as_array().unwrap().iter();
        one.extend(values.map(|value| (name.clone(), value.as_str().unwrap().to_owned())));
    }
    for cookie in answer["cookies"].as_array().into_iter().flatten() {
        one.push(("set-cookie".into(), cookie.as_str().unwrap().to_owned()));
    }
    let mut other: Vec<_> = gateway
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    for side in [&mut one, &mut other] {
        side.retain(|(name, _)| !own.contains(&name.as_str()));
        side.sort();
        side.dedup();
    }
    [one, other]
}

/// The answer's own id stands in a problem's text; everything else must be alike.
fn without_id(body: &[u8], id: &str) -> String {
    assert!(!id.is_empty());
    String::from_utf8_lossy(body).replace(id, "ID")
}

fn same(answer: &Value, gateway: &Answer, what: &str) {
    assert_eq!(
        answer["statusCode"],
        gateway.status.as_u16(),
        "{what}: {answer}"
    );
    let [one, other] = headers(answer, gateway);
    assert_eq!(one, other, "{what}");
    let id = answer["headers"]["x-request-id"].as_str().unwrap();
    let other = gateway.headers["x-request-id"].to_str().unwrap();
    assert_eq!(
        without_id(&body(answer), id),
        without_id(&gateway.bytes, other),
        "{what}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_arrives_once_by_process_and_by_gateway() {
    let world = World::untriggered(0).await;
    let function = start(&world, "referral-intake").await;
    let housing = world.housing().await;
    let key = fresh_key();
    let event = refer(&housing, &key, &referral().to_string());

    let received = answer(&function, &event).await;
    assert_eq!(received["statusCode"], 201, "{received}");
    assert_eq!(received["isBase64Encoded"], false);
    let at = received["headers"]["location"].as_str().unwrap();
    let shown = housing.get(at).await.expect(200);
    assert!(shown.text().contains("Zebrafish"));

    // The same key again, by either way, is the same referral.
    let again = answer(&function, &event).await;
    assert_eq!(again["headers"]["location"], at);
    same(&again, &by_gateway(&world, &event).await, "the same again");
    let mine = housing.get("/referrals").await.expect(200).json();
    assert_eq!(mine["referrals"].as_array().unwrap().len(), 1, "{mine}");

    let log = function.kill();
    assert!(log.contains("\"route\":\"/referrals\""), "{log}");
    keeps_quiet(&log, &[&housing.token, &housing.email, &key, "203.0.113"]);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_gets_the_same_pages_by_process_as_by_gateway() {
    let world = World::untriggered(0).await;
    let function = start(&world, "referral-intake").await;
    let housing = world.housing().await;
    let at = housing.post("/referrals", referral()).await.expect(201);
    let mut browser = Browser::new(&world);
    browser.sign_in("/referrals", &housing.email).await;
    let (name, value) = &browser.cookies[0];
    let cookie = format!("{name}={value}");

    let page =
        |path: &str, query: &str| asked("http-api-page.json", path, query, &[("cookie", &cookie)]);
    let shown = at.location();
    for (path, query, status) in [
        (shown.as_str(), "", 200),
        ("/referrals", "", 200),
        ("/referrals", "tab=sent&tab=a%20b", 200),
        ("/refer/nothing/headline", "", 404),
        ("/referrals/nothing", "", 404),
        ("/referrals/🐟", "q=%F0%9F%90%9F", 404),
        ("/referrals/100% of it", "", 404),
    ] {
        let event = page(path, query);
        let by_process = answer(&function, &event).await;
        assert_eq!(by_process["statusCode"], status, "{path}: {by_process}");
        same(&by_process, &by_gateway(&world, &event).await, path);
    }
    let whole = answer(&function, &page(&shown, "")).await;
    let text = String::from_utf8(body(&whole)).unwrap();
    assert!(text.contains("Zebrafish") && text.contains("<!DOCTYPE html>"));

    // Without the cookie, to sign-in and no further.
    let mut stranger = page(&shown, "");
    stranger["cookies"] = json!(["charmm=guess"]);
    let led = answer(&function, &stranger).await;
    assert_eq!(led["statusCode"], 303);
    assert!(!led.to_string().contains("Zebrafish"));

    keeps_quiet(&function.kill(), &[value, &housing.email]);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_comes_as_base64_is_read() {
    let world = World::untriggered(0).await;
    let function = start(&world, "referral-intake").await;
    let housing = world.housing().await;
    let draft = housing.post("/refer", json!({})).await.expect(201);
    let mut browser = Browser::new(&world);
    browser.sign_in("/referrals", &housing.email).await;
    let (name, value) = &browser.cookies[0];
    let path = format!("{}/headline", draft.location());
    let cookie = format!("{name}={value}");
    let form = STANDARD.encode("headline=Caf%C3%A9+noise+%26+threats");
    let words = [
        ("cookie", cookie.as_str()),
        ("origin", world.local.origin()),
        ("body", form.as_str()),
    ];
    let event = asked("http-api-form.json", &path, "", &words);
    let taken = answer(&function, &event).await;
    assert_eq!(taken["statusCode"], 303, "{taken}");
    let seen = housing.get(&draft.location()).await.expect(200).json();
    assert_eq!(seen["answers"]["headline"], "Café noise & threats");

    // A page elsewhere that sends the same form with the browser's cookie gets nowhere.
    let mut forged = event.clone();
    forged["headers"]["origin"] = json!("https://evil.example");
    let refused = answer(&function, &forged).await;
    assert_eq!(refused["statusCode"], 403);
    same(&refused, &by_gateway(&world, &forged).await, "forged");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_is_reported_and_the_process_lives_on() {
    let world = World::untriggered(0).await;
    let function = start(&world, "referral-intake").await;
    let housing = world.housing().await;
    for nonsense in [
        json!({ "Records": [{ "body": "Quentin Zebrafish" }] }),
        json!("Quentin Zebrafish"),
        json!({ "version": "2.0", "requestContext": { "http": { "method": "Quentin Zebrafish" } } }),
    ] {
        let told = failure(&function, &nonsense).await;
        assert!(!told.kind.is_empty());
        assert!(!told.body.contains("Zebrafish"), "{}", told.body);
    }
    // Refusals are answers, and the same ones.
    let mut broken = referral();
    broken["area"] = json!("Quentin");
    for (text, status) in [
        (broken.to_string(), 400),
        ("{\"area\": Quentin".into(), 400),
        (String::new(), 400),
    ] {
        let event = refer(&housing, &fresh_key(), &text);
        let refused = answer(&function, &event).await;
        assert_eq!(refused["statusCode"], status, "{refused}");
        same(&refused, &by_gateway(&world, &event).await, &text);
    }
    let mut unsigned = refer(&housing, &fresh_key(), "{}");
    unsigned["headers"]["authorization"] = json!("Bearer e30.e30.e30");
    let refused = answer(&function, &unsigned).await;
    assert_eq!(refused["statusCode"], 401);
    same(&refused, &by_gateway(&world, &unsigned).await, "unsigned");
    assert_eq!(function.status(), None, "{}", function.log());
    keeps_quiet(&function.kill(), &[&housing.token]);
    world.local.stop().await;
}
