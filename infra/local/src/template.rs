//! What the deployment template says, as far as the local runner goes by it.
//!
//! | file | what is taken from the template |
//! |---|---|
//! | [`storage`] | the table and the buckets |
//! | [`routes`] | which function answers which paths |
//! | [`mappings`] | which function reads the stream, and which records it gets |
//! | [`schedules`] | what runs when, and what it is told |
//! | [`yaml`] | the file itself, with CloudFormation's functions |
//!
//! Nothing of it is repeated in code, so that what is tried here cannot drift from what is deployed.

mod mappings;
mod routes;
mod schedules;
mod storage;
mod yaml;

use anyhow::{Context, anyhow};
use serde_json::{Map, Value};

pub use mappings::{Filter, StreamMapping};
pub use routes::{Door, Route};
pub use schedules::Schedule;
pub(crate) use storage::{TABLE, TableDefinition, bucket};
pub use yaml::json;

/// The template itself, as it was when this was compiled.
const TEMPLATE: &str = include_str!("../../template.yaml");

/// The template, parsed.
///
/// **Shape:** `!Ref X` is `{"Ref": "X"}`, `!GetAtt X.Y` is `{"Fn::GetAtt": "X.Y"}`, and so on.
#[derive(Debug, Clone)]
pub struct Template(Value);

/// A resource by its logical name.
#[derive(Debug, Clone, Copy)]
pub struct Resource<'a> {
    /// Its logical name.
    pub name: &'a str,
    /// All of it, its `Type` and `DeletionPolicy` too.
    pub whole: &'a Value,
}

impl<'a> Resource<'a> {
    /// Its type, such as `AWS::DynamoDB::Table`.
    pub fn kind(self) -> &'a str {
        self.whole
            .get("Type")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Its properties; null when it has none.
    pub fn properties(self) -> &'a Value {
        self.whole.get("Properties").unwrap_or(&Value::Null)
    }

    /// What the function's program is called, such as `case-updates`.
    fn binary(self) -> anyhow::Result<&'a str> {
        let binary = self.whole.pointer("/Metadata/BuildProperties/Binary");
        binary
            .and_then(Value::as_str)
            .with_context(|| format!("{} does not say which program it runs", self.name))
    }

    /// Its events of a type, by logical name.
    fn events(self, kind: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let events = self.properties().get("Events").and_then(Value::as_object);
        let of_kind = move |event: &&Value| event.get("Type").and_then(Value::as_str) == Some(kind);
        events
            .into_iter()
            .flatten()
            .filter(move |(_, event)| of_kind(event))
            .map(|(name, event)| {
                let properties = event.get("Properties").unwrap_or(&Value::Null);
                (name.as_str(), properties)
            })
    }
}

impl Template {
    /// Reads the template this was compiled with.
    pub fn embedded() -> anyhow::Result<Self> {
        Self::parse(TEMPLATE)
    }

    /// Reads a template.
    ///
    /// **Errors:** it is not YAML, or has no resources.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let template = Self(yaml::json(serde_yaml_ng::from_str(text)?));
        match template.0.get("Resources") {
            Some(Value::Object(_)) => Ok(template),
            _ => Err(anyhow!("the template has no Resources")),
        }
    }

    /// All of it.
    pub fn whole(&self) -> &Value {
        &self.0
    }

    /// The same template with one change, for testing what is made of it.
    pub fn with(&self, change: impl FnOnce(&mut Value)) -> Self {
        let mut changed = self.clone();
        change(&mut changed.0);
        changed
    }

    /// Every resource.
    pub fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        let resources = self.0.get("Resources").and_then(Value::as_object);
        let each = resources.into_iter().flat_map(Map::iter);
        each.map(|(name, whole)| Resource { name, whole })
    }

    /// Every resource of a type.
    pub fn of_type<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = Resource<'a>> {
        self.resources()
            .filter(move |resource| resource.kind() == kind)
    }

    /// Every function.
    fn functions(&self) -> impl Iterator<Item = Resource<'_>> {
        self.of_type("AWS::Serverless::Function")
    }
}
