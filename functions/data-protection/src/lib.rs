//! Data protection: how long things are kept (R12.2), and what people ask about themselves (R12.1).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `retention/list.rs` | `GET /retention` | what is due, kept longer, held, to be erased, erased |
//! | `retention/one.rs` | `/retention/cases/{id}`, and so below `referrals`, `case-reviews`, `subject-access` | looks at one: keep, hold, erase |
//! | `retention/entries.rs` | `/retention/cases/{id}/entries` | erases what a withdrawn entry said |
//! | `retention/rules.rs` | `GET` and `POST /retention/rules` | for how long, why, and what an area chose |
//! | `subject_access/list.rs`, `new.rs` | `/subject-access` | requests, and taking one in |
//! | `subject_access/one.rs`, `step.rs` | `/subject-access/{id}` | a request, and the steps to its answer |
//! | `subject_access/review.rs` | `/subject-access/{id}/cases/{case}` | reading a case as the person would get it |
//! | `subject_access/beside.rs` | `/subject-access/{id}/beside/{piece}` | reading what stands beside cases, and saying whose it is |
//! | `subject_access/bundle.rs` | `GET /subject-access/{id}/bundle` | what the person gets |
//! | `audit.rs` | `/cases/{id}/audit` | the audit of a case, taken out for a review (R3.5) |
//! | `print.rs` | | typesetting |
//!
//! Of whole records nothing is erased here: the function `erasure` does, on its schedule,
//! what was ordered here.

mod audit;
mod print;
mod retention;
mod section;
mod subject_access;

use axum::{Router, routing::get};
use edge::App;

/// The routes below `/retention` and `/subject-access`, and `/cases/{id}/audit`, with what surrounds every route.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/cases/{id}/audit", get(audit::ask).post(audit::take_out))
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
            "/retention/cases/{id}/entries",
            get(retention::entries::get).post(retention::entries::post),
        )
        .route(
            "/retention/referrals/{id}",
            get(retention::one::referral).post(retention::one::decide_referral),
        )
        .route(
            "/retention/case-reviews/{id}",
            get(retention::one::case_review).post(retention::one::decide_case_review),
        )
        .route(
            "/retention/subject-access/{id}",
            get(retention::one::subject_access).post(retention::one::decide_subject_access),
        )
        .route(
            "/subject-access",
            get(subject_access::list::get).post(subject_access::new::post),
        )
        .route("/subject-access/new", get(subject_access::new::form))
        .route(
            "/subject-access/{id}",
            get(subject_access::one::get).post(subject_access::one::post),
        )
        .route(
            "/subject-access/{id}/bundle",
            get(subject_access::one::bundle),
        )
        .route(
            "/subject-access/{id}/cases/{case}",
            get(subject_access::review::get).post(subject_access::review::post),
        )
        .route(
            "/subject-access/{id}/beside/{piece}",
            get(subject_access::beside::get).post(subject_access::beside::post),
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
        audit::take_out,
        retention::list::get,
        retention::rules::get,
        retention::rules::post,
        retention::one::case,
        retention::one::decide_case,
        retention::entries::get,
        retention::entries::post,
        retention::one::referral,
        retention::one::decide_referral,
        retention::one::case_review,
        retention::one::decide_case_review,
        retention::one::subject_access,
        retention::one::decide_subject_access,
        subject_access::list::get,
        subject_access::new::post,
        subject_access::one::get,
        subject_access::one::post,
        subject_access::one::bundle,
        subject_access::review::get,
        subject_access::review::post,
        subject_access::beside::get,
        subject_access::beside::post,
    ),
    tags((name = "Data protection", description = "How long things are kept, and what people ask about themselves"))
)]
struct Described;
