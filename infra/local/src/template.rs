//! What the deployment template says about the table and the buckets.
//!
//! The local ones are created from it, so that the two cannot drift.

use anyhow::{Context, anyhow};
use serde_json::{Map, Value};

/// The template itself, as it was when this was compiled.
const TEMPLATE: &str = include_str!("../../template.yaml");

/// Name of the local table.
pub(crate) const TABLE: &str = "charmm-local-table";

/// The template, parsed.
#[derive(Debug)]
pub(crate) struct Template(Map<String, Value>);

/// The table as the template defines it, in the words of the DynamoDB API.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TableDefinition {
    /// A `CreateTable` request.
    pub(crate) create: Value,
    /// The `TimeToLiveSpecification`.
    pub(crate) time_to_live: Value,
}

impl Template {
    /// Reads the template this was compiled with.
    pub(crate) fn embedded() -> anyhow::Result<Self> {
        Self::parse(TEMPLATE)
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let yaml: serde_yaml_ng::Value = serde_yaml_ng::from_str(text)?;
        match json(yaml).get_mut("Resources").map(Value::take) {
            Some(Value::Object(resources)) => Ok(Self(resources)),
            _ => Err(anyhow!("the template has no Resources")),
        }
    }

    /// The properties of every resource of a type, by logical name.
    fn of_type<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.0
            .iter()
            .filter(move |(_, resource)| resource.get("Type").and_then(Value::as_str) == Some(kind))
            .map(|(name, resource)| {
                let properties = resource.get("Properties").unwrap_or(&Value::Null);
                (name.as_str(), properties)
            })
    }

    /// The one table.
    ///
    /// Left out is what an embedded database has no use for: encryption, recovery and protection
    /// against deletion.
    pub(crate) fn table(&self) -> anyhow::Result<TableDefinition> {
        let (_, properties) = self
            .of_type("AWS::DynamoDB::Table")
            .next()
            .context("the template has no table")?;
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
            .map(|(name, _)| bucket(name))
            .collect()
    }
}

/// The local name of the bucket that the template calls `logical`.
pub(crate) fn bucket(logical: &str) -> String {
    format!("charmm-local-{}", logical.to_ascii_lowercase())
}

/// YAML as JSON; CloudFormation's tags (`!Ref`, `!Sub` …) keep their value and lose the tag.
fn json(yaml: serde_yaml_ng::Value) -> Value {
    use serde_yaml_ng::Value as Yaml;
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(value),
        Yaml::Number(number) => number
            .as_i64()
            .map(Value::from)
            .or_else(|| number.as_f64().map(Value::from))
            .unwrap_or(Value::Null),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => items.into_iter().map(json).collect(),
        Yaml::Mapping(entries) => entries
            .into_iter()
            .filter_map(|(key, value)| Some((key.as_str()?.to_owned(), json(value))))
            .collect(),
        Yaml::Tagged(tagged) => json(tagged.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_promises() {
        let template = Template::embedded().unwrap();
        let (_, table) = template.of_type("AWS::DynamoDB::Table").next().unwrap();
        assert_eq!(table["BillingMode"], "PAY_PER_REQUEST");
        assert_eq!(table["DeletionProtectionEnabled"], true);
        assert_eq!(
            table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"],
            true
        );
        assert_eq!(table["SSESpecification"]["SSEType"], "KMS");
        assert_eq!(table["StreamSpecification"]["StreamViewType"], "NEW_IMAGE");
        assert_eq!(
            table["TimeToLiveSpecification"]["AttributeName"],
            "expires_at"
        );
        let resource = &template.0["Table"];
        assert_eq!(resource["DeletionPolicy"], "Retain");
        assert_eq!(resource["UpdateReplacePolicy"], "Retain");
    }

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
    fn buckets_refuse_plain_http_and_the_public() {
        let template = Template::embedded().unwrap();
        assert_eq!(template.buckets(), [bucket("Packs")]);
        let (_, packs) = template.of_type("AWS::S3::Bucket").next().unwrap();
        assert_eq!(
            packs["PublicAccessBlockConfiguration"]["RestrictPublicBuckets"],
            true
        );
        assert_eq!(packs["VersioningConfiguration"]["Status"], "Enabled");
        let (_, policy) = template.of_type("AWS::S3::BucketPolicy").next().unwrap();
        let statement = &policy["PolicyDocument"]["Statement"][0];
        assert_eq!(statement["Effect"], "Deny");
        assert_eq!(
            statement["Condition"]["Bool"]["aws:SecureTransport"],
            "false"
        );
    }

    #[test]
    fn a_template_that_lost_its_stream_is_refused() {
        let text = TEMPLATE.replace("StreamSpecification:", "Streams:");
        let error = Template::parse(&text).unwrap().table().unwrap_err();
        assert!(error.to_string().contains("no stream"), "{error}");
    }
}
