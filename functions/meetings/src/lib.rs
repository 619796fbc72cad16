//! Meetings, their agenda, and packs to read (R5).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `meeting/list.rs` | `GET /meetings` | meetings of the caller's areas |
//! | `meeting/schedule.rs` | `GET /meetings/new`, `POST /meetings` | calls a meeting |
//! | `meeting/show.rs` | `GET /meetings/{id}` | when and where, agenda, packs |
//! | `figures.rs` | `GET /meetings/figures`, `….csv` | what a JAG reports of its area's places |
//! | `meeting/cancel.rs` | `POST /meetings/{id}/cancel` | calls it off |
//! | `agenda/show.rs` | `GET /meetings/{id}/agenda` | the agenda, and the chair's changes to it |
//! | `agenda/adjust.rs` | `POST /meetings/{id}/agenda` | adds, removes or moves a case |
//! | `packs/list.rs` | `GET /meetings/{id}/packs` | for whom packs were made |
//! | `packs/request.rs` | `POST /meetings/{id}/packs` | asks for packs now |
//! | `packs/read.rs` | `GET /meetings/{id}/packs/{agency}` | a pack as page, JSON or PDF |
//!
//! Packs themselves are made by the function `meeting-packs`, from the journal entry that the
//! request writes.

mod again;
mod agenda;
mod figures;
mod meeting;
mod packs;
#[cfg(test)]
mod sample;

use axum::{
    Router,
    routing::{get, post},
};
use edge::App;

/// The routes below `/meetings`, with what surrounds every route.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route(
            "/meetings",
            get(meeting::list::get).post(meeting::schedule::post),
        )
        .route("/meetings/new", get(meeting::schedule::form))
        .route("/meetings/figures", get(figures::get))
        .route("/meetings/figures.csv", get(figures::csv))
        .route("/meetings/{id}", get(meeting::show::get))
        .route("/meetings/{id}/cancel", post(meeting::cancel::post))
        .route(
            "/meetings/{id}/agenda",
            get(agenda::show::get).post(agenda::adjust::post),
        )
        .route(
            "/meetings/{id}/packs",
            get(packs::list::get).post(packs::request::post),
        )
        .route("/meetings/{id}/packs/{agency}", get(packs::read::get));
    edge::finish(routes, app)
}

/// The description of these routes, to be merged with those of the other functions.
pub fn openapi() -> utoipa::openapi::OpenApi {
    <Described as utoipa::OpenApi>::openapi()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(
        meeting::list::get,
        meeting::schedule::post,
        meeting::show::get,
        meeting::cancel::post,
        agenda::show::get,
        agenda::adjust::post,
        packs::list::get,
        packs::request::post,
        packs::read::get,
        figures::get,
    ),
    tags((name = "Meetings", description = "Meetings, their agenda, and packs to read"))
)]
struct Described;

#[cfg(test)]
mod tests;
