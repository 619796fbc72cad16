//! `action-notifications` as a process: batches of the table's stream, and the schedule.

use std::{process::Command, sync::Arc, time::Duration};

use charmm::{mailbox::Fault, runtime::Answer};
use chrono::{Days, Utc};
use serde_json::{Value, json};

use super::{answer, event, failure, keeps_quiet, start};
use crate::{
    journey::{assign, open_case},
    notices::{copies, parked},
    world::World,
};

const FUNCTION: &str = "action-notifications";

/// The day so many days from now, by the system's clock.
fn day(from_now: i64) -> String {
    let today = Utc::now().date_naive();
    let days = Days::new(from_now.unsigned_abs());
    let day = if from_now < 0 {
        today.checked_sub_days(days)
    } else {
        today.checked_add_days(days)
    };
    day.unwrap().to_string()
}

/// A case with one action; gives the records that stand for it in the stream.
async fn tasked(world: &World, due_on: &str) -> Vec<Value> {
    let before = world
        .local
        .stream_records("action-notifications")
        .await
        .unwrap()
        .len();
    let case = open_case(world, &["surrey-police"]).await;
    let coordinator = world.coordinator().await;
    assign(&coordinator, &case, "surrey-police", due_on).await;
    world
        .local
        .stream_records("action-notifications")
        .await
        .unwrap()
        .split_off(before)
}

fn batch(records: &[Value]) -> Value {
    json!({ "Records": records })
}

fn sequence(record: &Value) -> &str {
    record["dynamodb"]["SequenceNumber"].as_str().unwrap()
}

/// The names of everything in a record but its item, as `a.b`.
fn shape(record: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for (name, value) in record.as_object().unwrap() {
        names.push(name.clone());
        if name == "dynamodb" {
            let inner = value.as_object().unwrap().keys();
            names.extend(inner.map(|inner| format!("{name}.{inner}")));
        }
    }
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_with_a_poison_record_is_dealt_with_but_for_the_poison() {
    let world = World::untriggered(0).await;
    let records = tasked(&world, &day(7)).await;
    let foreign = event("stream.json", &[])["Records"].take();
    let foreign = foreign.as_array().unwrap();
    // What the local table says is what AWS says.
    assert_eq!(shape(&records[0]), shape(&foreign[1]));
    let half = records.len() / 2;
    let all = [&records[..half], foreign, &records[half..]].concat();

    let function = start(&world, FUNCTION).await;
    let told = answer(&function, &batch(&all)).await;
    assert_eq!(told, json!({ "batchItemFailures": [] }));
    let sent = copies(&world);
    assert!(
        sent.len() > 3 && sent.values().all(|count| *count == 1),
        "{sent:?}"
    );
    let kept = parked(&world).await;
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(
        kept[0]["dynamodb"]["NewImage"],
        foreign[1]["dynamodb"]["NewImage"]
    );

    // Lambda delivers at least once.
    answer(&function, &batch(&all)).await;
    assert_eq!(copies(&world), sent);
    assert_eq!(parked(&world).await.len(), 1);
    let log = function.kill();
    assert!(log.contains("record parked"), "{log}");
    let people = world.local.people().await.unwrap();
    let emails: Vec<_> = people.iter().map(|person| person.email.as_str()).collect();
    keeps_quiet(&log, &emails);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_now_is_reported_and_comes_again_from_there() {
    let world = World::untriggered(0).await;
    let records = tasked(&world, &day(7)).await;
    let function = start(&world, FUNCTION).await;
    // Nobody can be told anything.
    world.local.mailbox().fail_next(1_000, Fault::Refused);
    let told = answer(&function, &batch(&records)).await;
    let failed = told["batchItemFailures"].as_array().unwrap();
    assert_eq!(failed.len(), 1, "{told}");
    let first = failed[0]["itemIdentifier"].as_str().unwrap();
    let from = records.iter().position(|record| sequence(record) == first);
    assert!(copies(&world).is_empty());
    assert!(parked(&world).await.is_empty());

    world.local.mailbox().fail_next(0, Fault::Refused);
    let rest = &records[from.unwrap()..];
    let told = answer(&function, &batch(rest)).await;
    assert_eq!(told, json!({ "batchItemFailures": [] }));
    let sent = copies(&world);
    assert!(
        sent.len() > 3 && sent.values().all(|count| *count == 1),
        "{sent:?}"
    );
    world.local.stop().await;
}

/// Ends a process without its own doing.
fn end(id: u32, signal: &str) {
    let id = id.to_string();
    let done = Command::new("kill").args([signal, &id]).status().unwrap();
    assert!(done.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_between_claim_and_answer_costs_at_most_one_copy() {
    let world = World::untriggered(0).await;
    let records = tasked(&world, &day(7)).await;
    for signal in ["-TERM", "-KILL"] {
        let function = Arc::new(start(&world, FUNCTION).await);
        let before: usize = copies(&world).values().sum();
        // The provider takes the message, and the function never hears of it.
        world.local.mailbox().fail_next(1, Fault::NoReply);
        let invoked = tokio::spawn({
            let (function, event) = (Arc::clone(&function), batch(&records).to_string());
            async move { function.invoke(event).await.unwrap() }
        });
        while copies(&world).values().sum::<usize>() == before {
            assert!(!invoked.is_finished(), "{}", function.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        end(function.id(), signal);
        assert_eq!(invoked.await.unwrap(), Answer::Ended);
        assert!(function.status().is_some());
    }
    let function = start(&world, FUNCTION).await;
    let told = answer(&function, &batch(&records)).await;
    assert_eq!(told, json!({ "batchItemFailures": [] }));
    let sent = copies(&world);
    assert!(sent.len() > 3, "{sent:?}");
    let extra: usize = sent.values().map(|count| count - 1).sum();
    assert!(extra <= 2, "one for each time: {sent:?}");
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schedule_chases_what_is_overdue_once_a_day() {
    let world = World::untriggered(3).await;
    tasked(&world, &day(-2)).await;
    let before = world
        .local
        .stream_records("action-notifications")
        .await
        .unwrap()
        .len();
    let function = start(&world, FUNCTION).await;
    let schedule = event("schedule.json", &[]);
    assert_eq!(
        answer(&function, &schedule).await,
        json!({ "steps": 1, "failed": 0 })
    );
    // The step is an entry in the journal; what follows from it follows from the stream.
    let new = world
        .local
        .stream_records("action-notifications")
        .await
        .unwrap()
        .split_off(before);
    assert_eq!(new.len(), 1, "{new:?}");
    assert!(copies(&world).is_empty());
    answer(&function, &batch(&new)).await;
    let sent = world.sent();
    assert!(
        sent.iter()
            .any(|(_, subject, _)| subject.to_lowercase().contains("overdue")),
        "{sent:?}"
    );
    assert_eq!(
        answer(&function, &schedule).await,
        json!({ "steps": 0, "failed": 0 })
    );
    keeps_quiet(&function.kill(), &[]);
    world.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_is_reported_and_the_process_lives_on() {
    let world = World::untriggered(0).await;
    let records = tasked(&world, &day(7)).await;
    let function = start(&world, FUNCTION).await;
    for nonsense in [
        json!({ "Records": "Quentin Zebrafish" }),
        json!({ "Records": [{ "dynamodb": "Quentin Zebrafish" }] }),
        json!({ "Records": [{ "eventName": { "Quentin": "Zebrafish" } }] }),
    ] {
        let told = failure(&function, &nonsense).await;
        assert!(!told.kind.is_empty());
        assert!(!told.body.contains("Zebrafish"), "{}", told.body);
    }
    let told = answer(&function, &batch(&records)).await;
    assert_eq!(told, json!({ "batchItemFailures": [] }));
    keeps_quiet(&function.kill(), &[]);
    world.local.stop().await;
}
