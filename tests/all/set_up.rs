//! A deployed system's first people: registered once, and able to work.

use serde_json::json;

use crate::world::World;

/// The example, for an area that the demonstration does not have.
fn file() -> String {
    include_str!("../../infra/set-up.example.yaml")
        .replace("runnymede", "elmbridge")
        .replace("RUN", "ELM")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_people_are_registered_once_and_can_work() {
    let world = World::start().await;
    let store = world.local.store();
    let now = world.local.clock().now();
    let told = charmm::set_up(store, &file(), now).await.unwrap();
    assert!(told.contains("agency surrey-police: was there"), "{told}");
    assert!(
        told.contains("agency elmbridge-council: registered"),
        "{told}"
    );
    assert!(told.contains("area ELM: registered"), "{told}");
    let again = charmm::set_up(store, &file(), now).await.unwrap();
    assert!(!again.contains(": registered"), "{again}");

    let coordinator = world
        .user("Coordinator (ELM)", "Runnymede Borough Council")
        .await;
    let queue = coordinator.get("/referrals?area=ELM").await.expect(200);
    assert_eq!(queue.json()["referrals"], json!([]));
    let area = "ELM".parse().unwrap();
    let area = store.area(&area).await.unwrap();
    let chair = store.person(area.chair.unwrap()).await.unwrap();
    assert_eq!(chair.name, "Margaret Thistlewood");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_contradicts_itself_writes_nothing() {
    let world = World::start().await;
    let now = world.local.clock().now();
    let wrong = file().replace("role: administrator", "role: practitioner");
    let store = world.local.store();
    let error = charmm::set_up(store, &wrong, now).await.unwrap_err();
    assert!(error.to_string().contains("administrator"), "{error:#}");
    let missing = store.agency(&"elmbridge-council".parse().unwrap()).await;
    assert!(matches!(missing, Err(store::Error::NotFound)));
    world.local.stop().await;
}
