//! Signing out at the issuer. It keeps no sessions, so there is nothing to end: the browser is sent
//! back to where it came from.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use edge::page::Chrome;
use serde::Deserialize;

use super::Issuer;

#[derive(Debug, Deserialize)]
pub(super) struct EndSession {
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

#[derive(Template)]
#[template(path = "issuer/signed_out.html")]
struct Page {
    chrome: Chrome,
}

/// `GET /end-session` (OpenID Connect RP-Initiated Logout).
pub(super) async fn page(
    State(issuer): State<Issuer>,
    Query(request): Query<EndSession>,
) -> Response {
    let own =
        |uri: &String| **uri == *issuer.origin || uri.starts_with(&format!("{}/", issuer.origin));
    match request.post_logout_redirect_uri.filter(own) {
        Some(uri) => {
            let mark = if uri.contains('?') { '&' } else { '?' };
            let state = request.state.map(|state| {
                let mut query = form_urlencoded::Serializer::new(String::new());
                format!("{mark}{}", query.append_pair("state", &state).finish())
            });
            Redirect::to(&format!("{uri}{}", state.unwrap_or_default())).into_response()
        }
        None => {
            let chrome = Chrome::new("You have signed out");
            edge::page::html(StatusCode::OK, &Page { chrome })
        }
    }
}
