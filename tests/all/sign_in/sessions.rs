//! People see where they are signed in and end it; an administrator ends it for them.

use http::{StatusCode, header};

use super::person;
use crate::{browser::Browser, log::Log, world::World};

async fn signed_in<'w>(world: &'w World, email: &str) -> Browser<'w> {
    let mut browser = Browser::new(world);
    browser.sign_in("/cases", email).await.expect(303);
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_their_sessions_and_end_all_others() {
    let world = World::start().await;
    let officer = world.officer().await;
    let mut here = signed_in(&world, &officer.email).await;
    world.clock("2026-11-20T09:20:00Z").await;
    let mut there = signed_in(&world, &officer.email).await;
    let mut other = signed_in(&world, &world.coordinator().await.email).await;

    let page = here.get("/sessions").await.expect(200).text();
    assert_eq!(page.matches("This browser").count(), 1, "{page}");
    assert_eq!(page.matches("Another browser").count(), 1, "{page}");
    assert!(page.contains("20 November 2026 at 9:20am"), "{page}");
    let by_token = officer.get("/sessions").await.expect(200).json();
    assert_eq!(by_token["sessions"].as_array().unwrap().len(), 2);

    let done = here.post("/sessions/end", "").await.expect(303).location();
    let page = here.get(&done).await.expect(200).text();
    assert!(page.contains("signed out everywhere else"), "{page}");
    assert!(!page.contains("Another browser"), "{page}");
    there.get("/cases").await.expect(303);
    other.get("/cases").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_signs_somebody_out_everywhere() {
    let world = World::start().await;
    let (admin, officer) = (world.administrator().await, world.officer().await);
    let mut browser = signed_in(&world, &officer.email).await;
    let mut second = signed_in(&world, &officer.email).await;
    let (of, _) = person(&world, &officer.email).await;
    let sign_in = format!("/people/{}/sign-in", of.id);
    let seen = admin.get(&sign_in).await.expect(200).json();
    assert_eq!(seen["sessions"], 2);
    let end = format!("{sign_in}/end");
    officer.post(&end, serde_json::json!({})).await.expect(404);
    browser.get("/cases").await.expect(200);

    let mut desk = signed_in(&world, &admin.email).await;
    let page = desk.get(&sign_in).await.expect(200).text();
    assert!(page.contains("In 2 browsers"), "{page}");
    let done = desk.post(&end, "").await.expect(303).location();
    let page = desk.get(&done).await.expect(200).text();
    assert!(page.contains("Nowhere"), "{page}");
    browser.get("/cases").await.expect(303);
    second.get("/cases").await.expect(303);
    // They have not left: they sign in again.
    browser.sign_in("/cases", &officer.email).await.expect(303);
    desk.get("/people").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_ends_the_session_that_the_browser_had() {
    let world = World::start().await;
    let officer = world.officer().await;
    let mut browser = signed_in(&world, &officer.email).await;
    let old = browser.cookies.clone();
    browser.sign_in("/sign-in?to=/cases", &officer.email).await;
    browser.get("/cases").await.expect(200);
    browser.cookies = old;
    browser.get("/cases").await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_goes_on_in_no_other_kind_of_browser() {
    let log = Log::listen();
    let world = World::start().await;
    let officer = world.officer().await;
    let mut own = signed_in(&world, &officer.email).await;
    // Their browser may be updated under it.
    own.kind = "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0";
    own.get("/cases").await.expect(200);

    let mut taken = Browser::new(&world);
    taken.cookies = own.cookies.clone();
    taken.kind = "curl/8.16.0";
    let asked = taken.get("/cases").await.expect(303).location();
    assert!(asked.starts_with("/sign-in?"), "{asked}");
    assert!(log.text().contains("session of another browser"));
    // What was carried off is worth nothing any more, wherever it is used.
    own.get("/cases").await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_never_left_alone_is_signed_out_after_half_a_day() {
    let world = World::start().await;
    let officer = world.officer().await;
    let mut browser = signed_in(&world, &officer.email).await;
    for half_hours in 1..24 {
        let (hour, minute) = (9 + half_hours / 2, half_hours % 2 * 30);
        world
            .clock(&format!("2026-11-20T{hour:02}:{minute:02}:00Z"))
            .await;
        browser.get("/sessions").await.expect(200);
    }
    world.clock("2026-11-20T21:01:00Z").await;
    browser.get("/sessions").await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out_is_logged_by_ids_and_the_browser_told_to_forget() {
    let log = Log::listen();
    let world = World::start().await;
    let officer = world.officer().await;
    let mut browser = Browser::new(&world);
    let back = browser.sign_in("/cases", &officer.email).await.expect(303);
    let (of, _) = person(&world, &officer.email).await;
    let id = of.id.to_string();
    let request =
        |answer: &crate::world::Answer| answer.headers["x-request-id"].to_str().unwrap().to_owned();
    let said = |answer: &crate::world::Answer, words: &str| {
        let request = request(answer);
        let text = log.text();
        let mut lines = text.lines().filter(|line| line.contains(&request));
        lines.any(|line| line.contains(words) && line.contains(&id))
    };
    assert!(said(&back, "signed in"));
    let page = browser.get("/cases").await.expect(200);
    assert!(said(&page, "status=200"));
    let out = browser.post("/sign-out", "").await.expect(303);
    assert!(said(&out, "signed out"));
    // Not the cookies of every other service below the same registered domain.
    let cleared = out.headers["clear-site-data"].to_str().unwrap();
    assert_eq!(cleared, "\"cache\", \"storage\"");
    assert!(out.headers.contains_key(header::SET_COOKIE));

    let failed = browser
        .get("/sign-in/callback?code=made-up&state=made-up")
        .await;
    assert_eq!(failed.status, StatusCode::UNAUTHORIZED);
    let (failed, text) = (request(&failed), log.text());
    let mut lines = text.lines().filter(|line| line.contains(&failed));
    assert!(lines.any(|line| line.contains("sign-in failed") && line.contains("attempt")));
    assert!(!text.contains(&officer.email), "an address in the log");
    assert!(!text.contains(&of.name), "a name in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_logged_with_its_person_and_answers_like_something_missing() {
    let log = Log::listen();
    let world = World::start().await;
    let case = crate::journey::open_case(&world, &[]).await;
    let fire = world.user("Practitioner", "Fire").await;
    let hidden = fire.get(&case).await.expect(404);
    let missing = fire
        .get("/cases/01890000-0000-7000-8000-000000000000")
        .await
        .expect(404);
    let bare = |answer: &crate::world::Answer| {
        let mut document = answer.json();
        document["reference"] = "".into();
        document
    };
    assert_eq!(bare(&hidden), bare(&missing));
    let (of, _) = person(&world, &fire.email).await;
    let id = of.id.to_string();
    let text = log.text();
    let refused = text
        .lines()
        .find(|line| line.contains("access refused") && line.contains(&id));
    assert!(refused.unwrap().contains("what=\"case\""), "{refused:?}");
    for answer in [&hidden, &missing] {
        let request = answer.headers["x-request-id"].to_str().unwrap();
        let line = text
            .lines()
            .find(|line| line.contains(request) && line.contains("not-found"));
        let line = line.unwrap();
        assert!(line.contains(&id) && line.contains("/cases/{id}"), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_used_or_belongs_to_another_sign_in_opens_nothing() {
    let world = World::start().await;
    let officer = world.officer().await;
    let mut browser = Browser::new(&world);
    let first = browser.callback("/cases", &officer.email).await;
    browser.get(&first).await.expect(303);
    let code = |url: &str| {
        let code = url.split_once("code=").unwrap().1;
        code.split('&').next().unwrap().to_owned()
    };
    let mut thief = Browser::new(&world);
    // Used: in a sign-in of one's own, which is under way.
    let own = thief.callback("/cases", &officer.email).await;
    let used = own.replace(&code(&own), &code(&first));
    assert_eq!(thief.get(&used).await.status, StatusCode::UNAUTHORIZED);
    // Fresh, but given for another's sign-in: its verifier is not this browser's.
    let fresh = browser.callback("/sign-in?to=/cases", &officer.email).await;
    let own = thief.callback("/cases", &officer.email).await;
    let foreign = own.replace(&code(&own), &code(&fresh));
    assert_eq!(thief.get(&foreign).await.status, StatusCode::UNAUTHORIZED);
    thief.get("/cases").await.expect(303);
}
