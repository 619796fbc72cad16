//! Stands in for API Gateway: turns each request into the event that a Lambda would get, calls the
//! function's router through the very adapter that runs there, and turns the answer back.

mod event;
mod reply;
mod routes;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use lambda_http::{Adapter, Context, LambdaEvent, Service, request::LambdaRequest};

pub(crate) use routes::Routes;

use crate::{problem::problem, random, stream::Stream};

/// Largest body taken: no more than the functions take.
const LIMIT: usize = edge::body::LIMIT;

/// What Lambda can answer with at most: 6 MB, counted as JSON.
const REPLY_LIMIT: usize = 6_291_556;

/// The public front of one runner.
#[derive(Clone)]
pub(crate) struct Gateway {
    origin: Arc<str>,
    routes: Routes,
    /// Local-only pages under `/dev`, which are no function's.
    dev: Router,
    stream: Stream,
}

impl Gateway {
    pub(crate) fn new(origin: &str, routes: Routes, dev: Router, stream: &Stream) -> Self {
        Self {
            origin: origin.into(),
            routes,
            dev,
            stream: stream.clone(),
        }
    }

    /// One router that takes every request.
    pub(crate) fn router(self) -> Router {
        Router::new().fallback(take).with_state(self)
    }

    /// The authority of the origin, such as `127.0.0.1:3000`.
    fn authority(&self) -> &str {
        self.origin.split("//").nth(1).unwrap_or_default()
    }

    /// The answer to a request that does not call this machine by the origin's name, if it is not
    /// to be served.
    ///
    /// A page elsewhere could point its own name at this machine, so foreign names get nothing.
    /// Programs may say `localhost`; a browser is sent to the origin, where its cookies belong.
    fn refuse_other_names(&self, parts: &Parts) -> Option<Response> {
        let text = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let host = text(header::HOST).unwrap_or_default();
        if host == self.authority() {
            return None;
        }
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        if !matches!(name, "localhost" | "127.0.0.1") {
            return Some(problem(
                StatusCode::MISDIRECTED_REQUEST,
                "This is not the address that the service answers at.",
            ));
        }
        let browser = text(header::ACCEPT)
            .unwrap_or_default()
            .contains("text/html");
        let path = parts.uri.path_and_query()?;
        (browser && parts.method == Method::GET)
            .then(|| Redirect::temporary(&format!("{}{path}", self.origin)).into_response())
    }
}

async fn take(
    State(gateway): State<Gateway>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Some(refusal) = gateway.refuse_other_names(&parts) {
        return refusal;
    }
    let bytes = match Limited::new(body, LIMIT).collect().await {
        Ok(whole) => whole.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return problem(
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is larger than 1 MB.",
            );
        }
        Err(_) => return problem(StatusCode::BAD_REQUEST, "The body broke off."),
    };
    if routes::under("/dev", parts.uri.path()) {
        let request = Request::from_parts(parts, Body::from(bytes));
        return oneshot(gateway.dev, request).await;
    }
    let function = gateway.routes.find(parts.uri.path());
    event::as_forwarded(&mut parts.headers, from, &gateway.origin);
    let event = event::event(&parts, &bytes, from);
    // A function that panics must not take the gateway with it, as it would not on AWS either.
    let answer = tokio::spawn(invoke(function, event)).await;
    gateway.stream.wake();
    match answer {
        Ok(Ok(reply)) => reply,
        Ok(Err(error)) => {
            tracing::error!(%error, "the function's answer cannot be used");
            problem(
                StatusCode::BAD_GATEWAY,
                "The function gave no usable answer.",
            )
        }
        Err(_) => problem(StatusCode::BAD_GATEWAY, "The function failed."),
    }
}

/// Calls the function as the Lambda runtime does: from JSON, through the adapter, to JSON.
async fn invoke(function: Router, event: anyhow::Result<String>) -> anyhow::Result<Response> {
    let payload: LambdaRequest = serde_json::from_str(&event?)?;
    let mut context = Context::default();
    context.request_id = random::uuid()?;
    let event = LambdaEvent::new(payload, context);
    let answer = Adapter::from(function).call(event);
    let reply = match answer.await {
        Ok(reply) => serde_json::to_string(&reply)?,
        Err(never) => match never {},
    };
    anyhow::ensure!(reply.len() <= REPLY_LIMIT, "larger than Lambda allows");
    reply::response(&reply)
}

async fn oneshot(router: Router, request: Request) -> Response {
    match tower::ServiceExt::oneshot(router, request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests;
