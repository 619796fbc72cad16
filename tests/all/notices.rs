//! Sent once, however often their entries are delivered, and not lost when a provider fails (R4.2).

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use charmm::mailbox::Fault;

use crate::{
    journey::{assign, open_case},
    world::World,
};

/// How often each notice was sent, by its id.
pub(crate) fn copies(world: &World) -> BTreeMap<String, usize> {
    let mut copies = BTreeMap::new();
    let outbox = world.local.mailbox().outbox();
    let emails = outbox.emails().into_iter().map(|email| {
        let last = email.body.lines().last().unwrap().to_owned();
        last.strip_prefix("Message ")
            .expect("the notice's id")
            .to_owned()
    });
    let topics = outbox.topics().into_iter().map(|message| {
        let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
        body["id"].as_str().unwrap().to_owned()
    });
    for id in emails.chain(topics) {
        *copies.entry(id).or_default() += 1;
    }
    copies
}

/// Every record that was parked, whole.
pub(crate) async fn parked(world: &World) -> Vec<serde_json::Value> {
    let s3 = &world.local.aws().s3;
    let bucket = &world.local.environment()["PACKS_BUCKET"];
    let list = s3.list_objects_v2().bucket(bucket).prefix("parked/");
    let list = list.send().await.unwrap();
    let mut parked = Vec::new();
    for object in list.contents() {
        let got = s3.get_object().bucket(bucket).key(object.key().unwrap());
        let body = got.send().await.unwrap().body.collect().await.unwrap();
        parked.push(serde_json::from_slice(&body.to_vec()).unwrap());
    }
    parked
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_fails_for_a_while_loses_nothing_and_doubles_nothing() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    world.local.settle().await.unwrap();
    let before = copies(&world).len();
    // More than the SDK's own tries, so that the stream has to come again.
    world.local.mailbox().fail_next(5, Fault::Refused);
    assign(
        &world.coordinator().await,
        &case,
        "surrey-police",
        "2026-11-27",
    )
    .await;
    world.local.settle().await.unwrap();
    let after = copies(&world);
    assert_eq!(after.len(), before + 2);
    assert!(after.values().all(|count| *count == 1), "{after:?}");
    assert!(world.local.parked().is_empty());
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_reply_costs_at_most_one_copy() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    world.local.settle().await.unwrap();
    world.local.mailbox().fail_next(1, Fault::ReplyLost);
    assign(
        &world.coordinator().await,
        &case,
        "surrey-police",
        "2026-11-27",
    )
    .await;
    world.local.settle().await.unwrap();
    let extra: usize = copies(&world).values().map(|count| count - 1).sum();
    assert!(extra <= 1, "{:?}", copies(&world));
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_that_runs_twice_takes_no_step_twice() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    assign(
        &world.coordinator().await,
        &case,
        "surrey-police",
        "2026-11-25",
    )
    .await;
    world.clock("2026-11-27T12:00:00Z").await;
    let before = copies(&world);
    // Nothing falls due in the rest of the day.
    world.clock("2026-11-27T23:00:00Z").await;
    assert_eq!(copies(&world), before);
    assert!(before.values().all(|count| *count == 1), "{before:?}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_cannot_be_read_is_parked_whole_and_the_rest_flows() {
    let world = World::start().await;
    let case = open_case(&world, &["surrey-police"]).await;
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let aws = world.local.aws();
    aws.dynamodb
        .put_item()
        .table_name("charmm-local-table")
        .item("pk", text("CASE#poison"))
        .item("sk", text("J#0000000001"))
        .item("kind", text("action_assigned"))
        .item("payload", text("not an event"))
        .send()
        .await
        .unwrap();
    world.local.settle().await.unwrap();
    let before = copies(&world).len();
    assign(
        &world.coordinator().await,
        &case,
        "surrey-police",
        "2026-11-27",
    )
    .await;
    world.local.settle().await.unwrap();
    assert_eq!(
        copies(&world).len(),
        before + 2,
        "what came after it is told"
    );

    let parked = parked(&world).await;
    assert!(!parked.is_empty());
    for record in parked {
        let image = &record["dynamodb"]["NewImage"];
        assert!(image.to_string().contains("not an event"), "{record}");
    }
    world.local.stop().await;
}
