//! Data protection: how long things are kept (R12.2).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `retention/list.rs` | `GET /retention` | what is due, kept longer, held, to be erased, erased |
//! | `retention/one.rs` | `/retention/cases/{id}`, `/retention/referrals/{id}` | looks at one: keep, hold, erase |
//! | `retention/rules.rs` | `GET` and `POST /retention/rules` | for how long, why, and what an area chose |
//!
//! Nothing here erases: the function `erasure` does, on its schedule, what was ordered here.

mod retention;
mod section;

use axum::{Router, routing::get};
use edge::App;

/// The routes below `/retention`, with what surrounds every route.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/retention", get(retention::list::get))
        .route(
            "/retention/rules",
            get(retention::rules::get).post(retention::rules::post),
        )
        .route(
            "/retention/cases/{id}",
            get(retention::one::case).post(retention::one::decide_case),
        )
        .route(
            "/retention/referrals/{id}",
            get(retention::one::referral).post(retention::one::decide_referral),
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
        retention::list::get,
        retention::rules::get,
        retention::rules::post,
        retention::one::case,
        retention::one::decide_case,
        retention::one::referral,
        retention::one::decide_referral,
    ),
    tags((name = "Data protection", description = "How long things are kept"))
)]
struct Described;
