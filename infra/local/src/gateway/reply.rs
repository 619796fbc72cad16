//! From a function's answer, payload format 2.0, to a response.

use std::collections::BTreeMap;

use anyhow::Context;
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header::SET_COOKIE},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    multi_value_headers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    cookies: Vec<String>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// The response that a JSON answer stands for.
pub(super) fn response(json: &str) -> anyhow::Result<Response> {
    let answer: Answer = serde_json::from_str(json)?;
    let body = match answer.body {
        Some(body) if answer.is_base64_encoded => {
            STANDARD.decode(body).context("the body is not base64")?
        }
        Some(body) => body.into_bytes(),
        None => Vec::new(),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(answer.status_code)?;
    let single = answer.headers.into_iter();
    let many = answer
        .multi_value_headers
        .into_iter()
        .flat_map(|(name, values)| values.into_iter().map(move |value| (name.clone(), value)));
    for (name, value) in single.chain(many) {
        let name = HeaderName::try_from(name)?;
        response
            .headers_mut()
            .append(name, HeaderValue::try_from(value)?);
    }
    for cookie in answer.cookies {
        let cookie = HeaderValue::try_from(cookie)?;
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}
