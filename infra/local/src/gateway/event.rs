//! From a request to the event of an HTTP API, payload format 2.0.

use std::net::SocketAddr;

use aws_lambda_events::apigw::{
    ApiGatewayV2httpRequest, ApiGatewayV2httpRequestContext,
    ApiGatewayV2httpRequestContextHttpDescription,
};
use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::Utc;

/// Headers that say something about one hop, and never reach a function.
const HOP: [HeaderName; 5] = [
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
];

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PORT: HeaderName = HeaderName::from_static("x-forwarded-port");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Makes the headers those that a gateway passes on: what a client says about how it was reached
/// counts for nothing.
pub(super) fn as_forwarded(headers: &mut HeaderMap, from: SocketAddr, origin: &str) {
    for name in &HOP {
        headers.remove(name);
    }
    let (scheme, authority) = origin.split_once("://").unwrap_or(("http", origin));
    let port = authority.rsplit(':').next().unwrap_or_default();
    let forwarded = [
        (FORWARDED_FOR, from.ip().to_string()),
        (FORWARDED_PORT, port.to_owned()),
        (FORWARDED_PROTO, scheme.to_owned()),
    ];
    for (name, value) in forwarded {
        headers.remove(&name);
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}

/// The event as JSON, as the Lambda runtime receives it.
pub(super) fn event(parts: &Parts, body: &Bytes, from: SocketAddr) -> anyhow::Result<String> {
    let mut headers = parts.headers.clone();
    let cookies = cookies(&mut headers);
    join_repeated(&mut headers);
    let (body, is_base64_encoded) = encoded(&headers, body);
    let path = parts.uri.path().to_owned();

    let mut http = ApiGatewayV2httpRequestContextHttpDescription::default();
    http.method = parts.method.clone();
    http.path = Some(path.clone());
    http.protocol = Some("HTTP/1.1".to_owned());
    http.source_ip = Some(from.ip().to_string());
    http.user_agent = text(&headers, &header::USER_AGENT);

    let mut context = ApiGatewayV2httpRequestContext::default();
    context.route_key = Some("$default".to_owned());
    context.stage = Some("$default".to_owned());
    context.account_id = Some(crate::aws::ACCOUNT.to_owned());
    context.apiid = Some("local".to_owned());
    context.domain_name = text(&headers, &header::HOST);
    context.request_id = Some(crate::random::id()?);
    context.time_epoch = Utc::now().timestamp_millis();
    context.http = http;

    let mut event = ApiGatewayV2httpRequest::default();
    event.version = Some("2.0".to_owned());
    event.route_key = Some("$default".to_owned());
    event.raw_path = Some(path);
    event.raw_query_string = Some(parts.uri.query().unwrap_or_default().to_owned());
    event.cookies = cookies;
    event.headers = headers;
    event.request_context = context;
    event.body = body;
    event.is_base64_encoded = is_base64_encoded;
    Ok(serde_json::to_string(&event)?)
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

/// Cookies travel in a field of their own.
fn cookies(headers: &mut HeaderMap) -> Option<Vec<String>> {
    let cookies: Vec<String> = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .map(|cookie| cookie.trim().to_owned())
        .collect();
    headers.remove(header::COOKIE);
    (!cookies.is_empty()).then_some(cookies)
}

/// A header sent more than once arrives once, its values joined by commas; one that is not text
/// cannot stand in JSON and does not arrive.
fn join_repeated(headers: &mut HeaderMap) {
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    for name in names {
        let values: Vec<&str> = headers
            .get_all(&name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        let joined = HeaderValue::from_str(&values.join(","));
        let any = !values.is_empty();
        headers.remove(&name);
        if let (true, Ok(joined)) = (any, joined) {
            headers.insert(name, joined);
        }
    }
}

/// The body as a string, and whether it is base64: as it is when its type is text, else encoded.
fn encoded(headers: &HeaderMap, body: &Bytes) -> (Option<String>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    let kind = text(headers, &header::CONTENT_TYPE).unwrap_or_default();
    let textual = kind.starts_with("text/") || kind.starts_with("application/json");
    match std::str::from_utf8(body) {
        Ok(body) if textual => (Some(body.to_owned()), false),
        _ => (Some(STANDARD.encode(body)), true),
    }
}
