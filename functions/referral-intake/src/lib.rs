//! Online referral forms and API, and the triage of what they bring (R1).
//!
//! | room | what lives there |
//! |---|---|
//! | `draft` | `/refer`: the form, page by page, until it is sent |
//! | `referral` | `/referrals`: what was sent, and what became of it |
//! | `report` | `/report`: members of the public report, without an account |
//! | `case_review` | `/case-review…`: applying for an ASB Case Review |
//! | `triage` | `/referrals/{id}/triage`: the coordinator decides |
//! | `own` | what an area asks beside a form's own questions |
//! | `choices`, `forums` | what forms offer |
//!
//! A form post and a JSON body are one [`ReferralBody`], judged in one place.

mod case_review;
mod choices;
mod draft;
mod forums;
mod own;
mod referral;
mod report;
mod saved;
mod triage;

#[cfg(test)]
mod fixture;

use axum::{
    Router,
    routing::{get, post},
};
use edge::App;
use utoipa::OpenApi;

pub use case_review::{
    applied::CaseReviewReceipt,
    body::{CaseReviewBody, ComplaintBody},
};
pub use draft::view::{DraftSummary, DraftView, DraftsView};
pub use own::OwnAnswerView;
pub use referral::{
    answer::AnswerBody,
    body::{IncidentBody, ReferralBody, SubjectBody},
    files::EvidenceView,
    list::ListQuery,
    view::{
        CaseLink, DecisionView, HistoryView, Receipt, ReferralRow, ReferralView, ReferralsView,
    },
};
pub use report::{
    body::{ReportBody, ReportView, ReporterView},
    files::{EvidenceBody, EvidenceReceipt, SentFileView},
    sent::ReportReceipt,
};
pub use triage::TriageBody;

use case_review::{applied, apply};
use draft::{check, delete, incidents, start, subject, subjects, write};
use referral::{answer, list, receive, sent, show};
use report::{ask, files, send};

/// `/refer…`, `/referrals…`, `/report…`, and applying at `/case-review…`.
pub fn router(app: App) -> Router {
    let public = reports().merge(case_reviews());
    edge::finish(drafts().merge(referrals()).merge(public), app)
}

fn drafts() -> Router<App> {
    Router::new()
        .route("/refer", get(start::show).post(start::begin))
        .route("/refer/{draft}", get(start::go_on))
        .route("/refer/{draft}/{step}", get(write::show).post(write::save))
        .route(
            "/refer/{draft}/subjects",
            get(subjects::list).post(subjects::go_on),
        )
        .route(
            "/refer/{draft}/subjects/{number}/remove",
            get(subject::ask).post(subject::remove),
        )
        .route(
            "/refer/{draft}/subjects/{number}/{part}",
            get(subject::show).post(subject::save),
        )
        .route(
            "/refer/{draft}/incidents",
            get(incidents::list).post(incidents::go_on),
        )
        .route(
            "/refer/{draft}/incidents/{number}",
            get(incidents::show).post(incidents::save),
        )
        .route(
            "/refer/{draft}/incidents/{number}/remove",
            get(incidents::ask).post(incidents::remove),
        )
        .route("/refer/{draft}/check", get(check::show))
        .route("/refer/{draft}/send", post(check::send))
        .route(
            "/refer/{draft}/delete",
            get(delete::ask).post(delete::delete),
        )
}

fn reports() -> Router<App> {
    Router::new()
        .route("/report", get(ask::start).post(send::post))
        .route("/report/questions", get(ask::show).post(ask::change))
        .route("/report/check", post(ask::check))
        .route("/report/{id}", get(report::sent::show))
        .route("/report/{id}/{key}", get(report::sent::show_own))
        .route("/report/{id}/{key}/files", get(files::ask).post(files::add))
        .route("/report/{id}/{key}/files/{file}", get(files::send))
        .route("/report/save", post(saved::save_report))
        .route("/report/saved/{secret}", get(saved::report))
        .route("/report/saved/{secret}/email", post(saved::email_report))
        .route("/report/saved/{secret}/delete", post(saved::delete_report))
}

fn case_reviews() -> Router<App> {
    Router::new()
        .route("/case-review/apply", get(apply::show).post(apply::post))
        .route("/case-review/{id}", get(applied::show))
        .route("/case-review/save", post(saved::save_application))
        .route("/case-review/saved/{secret}", get(saved::application))
        .route(
            "/case-review/saved/{secret}/email",
            post(saved::email_application),
        )
        .route(
            "/case-review/saved/{secret}/delete",
            post(saved::delete_application),
        )
}

fn referrals() -> Router<App> {
    Router::new()
        .route("/referrals", get(list::get).post(receive::post))
        .route("/referrals/{id}", get(show::get))
        .route("/referrals/{id}/files/{file}", get(referral::files::fetch))
        .route("/referrals/{id}/sent", get(sent::show))
        .route("/referrals/{id}/triage", post(triage::post))
        .route("/referrals/{id}/answer", post(answer::post))
}

#[derive(OpenApi)]
#[openapi(
    paths(
        start::show, start::begin, start::go_on, write::show, write::save, subject::save,
        subject::remove, incidents::save, incidents::remove, check::send, delete::delete,
        receive::post, list::get, show::get, referral::files::fetch, triage::post, answer::post,
        send::post, report::sent::show, report::sent::show_own, files::add, files::send,
        apply::post, applied::show,
    ),
    tags(
        (name = "referrals", description = "Referrals and their triage"),
        (name = "public reports", description = "Reports by members of the public, who have no account"),
        (name = "case reviews", description = "ASB Case Reviews: applications, their steps, and the figures of a year"),
        (name = "referral drafts", description = "A referral filled in step by step; each is seen by its writer alone"),
    ),
)]
struct Doc;

/// What the API of these routes looks like (OpenAPI 3.1).
pub fn openapi() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    /// Every `$ref` below a value.
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match value {
                        Value::String(target) if name == "$ref" => {
                            found.insert(target.clone());
                        }
                        _ => references(value, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn the_description_is_whole() {
        let merged = edge::openapi::merge("https://charmm.example", [super::openapi()]);
        let api = serde_json::to_value(merged).unwrap();
        let mut found = BTreeSet::new();
        references(&api, &mut found);
        for reference in found {
            let pointer = reference.trim_start_matches('#');
            assert!(api.pointer(pointer).is_some(), "{reference}");
        }
        let mut operations = BTreeSet::new();
        for (path, item) in api["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap().to_owned();
                assert!(
                    operations.insert(id),
                    "{method} {path} has the name of another"
                );
                assert!(operation["summary"].is_string(), "{method} {path}");
            }
        }
        assert_eq!(operations.len(), 24);
    }
}
