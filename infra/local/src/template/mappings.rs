//! Which functions read the table's stream, and which records they get.

use anyhow::{Context, bail};
use serde_json::Value;

use super::Template;

/// A function's mapping to the stream.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamMapping {
    /// The program, such as `action-notifications`.
    pub function: String,
    /// The records that it gets.
    pub filter: Filter,
}

/// The patterns of a mapping; a record is wanted when one of them matches.
///
/// **Shape:** what event filtering knows and the template uses: objects, lists of alternatives,
/// plain values and `{"prefix": …}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(Vec<Value>);

impl Template {
    /// The mappings, by program.
    ///
    /// **Errors:** a mapping without a filter, or with a pattern that is not understood.
    pub fn mappings(&self) -> anyhow::Result<Vec<StreamMapping>> {
        let mut mappings = Vec::new();
        for function in self.functions() {
            for (_, event) in function.events("DynamoDB") {
                let function = function.binary()?.to_owned();
                let filters = event.pointer("/FilterCriteria/Filters");
                let filter = Filter::parse(filters.and_then(Value::as_array))
                    .with_context(|| format!("the filter of {function}"))?;
                mappings.push(StreamMapping { function, filter });
            }
        }
        Ok(mappings)
    }
}

impl Filter {
    fn parse(filters: Option<&Vec<Value>>) -> anyhow::Result<Self> {
        let mut patterns = Vec::new();
        for filter in filters.context("there is none")? {
            let pattern = filter.get("Pattern").and_then(Value::as_str);
            let pattern = serde_json::from_str(pattern.context("it has no pattern")?)?;
            understood(&pattern)?;
            patterns.push(pattern);
        }
        Ok(Self(patterns))
    }

    /// Whether a record of the stream, as Lambda would deliver it, is wanted.
    pub fn wants(&self, record: &Value) -> bool {
        self.0.iter().any(|pattern| matches(pattern, record))
    }
}

/// Refuses what [`matches`] would get wrong.
fn understood(pattern: &Value) -> anyhow::Result<()> {
    match pattern {
        Value::Object(fields) => fields.values().try_for_each(understood),
        Value::Array(alternatives) => alternatives.iter().try_for_each(|one| match one {
            Value::Object(rule) if rule.keys().eq(["prefix"]) => Ok(()),
            Value::Object(rule) => bail!("unknown rule {:?}", rule.keys().collect::<Vec<_>>()),
            _ => Ok(()),
        }),
        _ => bail!("a value must stand in a list"),
    }
}

fn matches(pattern: &Value, found: &Value) -> bool {
    match pattern {
        Value::Object(fields) => fields
            .iter()
            .all(|(name, pattern)| found.get(name).is_some_and(|found| matches(pattern, found))),
        Value::Array(alternatives) => alternatives.iter().any(|one| is(one, found)),
        _ => false,
    }
}

fn is(rule: &Value, found: &Value) -> bool {
    match rule.get("prefix").and_then(Value::as_str) {
        Some(prefix) => found.as_str().is_some_and(|text| text.starts_with(prefix)),
        None => rule == found,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filter(pattern: &str) -> anyhow::Result<Filter> {
        Filter::parse(Some(&vec![json!({ "Pattern": pattern })]))
    }

    #[test]
    fn all_fields_must_match_and_any_alternative_will_do() {
        let filter = filter(r#"{"a":["x","y"],"b":{"c":[{"prefix":"J#"}]}}"#).unwrap();
        assert!(filter.wants(&json!({ "a": "y", "b": { "c": "J#1" }, "d": 1 })));
        assert!(!filter.wants(&json!({ "a": "z", "b": { "c": "J#1" } })));
        assert!(!filter.wants(&json!({ "a": "x", "b": { "c": "R" } })));
        assert!(!filter.wants(&json!({ "a": "x" })));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for pattern in [
            r#"{"a":"x"}"#,
            r#"{"a":[{"suffix":"x"}]}"#,
            r#"{"a":[{"prefix":"x","suffix":"y"}]}"#,
            "{",
        ] {
            assert!(filter(pattern).is_err(), "{pattern}");
        }
        assert!(Filter::parse(None).is_err());
    }
}
