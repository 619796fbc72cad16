//! The layer that gives every problem its shape by what the request accepts, and logs it, once.

use std::sync::Arc;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};

use super::{Document, Problem, SignInFault};
use crate::{
    Accept,
    page::{self, ProblemPage},
    request::Trace,
};

/// Carries the problem to [`render`], which knows what the request accepts.
#[derive(Clone)]
struct Raised(Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Raised(Arc::new(self)));
        response
    }
}

/// The layer that gives every problem its shape, and logs it.
///
/// A bare error of a library (a query that cannot be read, say) gets the same shape.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let accept = Accept::from_parts(request.uri().query(), request.headers());
    let trace = Trace::of(request.extensions());
    let response = next.run(request).await;
    let status = response.status();
    let problem = match response.extensions().get::<Raised>() {
        Some(Raised(problem)) => Arc::clone(problem),
        None if (status.is_client_error() || status.is_server_error()) && bare(&response) => {
            Arc::new(Problem::of_status(status))
        }
        None => return response,
    };
    log(&problem, &trace);
    let mut rendered = if accept.html() {
        page(&problem, &trace)
    } else {
        document(&problem, &trace)
    };
    *rendered.status_mut() = problem.status();
    // Allow, and cookies being cleared, stay.
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            rendered.headers_mut().append(name.clone(), value.clone());
        }
    }
    if let Problem::SignIn(fault) = *problem {
        let challenge = match fault {
            SignInFault::Token | SignInFault::Unknown | SignInFault::Account => {
                "Bearer realm=\"charmm\", error=\"invalid_token\""
            }
            // RFC 9470.
            SignInFault::Stale => {
                "Bearer realm=\"charmm\", error=\"insufficient_user_authentication\", max_age=\"900\""
            }
            SignInFault::Missing | SignInFault::Attempt => "Bearer realm=\"charmm\"",
        };
        rendered.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static(challenge),
        );
    }
    // In seconds; whoever asked too often is counted anew within the minute, the hour or the day.
    let retry_after = match *problem {
        Problem::Unavailable(_) => Some("30"),
        Problem::TooMany => Some("60"),
        Problem::TooManyCases => Some("3600"),
        Problem::TooManyFiles => Some("86400"),
        _ => None,
    };
    if let Some(seconds) = retry_after {
        rendered
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    rendered
}

/// Whether a response is an error that no handler of ours has dressed.
fn bare(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_none_or(|media| media.starts_with("text/plain"))
}

fn log(problem: &Problem, trace: &Trace) {
    let (kind, status, cause) = (problem.kind(), problem.status().as_u16(), problem.cause());
    let (route, request, person) = (trace.route(), trace.id(), trace.person());
    match problem {
        _ if problem.status().is_server_error() => {
            tracing::error!(kind, status, cause, route, request, person, "problem");
        }
        // Whoever has not signed in yet has failed at nothing.
        Problem::SignIn(fault) if *fault != SignInFault::Missing => {
            let fault = fault.kind();
            tracing::warn!(
                kind,
                fault,
                status,
                route,
                request,
                person,
                "sign-in failed"
            );
        }
        Problem::TooMany | Problem::TooManyCases | Problem::TooManyFiles => {
            tracing::warn!(kind, status, route, request, person, "held up");
        }
        _ => tracing::info!(kind, status, route, request, person, "problem"),
    }
}

fn document(problem: &Problem, trace: &Trace) -> Response {
    let document = Document::of(problem, trace.id());
    // A struct of plain fields always serialises; the status alone would still be true.
    let text = serde_json::to_string(&document).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/problem+json")], text).into_response()
}

pub(super) fn page(problem: &Problem, trace: &Trace) -> Response {
    let rule = match problem {
        Problem::Refused {
            citation: Some(source),
            ..
        } => source.clone(),
        _ => String::new(),
    };
    let faults = match problem {
        Problem::Malformed(faults) => faults.clone(),
        _ => Vec::new(),
    };
    // A fault in the body as a whole has no field to stand beside.
    let (faults, whole): (Vec<_>, Vec<_>) = faults
        .into_iter()
        .partition(|fault| !fault.field.is_empty());
    let mut happened = vec![problem.detail()];
    happened.extend(whole.into_iter().map(|fault| format!("{}.", fault.message)));
    let page = ProblemPage {
        chrome: trace.chrome(problem.title()),
        happened,
        changes: problem.changes().to_vec(),
        faults,
        rule,
        reference: trace.id().to_owned(),
    };
    page::html(problem.status(), &page)
}
