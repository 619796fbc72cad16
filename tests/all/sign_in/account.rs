//! An address can be given to a successor; an account cannot.

use domain::directory::Account;
use http::{Method, StatusCode, header};
use serde_json::json;
use store::Commit;

use super::person;
use crate::{browser::Browser, log::Log, world::World};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_first_at_an_address_binds_it_and_the_journal_says_so() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let officer = world.officer().await;
    let (before, _) = person(&world, &officer.email).await;
    assert_eq!(before.account, None);
    let mut browser = Browser::new(&world);
    browser.sign_in("/cases", &officer.email).await.expect(303);
    let (bound, _) = person(&world, &officer.email).await;
    let account = bound.account.clone().expect("an account is theirs");
    assert_eq!(
        account.issuer, "local",
        "the runner's own, whatever its port"
    );
    assert_eq!(account.subject, bound.id.to_string());
    // Signing in again, or by token, changes nothing.
    officer.get("/cases").await.expect(200);
    Browser::new(&world)
        .sign_in("/cases", &officer.email)
        .await
        .expect(303);
    let (same, _) = person(&world, &officer.email).await;
    assert_eq!(same.version(), before.version() + 1);
    let shown = admin
        .get(&format!("/people/{}", bound.id))
        .await
        .expect(200);
    let history = shown.json()["history"].to_string();
    assert!(history.contains("by it alone"), "{history}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_successor_at_the_same_address_is_refused_until_an_administrator_lets_the_account_go() {
    let log = Log::listen();
    let world = World::start().await;
    let admin = world.administrator().await;
    let officer = world.officer().await;
    let (of, stamp) = person(&world, &officer.email).await;
    let id = of.id;
    let predecessor = Account {
        issuer: "local".to_owned(),
        subject: "the account of somebody before".into(),
    };
    let bound = Commit::of(of.bind_account(predecessor, &stamp).unwrap());
    world.local.store().commit(bound).await.unwrap();

    let mut browser = Browser::new(&world);
    let refused = browser.sign_in("/cases", &officer.email).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(
        refused.text().contains("another account"),
        "{}",
        refused.text()
    );
    let request = refused.headers["x-request-id"].to_str().unwrap();
    let line = log.text();
    let line = line
        .lines()
        .find(|line| line.contains(request) && line.contains("sign-in failed"));
    assert!(line.unwrap().contains("account"), "{line:?}");
    officer.get("/cases").await.expect(401);

    let release = format!("/people/{id}/sign-in/release");
    officer.post(&release, json!({})).await.expect(401);
    world
        .coordinator()
        .await
        .post(&release, json!({}))
        .await
        .expect(404);
    admin.post(&release, json!({})).await.expect(200);
    browser.sign_in("/cases", &officer.email).await.expect(303);
    browser.get("/cases").await.expect(200);
    let (now, _) = person(&world, &officer.email).await;
    assert_eq!(now.account.clone().unwrap().subject, id.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_let_go_with_a_sign_in_that_is_not_old() {
    let world = World::start().await;
    let officer = world.officer().await;
    officer.get("/cases").await.expect(200);
    let (of, _) = person(&world, &officer.email).await;
    let release = format!("/people/{}/sign-in/release", of.id);
    let admin = world.administrator().await;
    let mut browser = Browser::new(&world);
    browser.sign_in("/people", &admin.email).await.expect(303);
    let amend = format!("/people/{}/amend", of.id);
    browser.get(&amend).await.expect(200);

    world.clock("2026-11-20T09:16:00Z").await;
    // What is only looked at stays open; a form leads to the issuer, which must ask anew, and back.
    browser.get("/people").await.expect(200);
    let led = browser.get(&amend).await.expect(303).location();
    assert!(led.contains("anew=true"), "{led}");
    let asked = browser.get(&led).await.expect(303).location();
    assert!(
        asked.contains("prompt=login") && asked.contains("max_age=0"),
        "{asked}"
    );
    // A form that was open is sent in time.
    let form = format!("_key={}", crate::world::fresh_key());
    browser.post(&release, &form).await.expect(303);

    world.clock("2026-11-20T09:31:00Z").await;
    let late = browser.post(&release, &form).await.expect(303).location();
    assert!(
        late.starts_with("/sign-in") && late.contains("anew=true"),
        "{late}"
    );
    let program = admin.post(&release, json!({})).await.expect(401);
    let challenge = program.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
    assert!(
        challenge.contains("insufficient_user_authentication"),
        "{challenge}"
    );

    let again = browser.sign_in(&amend, &admin.email).await.expect(303);
    assert_eq!(again.location(), amend);
    browser.get(&amend).await.expect(200);
}

/// ASVS V8.4.2.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_an_administrator_changes_asks_for_a_sign_in_that_is_not_old() {
    // What an area or an agency sets for itself; what only looks; and signing somebody out, which must
    // not wait.
    const OTHERS: [&str; 7] = [
        "/forums",
        "/instruments",
        "/questions",
        "/training",
        "/search",
        "/upload/errors",
        "/sign-in/end",
    ];
    let world = World::start().await;
    let admin = world.administrator().await;
    world.clock("2026-11-20T09:31:00Z").await;
    let document = admin.get("/openapi.json").await.expect(200).json();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let administered = [
            "/people",
            "/agencies",
            "/areas",
            "/rules",
            "/reorganisations",
        ];
        let here = administered.iter().any(|place| path.starts_with(place));
        let looks = path == "/people/upload";
        if !here
            || looks
            || item.get("post").is_none()
            || OTHERS.iter().any(|other| path.contains(other))
        {
            continue;
        }
        let refused = admin.post(path, json!({})).await;
        let challenge = refused.headers.get(header::WWW_AUTHENTICATE);
        let challenge = challenge.map_or("", |challenge| challenge.to_str().unwrap());
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(
            challenge.contains("insufficient_user_authentication"),
            "{path}"
        );
        asked += 1;
    }
    assert!(asked >= 15, "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_given_for_reading_changes_nothing() {
    let world = World::start().await;
    let admin = world.administrator().await;
    let body = json!({ "email": admin.email, "scope": "read" });
    let token = admin.post("/dev/token", body).await.expect(200).json();
    let token = token["access_token"].as_str().unwrap().to_owned();
    let reader = crate::world::User { token, ..admin };
    reader.get("/people").await.expect(200);
    let refused = reader.post("/sessions/end", json!({})).await.expect(403);
    assert!(refused.text().contains("for reading only"));
    world
        .anonymous(Method::GET, "/people", "application/json")
        .await
        .expect(401);
}
