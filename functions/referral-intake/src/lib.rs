//! Online referral forms and API, and the triage of what they bring (R1).
//!
//! | room | what lives there |
//! |---|---|
//! | [`draft`] | `/refer`: the form, page by page, until it is sent |
//! | [`referral`] | `/referrals`: what was sent, and what became of it |
//! | [`triage`] | `/referrals/{id}/triage`: the coordinator decides |
//! | [`choices`], [`forums`] | what forms offer |
//!
//! A form post and a JSON body are one [`ReferralBody`], judged in one place.

mod choices;
mod draft;
mod forums;
mod referral;
mod triage;

use axum::{
    Router,
    routing::{get, post},
};
use edge::App;
use utoipa::OpenApi;

pub use draft::view::{DraftSummary, DraftView, DraftsView};
pub use referral::{
    answer::AnswerBody,
    body::{IncidentBody, ReferralBody, SubjectBody},
    list::ListQuery,
    view::{
        CaseLink, DecisionView, HistoryView, Receipt, ReferralRow, ReferralView, ReferralsView,
    },
};
pub use triage::TriageBody;

use draft::{check, delete, incidents, start, subjects, write};
use referral::{answer, list, receive, sent, show};

/// `/refer…` and `/referrals…`.
pub fn router(app: App) -> Router {
    edge::finish(drafts().merge(referrals()), app)
}

fn drafts() -> Router<App> {
    Router::new()
        .route("/refer", get(start::show).post(start::begin))
        .route("/refer/{draft}", get(start::go_on))
        .route("/refer/{draft}/{step}", get(write::show).post(write::save))
        .route("/refer/{draft}/subjects", get(subjects::list).post(subjects::go_on))
        .route("/refer/{draft}/subjects/{number}/remove", get(subjects::ask).post(subjects::remove))
        .route("/refer/{draft}/subjects/{number}/{part}", get(subjects::show).post(subjects::save))
        .route("/refer/{draft}/incidents", get(incidents::list).post(incidents::go_on))
        .route("/refer/{draft}/incidents/{number}", get(incidents::show).post(incidents::save))
        .route("/refer/{draft}/incidents/{number}/remove", get(incidents::ask).post(incidents::remove))
        .route("/refer/{draft}/check", get(check::show))
        .route("/refer/{draft}/send", post(check::send))
        .route("/refer/{draft}/delete", get(delete::ask).post(delete::delete))
}

fn referrals() -> Router<App> {
    Router::new()
        .route("/referrals", get(list::get).post(receive::post))
        .route("/referrals/{id}", get(show::get))
        .route("/referrals/{id}/sent", get(sent::show))
        .route("/referrals/{id}/triage", post(triage::post))
        .route("/referrals/{id}/answer", post(answer::post))
}

#[derive(OpenApi)]
#[openapi(
    paths(
        start::show, start::begin, start::go_on, write::show, write::save, subjects::save,
        subjects::remove, incidents::save, incidents::remove, check::send, delete::delete,
        receive::post, list::get, show::get, triage::post, answer::post,
    ),
    tags(
        (name = "referrals", description = "Referrals and their triage"),
        (name = "referral drafts", description = "A referral filled in step by step; each is seen by its writer alone"),
    ),
)]
struct Doc;

/// What the API of these routes looks like (OpenAPI 3.1).
pub fn openapi() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}
