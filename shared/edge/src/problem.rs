//! Every error a person or a program can meet, turned into RFC 9457 `problem+json` or a page.
//!
//! Handlers return a [`Problem`]; [`render`], a layer around all routes, gives it its shape by what
//! the request accepts and logs it, once. What is logged and shown never holds personal data.

use std::sync::Arc;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{case, journal::JournalFault, meeting, referral};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Accept,
    page::{self, Fault, ProblemPage},
    request::Trace,
};

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// 400: what was sent cannot be read or does not fit; each fault says what to mend.
    Malformed(Vec<Fault>),
    /// 401: nobody is signed in.
    SignIn(SignInFault),
    /// 403: the caller may know that it exists, but may not do this; the sentence says why.
    Forbidden(String),
    /// 404: it does not exist, or the caller may not know that it does.
    NotFound,
    /// 405: the route exists, but not with this method.
    Method,
    /// 409: someone else changed it first; the lines say what has changed.
    Conflict(Vec<String>),
    /// 413: the body is larger than [`crate::body::LIMIT`].
    TooLarge,
    /// 415: the body is neither JSON nor a form.
    UnsupportedMedia,
    /// 422: the idempotency key was used before for something else.
    Reused,
    /// 422: a rule of the field refuses it.
    Refused {
        /// The rule, as a sentence.
        rule: String,
        /// Where the rule comes from, such as `2014 Act s.43`.
        citation: Option<String>,
    },
    /// 429: too many requests for now.
    TooMany,
    /// 503: something this system needs does not answer; worth trying again. The text is for the
    /// log only.
    Unavailable(String),
    /// 500: this system is at fault; trying again will not help. The text is for the log only.
    Broken(String),
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInFault {
    /// Neither a session nor a token was sent.
    Missing,
    /// The bearer token is not valid here.
    Token,
    /// A sign-in was begun in another browser, too long ago, or is already finished.
    Attempt,
    /// The issuer knows this person, but this system does not, or no longer.
    Unknown,
}

impl Problem {
    /// One fault in one field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Malformed(vec![Fault::new(field, message)])
    }

    /// A rule without a citation.
    pub fn refused(rule: impl Into<String>) -> Self {
        Self::Refused {
            rule: rule.into(),
            citation: None,
        }
    }

    /// The status that stands for it.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::SignIn(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Reused | Self::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its short name: the end of `type`, and what the log says.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::SignIn(_) => "sign-in",
            Self::Forbidden(_) => "forbidden",
            Self::NotFound => "not-found",
            Self::Method => "method",
            Self::Conflict(_) => "conflict",
            Self::TooLarge => "too-large",
            Self::UnsupportedMedia => "unsupported-media",
            Self::Reused => "reused",
            Self::Refused { .. } => "refused",
            Self::TooMany => "too-many",
            Self::Unavailable(_) => "unavailable",
            Self::Broken(_) => "broken",
        }
    }

    /// Its heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "There is a problem with what was sent",
            Self::SignIn(_) => "You need to sign in",
            Self::Forbidden(_) => "You cannot do this",
            Self::NotFound => "Page not found",
            Self::Method => "This cannot be done here",
            Self::Conflict(_) => "Someone else changed this first",
            Self::TooLarge => "What was sent is too large",
            Self::UnsupportedMedia => "What was sent is in an unknown format",
            Self::Reused => "This was already sent with other content",
            Self::Refused { .. } => "This is not possible",
            Self::TooMany => "Too many requests",
            Self::Unavailable(_) => "The service is unavailable",
            Self::Broken(_) => "Something went wrong",
        }
    }

    /// What to know or do, in a sentence or two.
    pub fn detail(&self) -> String {
        match self {
            Self::Malformed(_) => "Mend what is listed and send it again. Nothing was changed.".into(),
            Self::SignIn(fault) => fault.detail().into(),
            Self::Forbidden(why) => why.clone(),
            Self::NotFound => {
                "It does not exist, or you may not see it. Check the address, or ask your coordinator.".into()
            }
            Self::Method => "The address exists but does not take this method.".into(),
            Self::Conflict(_) => {
                "Look at what has changed, then make your change again. Nothing of yours was saved.".into()
            }
            Self::TooLarge => "A request can be 1 MB at most.".into(),
            Self::UnsupportedMedia => {
                "Send application/json in UTF-8, or application/x-www-form-urlencoded.".into()
            }
            Self::Reused => {
                "The Idempotency-Key was used before with another body. Use a new key for a new request.".into()
            }
            Self::Refused { rule, .. } => rule.clone(),
            Self::TooMany => "Wait a minute, then try again.".into(),
            Self::Unavailable(_) => "Nothing was lost. Try again in a few minutes.".into(),
            Self::Broken(_) => "The fault is ours and has been recorded. Quote the reference if you report it.".into(),
        }
    }

    /// What can be mended in a form, for an error summary: the faults, the rule that refuses, or
    /// what has changed meanwhile. Empty for everything else.
    pub fn faults(&self) -> Vec<Fault> {
        match self {
            Self::Malformed(faults) => faults.clone(),
            Self::Refused { rule, citation } => vec![Fault::new("", with_citation(rule, citation))],
            Self::Conflict(_) | Self::Reused => vec![Fault::new("", self.title())],
            Self::SignIn(_)
            | Self::Forbidden(_)
            | Self::NotFound
            | Self::Method
            | Self::TooLarge
            | Self::UnsupportedMedia
            | Self::TooMany
            | Self::Unavailable(_)
            | Self::Broken(_) => Vec::new(),
        }
    }

    /// What has changed meanwhile; empty unless that is the problem.
    pub fn changes(&self) -> &[String] {
        match self {
            Self::Conflict(changes) => changes,
            _ => &[],
        }
    }

    fn citation(&self) -> Option<&str> {
        match self {
            Self::Refused { citation, .. } => citation.as_deref(),
            _ => None,
        }
    }

    /// What only the log may know.
    fn cause(&self) -> &str {
        match self {
            Self::Unavailable(cause) | Self::Broken(cause) => cause,
            _ => "",
        }
    }

    /// What a bare status from a library stands for.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::Method,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMedia,
            status if status.is_client_error() => Self::Malformed(Vec::new()),
            status => Self::Broken(format!("a library answered {status}")),
        }
    }
}

fn with_citation(rule: &str, citation: &Option<String>) -> String {
    match citation {
        Some(source) => format!("{rule} ({source})"),
        None => rule.to_owned(),
    }
}

impl SignInFault {
    fn detail(self) -> &'static str {
        match self {
            Self::Missing => "Sign in, or send a bearer token.",
            Self::Token => {
                "The bearer token is not valid: it may have expired, or be meant for another service."
            }
            Self::Attempt => {
                "The sign-in took too long or was begun in another browser. Start again."
            }
            Self::Unknown => {
                "Your account is not known here, or no longer. Ask your coordinator to add you."
            }
        }
    }
}

/// RFC 9457 problem details.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Document {
    /// Which problem, as a URN.
    #[serde(rename = "type")]
    #[schema(example = "urn:charmm:problem:malformed")]
    pub kind: String,
    /// Its heading, the same for every occurrence.
    #[schema(example = "There is a problem with what was sent")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// What to know or do.
    #[schema(example = "Mend what is listed and send it again. Nothing was changed.")]
    pub detail: String,
    /// What to mend, field by field (400).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// What someone else changed meanwhile (409).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["Agency added: Surrey Police"]))]
    pub changes: Vec<String>,
    /// Where the rule that refuses comes from (422).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// What to quote when reporting it; the log has the same.
    pub reference: String,
}

impl Document {
    fn of(problem: &Problem, reference: &str) -> Self {
        let faults = match problem {
            Problem::Malformed(faults) => faults.clone(),
            _ => Vec::new(),
        };
        Self {
            kind: format!("urn:charmm:problem:{}", problem.kind()),
            title: problem.title().to_owned(),
            status: problem.status().as_u16(),
            detail: problem.detail(),
            faults,
            changes: problem.changes().to_vec(),
            citation: problem.citation().map(str::to_owned),
            reference: reference.to_owned(),
        }
    }
}

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
            SignInFault::Token | SignInFault::Unknown => {
                "Bearer realm=\"charmm\", error=\"invalid_token\""
            }
            SignInFault::Missing | SignInFault::Attempt => "Bearer realm=\"charmm\"",
        };
        rendered.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static(challenge),
        );
    }
    if matches!(*problem, Problem::Unavailable(_) | Problem::TooMany) {
        rendered
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
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
    let (route, request) = (trace.route(), trace.id());
    if problem.status().is_server_error() {
        tracing::error!(kind, status, cause, route, request, "problem");
    } else {
        tracing::info!(kind, status, route, request, "problem");
    }
}

fn document(problem: &Problem, trace: &Trace) -> Response {
    let document = Document::of(problem, trace.id());
    // A struct of plain fields always serialises; the status alone would still be true.
    let text = serde_json::to_string(&document).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/problem+json")], text).into_response()
}

fn page(problem: &Problem, trace: &Trace) -> Response {
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

impl From<store::Error> for Problem {
    fn from(fault: store::Error) -> Self {
        use store::Error;
        match fault {
            Error::NotFound => Self::NotFound,
            Error::Conflict => Self::Conflict(Vec::new()),
            Error::Reused => Self::Reused,
            Error::TooLarge => Self::TooLarge,
            Error::Cursor => Self::field("from", "must be the token of a page"),
            Error::Unavailable(code) => Self::Unavailable(format!("storage: {code}")),
            Error::Unreadable(what) => Self::Broken(format!("stored {what} cannot be read")),
            Error::Journal(fault) => fault.into(),
        }
    }
}

impl From<JournalFault> for Problem {
    fn from(fault: JournalFault) -> Self {
        Self::Broken(fault.to_string())
    }
}

impl From<case::Refused> for Problem {
    fn from(refused: case::Refused) -> Self {
        use case::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::NoSuchAction | Refused::NoSuchEntry => Self::NotFound,
            Refused::Closed
            | Refused::NotClosed
            | Refused::AgencyOnCase
            | Refused::AgencyNotOnCase
            | Refused::AgencyLeads
            | Refused::AgencyHasActions
            | Refused::ActionsOpen
            | Refused::Full { .. }
            | Refused::DayPast(_)
            | Refused::DayAhead(_)
            | Refused::DayTooFar(..)
            | Refused::ActionAnswered(_)
            | Refused::ActionEnded
            | Refused::NoAgency => Self::rule(&refused),
        }
    }
}

impl From<referral::Refused> for Problem {
    fn from(refused: referral::Refused) -> Self {
        use referral::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::NoReferrer | Refused::Decided(_) | Refused::NothingAsked => {
                Self::rule(&refused)
            }
        }
    }
}

impl From<meeting::Refused> for Problem {
    fn from(refused: meeting::Refused) -> Self {
        use meeting::Refused;
        match refused {
            Refused::Journal(fault) => fault.into(),
            Refused::Past
            | Refused::Cancelled
            | Refused::Started
            | Refused::OnAgenda
            | Refused::NotOnAgenda
            | Refused::OtherArea
            | Refused::OtherForum(_)
            | Refused::CaseClosed
            | Refused::Full(_) => Self::rule(&refused),
        }
    }
}

impl Problem {
    /// A rule of the domain, as the sentence it is on a page.
    fn rule(refused: &impl std::fmt::Display) -> Self {
        let words = refused.to_string();
        let mut letters = words.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        Self::refused(first.chain(letters).chain(['.']).collect::<String>())
    }
}

#[cfg(test)]
mod tests;
