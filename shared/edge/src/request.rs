//! What is known of a request around its handler: its id, its route, and who turned out to call.

use std::{
    convert::Infallible,
    sync::{Arc, OnceLock},
    time::Instant,
};

use access::Caller;
use axum::{
    extract::{FromRequestParts, MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use chrono::{DateTime, Utc};
use http::{Extensions, HeaderName, HeaderValue, request::Parts};
use lambda_http::RequestExt;
use uuid::Uuid;

use crate::{page::Chrome, secret};

/// Names a request in the log, in problems and in the reply.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// One request, as the layers see it.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    id: Arc<str>,
    route: Arc<str>,
    caller: Arc<OnceLock<Seen>>,
}

/// Who calls, and when they proved to the issuer who they are, where it said so.
#[derive(Debug, Clone)]
struct Seen {
    caller: Caller,
    proven_at: Option<DateTime<Utc>>,
}

impl Trace {
    /// The trace that [`log`] began, or an empty one outside of it.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_else(|| Self {
            id: "".into(),
            route: NO_ROUTE.into(),
            caller: Arc::default(),
        })
    }

    fn begin(request: &Request) -> Self {
        let id = request
            .lambda_context_ref()
            .map(|context| context.request_id.clone())
            .unwrap_or_else(|| {
                secret::bytes().map_or_else(
                    |_| String::new(),
                    |bytes: [u8; 16]| Uuid::from_bytes(bytes).to_string(),
                )
            });
        let route = request.extensions().get::<MatchedPath>();
        Self {
            id: id.into(),
            route: route.map_or(NO_ROUTE, MatchedPath::as_str).into(),
            caller: Arc::default(),
        }
    }

    /// The request's id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The route's template, such as `/cases/{id}`: never the path itself, which could name
    /// someone.
    pub(crate) fn route(&self) -> &str {
        &self.route
    }

    /// Keeps who calls, for the page around a problem.
    pub(crate) fn seen(&self, caller: &Caller, proven_at: Option<DateTime<Utc>>) {
        let caller = caller.clone();
        // The first answer stands; a second extraction finds the same caller.
        let _ = self.caller.set(Seen { caller, proven_at });
    }

    /// Whether somebody turned out to call.
    pub(crate) fn has_caller(&self) -> bool {
        self.caller.get().is_some()
    }

    /// When whoever calls proved to the issuer who they are, where it said so.
    pub(crate) fn proven_at(&self) -> Option<DateTime<Utc>> {
        self.caller.get().and_then(|seen| seen.proven_at)
    }

    /// The id of whoever calls, for the log; empty for nobody. An id names nobody by itself.
    pub(crate) fn person(&self) -> String {
        let person = self.caller.get().and_then(|seen| seen.caller.person());
        person.map(|id| id.to_string()).unwrap_or_default()
    }

    /// The frame of a page titled `title`, for whoever calls.
    pub(crate) fn chrome(&self, title: &str) -> Chrome {
        match self.caller.get() {
            Some(seen) => crate::chrome(&seen.caller, title),
            None => Chrome::new(title),
        }
    }
}

const NO_ROUTE: &str = "-";

impl<S: Sync> FromRequestParts<S> for Trace {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}

/// The outermost layer: one line per request, with the id of whoever calls, and without path, query
/// or name.
pub(crate) async fn log(mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let trace = Trace::begin(&request);
    let method = request.method().clone();
    request.extensions_mut().insert(trace.clone());
    let mut response = next.run(request).await;
    if let Ok(id) = HeaderValue::from_str(trace.id()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        method = method.as_str(),
        route = trace.route(),
        status = response.status().as_u16(),
        milliseconds,
        request = trace.id(),
        person = trace.person(),
        "request"
    );
    response
}
