//! `/sessions`: in which browsers somebody is signed in, and ending all others.
//!
//! Which browser it is, and from where, is kept nowhere: when it began and was last used is enough to
//! see that one is too many.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use domain::{PersonId, time};
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use store::sessions::Session;
use utoipa::ToSchema;

use super::ticket;
use crate::{
    Accept, App, Problem,
    accept::{json, see_other},
    chrome,
    page::Chrome,
};

const DONE: [(&str, &str); 1] = [("ended", "You are signed out everywhere else")];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

/// A browser in which somebody is signed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Session)]
struct SessionView {
    /// When it began.
    #[schema(example = "2026-11-24T08:31:00Z")]
    began_at: DateTime<Utc>,
    /// When it was last used, to within five minutes.
    #[schema(example = "2026-11-24T09:15:00Z")]
    last_used_at: DateTime<Utc>,
    /// When it ends if it is not used before.
    #[schema(example = "2026-11-24T10:15:00Z")]
    ends_at: DateTime<Utc>,
    /// Whether it is the browser that asks.
    #[schema(example = true)]
    this: bool,
}

/// Where somebody is signed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Sessions)]
pub(super) struct SessionsView {
    /// The last used first.
    sessions: Vec<SessionView>,
}

impl SessionView {
    fn of((session, this): &(Session, bool)) -> Self {
        Self {
            began_at: session.created_at,
            last_used_at: session.seen_at,
            ends_at: session.expires_at,
            this: *this,
        }
    }

    fn began(&self) -> String {
        time::long_time(self.began_at)
    }

    fn last_used(&self) -> String {
        time::long_time(self.last_used_at)
    }
}

#[derive(Template)]
#[template(path = "sessions.html")]
struct SessionsPage<'a> {
    chrome: Chrome,
    sessions: &'a [SessionView],
    others: bool,
}

/// Where you are signed in
///
/// Your sessions in browsers, with when each began and was last used.
#[utoipa::path(get, path = "/sessions", tag = "service",
    responses((status = 200, description = "Your sessions",
        content((SessionsView = "application/json"), (String = "text/html")))))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let view = viewed(&app, &caller, &headers).await?;
    let page = SessionsPage {
        chrome: chrome(&caller, "Your sessions").success(asked.done.as_deref(), &DONE),
        sessions: &view.sessions,
        others: view.sessions.iter().any(|session| !session.this),
    };
    Ok(accept.reply(&view, &page).into_response())
}

/// Sign out everywhere else
///
/// Ends your sessions in all browsers but the one that asks.
#[utoipa::path(post, path = "/sessions/end", tag = "service",
    responses((status = 200, description = "The sessions that are left", body = SessionsView)))]
pub(super) async fn end_others(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let own = ticket(&app, &headers).map(|ticket| ticket.secret);
    let person = person(&caller)?;
    app.store.end_sessions_but(person, own.as_deref()).await?;
    if accept.html() {
        return Ok(see_other("/sessions?done=ended"));
    }
    Ok(json(&viewed(&app, &caller, &headers).await?))
}

async fn viewed(app: &App, caller: &Caller, headers: &HeaderMap) -> Result<SessionsView, Problem> {
    let own = ticket(app, headers).map(|ticket| ticket.secret);
    let (person, now) = (person(caller)?, app.clock.now());
    let sessions = app.store.sessions(person, own.as_deref(), now).await?;
    Ok(SessionsView {
        sessions: sessions.iter().map(SessionView::of).collect(),
    })
}

/// **Errors:** 404 for a caller who is nobody and has no sessions.
fn person(caller: &Caller) -> Result<PersonId, Problem> {
    caller.person().ok_or(Problem::NotFound)
}
