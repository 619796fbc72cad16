//! The runtime API: where a function asks for work, and brings what came of it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderName, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{TimeDelta, Utc};
use serde_json::json;
use tokio::sync::{Notify, oneshot, watch};

use super::{Answer, Failure};
use crate::{
    aws::{ACCOUNT, REGION},
    loopback::{self, Switch},
    random,
};

/// Most that Lambda takes as an answer: 6 MB.
const ANSWER_LIMIT: usize = 6 << 20;

/// How long an invocation may take: the packs of 400 cases on a busy machine are the longest.
pub(super) const TIMEOUT: Duration = Duration::from_secs(300);

const REQUEST_ID: HeaderName = HeaderName::from_static("lambda-runtime-aws-request-id");
const DEADLINE: HeaderName = HeaderName::from_static("lambda-runtime-deadline-ms");
const FUNCTION_ARN: HeaderName = HeaderName::from_static("lambda-runtime-invoked-function-arn");
const TRACE_ID: HeaderName = HeaderName::from_static("lambda-runtime-trace-id");
const ERROR_TYPE: &str = "lambda-runtime-function-error-type";

/// The runtime API of one process, until it is dropped.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    address: String,
    shared: Arc<Shared>,
    _switch: Switch,
}

#[derive(Debug)]
struct Shared {
    function: String,
    waiting: Mutex<VecDeque<(String, Bytes)>>,
    arrived: Notify,
    under_way: Mutex<HashMap<String, oneshot::Sender<Answer>>>,
    seen: watch::Sender<Seen>,
}

/// What the process has done since it started.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// When it first asked for work.
    pub(super) asked: Option<Instant>,
    /// What it reported of its own start.
    pub(super) not_started: Option<Failure>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl RuntimeApi {
    /// Serves the API for the function of that name.
    pub(super) async fn start(function: &str) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared {
            function: function.to_owned(),
            waiting: Mutex::default(),
            arrived: Notify::new(),
            under_way: Mutex::default(),
            seen: watch::Sender::default(),
        });
        let invocation = Router::new()
            .route("/next", get(next))
            .route("/{id}/response", post(response))
            .route("/{id}/error", post(error));
        let router = Router::new()
            .nest("/2018-06-01/runtime/invocation", invocation)
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .layer(DefaultBodyLimit::max(ANSWER_LIMIT))
            .with_state(Arc::clone(&shared));
        let (listener, address) = loopback::bind(0).await?;
        let (switch, stop) = Switch::new();
        loopback::serve(listener, router, stop);
        Ok(Self {
            address: address.to_string(),
            shared,
            _switch: switch,
        })
    }

    /// Host and port, for `AWS_LAMBDA_RUNTIME_API`.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// What the process does from now on, as it does it.
    pub(super) fn seen(&self) -> watch::Receiver<Seen> {
        self.shared.seen.subscribe()
    }

    /// Offers an event; returns when the function has brought its answer.
    pub(super) async fn invoke(&self, event: Bytes) -> anyhow::Result<Answer> {
        let id = random::uuid()?;
        let (sender, receiver) = oneshot::channel();
        lock(&self.shared.under_way).insert(id.clone(), sender);
        lock(&self.shared.waiting).push_back((id, event));
        self.shared.arrived.notify_one();
        Ok(receiver.await?)
    }
}

impl Shared {
    fn finish(&self, id: &str, answer: Answer) -> Response {
        let asked = lock(&self.under_way).remove(id);
        // Nobody may be waiting any more; that is not the function's fault.
        match asked.map(|asked| asked.send(answer)) {
            Some(_) => accepted(),
            None => {
                let why = json!({ "errorType": "InvalidRequestID" });
                (StatusCode::BAD_REQUEST, Json(why)).into_response()
            }
        }
    }
}

fn accepted() -> Response {
    (StatusCode::ACCEPTED, Json(json!({ "status": "OK" }))).into_response()
}

/// The next event; waits until there is one.
async fn next(State(shared): State<Arc<Shared>>) -> Response {
    shared.seen.send_modify(|seen| {
        seen.asked.get_or_insert_with(Instant::now);
    });
    let (id, event) = loop {
        let first = lock(&shared.waiting).pop_front();
        match first {
            Some(invocation) => break invocation,
            None => shared.arrived.notified().await,
        }
    };
    let patience = TimeDelta::from_std(TIMEOUT).unwrap_or(TimeDelta::MAX);
    let deadline = (Utc::now() + patience).timestamp_millis().to_string();
    let function = &shared.function;
    let trace = id.replace('-', "");
    let headers = [
        (REQUEST_ID, id),
        (DEADLINE, deadline),
        (
            FUNCTION_ARN,
            format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"),
        ),
        (TRACE_ID, format!("Root=1-00000000-{trace};Sampled=0")),
        (CONTENT_TYPE, "application/json".to_owned()),
    ];
    (axum::response::AppendHeaders(headers), event).into_response()
}

async fn response(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match body {
        Ok(body) => shared.finish(&id, Answer::Response(text(&body))),
        Err(refused) => {
            let kind = "Function.ResponseSizeTooLarge".to_owned();
            let body = refused.body_text();
            shared.finish(&id, Answer::Failed(Failure { kind, body }));
            refused.into_response()
        }
    }
}

async fn error(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    shared.finish(&id, Answer::Failed(failure(&headers, &body)))
}

async fn init_error(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let failure = failure(&headers, &body);
    shared
        .seen
        .send_modify(|seen| seen.not_started = Some(failure));
    accepted()
}

fn failure(headers: &HeaderMap, body: &Bytes) -> Failure {
    let kind = headers
        .get(ERROR_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    Failure {
        kind: kind.to_owned(),
        body: text(body),
    }
}

fn text(body: &Bytes) -> String {
    String::from_utf8_lossy(body).into_owned()
}
