//! The order calendar in somebody's own calendar program, by an address that holds a secret (R6.5).

use http::Method;
use serde_json::{Value, json};

use super::{begin, case_of, post};
use crate::{
    lists::readings,
    world::{Answer, CANARIES, World},
};

async fn ask(world: &World, address: &str) -> Answer {
    let path = address.strip_prefix(world.local.origin()).unwrap();
    world.anonymous(Method::GET, path, "*/*").await
}

fn address(made: &Value) -> String {
    made["address"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_program_is_shown_the_orders_of_whoever_gave_it_the_address() {
    let world = World::start().await;
    let case = case_of(&world, "1990-05-05").await;
    let facts = json!({ "until": "2027-03-31", "written": "yes", "agreed": "yes" });
    let contract = begin("abc", "applied", facts);
    let officer = world.officer().await;
    post(&officer, &format!("{case}/powers"), contract)
        .await
        .expect(201);
    // Who runs no area has no calendar to show.
    officer.get("/orders/feed").await.expect(403);
    officer.post("/orders/feed", json!({})).await.expect(403);

    let coordinator = world.coordinator().await;
    let none = coordinator.get("/orders/feed").await.expect(200).json();
    assert_eq!(none["made_at"], Value::Null);
    let made = coordinator
        .post("/orders/feed", json!({}))
        .await
        .expect(201)
        .json();
    let first = address(&made);
    let before = readings(&world, &coordinator).await.len();
    let feed = ask(&world, &first).await.expect(200);
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    assert!(feed.text().contains("DTSTART;VALUE=DATE:20270331"));
    for canary in CANARIES {
        assert!(!feed.text().contains(canary), "{canary}");
    }
    // It is their reading, and says how it came about.
    let left = readings(&world, &coordinator).await.split_off(before);
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0].what, "calendar feed of orders");
    assert_eq!(left[0].named, ["RUN-2026-0001"]);

    // The secret is shown once, and a new one puts the old one out of use.
    let again = coordinator.get("/orders/feed").await.expect(200);
    let secret = first.rsplit('.').next().unwrap().to_owned();
    assert!(!again.text().contains(&secret));
    assert_eq!(again.json()["made_at"], made["made_at"]);
    let made = coordinator
        .post("/orders/feed", json!({}))
        .await
        .expect(201)
        .json();
    let second = address(&made);
    let (person, _) = second.rsplit_once('.').unwrap();
    let detail = |answer: Answer| answer.expect(404).json()["detail"].clone();
    let nothing = detail(ask(&world, &first).await);
    let guessed = format!("{person}.{}", "A".repeat(43));
    let stranger = "00000000-0000-4000-8000-000000000000";
    let stranger = format!("{}/orders/feed/{stranger}.{secret}", world.local.origin());
    for other in [guessed, stranger, format!("{first}x"), person.to_owned()] {
        assert_eq!(detail(ask(&world, &other).await), nothing, "{other}");
    }

    // Ended, it opens nothing; and one that is left alone ends after a year.
    coordinator
        .post("/orders/feed/end", json!({}))
        .await
        .expect(200);
    ask(&world, &second).await.expect(404);
    let made = coordinator
        .post("/orders/feed", json!({}))
        .await
        .expect(201)
        .json();
    let third = address(&made);
    ask(&world, &third).await.expect(200);
    let (person, secret) = third.rsplit('/').next().unwrap().split_once('.').unwrap();
    let (store, person) = (world.local.store(), person.parse().unwrap());
    for (later, opens) in [
        ("2027-11-19T08:00:00Z", true),
        ("2027-11-25T08:00:00Z", false),
    ] {
        let found = store
            .opens_feed(
                person,
                store::feeds::Of::Orders,
                secret,
                later.parse().unwrap(),
            )
            .await;
        assert_eq!(found.unwrap(), opens, "{later}");
    }
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_somebody_who_has_left_opens_nothing() {
    let world = World::start().await;
    let coordinator = world.coordinator().await;
    let made = coordinator
        .post("/orders/feed", json!({}))
        .await
        .expect(201)
        .json();
    ask(&world, &address(&made)).await.expect(200);
    let administrator = world.administrator().await;
    let person = world
        .local
        .store()
        .person_by_email(&coordinator.email)
        .await;
    let person = format!("/people/{}", person.unwrap().unwrap().id);
    let version = administrator.get(&person).await.expect(200).version();
    administrator
        .post_at(&format!("{person}/leave"), json!({}), version)
        .await
        .expect(200);
    ask(&world, &address(&made)).await.expect(404);
    world.local.stop().await;
}
