//! Signing in with a browser, staying signed in, and signing out.

mod account;
mod cross_site;
mod rotation;
mod sessions;

use domain::{Actor, Journal, Stamp, directory::Person};
use http::{Method, StatusCode, header};
use store::Commit;

use crate::{browser::Browser, world::World};

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_led_to_sign_in_and_back() {
    let world = World::start().await;
    let email = world.coordinator().await.email;
    let mut browser = Browser::new(&world);
    let back = browser.sign_in("/cases?tab=open", &email).await.expect(303);
    assert_eq!(back.location(), "/cases?tab=open");
    browser.get("/cases").await.expect(200);

    // Another site's page cannot use the cookie that the browser adds by itself.
    let forged = browser.send(Method::POST, "/sign-out", "", false).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    browser.get("/cases").await.expect(200);

    let stolen = browser.cookies.clone();
    browser.post("/sign-out", "").await.expect(303);
    assert!(browser.cookies.is_empty());
    browser.get("/cases").await.expect(303);
    // The session is gone, not only the cookie.
    browser.cookies = stolen;
    browser.get("/cases").await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_finished_once_by_the_browser_that_began_it() {
    let world = World::start().await;
    let email = world.coordinator().await.email;
    let mut browser = Browser::new(&world);
    let callback = browser.callback("/cases", &email).await;

    let mut other = Browser::new(&world);
    other.get("/sign-in/begin").await.expect(303);
    assert_eq!(other.get(&callback).await.status, StatusCode::UNAUTHORIZED);
    let changed = callback.replace("state=", "state=x");
    assert_eq!(browser.get(&changed).await.status, StatusCode::UNAUTHORIZED);

    let begun = browser.cookies.clone();
    browser.get(&callback).await.expect(303);
    browser.get("/cases").await.expect(200);
    browser.cookies = begun;
    assert_eq!(
        browser.get(&callback).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_left_alone_is_signed_out() {
    let world = World::start().await;
    let email = world.coordinator().await.email;
    let mut browser = Browser::new(&world);
    browser.sign_in("/cases", &email).await.expect(303);
    world.clock("2026-11-20T09:50:00Z").await;
    browser.get("/cases").await.expect(200);
    // Having been seen counts.
    world.clock("2026-11-20T10:45:00Z").await;
    browser.get("/cases").await.expect(200);
    world.clock("2026-11-20T11:46:00Z").await;
    browser.get("/cases").await.expect(303);
}

/// Whoever signs in as `email`, as the table has them.
async fn person(world: &World, email: &str) -> (Journal<Person>, Stamp) {
    let found = world.local.store().person_by_email(email).await.unwrap();
    let job = "set-up".to_owned();
    let stamp = Stamp::new(Actor::System { job }, world.local.clock().now(), [9; 32]);
    (found.unwrap(), stamp)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_is_out_at_once_however_they_signed_in() {
    let world = World::start().await;
    let officer = world.officer().await;
    let mut browser = Browser::new(&world);
    browser.sign_in("/cases", &officer.email).await.expect(303);
    officer.get("/cases").await.expect(200);
    browser.get("/cases").await.expect(200);
    let (person, stamp) = person(&world, &officer.email).await;
    let left = Commit::of(person.leave(&stamp).unwrap());
    world.local.store().commit(left).await.unwrap();
    // The functions may know for a minute whose address it is, and not that it is anybody's still.
    officer.get("/cases").await.expect(401);
    browser.get("/cases").await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_given_up_opens_nothing_at_once() {
    let world = World::start().await;
    let officer = world.officer().await;
    officer.get("/cases").await.expect(200);
    let (person, stamp) = person(&world, &officer.email).await;
    let mut profile = person.profile.clone();
    profile.email = "another.name@police.example".into();
    let renamed = Commit::of(person.amend(profile, &stamp).unwrap());
    world.local.store().commit(renamed).await.unwrap();
    officer.get("/cases").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_end_and_cannot_be_made_up() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    coordinator.get("/cases").await.expect(200);
    world.clock("2026-11-20T10:02:00Z").await;
    let ended = coordinator.get("/cases").await.expect(401);
    let challenge = ended.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
    assert!(challenge.contains("invalid_token"), "{challenge}");
    assert_eq!(ended.json()["type"], "urn:charmm:problem:sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_begins_too_many_sign_ins_waits_a_minute() {
    let world = World::start().await;
    let mut browser = Browser::new(&world);
    for _ in 0..60 {
        browser.get("/sign-in/begin").await.expect(303);
    }
    let refused = browser.get("/sign-in/begin").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers[header::RETRY_AFTER], "60");
    assert!(refused.text().contains("Wait a minute"));
    // Whoever is signed in already is not held up.
    world.coordinator().await.get("/cases").await.expect(200);
    world.clock("2026-11-20T09:01:00Z").await;
    browser.get("/sign-in/begin").await.expect(303);
}
