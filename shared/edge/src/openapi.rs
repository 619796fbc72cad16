//! What the API's descriptions have in common (OpenAPI 3.1), and how they become one.

use utoipa::{
    Modify, OpenApi as _,
    openapi::{
        ContentBuilder, Info, Object, OpenApi, Ref, RefOr, ResponseBuilder, SecurityRequirement,
        Server,
        header::HeaderBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{page::Fault, problem::Document};

const TOKEN: &str = "bearer";
const PROBLEM: &str = "Problem";

#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(Document, Fault)))]
struct Common;

/// A member of a closed list, as a description names it.
pub fn one_of<T: Copy>(what: &str, all: &[T], value: fn(T) -> &'static str) -> Object {
    let values: Vec<&'static str> = all.iter().copied().map(value).collect();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(what))
        .examples(values.first().map(|first| serde_json::json!(first)))
        .enum_values(Some(values))
        .build()
}

/// One description of all functions' routes, with sign-in, problems and idempotency added to
/// each operation.
pub fn merge(origin: &str, parts: impl IntoIterator<Item = OpenApi>) -> OpenApi {
    let mut whole = Common::openapi();
    whole.info = Info::new("charmm", env!("CARGO_PKG_VERSION"));
    whole.info.description = Some(
        "Community safety casework: referrals, cases, actions, meetings and packs. Every address \
         answers with a page or with JSON, by `Accept`."
            .to_owned(),
    );
    whole.servers = Some(vec![Server::new(origin)]);
    for part in parts {
        whole.merge(part);
    }
    Shared.modify(&mut whole);
    whole
}

/// Adds what every operation shares, where it does not say so itself.
struct Shared;

impl Modify for Shared {
    fn modify(&self, whole: &mut OpenApi) {
        let components = whole.components.get_or_insert_default();
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(
                "A token of the configured OpenID Connect issuer for this API's audience.",
            ));
        components.add_security_scheme(TOKEN, SecurityScheme::Http(scheme.build()));
        whole.security = Some(vec![SecurityRequirement::new(TOKEN, Vec::<String>::new())]);
        for (path, item) in &mut whole.paths.paths {
            let reads = [("get", &mut item.get)];
            let writes = [
                ("post", &mut item.post),
                ("put", &mut item.put),
                ("patch", &mut item.patch),
                ("delete", &mut item.delete),
            ];
            for (method, operation) in reads {
                let Some(operation) = operation else { continue };
                operation.operation_id = Some(operation_id(method, path));
                problems(operation);
            }
            for (method, operation) in writes {
                let Some(operation) = operation else { continue };
                operation.operation_id = Some(operation_id(method, path));
                problems(operation);
                idempotent(operation);
            }
        }
    }
}

/// Names an operation by method and path, which no two share: `post_cases_id_entries`.
fn operation_id(method: &str, path: &str) -> String {
    path.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .fold(method.to_owned(), |id, part| format!("{id}_{part}"))
}

fn problems(operation: &mut Operation) {
    let common = [
        (
            "400",
            "What was sent cannot be read or does not fit; `faults` says what to mend",
        ),
        ("401", "Nobody is signed in"),
        ("403", "The caller may not do this"),
        (
            "404",
            "It does not exist, or the caller may not know that it does",
        ),
        (
            "503",
            "Something this system needs does not answer; try again",
        ),
    ];
    for (status, meaning) in common {
        add_problem(operation, status, meaning);
    }
}

fn idempotent(operation: &mut Operation) {
    let changes = [
        ("409", "Someone else changed it first; `changes` says what"),
        ("413", "The body is larger than 1 MB"),
        ("415", "The body is neither JSON nor a form"),
        (
            "422",
            "A rule refuses it, or the Idempotency-Key was used for something else",
        ),
    ];
    for (status, meaning) in changes {
        add_problem(operation, status, meaning);
    }
    let key = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(utoipa::openapi::Required::True)
        .description(Some("Chosen by the sender, such as a UUID: the same request sent again gets the same answer."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(128))))
        .example(Some(serde_json::json!("0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")));
    let parameters = operation.parameters.get_or_insert_default();
    let named = |known: &RefOr<Parameter>| matches!(known, RefOr::T(known) if known.name == "Idempotency-Key");
    if !parameters.iter().any(named) {
        parameters.push(RefOr::T(key.build()));
    }
}

fn add_problem(operation: &mut Operation, status: &str, meaning: &str) {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(PROBLEM)))
        .build();
    let response = ResponseBuilder::new()
        .description(meaning)
        .content("application/problem+json", content)
        .header(
            "X-Request-Id",
            HeaderBuilder::new()
                .description(Some("To quote when reporting it"))
                .build(),
        );
    let responses = &mut operation.responses.responses;
    responses
        .entry(status.to_owned())
        .or_insert_with(|| response.build().into());
}

#[cfg(test)]
mod tests;
