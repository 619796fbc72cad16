//! The issuer changes its keys while people are at work.

use crate::{browser::Browser, world::World};

#[tokio::test(flavor = "multi_thread")]
async fn people_stay_signed_in_and_sign_in_while_the_issuer_changes_its_keys() {
    let world = World::start().await;
    let (officer, coordinator) = (world.officer().await, world.coordinator().await);
    let mut at_work = Browser::new(&world);
    at_work.sign_in("/cases", &officer.email).await.expect(303);
    officer.get("/cases").await.expect(200);
    let mut on_the_way = Browser::new(&world);
    let callback = on_the_way.callback("/cases", &coordinator.email).await;

    world.local.rotate_issuer_key(false).unwrap();
    // A session rests on no key of the issuer.
    at_work.get("/cases").await.expect(200);
    // The token of before holds: its key is published still.
    officer.get("/cases").await.expect(200);
    // Who was on the way comes back with a token of the new key.
    on_the_way.get(&callback).await.expect(303);
    on_the_way.get("/cases").await.expect(200);
    officer.get("/cases").await.expect(200);
    let program = world.by_email(&coordinator.email).await;
    program.get("/cases").await.expect(200);
    let mut later = Browser::new(&world);
    later.sign_in("/cases", &officer.email).await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_a_key_that_was_withdrawn_open_nothing_and_sessions_go_on() {
    let world = World::start().await;
    let officer = world.officer().await;
    officer.get("/cases").await.expect(200);
    let mut at_work = Browser::new(&world);
    at_work.sign_in("/cases", &officer.email).await.expect(303);

    world.local.rotate_issuer_key(true).unwrap();
    // The next sign-in brings the new keys, and with them the old one is gone.
    let mut later = Browser::new(&world);
    later.sign_in("/cases", &officer.email).await.expect(303);
    officer.get("/cases").await.expect(401);
    at_work.get("/cases").await.expect(200);
    let again = world.by_email(&officer.email).await;
    again.get("/cases").await.expect(200);
}
