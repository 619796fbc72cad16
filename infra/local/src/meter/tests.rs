//! The figures against arithmetic by hand, by the rules that AWS documents: a read is 1 unit per
//! 4 KB begun and half when it need not be consistent, a query by the sum of its items; a write is
//! 1 unit per KB begun, twice that in a transaction, by the larger of before and after; an index
//! takes what it holds of the item, and twice when the item moves in it.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, KeysAndAttributes, Put, TransactWriteItem};

use super::*;
use crate::{aws::Aws, local::Local, options::Options, scratch::Scratch, template::TABLE};

/// An item of the table of exactly so many bytes, in the list `area` if one is named.
fn item(sk: &str, bytes: usize, area: Option<&str>) -> Vec<(&'static str, AttributeValue)> {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let mut item = vec![("pk", text("P#1")), ("sk", text(sk))];
    if let Some(area) = area {
        item.extend([("area_pk", text("LIST")), ("area_sk", text(area))]);
    }
    let so_far: usize = item
        .iter()
        .map(|(name, value)| name.len() + value.as_s().unwrap().len())
        .sum();
    item.push(("body", text(&"x".repeat(bytes - so_far - "body".len()))));
    item
}

struct Bench {
    db: Client,
    meter: Meter,
}

impl Bench {
    fn on(aws: &Aws) -> Self {
        let meter = Meter::default();
        let db = meter.on(&aws.dynamodb);
        Self { db, meter }
    }

    async fn put(&self, item: Vec<(&str, AttributeValue)>) -> Call {
        self.meter.start();
        let put = self.db.put_item().table_name(TABLE);
        let put = item.into_iter().fold(put, |put, (k, v)| put.item(k, v));
        put.send().await.unwrap();
        self.one()
    }

    async fn get(&self, sk: &str, consistent: bool) -> Call {
        self.meter.start();
        let get = self.db.get_item().table_name(TABLE);
        let get = get.key("pk", AttributeValue::S("P#1".into()));
        let get = get.key("sk", AttributeValue::S(sk.into()));
        get.consistent_read(consistent).send().await.unwrap();
        self.one()
    }

    async fn list(&self, index: Option<&str>, limit: i32) -> Call {
        self.meter.start();
        let (name, value) = match index {
            Some(_) => ("area_pk", "LIST"),
            None => ("pk", "P#1"),
        };
        let query = self.db.query().table_name(TABLE).limit(limit);
        query
            .set_index_name(index.map(str::to_owned))
            .key_condition_expression(format!("{name} = :pk"))
            .expression_attribute_values(":pk", AttributeValue::S(value.into()))
            .consistent_read(index.is_none())
            .send()
            .await
            .unwrap();
        self.one()
    }

    fn one(&self) -> Call {
        let mut calls = self.meter.take().calls;
        assert_eq!(calls.len(), 1, "{calls:?}");
        calls.remove(0)
    }
}

fn put(item: Vec<(&str, AttributeValue)>) -> TransactWriteItem {
    let put = Put::builder().table_name(TABLE);
    let put = item.into_iter().fold(put, |put, (k, v)| put.item(k, v));
    TransactWriteItem::builder()
        .put(put.build().unwrap())
        .build()
}

async fn local(scratch: &Scratch) -> Local {
    let options = Options {
        port: 0,
        data: scratch.path().into(),
        empty: true,
        ..Options::default()
    };
    Local::start(options).await.unwrap()
}

#[tokio::test]
async fn units_are_what_the_documented_rules_say() {
    let scratch = Scratch::new();
    let local = local(&scratch).await;
    let bench = Bench::on(local.aws());

    // 1,024 bytes are one unit, one more begins the second; the bytes are what we meant.
    let call = bench.put(item("A#1", 1_024, None)).await;
    assert_eq!(call.items, [("P A".to_owned(), 1_024)]);
    assert_eq!((call.write_units, call.index_units), (1.0, 0.0));
    assert_eq!(bench.put(item("A#2", 1_025, None)).await.write_units, 2.0);
    // The larger of before and after.
    assert_eq!(bench.put(item("A#2", 100, None)).await.write_units, 2.0);
    // Into an index, within it, along it, and out of it.
    let moves = [
        (Some("1"), 1_500, 2.0),
        (Some("1"), 1_500, 0.0),
        (Some("1"), 2_500, 3.0),
        (Some("2"), 1_000, 4.0),
        (None, 900, 1.0),
    ];
    for (area, bytes, units) in moves {
        let call = bench.put(item("A#3", bytes, area)).await;
        assert_eq!(call.index_units, units, "{call}");
    }
    // Reads: 4 KB a unit, half when eventually consistent, and a unit for nothing found.
    bench.put(item("B#1", 4_097, Some("5"))).await;
    assert_eq!(bench.get("B#1", true).await.read_units, 2.0);
    assert_eq!(bench.get("B#1", false).await.read_units, 1.0);
    assert_eq!(bench.get("nothing", true).await.read_units, 1.0);
    // A query rounds the sum: 1,024 + 100 + 900 + 4,097 bytes, and 4,097 alone in the list.
    let call = bench.list(None, 10).await;
    assert_eq!(
        call.items.iter().map(|(_, bytes)| bytes).sum::<usize>(),
        6_121
    );
    assert_eq!(call.read_units, 2.0);
    assert_eq!(bench.list(Some("by_area"), 10).await.read_units, 1.0);
    local.stop().await;
}

#[tokio::test]
async fn transactions_cost_twice_and_batches_item_by_item() {
    let scratch = Scratch::new();
    let local = local(&scratch).await;
    let bench = Bench::on(local.aws());
    bench.put(item("A#1", 3_000, None)).await;
    bench.meter.start();
    let key = [("pk", "P#1"), ("sk", "A#1")];
    let delete = key
        .iter()
        .fold(Delete::builder().table_name(TABLE), |delete, (k, v)| {
            delete.key(*k, AttributeValue::S((*v).into()))
        });
    let delete = delete.build().unwrap();
    let items = [
        put(item("A#2", 1_000, None)),
        put(item("A#3", 1_100, Some("1"))),
        TransactWriteItem::builder().delete(delete).build(),
    ];
    let transaction = bench.db.transact_write_items();
    transaction
        .set_transact_items(Some(items.into()))
        .send()
        .await
        .unwrap();
    let call = bench.one();
    // 2 × (1 + 2 + 3) KB; the index is written afterwards, and not in the transaction.
    assert_eq!((call.write_units, call.index_units), (12.0, 2.0), "{call}");

    bench.meter.start();
    let keys = ["A#2", "A#3"].map(|sk| {
        let texts = [("pk", "P#1"), ("sk", sk)];
        texts
            .map(|(k, v)| (k.to_owned(), AttributeValue::S(v.into())))
            .into()
    });
    let keys = KeysAndAttributes::builder()
        .set_keys(Some(keys.into()))
        .consistent_read(true);
    let batch = bench
        .db
        .batch_get_item()
        .request_items(TABLE, keys.build().unwrap());
    batch.send().await.unwrap();
    assert_eq!(bench.one().read_units, 2.0);
    local.stop().await;
}

#[tokio::test]
async fn calls_are_kept_only_while_a_reading_is_taken() {
    let scratch = Scratch::new();
    let local = local(&scratch).await;
    let bench = Bench::on(local.aws());
    bench
        .db
        .get_item()
        .table_name(TABLE)
        .send()
        .await
        .unwrap_err();
    assert_eq!(bench.meter.take(), Reading::default());
    bench.meter.start();
    bench
        .db
        .get_item()
        .table_name(TABLE)
        .send()
        .await
        .unwrap_err();
    assert!(bench.one().refused);
    local.stop().await;
}
