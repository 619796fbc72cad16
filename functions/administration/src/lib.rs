//! People and their roles, agencies and areas (R3.2, R11.2).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `people/list.rs` | `GET /people`, `POST /people/search` | who is there, by agency and area |
//! | `people/register.rs` | `GET /people/new`, `POST /people`, `POST /people/{id}` | adds and amends somebody |
//! | `people/show.rs` | `GET /people/{id}` | roles, training, and who changed what |
//! | `people/leave.rs` | `/people/{id}/leave`, `/people/{id}/return` | sees somebody out, and in again |
//! | `people/training.rs` | `/people/{id}/training`, `GET /people/training` | courses, and who took none yet |

mod again;
mod given;
mod history;
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
        .route(
            "/people",
            get(people::list::get).post(people::register::post),
        )
        .route("/people/search", post(people::list::search))
        .route("/people/new", get(people::register::new))
        .route("/people/training", get(people::training::overview))
        .route(
            "/people/{id}",
            get(people::show::get).post(people::register::amend),
        )
        .route("/people/{id}/amend", get(people::register::form))
        .route(
            "/people/{id}/leave",
            get(people::leave::leave_form).post(people::leave::leave),
        )
        .route(
            "/people/{id}/return",
            get(people::leave::return_form).post(people::leave::come_back),
        )
        .route(
            "/people/{id}/training",
            get(people::training::form).post(people::training::post),
        )
        .route(
            "/people/{id}/training/withdraw",
            post(people::training::withdraw),
        );
    edge::finish(routes, app)
}

/// The description of these routes, to be merged with those of the other functions.
pub fn openapi() -> utoipa::openapi::OpenApi {
    <Described as utoipa::OpenApi>::openapi()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(
        people::list::get,
        people::list::search,
        people::register::post,
        people::register::amend,
        people::show::get,
        people::leave::leave,
        people::leave::come_back,
        people::training::overview,
        people::training::post,
        people::training::withdraw,
    ),
    tags((name = "Administration", description = "People and their roles, agencies and areas"))
)]
struct Described;
