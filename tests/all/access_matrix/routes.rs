//! Every route of the code, and how one is asked.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::Full;
use serde_json::{Value, json};

use super::{
    cast::{Cast, Member},
    table::Form,
};
use crate::world::{World, fresh_key};

/// A route with a method, and the forms in which it answers.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) forms: Vec<Form>,
}

/// What came back.
pub(super) struct Asked {
    pub(super) status: u16,
    pub(super) text: String,
}

impl Ask {
    /// Asks as `member` about what is there, or about something like it that is missing. What is sent is the example of the published document, against a version
    /// that is no longer there: whoever may do it is told so, and nothing changes.
    pub(super) async fn put(
        &self,
        world: &World,
        cast: &Cast,
        member: &Member,
        form: Form,
        missing: bool,
    ) -> Asked {
        let path = cast.place(self, missing);
        let method: Method = self.method.parse().unwrap();
        let mut request = Request::builder()
            .method(method.clone())
            .uri(format!("{}{path}", world.local.origin()))
            .header(header::AUTHORIZATION, format!("Bearer {}", member.token))
            .header(header::ACCEPT, form.accept());
        let mut body = Bytes::new();
        if method == Method::POST {
            request = request
                .header(header::CONTENT_TYPE, "application/json")
                .header("idempotency-key", fresh_key())
                .header(header::IF_MATCH, "\"1\"");
            body = cast.example(&self.path, missing).to_string().into();
        }
        let answer = world.send(request.body(Full::from(body)).unwrap()).await;
        Asked {
            status: answer.status.as_u16(),
            text: answer.text(),
        }
    }
}

/// What the published document sends to this route as an example.
pub(super) fn example(document: &Value, path: &str) -> Value {
    let body = &document["paths"][path]["post"]["requestBody"]["content"]["application/json"];
    let schema = &body["schema"];
    let named = schema["$ref"]
        .as_str()
        .and_then(|name| name.rsplit('/').next());
    let schema = named.map_or(schema, |name| &document["components"]["schemas"][name]);
    let given = [&body["example"], &schema["example"]];
    if let Some(example) = given.into_iter().find(|example| !example.is_null()) {
        return example.clone();
    }
    let mut fields = json!({});
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        if !field["example"].is_null() {
            fields[name] = field["example"].clone();
        }
    }
    fields
}

/// Method and path of every route that a function or `edge` has, as written in the code.
pub(super) fn in_the_code() -> BTreeSet<(String, String)> {
    let mut routes = BTreeSet::new();
    for (path, text) in crate::architecture::production() {
        if path.ends_with("tests.rs") {
            continue;
        }
        let base = text
            .split("let base = \"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        for part in text.split(".route(").skip(1) {
            let mut quoted = part.split('"');
            let Some(path) = quoted.nth(1).filter(|path| path.starts_with(['/', '{'])) else {
                continue;
            };
            let path = path.replace("{base}", base.unwrap_or_default());
            let handlers = handlers(part);
            for (method, call) in [("GET", "get("), ("POST", "post(")] {
                let own = |before: &str| {
                    !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                };
                if handlers
                    .match_indices(call)
                    .any(|(at, _)| own(&handlers[..at]))
                {
                    routes.insert((method.to_owned(), path.clone()));
                }
            }
        }
    }
    routes.retain(|(_, path)| !path.starts_with("/dev") && !path.starts_with("/v2"));
    routes
}

/// The text up to the bracket that closes `.route(`.
fn handlers(part: &str) -> &str {
    let mut open = 1;
    for (at, c) in part.char_indices() {
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return &part[..at];
        }
    }
    part
}
