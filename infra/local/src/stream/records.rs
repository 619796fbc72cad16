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
    filter: &Filter,
) -> anyhow::Result<Page<EventRecord>> {
    let page = json_after(database, position, filter).await?;
    let records = page.records.into_iter().map(serde_json::from_value);
    Ok(Page {
        records: records.collect::<Result<_, _>>()?,
        last: page.last,
    })
}

/// Every record that a mapping's filter wants, oldest first, as Lambda delivers them.
pub(crate) async fn everything(database: &Database, filter: &Filter) -> anyhow::Result<Vec<Value>> {
    let mut all = Vec::new();
    let mut position = None;
    loop {
        let page = json_after(database, position.as_deref(), filter).await?;
        all.extend(page.records);
        match page.last {
            Some(last) => position = Some(last),
            None => return Ok(all),
        }
    }
}

async fn json_after(
    database: &Database,
    position: Option<&str>,
    filter: &Filter,
) -> anyhow::Result<Page<Value>> {
    let (database, filter) = (database.clone(), filter.clone());
    let position = position.map(ToOwned::to_owned);
    // The database is SQLite behind a lock; it must not hold up the runtime.
    tokio::task::spawn_blocking(move || read(&database, position, &filter)).await?
}

fn read(
    database: &Database,
    position: Option<String>,
    filter: &Filter,
) -> anyhow::Result<Page<Value>> {
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
        let record = as_delivered(record)?;
        if filter.wants(&record) {
            records.push(record);
        }
    }
    Ok(Page { records, last })
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
