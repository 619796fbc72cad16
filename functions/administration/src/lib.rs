//! People and their roles, agencies and areas (R3.2, R11.2).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `people/list.rs` | `GET /people`, `POST /people/search` | who is there, by agency and area |
//! | `explain.rs` | `GET` and `POST /access/explain` | may somebody see something, and why |

mod explain;
mod people;
#[cfg(test)]
mod sample;
mod section;

use axum::{
    Router,
    routing::{get, post},
};
use edge::App;

/// The routes below `/people`, with what surrounds every route.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/people", get(people::list::get))
        .route("/people/search", post(people::list::search))
        .route("/access/explain", get(explain::form).post(explain::explain));
    edge::finish(routes, app)
}

/// The description of these routes, to be merged with those of the other functions.
pub fn openapi() -> utoipa::openapi::OpenApi {
    <Described as utoipa::OpenApi>::openapi()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(people::list::get, people::list::search, explain::form, explain::explain),
    tags((name = "Administration", description = "People and their roles, agencies and areas"))
)]
struct Described;
