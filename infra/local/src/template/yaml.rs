//! YAML as CloudFormation reads it.

use serde_json::{Map, Value};
use serde_yaml_ng::Value as Yaml;

/// YAML as JSON, with CloudFormation's tags in their long form: `!Ref X` is `{"Ref": "X"}`.
pub fn json(yaml: Yaml) -> Value {
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
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let function = match tag.trim_start_matches('!') {
                "Ref" => "Ref".to_owned(),
                "Condition" => "Condition".to_owned(),
                other => format!("Fn::{other}"),
            };
            Value::Object(Map::from_iter([(function, json(tagged.value))]))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json as expected;

    #[test]
    fn tags_take_their_long_form_wherever_they_stand() {
        let yaml =
            "a: !Ref X\nb: [!GetAtt X.Arn, !Sub '${X}/*']\nc: !If [Yes, 1, !Ref AWS::NoValue]";
        let json = super::json(serde_yaml_ng::from_str(yaml).unwrap());
        assert_eq!(
            json,
            expected!({
                "a": { "Ref": "X" },
                "b": [{ "Fn::GetAtt": "X.Arn" }, { "Fn::Sub": "${X}/*" }],
                "c": { "Fn::If": ["Yes", 1, { "Ref": "AWS::NoValue" }] },
            })
        );
    }
}
