//! The table and the buckets.

use anyhow::Context;
use serde_json::{Map, Value};

use super::Template;

/// Name of the local table.
pub(crate) const TABLE: &str = "charmm-local-table";

/// The table as the template defines it, in the words of the DynamoDB API.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TableDefinition {
    /// A `CreateTable` request.
    pub(crate) create: Value,
    /// The `TimeToLiveSpecification`.
    pub(crate) time_to_live: Value,
}

impl Template {
    /// The one table.
    ///
    /// Left out is what an embedded database has no use for: encryption, recovery and protection
    /// against deletion.
    pub(crate) fn table(&self) -> anyhow::Result<TableDefinition> {
        let table = self.of_type("AWS::DynamoDB::Table").next();
        let properties = table.context("the template has no table")?.properties();
        let mut create = Map::from_iter([("TableName".to_owned(), Value::from(TABLE))]);
        for name in [
            "BillingMode",
            "AttributeDefinitions",
            "KeySchema",
            "GlobalSecondaryIndexes",
        ] {
            let value = properties
                .get(name)
                .with_context(|| format!("the template's table has no {name}"))?;
            create.insert(name.to_owned(), value.clone());
        }
        // CloudFormation leaves out what the API wants said: that there is a stream at all.
        let mut stream = properties
            .get("StreamSpecification")
            .and_then(Value::as_object)
            .context("the template's table has no stream")?
            .clone();
        stream.insert("StreamEnabled".to_owned(), Value::Bool(true));
        create.insert("StreamSpecification".to_owned(), Value::Object(stream));
        Ok(TableDefinition {
            create: Value::Object(create),
            time_to_live: properties
                .get("TimeToLiveSpecification")
                .context("the template's table has no time to live")?
                .clone(),
        })
    }

    /// The local names of all buckets.
    pub(crate) fn buckets(&self) -> Vec<String> {
        self.of_type("AWS::S3::Bucket")
            .map(|resource| bucket(resource.name))
            .collect()
    }
}

/// The local name of the bucket that the template calls `logical`.
pub(crate) fn bucket(logical: &str) -> String {
    format!("charmm-local-{}", logical.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indexes_are_sparse_copies_by_area_agency_and_person() {
        let table = Template::embedded().unwrap().table().unwrap();
        let indexes = table.create["GlobalSecondaryIndexes"].as_array().unwrap();
        let keys: Vec<_> = indexes
            .iter()
            .map(|index| {
                assert_eq!(index["Projection"]["ProjectionType"], "ALL");
                let key = |n: usize| index["KeySchema"][n]["AttributeName"].as_str().unwrap();
                (index["IndexName"].as_str().unwrap(), key(0), key(1))
            })
            .collect();
        assert_eq!(
            keys,
            [
                ("by_area", "area_pk", "area_sk"),
                ("by_agency", "agency_pk", "agency_sk"),
                ("by_person", "person_pk", "person_sk"),
            ]
        );
    }

    #[test]
    fn a_template_that_lost_its_stream_is_refused() {
        let text = super::super::TEMPLATE.replace("StreamSpecification:", "Streams:");
        let error = Template::parse(&text).unwrap().table().unwrap_err();
        assert!(error.to_string().contains("no stream"), "{error}");
    }
}
