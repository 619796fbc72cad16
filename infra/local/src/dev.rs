//! What exists only here: who can sign in, tokens for programs, the outbox, the clock.

mod clock;
mod outbox;
mod people;
mod token;

use askama::Template;
use axum::{
    Router,
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::{self, Next},
    response::Response,
    routing::{get, post},
};
use edge::page::Chrome;

use crate::{
    clock::LocalClock,
    issuer::{self, Issuer},
    mailbox::Outbox,
    people::People,
    problem::problem,
    scheduler::Scheduler,
};

/// What the local-only pages show and move.
#[derive(Clone)]
pub(crate) struct Dev {
    pub(crate) people: People,
    pub(crate) issuer: Issuer,
    pub(crate) outbox: Outbox,
    pub(crate) clock: LocalClock,
    pub(crate) scheduler: Scheduler,
}

#[derive(Template)]
#[template(path = "dev/index.html")]
struct Index {
    chrome: Chrome,
}

impl Dev {
    /// Everything under `/dev`.
    pub(crate) fn router(self) -> Router {
        let issuer = self.issuer.router();
        Router::new()
            .route("/dev", get(index))
            .route("/dev/people", get(people::list))
            .route("/dev/token", post(token::issue))
            .route("/dev/outbox", get(outbox::list))
            .route("/dev/clock", get(clock::show).post(clock::set))
            .with_state(self)
            .nest(issuer::PATH, issuer)
            .fallback(async || problem(StatusCode::NOT_FOUND, "There is no such page."))
            .layer(middleware::from_fn(same_site))
    }
}

async fn index(State(_): State<Dev>) -> Response {
    let chrome = Chrome::new("On this machine only");
    edge::page::html(StatusCode::OK, &Index { chrome })
}

/// Lets no page of another site move the clock or take a token.
async fn same_site(request: Request, next: Next) -> Response {
    if request.method() != Method::GET && is_foreign(request.headers()) {
        return problem(StatusCode::FORBIDDEN, "This comes from another site.");
    }
    next.run(request).await
}

/// Whether a browser says that another site's page sends this.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_none_or(|(_, from)| from != host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Whether the caller is a browser that wants a page, rather than a program that wants JSON.
struct WantsPage(bool);

impl<S: Sync> FromRequestParts<S> for WantsPage {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(wants_page(&parts.headers)))
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

#[cfg(test)]
mod tests;
