//! Reads the stream: pages of records, cut to what a mapping's filter wants.

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
    template::{Filter, TABLE},
};

/// Most records of one batch; production's batch size.
const BATCH: usize = 100;

/// Some records of the stream.
pub(super) struct Page {
    /// Those that a function wants.
    pub(super) records: Vec<EventRecord>,
    /// The sequence number of the last one read; `None` at the end of the stream.
    pub(super) last: Option<String>,
}

/// The records after a sequence number, or from the beginning.
pub(super) async fn after(
    database: &Database,
    position: Option<&str>,
    filter: &Filter,
) -> anyhow::Result<Page> {
    let (database, filter) = (database.clone(), filter.clone());
    let position = position.map(ToOwned::to_owned);
    // The database is SQLite behind a lock; it must not hold up the runtime.
    tokio::task::spawn_blocking(move || read(&database, position, &filter)).await?
}

fn read(database: &Database, position: Option<String>, filter: &Filter) -> anyhow::Result<Page> {
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
    let mut records = Vec::new();
    for record in &found.records {
        let record = delivered(record)?;
        if filter.wants(&record) {
            records.push(serde_json::from_value(record)?);
        }
    }
    Ok(Page { records, last })
}

/// The record as Lambda delivers it.
fn delivered(record: &Record) -> anyhow::Result<Value> {
    let mut json = serde_json::to_value(record)?;
    if let Value::Object(fields) = &mut json {
        let arn = format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{TABLE}/stream/local");
        fields.insert("eventSourceARN".to_owned(), arn.into());
        fields.insert("awsRegion".to_owned(), REGION.into());
    }
    Ok(json)
}
