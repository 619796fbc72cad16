use std::sync::Mutex as Shared;

use aws_lambda_events::streams::DynamoDbBatchItemFailure;
use serde_json::json;

use super::*;
use crate::{
    scratch::Scratch,
    template::{TABLE, Template},
};

/// What a handler was given, in order: sort keys.
type Seen = Arc<Shared<Vec<String>>>;

fn sort_key(record: &aws_lambda_events::dynamodb::EventRecord) -> String {
    let image = serde_json::to_value(&record.change.new_image).unwrap();
    image["sk"]["S"].as_str().unwrap().to_owned()
}

fn put(database: &Database, sk: &str) {
    let item = json!({ "pk": { "S": "CASE#1" }, "sk": { "S": sk } });
    let request = json!({ "TableName": TABLE, "Item": item });
    let request = serde_json::from_value(request).unwrap();
    database.dynoxide().put_item(request).unwrap();
}

/// The template's mapping for all journal entries, under another name.
fn mapped(name: &str) -> StreamMapping {
    let mappings = Template::embedded().unwrap().mappings().unwrap();
    let all = mappings
        .into_iter()
        .find(|mapping| mapping.function == "action-notifications");
    StreamMapping {
        function: name.to_owned(),
        ..all.unwrap()
    }
}

struct Bench {
    scratch: Scratch,
    database: Database,
    seen: Seen,
}

impl Bench {
    fn new() -> Self {
        let scratch = Scratch::new();
        let definition = Template::embedded().unwrap().table().unwrap();
        let path = scratch.path().join("table.sqlite");
        let database = Database::open(&path, &definition).unwrap();
        let seen = Seen::default();
        Self {
            scratch,
            database,
            seen,
        }
    }

    fn write(&self, sk: &str) {
        put(&self.database, sk);
    }

    /// A stream to one function that fails on the sort keys that `fails` names.
    fn stream(&self, fails: fn(&str) -> bool) -> Stream {
        let seen = Arc::clone(&self.seen);
        let handler: Handler = Arc::new(move |event: Event| {
            let seen = Arc::clone(&seen);
            Box::pin(async move {
                let mut response = DynamoDbEventResponse::default();
                for record in &event.records {
                    let key = sort_key(record);
                    if fails(&key) {
                        let mut failure = DynamoDbBatchItemFailure::default();
                        failure.item_identifier = record.change.sequence_number.clone();
                        response.batch_item_failures.push(failure);
                        break;
                    }
                    seen.lock().unwrap().push(key);
                }
                Ok(response)
            })
        });
        self.mapped(handler)
    }

    fn mapped(&self, handler: Handler) -> Stream {
        let parking = ParkingLot::open(&self.scratch.path().join("parked.jsonl")).unwrap();
        let checkpoint = self.scratch.path().join("stream-test.json");
        let database = self.database.clone();
        let mapping = Mapping::new(
            mapped("test"),
            database,
            handler,
            parking.clone(),
            checkpoint,
        );
        Stream::new(vec![mapping.unwrap()], parking)
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn only_new_journal_entries_are_delivered_in_order() {
    let bench = Bench::new();
    for sk in [
        "J#0000000001",
        "RECORD",
        "J#0000000002",
        "J#0000000002",
        "NOTICE#1",
    ] {
        bench.write(sk);
    }
    let stream = bench.stream(|_| false);
    stream.settle().await.unwrap();
    assert_eq!(bench.seen(), ["J#0000000001", "J#0000000002"]);
    stream.settle().await.unwrap();
    assert_eq!(bench.seen().len(), 2);
}

#[tokio::test]
async fn a_new_process_goes_on_where_the_old_one_stopped() {
    let bench = Bench::new();
    bench.write("J#0000000001");
    bench.stream(|_| false).settle().await.unwrap();
    bench.write("J#0000000002");
    bench.stream(|_| false).settle().await.unwrap();
    assert_eq!(bench.seen(), ["J#0000000001", "J#0000000002"]);
}

#[tokio::test]
async fn a_poison_record_is_parked_whole_and_does_not_block() {
    let bench = Bench::new();
    let keys: Vec<String> = (1..=9).map(|n| format!("J#{n:010}")).collect();
    keys.iter().for_each(|key| bench.write(key));
    let stream = bench.stream(|key| key.ends_with('5'));
    stream.settle().await.unwrap();
    let others: Vec<_> = keys.iter().filter(|key| !key.ends_with('5')).collect();
    assert_eq!(bench.seen().iter().collect::<Vec<_>>(), others);
    let parked = stream.parked();
    assert_eq!(parked.len(), 1);
    assert_eq!(sort_key(&parked[0].record), keys[4]);
    // It stays parked for the next process, which does not try it again.
    assert_eq!(bench.stream(|_| false).parked(), parked);
}

#[tokio::test]
async fn a_function_that_fails_once_is_called_again() {
    let bench = Bench::new();
    bench.write("J#0000000001");
    let calls = Arc::new(Shared::new(0));
    let counted = Arc::clone(&calls);
    let stream = bench.mapped(Arc::new(move |_| {
        let mut calls = counted.lock().unwrap();
        *calls += 1;
        let first = *calls == 1;
        Box::pin(async move {
            anyhow::ensure!(!first, "not this time");
            Ok(DynamoDbEventResponse::default())
        })
    }));
    stream.settle().await.unwrap();
    assert_eq!(*calls.lock().unwrap(), 2);
    assert!(stream.parked().is_empty());
}

#[tokio::test]
async fn history_is_passed_over() {
    let bench = Bench::new();
    (1..=250).for_each(|n| bench.write(&format!("J#{n:010}")));
    let stream = bench.stream(|_| false);
    stream.skip_to_end(|_| true).await.unwrap();
    bench.write("J#0000000251");
    stream.settle().await.unwrap();
    assert_eq!(bench.seen(), ["J#0000000251"]);
}

/// A function answers an entry with another one while the background delivers: the first mapping
/// must see the answer too before all is settled.
#[tokio::test(flavor = "multi_thread")]
async fn settled_means_that_answers_are_delivered_too() {
    for _ in 0..5 {
        let bench = Bench::new();
        let (seen, database) = (Arc::clone(&bench.seen), bench.database.clone());
        let first: Handler = Arc::new(move |event: Event| {
            let seen = Arc::clone(&seen);
            Box::pin(async move {
                seen.lock()
                    .unwrap()
                    .extend(event.records.iter().map(sort_key));
                Ok(DynamoDbEventResponse::default())
            })
        });
        let answering: Handler = Arc::new(move |event: Event| {
            let database = database.clone();
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(30)).await;
                if event
                    .records
                    .iter()
                    .any(|record| sort_key(record) == "J#0000000001")
                {
                    put(&database, "J#0000000002");
                }
                Ok(DynamoDbEventResponse::default())
            })
        });
        let parking = ParkingLot::open(&bench.scratch.path().join("parked.jsonl")).unwrap();
        let mapping = |name, handler| {
            let checkpoint = bench.scratch.path().join(name);
            let database = bench.database.clone();
            Mapping::new(mapped(name), database, handler, parking.clone(), checkpoint).unwrap()
        };
        let mappings = vec![mapping("first", first), mapping("answering", answering)];
        let stream = Stream::new(mappings, parking.clone());
        let (switch, stop) = crate::loopback::Switch::new();
        let tasks = stream.run(&stop);
        bench.write("J#0000000001");
        stream.wake();
        tokio::time::sleep(Duration::from_millis(10)).await;
        stream.settle().await.unwrap();
        assert_eq!(bench.seen(), ["J#0000000001", "J#0000000002"]);
        switch.stop();
        for task in tasks {
            task.await.unwrap();
        }
    }
}
