//! What is the same for everybody: whether this function runs, and the description of the API.

use axum::{Router, response::Response, routing::get};
use edge::{App, accept::json};
use http::header;
use serde::Serialize;

/// The description of all functions' routes, generated from their code and committed; a test keeps
/// it current.
const OPENAPI: &str = include_str!("../../../shared/edge/openapi.json");

#[derive(utoipa::OpenApi)]
#[openapi(paths(health, openapi))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/health", get(health))
        .route("/openapi.json", get(openapi))
}

/// Whether the function answers.
#[derive(Serialize, utoipa::ToSchema)]
struct Health {
    /// Always `ok`: a function that cannot answer does not.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether the service answers
///
/// For monitoring: needs no sign-in and says nothing else.
#[utoipa::path(get, path = "/health", tag = "service", security(()),
    responses((status = 200, description = "It does", body = Health)))]
async fn health() -> Response {
    json(&Health { status: "ok" })
}

/// This description
///
/// OpenAPI 3.1, generated from the code. Needs no sign-in.
#[utoipa::path(get, path = "/openapi.json", tag = "service", security(()),
    responses((status = 200, description = "The description of every route", body = Object,
        content_type = "application/json")))]
async fn openapi() -> ([(header::HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI)
}
