//! Meetings, their agenda, and packs to read (R5).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `meeting/list.rs` | `GET /meetings` | meetings of the caller's areas |
//! | `meeting/schedule.rs` | `GET /meetings/new`, `POST /meetings` | calls a meeting |
//! | `meeting/show.rs` | `GET /meetings/{id}` | when and where, agenda, packs |
//! | `meeting/series.rs` | `GET /meetings/series`, `POST /meetings/series` | calls a whole series |
//! | `meeting/moving.rs` | `GET /meetings/{id}/move`, `POST /meetings/{id}/move` | moves it |
//! | `meeting/cancel.rs` | `POST /meetings/{id}/cancel` | calls it off |
//! | `calendar.rs` | `GET /meetings/{id}/invitation.ics` | the meeting as an entry of a calendar |
//! | `calendar/feed.rs` | `/meetings/feed`, `…/end`, `…/{ticket}` | one's meetings in one's own calendar program |
//! | `agenda/show.rs` | `GET /meetings/{id}/agenda` | the agenda, and the chair's changes to it |
//! | `agenda/adjust.rs` | `POST /meetings/{id}/agenda` | adds, removes or moves a case |
//! | `running/show.rs` | `GET /meetings/{id}/run` | the page on which it is run |
//! | `running/attendance.rs` | `POST /meetings/{id}/attendance` | whether an agency came |
//! | `running/statement.rs` | `POST /meetings/{id}/statement` | that confidentiality was spoken of |
//! | `running/record.rs` | `POST /meetings/{id}/cases/{case}` | what is decided, asked and rated on a case |
//! | `minutes/show.rs` | `GET /meetings/{id}/minutes` | what was recorded, for each reader their part |
//! | `minutes/send.rs` | `POST /meetings/{id}/minutes` | tells agencies that there are minutes |
//! | `packs/list.rs` | `GET /meetings/{id}/packs` | for whom packs were made |
//! | `packs/request.rs` | `POST /meetings/{id}/packs` | asks for packs now |
//! | `packs/read.rs` | `GET /meetings/{id}/packs/{agency}` | a pack as page, JSON or PDF |
//!
//! Packs themselves are made by the function `meeting-packs`, from the journal entry that the
//! request writes.

mod again;
mod agenda;
mod calendar;
mod meeting;
mod minutes;
mod packs;
mod running;
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
        .route(
            "/meetings/series",
            get(meeting::series::get).post(meeting::series::post),
        )
        .route(
            "/meetings/feed",
            get(calendar::feed::show).post(calendar::feed::make),
        )
        .route("/meetings/feed/end", post(calendar::feed::end))
        .route("/meetings/feed/{ticket}", get(calendar::feed::fetch))
        .route("/meetings/{id}/invitation.ics", get(calendar::invitation))
        .route("/meetings/{id}", get(meeting::show::get))
        .route(
            "/meetings/{id}/move",
            get(meeting::moving::form).post(meeting::moving::post),
        )
        .route("/meetings/{id}/cancel", post(meeting::cancel::post))
        .route(
            "/meetings/{id}/agenda",
            get(agenda::show::get).post(agenda::adjust::post),
        )
        .route("/meetings/{id}/run", get(running::show::get))
        .route("/meetings/{id}/attendance", post(running::attendance::post))
        .route("/meetings/{id}/statement", post(running::statement::post))
        .route("/meetings/{id}/cases/{case}", post(running::record::post))
        .route(
            "/meetings/{id}/minutes",
            get(minutes::show::get).post(minutes::send::post),
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
        meeting::moving::post,
        meeting::series::get,
        meeting::series::post,
        calendar::invitation,
        calendar::feed::show,
        calendar::feed::make,
        calendar::feed::end,
        agenda::show::get,
        agenda::adjust::post,
        running::show::get,
        running::attendance::post,
        running::statement::post,
        running::record::post,
        minutes::show::get,
        minutes::send::post,
        packs::list::get,
        packs::request::post,
        packs::read::get,
    ),
    tags((name = "Meetings", description = "Meetings, their agenda, and packs to read"))
)]
struct Described;

#[cfg(test)]
mod tests;
