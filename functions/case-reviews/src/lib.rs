//! The ASB Case Review (R7): the area's coordinator runs it, from the application to its outcome.
//! Anybody applies in the function `referral-intake`.
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `list.rs` | `/case-reviews` | what is due, what is over |
//! | `one.rs`, `step.rs`, `view.rs` | `/case-reviews/{id}` | one application, and the steps to its outcome |
//! | `take.rs` | | a step with the case that the review looks at, or with an email |
//! | `letter.rs` | `/case-reviews/{id}/letters/{letter}`, `/case-review/letters/{secret}` | letters, to be posted and as they were emailed |
//! | `figures.rs` | `/case-reviews/figures` | the four figures of a year |
//! | `published.rs` | `/case-review/figures` | the same for everybody |

mod choices;
mod figures;
mod letter;
mod list;
mod one;
mod published;
mod step;
mod take;
mod view;

use access::{Caller, case_review as policy};
use axum::{Router, routing::get};
use edge::{
    App,
    areas::May,
    chrome,
    page::{Chrome, Place},
};

/// The routes below `/case-reviews`, the figures that everybody reads, and letters as they were
/// emailed, with what surrounds every route.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/case-review/figures", get(published::show))
        .route("/case-review/figures.csv", get(published::csv))
        .route("/case-reviews", get(list::get))
        .route("/case-reviews/figures", get(figures::get))
        .route("/case-reviews/figures.csv", get(figures::csv))
        .route("/case-reviews/{id}", get(one::get).post(one::post))
        .route("/case-reviews/{id}/letters/{letter}", get(letter::show))
        .route("/case-review/letters/{secret}", get(letter::emailed));
    edge::finish(routes, app)
}

/// The description of these routes, to be merged with those of the other functions.
pub fn openapi() -> utoipa::openapi::OpenApi {
    <Described as utoipa::OpenApi>::openapi()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(list::get, one::get, one::post, figures::get, published::show),
    tags((name = "case reviews", description = "ASB Case Reviews: applications, their steps, and the figures of a year"))
)]
struct Described;

/// The frame of a page for staff.
fn frame(caller: &Caller, title: impl Into<String>) -> Chrome {
    chrome(caller, title).at(Place::Triage)
}

/// Whose reviews somebody runs, and why they may not.
const RUNS: (May, &str) = (
    policy::run,
    "Only an area’s coordinator runs its ASB Case Reviews.",
);
