use serde_json::Value;

use super::*;

#[utoipa::path(get, path = "/notes", responses((status = 200, description = "Notes")))]
#[expect(dead_code, reason = "described, not called")]
fn list() {}

#[utoipa::path(post, path = "/notes", responses(
    (status = 201, description = "Noted"),
    (status = 409, description = "Noted before"),
))]
#[expect(dead_code, reason = "described, not called")]
fn add() {}

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, add))]
struct Notes;

fn merged() -> Value {
    let whole = merge("https://charmm.example.gov.uk", [Notes::openapi()]);
    serde_json::to_value(whole).unwrap()
}

#[test]
fn every_operation_tells_of_problems_and_changes_of_their_key() {
    let whole = merged();
    assert_eq!(whole["openapi"], "3.1.0");
    let (get, post) = (
        &whole["paths"]["/notes"]["get"],
        &whole["paths"]["/notes"]["post"],
    );
    let problem = &get["responses"]["404"]["content"]["application/problem+json"]["schema"];
    assert_eq!(problem["$ref"], "#/components/schemas/Problem");
    assert!(get["responses"]["409"].is_null());
    assert_eq!(post["parameters"][0]["name"], "Idempotency-Key");
    // What a route says itself stands.
    assert_eq!(post["responses"]["409"]["description"], "Noted before");
}

#[test]
fn every_schema_that_is_named_is_there() {
    let whole = merged();
    let text = whole.to_string();
    for part in text.split("#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(whole["components"]["schemas"][name].is_object(), "{name}");
    }
    assert_eq!(
        whole["components"]["securitySchemes"]["bearer"]["scheme"],
        "bearer"
    );
}
