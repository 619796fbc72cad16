//! The table's stream as functions read it: new journal entries, one after the other.
//!
//! A record that cannot be dealt with now is reported, and the stream comes again from it; one
//! that never can be is parked whole – the stream's failure destination gets only metadata – and
//! the rest flows on.

use std::time::SystemTime;

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::journal::Sealed;
use serde_dynamo::Item;
use store::{Store, keys};

/// How long an entry is tried again before it is parked and stops holding up those behind it. The
/// stream's mapping must keep records longer, so that none is given up with its metadata only.
const PATIENCE: TimeDelta = TimeDelta::hours(6);

/// Why an entry was not dealt with.
#[derive(Debug, thiserror::Error)]
pub enum Undone {
    /// Trying again may help.
    #[error("to be tried again: {0}")]
    Later(String),
    /// Trying again cannot help.
    #[error("cannot be dealt with: {0}")]
    Never(String),
}

impl From<store::Error> for Undone {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict | store::Error::Unavailable(_) => Self::Later(error.to_string()),
            other => Self::Never(other.to_string()),
        }
    }
}

/// Hands each new journal entry in `event` to `deal`, in order, and answers as the event source
/// mapping expects (`ReportBatchItemFailures`).
pub async fn each<F>(store: &Store, event: Event, deal: F) -> DynamoDbEventResponse
where
    F: AsyncFn(Sealed) -> Result<(), Undone>,
{
    each_item(store, event, &[keys::ENTRY_PREFIX], async |item| {
        deal(store::journal::entry_from_item(item)?).await
    })
    .await
}

/// The same with each new item whose sort key begins with one of `prefixes`.
pub async fn each_item<F>(
    store: &Store,
    event: Event,
    prefixes: &[&str],
    deal: F,
) -> DynamoDbEventResponse
where
    F: AsyncFn(Item) -> Result<(), Undone>,
{
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        if !is_new(&record, prefixes) {
            continue;
        }
        if let Err(reason) = one(store, &record, &deal).await {
            tracing::warn!(
                event = record.event_id,
                reason,
                "record left for the next try"
            );
            // Everything from the first failure on comes again, in order.
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = record.change.sequence_number;
            response.batch_item_failures.push(failure);
            break;
        }
    }
    response
}

/// New items of these kinds only; the mapping's filter says the same, so that nothing else is paid for.
fn is_new(record: &EventRecord, prefixes: &[&str]) -> bool {
    let sk = record.change.keys.inner().get("sk");
    let begins = |sk: &str| prefixes.iter().any(|prefix| sk.starts_with(prefix));
    let wanted = matches!(sk, Some(serde_dynamo::AttributeValue::S(sk)) if begins(sk));
    record.event_name == "INSERT" && wanted
}

/// Whether the record has been tried for long enough. The stream's own time is compared with the
/// system's, whatever clock the application goes by.
fn is_old(record: &EventRecord) -> bool {
    let written = record.change.approximate_creation_date_time;
    let now = DateTime::<Utc>::from(SystemTime::now());
    // Zero: the stream did not say when.
    written > DateTime::UNIX_EPOCH && now - written > PATIENCE
}

async fn one<F>(store: &Store, record: &EventRecord, deal: &F) -> Result<(), String>
where
    F: AsyncFn(Item) -> Result<(), Undone>,
{
    let item = record.change.new_image.clone();
    match deal(item).await {
        Ok(()) => Ok(()),
        Err(Undone::Later(reason)) if !is_old(record) => Err(reason),
        Err(Undone::Later(reason) | Undone::Never(reason)) => {
            let whole = serde_json::to_vec(record).map_err(|_| "unwritable record".to_owned())?;
            // Not parked is not dealt with: it comes again.
            let place = store
                .park(&record.event_id, &whole)
                .await
                .map_err(|error| error.to_string())?;
            tracing::error!(event = record.event_id, place, reason, "record parked");
            Ok(())
        }
    }
}
