//! From a template to a response.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The page that a template makes. What browsers may keep and run is said in one place, [`crate::finish`].
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    match page.render() {
        Ok(page) => (status, kind, page).into_response(),
        Err(error) => {
            tracing::error!(%error, "page not rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
