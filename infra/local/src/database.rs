//! The embedded DynamoDB: one SQLite file behind the real API on loopback.

use std::{collections::HashMap, path::Path, sync::Arc};

use anyhow::{Context, anyhow, bail};
use aws_sdk_dynamodb::types::AttributeValue;
use dynoxide::{
    Database as Dynoxide, ImportOptions,
    actions::{
        create_table::CreateTableRequest, describe_table::DescribeTableRequest,
        update_time_to_live::UpdateTimeToLiveRequest,
    },
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    loopback::{self, Stop},
    template::{TABLE, TableDefinition},
};

/// The table's database, open.
#[derive(Clone)]
pub(crate) struct Database {
    inner: Arc<Dynoxide>,
}

impl Database {
    /// Opens or creates the file, with the table of the template in it.
    ///
    /// **Errors:** when the file's table is not the template's, because another version made it.
    pub(crate) fn open(path: &Path, definition: &TableDefinition) -> anyhow::Result<Self> {
        let text = path
            .to_str()
            .with_context(|| format!("{} is not UTF-8", path.display()))?;
        let database = Dynoxide::new(text).with_context(|| format!("cannot open {text}"))?;
        index_stream(path)?;
        let inner = Arc::new(database);
        let database = Self { inner };
        match database.key_shape()? {
            None => database.create(definition)?,
            Some(shape) if shape == wanted_shape(&definition.create) => {}
            Some(_) => bail!(
                "{} was made by another version of this program; choose another folder with --data",
                path.display()
            ),
        }
        Ok(database)
    }

    /// The database itself.
    pub(crate) fn dynoxide(&self) -> &Dynoxide {
        &self.inner
    }

    fn create(&self, definition: &TableDefinition) -> anyhow::Result<()> {
        let create: CreateTableRequest = serde_json::from_value(definition.create.clone())?;
        self.inner.create_table(create)?;
        let time_to_live: UpdateTimeToLiveRequest = serde_json::from_value(json!({
            "TableName": TABLE,
            "TimeToLiveSpecification": definition.time_to_live,
        }))?;
        self.inner.update_time_to_live(time_to_live)?;
        Ok(())
    }

    /// Keys and indexes of the table that is there, `None` when there is none.
    fn key_shape(&self) -> anyhow::Result<Option<Value>> {
        let request: DescribeTableRequest = serde_json::from_value(json!({ "TableName": TABLE }))?;
        match self.inner.describe_table(request) {
            Ok(answer) => {
                let answer = serde_json::to_value(answer)?;
                let table = answer.get("Table").unwrap_or(&Value::Null);
                Ok(Some(wanted_shape(table)))
            }
            Err(dynoxide::DynoxideError::ResourceNotFoundException(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts items as they are, in one transaction and without stream records.
    ///
    /// **Errors:** for an attribute that is neither text nor a number: no item of ours has one.
    pub(crate) fn load(&self, items: Vec<HashMap<String, AttributeValue>>) -> anyhow::Result<()> {
        let items = items.into_iter().map(|item| {
            let plain = |(name, value)| Ok((name, plain(value)?));
            item.into_iter().map(plain).collect::<anyhow::Result<_>>()
        });
        let items = items.collect::<anyhow::Result<_>>()?;
        self.inner
            .import_items(TABLE, items, ImportOptions::default())?;
        Ok(())
    }

    /// Serves the DynamoDB API until the switch is thrown; returns its address.
    pub(crate) async fn serve(&self, stop: Stop) -> anyhow::Result<(String, JoinHandle<()>)> {
        let (listener, address) = loopback::bind(0).await?;
        let database = Dynoxide::clone(&self.inner);
        let task = tokio::spawn(async move {
            let _ = dynoxide::server::serve_with_shutdown(listener, database, stop.asked()).await;
        });
        Ok((format!("http://{address}"), task))
    }
}

fn plain(value: AttributeValue) -> anyhow::Result<dynoxide::AttributeValue> {
    match value {
        AttributeValue::S(text) => Ok(dynoxide::AttributeValue::S(text)),
        AttributeValue::N(digits) => Ok(dynoxide::AttributeValue::N(digits)),
        _ => bail!("neither text nor a number"),
    }
}

/// The table's key and the keys of its indexes, in one order.
fn wanted_shape(table: &Value) -> Value {
    let mut indexes: Vec<_> = table
        .get("GlobalSecondaryIndexes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|index| json!([index.get("IndexName"), index.get("KeySchema")]))
        .collect();
    indexes.sort_by_key(Value::to_string);
    json!({ "key": table.get("KeySchema"), "indexes": indexes })
}

/// Lets the stream be read, and its next number be found, without reading all of it.
///
/// The embedded database keeps every stream record for ever and has no index on them, so each
/// write would cost as much as all the writes before it.
fn index_stream(path: &Path) -> anyhow::Result<()> {
    let file = rusqlite::Connection::open(path)?;
    file.busy_timeout(std::time::Duration::from_secs(5))?;
    file.execute_batch(
        "CREATE INDEX IF NOT EXISTS charmm_stream_last
           ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
         CREATE INDEX IF NOT EXISTS charmm_stream_after
           ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));",
    )
    .map_err(|error| anyhow!("cannot index the stream: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scratch::Scratch, template::Template};

    fn definition() -> TableDefinition {
        Template::embedded().unwrap().table().unwrap()
    }

    #[test]
    fn the_table_is_made_once_and_found_again() {
        let scratch = Scratch::new();
        let path = scratch.path().join("table.sqlite");
        drop(Database::open(&path, &definition()).unwrap());
        Database::open(&path, &definition()).unwrap();
    }

    #[test]
    fn a_table_of_another_version_is_refused() {
        let scratch = Scratch::new();
        let path = scratch.path().join("table.sqlite");
        drop(Database::open(&path, &definition()).unwrap());
        let mut other = definition();
        other.create["GlobalSecondaryIndexes"][0]["IndexName"] = "by_moon".into();
        let error = Database::open(&path, &other).err().unwrap();
        assert!(error.to_string().contains("another version"), "{error}");
    }

    #[test]
    fn the_stream_is_read_through_its_indexes() {
        let scratch = Scratch::new();
        let path = scratch.path().join("table.sqlite");
        let _open = Database::open(&path, &definition()).unwrap();
        let file = rusqlite::Connection::open(&path).unwrap();
        for (query, index) in [
            (
                "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = 'T'",
                "charmm_stream_last",
            ),
            (
                "SELECT event_name FROM _stream_records WHERE table_name = 'T' AND shard_id = 's' AND CAST(sequence_number AS INTEGER) > 5 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT 9",
                "charmm_stream_after",
            ),
        ] {
            let plan: String = file
                .query_row(&format!("EXPLAIN QUERY PLAN {query}"), [], |row| row.get(3))
                .unwrap();
            assert!(plan.contains(index), "{plan}");
        }
    }
}
