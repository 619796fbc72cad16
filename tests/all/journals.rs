//! INVARIANT (fold) and INVARIANT (chain) over everything the demonstration stores.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Aggregate,
    case::Case,
    directory::{Agency, Area, Person},
    journal::{Sealed, chain, fold},
    meeting::Meeting,
    referral::Referral,
};
use serde_json::Value;

use crate::world::World;

type Items = BTreeMap<String, BTreeMap<String, std::collections::HashMap<String, AttributeValue>>>;

/// The whole table; only a test may scan.
async fn everything(world: &World) -> Items {
    let mut items = Items::new();
    let mut start = None;
    loop {
        let page = world
            .local
            .aws()
            .dynamodb
            .scan()
            .table_name("charmm-local-table")
            .set_exclusive_start_key(start.take())
            .send()
            .await
            .unwrap();
        for item in page.items.unwrap_or_default() {
            let part = |name: &str| item[name].as_s().unwrap().clone();
            items
                .entry(part("pk"))
                .or_default()
                .insert(part("sk"), item);
        }
        start = page.last_evaluated_key;
        if start.is_none() {
            return items;
        }
    }
}

fn check<A: Aggregate + PartialEq + std::fmt::Debug>(sealed: &[Sealed], record: &str) {
    let entries: Vec<_> = sealed
        .iter()
        .map(|entry| entry.open::<A>().unwrap())
        .collect();
    let folded: A = fold(&entries).unwrap().unwrap();
    assert_eq!(folded, serde_json::from_str::<A>(record).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_record_is_the_fold_of_a_chain_that_holds() {
    let world = World::demonstration().await;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (pk, items) in everything(&world).await {
        let sealed: Vec<Sealed> = items
            .iter()
            .filter(|(sk, _)| sk.starts_with("J#"))
            .map(|(_, item)| store::journal::entry_from_item(item.clone()).unwrap())
            .collect();
        if sealed.is_empty() {
            continue;
        }
        let record = &items["R"];
        let head = chain::verify(&sealed).unwrap_or_else(|fault| panic!("{pk}: {fault}"));
        assert_eq!(record["head"].as_s().unwrap(), &head.to_string(), "{pk}");
        assert_eq!(
            record["version"].as_n().unwrap(),
            &sealed.len().to_string(),
            "{pk}"
        );
        let body = record["body"].as_s().unwrap();
        let kind = sealed[0].header.aggregate.clone();
        match kind.as_str() {
            Case::KIND => check::<Case>(&sealed, body),
            Referral::KIND => check::<Referral>(&sealed, body),
            Meeting::KIND => check::<Meeting>(&sealed, body),
            Area::KIND => check::<Area>(&sealed, body),
            Agency::KIND => check::<Agency>(&sealed, body),
            Person::KIND => check::<Person>(&sealed, body),
            other => panic!("unknown aggregate {other}"),
        }
        *seen.entry(kind).or_default() += 1;
    }
    assert!(seen["case"] >= 55, "{seen:?}");
    assert!(seen.len() == 6, "every noun is there: {seen:?}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_payload_shows_on_the_history_page() {
    let world = World::demonstration().await;
    let coordinator = world.coordinator().await;
    let cases = coordinator.get("/cases").await.expect(200).json();
    let id = first_id(&cases);
    let path = format!("/cases/{id}/history");
    assert_eq!(
        coordinator.get(&path).await.expect(200).json()["verified"],
        true
    );
    world
        .local
        .aws()
        .dynamodb
        .update_item()
        .table_name("charmm-local-table")
        .key("pk", AttributeValue::S(format!("CASE#{id}")))
        .key("sk", AttributeValue::S("J#0000000001".into()))
        .update_expression("SET salt = :salt")
        .expression_attribute_values(":salt", AttributeValue::S("forged".into()))
        .send()
        .await
        .unwrap();
    assert_eq!(
        coordinator.get(&path).await.expect(200).json()["verified"],
        false
    );
    world.local.stop().await;
}

/// The id of the first case in a list.
pub(crate) fn first_id(list: &Value) -> String {
    let items = list["items"]
        .as_array()
        .or_else(|| list["cases"].as_array())
        .unwrap();
    items[0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reading_of_a_case_is_logged_with_its_policy() {
    let world = World::demonstration().await;
    let coordinator = world.coordinator().await;
    let id = first_id(&coordinator.get("/cases").await.expect(200).json());
    let reads = |items: &Items| {
        items[&format!("CASE#{id}")]
            .keys()
            .filter(|sk| sk.starts_with("A#"))
            .count()
    };
    let before = reads(&everything(&world).await);
    coordinator.get(&format!("/cases/{id}")).await.expect(200);
    let items = everything(&world).await;
    assert_eq!(reads(&items), before + 1);
    let (_, last) = items[&format!("CASE#{id}")]
        .iter()
        .rfind(|(sk, _)| sk.starts_with("A#"))
        .unwrap();
    let read: Value = serde_json::from_str(last["read"].as_s().unwrap()).unwrap();
    assert!(
        read["policies"]
            .to_string()
            .contains("case.area-coordinator"),
        "{read}"
    );
    world.local.stop().await;
}
