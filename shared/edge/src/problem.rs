//! Every error a person or a program can meet, turned into RFC 9457 `problem+json` or a page.
//!
//! Handlers return a [`Problem`]; `render`, a layer around all routes, gives it its shape by what
//! the request accepts and logs it, once. What is logged and shown never holds personal data.

mod document;
mod from;
mod render;

use http::StatusCode;
use store::{pace::MOST_IN_AN_HOUR, uploads::MOST_IN_A_DAY};

use crate::page::Fault;

pub use document::Document;
pub(crate) use render::render;

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
    /// 429: more cases looked at within an hour than anybody needs to.
    TooManyCases,
    /// 429: more documents added on a day than anybody needs to.
    TooManyFiles,
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
    /// The person is known here by another account of the issuer.
    Account,
    /// They proved too long ago who they are.
    Stale,
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
            Self::TooMany | Self::TooManyCases | Self::TooManyFiles => {
                StatusCode::TOO_MANY_REQUESTS
            }
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
            Self::TooManyCases => "too-many-cases",
            Self::TooManyFiles => "too-many-files",
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
            Self::TooManyCases => "You have looked at too many cases",
            Self::TooManyFiles => "You have added too many documents",
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
            Self::TooManyCases => format!(
                "You have opened and searched for {MOST_IN_AN_HOUR} cases within an hour. Go on after the next full hour. If your work needs more, tell your coordinator."
            ),
            Self::TooManyFiles => format!(
                "You have added {MOST_IN_A_DAY} documents today. Go on tomorrow. If your work needs more, tell your coordinator."
            ),
            Self::Unavailable(_) => "Try again in a few minutes. Sending the same form again is safe.".into(),
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
            | Self::TooManyCases
            | Self::TooManyFiles
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
    /// Its short name, for the log.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Token => "token",
            Self::Attempt => "attempt",
            Self::Unknown => "unknown",
            Self::Account => "account",
            Self::Stale => "stale",
        }
    }

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
            Self::Account => {
                "Your email address is known here with another account. Ask an administrator to let you in with this one."
            }
            Self::Stale => {
                "It is too long since you proved who you are. Sign out at your organisation’s sign-in page, then sign in again."
            }
        }
    }
}

#[cfg(test)]
mod tests;
