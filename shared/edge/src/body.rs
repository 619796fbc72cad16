//! What was sent: a form or JSON, read into the same type.
//!
//! A form is turned into the JSON that a program would have sent (`form`), so that one
//! `T: Deserialize` serves both; [`crate::fields::Fields`] then checks its values and says what to
//! mend in words.

mod fault;
mod form;
mod given;
mod listed;
mod many;

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    extract::{FromRequest, OriginalUri, Request},
};
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{Problem, if_match::IfMatch, once::Key, page::Form};

pub use given::Given;
pub use listed::Listed;
pub use many::one_or_many;

/// The largest body taken, in bytes: ten times the longest form, and a sixth of what Lambda takes.
pub const LIMIT: usize = 1_000_000;

/// A body read into `T`, with what came around it.
///
/// **Errors:** 400 when it cannot be read into `T` (with the field's path where it is known), 413
/// when it is larger than [`LIMIT`], 415 when it is neither JSON nor a form.
#[derive(Debug)]
pub struct Body<T> {
    /// What was sent.
    pub value: T,
    /// What was typed, field by field, to show the form again; empty for JSON.
    pub form: Form,
    /// The version that the change is based on: `If-Match` or the hidden field `_version`.
    pub if_match: IfMatch,
    /// `Idempotency-Key` or the hidden field `_key`.
    pub(crate) key: Option<Key>,
    /// SHA-256 of method, path and body: what the key stands for.
    pub(crate) digest: [u8; 32],
}

impl<S, T> FromRequest<S> for Body<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (method, headers) = (request.method().clone(), request.headers().clone());
        let path = match request.extensions().get::<OriginalUri>() {
            Some(OriginalUri(uri)) => uri.path().to_owned(),
            None => request.uri().path().to_owned(),
        };
        let bytes = Bytes::from_request(request, state).await.map_err(|fault| {
            if fault.status() == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::TooLarge
            } else {
                Problem::field("", "The body could not be read to its end")
            }
        })?;
        let Sent {
            value,
            form,
            key,
            version,
        } = Sent::read(&headers, &bytes)?;
        let digest = digest(method.as_str(), &path, &value);
        Ok(Self {
            value: fault::read(value)?,
            form,
            if_match: IfMatch::read(&headers, version.as_deref())?,
            key: Key::read(&headers, key.as_deref())?,
            digest,
        })
    }
}

/// A body as JSON, before it is read into a type.
struct Sent {
    value: Value,
    form: Form,
    key: Option<String>,
    version: Option<String>,
}

impl Sent {
    fn read(headers: &HeaderMap, bytes: &[u8]) -> Result<Self, Problem> {
        match Media::of(headers)? {
            // A command that needs no more than its address, such as accepting an action.
            None if bytes.is_empty() => Ok(Self::of_json(Value::Object(Map::new()))),
            None => Err(Problem::UnsupportedMedia),
            Some(Media::Json) => fault::parse(bytes).map(Self::of_json),
            Some(Media::Form) => {
                let pairs = form::pairs(bytes)?;
                let mut typed = form::typed(&pairs);
                let first = |values: Vec<String>| values.into_iter().next();
                let key = typed.remove(form::KEY).and_then(first);
                let version = typed.remove(form::VERSION).and_then(first);
                let value = Value::Object(form::json(typed));
                Ok(Self {
                    value,
                    form: Form::posted(pairs),
                    key,
                    version,
                })
            }
        }
    }

    fn of_json(value: Value) -> Self {
        Self {
            value,
            form: Form::default(),
            key: None,
            version: None,
        }
    }
}

enum Media {
    Json,
    Form,
}

impl Media {
    fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let Some(value) = headers.get(header::CONTENT_TYPE) else {
            return Ok(None);
        };
        let value = value.to_str().map_err(|_| Problem::UnsupportedMedia)?;
        let mut parts = value
            .split(';')
            .map(|part| part.trim().to_ascii_lowercase());
        let media = match parts.next().as_deref() {
            Some("application/json") => Self::Json,
            Some("application/x-www-form-urlencoded") => Self::Form,
            _ => return Err(Problem::UnsupportedMedia),
        };
        let foreign = |part: String| {
            let charset = part
                .strip_prefix("charset=")
                .map(|name| name.trim_matches('"').to_owned());
            charset.is_some_and(|name| name != "utf-8" && name != "utf8")
        };
        if parts.any(foreign) {
            Err(Problem::UnsupportedMedia)
        } else {
            Ok(Some(media))
        }
    }
}

/// SHA-256 of method, path and the body in canonical form (members sorted, no white space), so
/// that a retry is known as such however its sender spaced it.
fn digest(method: &str, path: &str, value: &Value) -> [u8; 32] {
    let mut text = String::new();
    canonical(value, &mut text);
    let mut hash = Sha256::new();
    // Neither methods nor paths hold a line break.
    for part in [method, "\n", path, "\n", &text] {
        hash.update(part);
    }
    hash.finalize().into()
}

fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            out.push('{');
            for (name, value) in sorted {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.push_str(&value.to_string());
        }
    }
}

#[cfg(test)]
mod tests;
