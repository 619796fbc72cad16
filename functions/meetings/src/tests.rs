use serde_json::Value;

fn described() -> Value {
    serde_json::to_value(super::openapi()).unwrap()
}

/// Every operation of the description.
fn operations(api: &Value) -> Vec<(String, Value)> {
    let paths = api["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let methods = item.as_object().unwrap();
        let named = methods
            .iter()
            .map(|(method, operation)| (format!("{method} {path}"), operation.clone()));
        named.collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

#[test]
fn every_route_is_described() {
    let names: Vec<_> = operations(&described())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        [
            "get /meetings",
            "post /meetings",
            "get /meetings/feed",
            "post /meetings/feed",
            "post /meetings/feed/end",
            "get /meetings/series",
            "post /meetings/series",
            "get /meetings/{id}",
            "get /meetings/{id}/agenda",
            "post /meetings/{id}/agenda",
            "post /meetings/{id}/attendance",
            "post /meetings/{id}/cancel",
            "post /meetings/{id}/cases/{case}",
            "get /meetings/{id}/invitation.ics",
            "get /meetings/{id}/minutes",
            "post /meetings/{id}/minutes",
            "post /meetings/{id}/move",
            "get /meetings/{id}/packs",
            "post /meetings/{id}/packs",
            "get /meetings/{id}/packs/{agency}",
            "get /meetings/{id}/run",
            "post /meetings/{id}/statement",
        ]
    );
}

#[test]
fn every_field_and_every_parameter_is_explained_by_an_example() {
    let api = described();
    let schemas = api["components"]["schemas"].as_object().unwrap();
    assert!(schemas.len() > 15);
    for (name, schema) in schemas {
        for (field, of) in schema["properties"].as_object().into_iter().flatten() {
            // What may be absent and has fields of its own is described beside its reference.
            let described = [&of["description"], &of["oneOf"][0]["description"]];
            assert!(
                described.iter().any(|text| text.is_string()),
                "{name}.{field} has no description"
            );
            let nested = of.to_string().contains("$ref");
            let shown = !of["example"].is_null() || of.get("example").is_some();
            assert!(nested || shown, "{name}.{field} has no example");
        }
    }
    for (name, operation) in operations(&api) {
        assert!(operation["summary"].is_string(), "{name}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(
                parameter.get("example").is_some(),
                "{name}: {}",
                parameter["name"]
            );
        }
    }
}
