//! Reads the stream: pages of records, and the filter that the mappings share.

use anyhow::anyhow;
use aws_lambda_events::dynamodb::EventRecord;
use dynoxide::actions::{
    get_records::{GetRecordsRequest, Record},
    get_shard_iterator::GetShardIteratorRequest,
};
use serde_json::Value;

use crate::{
    aws::{ACCOUNT, REGION},
    database::Database,
    template::TABLE,
};

/// Most records of one batch; production's batch size.
const BATCH: usize = 100;

/// What starts the sort key of a journal entry.
const JOURNAL: &str = "J#";

/// Some records of the stream.
pub(super) struct Page<R> {
    /// Those that a function wants.
    pub(super) records: Vec<R>,
    /// The sequence number of the last one read; `None` at the end of the stream.
    pub(super) last: Option<String>,
}

/// The records after a sequence number, or from the beginning.
pub(super) async fn after(
    database: &Database,
    position: Option<&str>,
) -> anyhow::Result<Page<EventRecord>> {
    let page = json_after(database, position).await?;
    let records = page.records.into_iter().map(serde_json::from_value);
    Ok(Page {
        records: records.collect::<Result<_, _>>()?,
        last: page.last,
    })
}

/// Every record that a function wants, oldest first, as Lambda delivers them.
pub(crate) async fn everything(database: &Database) -> anyhow::Result<Vec<Value>> {
    let mut all = Vec::new();
    let mut position = None;
    loop {
        let page = json_after(database, position.as_deref()).await?;
        all.extend(page.records);
        match page.last {
            Some(last) => position = Some(last),
            None => return Ok(all),
        }
    }
}

async fn json_after(database: &Database, position: Option<&str>) -> anyhow::Result<Page<Value>> {
    let database = database.clone();
    let position = position.map(ToOwned::to_owned);
    // The database is SQLite behind a lock; it must not hold up the runtime.
    tokio::task::spawn_blocking(move || read(&database, position)).await?
}

fn read(database: &Database, position: Option<String>) -> anyhow::Result<Page<Value>> {
    let kind = match position {
        Some(_) => "AFTER_SEQUENCE_NUMBER",
        None => "TRIM_HORIZON",
    };
    let iterator = database
        .dynoxide()
        .get_shard_iterator(GetShardIteratorRequest {
            // The embedded database finds the table by the ARN; it has one stream a table.
            stream_arn: dynoxide::streams::stream_arn(TABLE, "local"),
            shard_id: dynoxide::streams::shard_id(TABLE),
            shard_iterator_type: kind.to_owned(),
            sequence_number: position,
        })?
        .shard_iterator
        .ok_or_else(|| anyhow!("the stream has no iterator"))?;
    let found = database.dynoxide().get_records(GetRecordsRequest {
        shard_iterator: iterator,
        limit: Some(BATCH),
    })?;
    let last = found
        .records
        .last()
        .map(|record| record.dynamodb.sequence_number.clone());
    let wanted = found.records.iter().filter(|record| is_wanted(record));
    let records = wanted.map(as_delivered).collect::<anyhow::Result<_>>()?;
    Ok(Page { records, last })
}

/// The mappings' filter: new journal entries, and nothing else.
fn is_wanted(record: &Record) -> bool {
    let sort_key = match record.dynamodb.keys.get("sk") {
        Some(dynoxide::AttributeValue::S(text)) => text.as_str(),
        _ => "",
    };
    record.event_name == "INSERT" && sort_key.starts_with(JOURNAL)
}

/// The record as Lambda delivers it.
fn as_delivered(record: &Record) -> anyhow::Result<Value> {
    let mut json = serde_json::to_value(record)?;
    if let Value::Object(fields) = &mut json {
        let arn = format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{TABLE}/stream/local");
        fields.insert("eventSourceARN".to_owned(), arn.into());
        fields.insert("awsRegion".to_owned(), REGION.into());
    }
    Ok(json)
}
