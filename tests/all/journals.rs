//! INVARIANT (fold) and INVARIANT (chain) over everything the demonstration stores.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Aggregate,
    case::Case,
    case_review::CaseReview,
    directory::{Agency, Area, Person},
    import::Import,
    journal::{Sealed, chain, fold, open},
    meeting::Meeting,
    referral::Referral,
    reorganisation::Reorganisations,
    subject_access::SubjectAccess,
    transfer::Transfer,
};
use serde_json::Value;
use store::stored::{Index, Row, Stored};

use crate::world::World;

pub(crate) type Items =
    BTreeMap<String, BTreeMap<String, std::collections::HashMap<String, AttributeValue>>>;

/// The whole table; only a test may scan.
pub(crate) async fn everything(world: &World) -> Items {
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
    let entries = open::<A>(sealed).unwrap();
    let folded: A = fold(&entries).unwrap().unwrap();
    assert_eq!(folded, serde_json::from_str::<A>(record).unwrap());
}

/// The rows that follow from a record stand where they should, and say what they should.
fn rows<A: Stored>(record: &str, all: &Items) -> Vec<(String, String)> {
    let record: A = serde_json::from_str(record).unwrap();
    let check = |((pk, sk), row): ((String, String), Row)| {
        let item = &all[&pk][&sk];
        let stored = |name: &str| item.get(name).map(|text| text.as_s().unwrap().clone());
        assert_eq!(stored("body"), Some(row.body), "{pk} {sk}");
        let index = Index {
            area_pk: stored("area_pk"),
            area_sk: stored("area_sk"),
            agency_pk: stored("agency_pk"),
            agency_sk: stored("agency_sk"),
            person_pk: stored("person_pk"),
            person_sk: stored("person_sk"),
        };
        assert_eq!(index, row.index, "{pk} {sk}");
        (pk, sk)
    };
    record.rows().into_iter().map(check).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_follows_from_a_record() {
    let world = World::demonstration().await;
    let all = everything(&world).await;
    let mut followed = BTreeSet::new();
    for (pk, items) in &all {
        let Some(record) = items.get("R").filter(|item| item.contains_key("head")) else {
            continue;
        };
        let body = record["body"].as_s().unwrap();
        followed.extend(match pk.split('#').next().unwrap() {
            "CASE" => rows::<Case>(body, &all),
            "REFERRAL" => rows::<Referral>(body, &all),
            "AREA" => rows::<Area>(body, &all),
            "AGENCY" => rows::<Agency>(body, &all),
            "PERSON" => rows::<Person>(body, &all),
            _ => Vec::new(),
        });
    }
    assert!(followed.len() > 400, "{}", followed.len());
    // Rows have no version, and never expire.
    for (pk, items) in &all {
        for (sk, item) in items {
            let other = ["version", "expires_at"];
            let row =
                item.contains_key("body") && other.iter().all(|name| !item.contains_key(*name));
            assert!(
                !row || followed.contains(&(pk.clone(), sk.clone())),
                "{pk} {sk}"
            );
        }
    }
    world.local.stop().await;
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
            SubjectAccess::KIND => check::<SubjectAccess>(&sealed, body),
            CaseReview::KIND => check::<CaseReview>(&sealed, body),
            Meeting::KIND => check::<Meeting>(&sealed, body),
            Area::KIND => check::<Area>(&sealed, body),
            Agency::KIND => check::<Agency>(&sealed, body),
            Person::KIND => check::<Person>(&sealed, body),
            Reorganisations::KIND => check::<Reorganisations>(&sealed, body),
            Import::KIND => check::<Import>(&sealed, body),
            Transfer::KIND => check::<Transfer>(&sealed, body),
            other => panic!("unknown aggregate {other}"),
        }
        *seen.entry(kind).or_default() += 1;
    }
    assert!(seen["case"] >= 55, "{seen:?}");
    assert!(seen.len() == 8, "every noun is there: {seen:?}");
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
