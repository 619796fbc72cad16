//! What the applicant sees after sending, and later: where it stands, and what was made of each
//! complaint.
//!
//! The id in the address is the secret, as with a report; the page holds dates, and nothing of what
//! was told.

use askama::Template;
use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use domain::{
    CaseReviewId,
    case_review::{CaseReview, Status},
    time,
};
use edge::{Accept, App, At, CheckedView, Problem, areas::name_of, page::Chrome};
use serde::Serialize;
use utoipa::ToSchema;

/// What the sender of an application is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseReviewReceipt {
    /// The end of the address at which the sender sees where it stands. Nobody can guess it.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub id: String,
    /// What to quote.
    #[schema(example = "C-2D7F8A4B")]
    pub reference: String,
    /// Name of the area.
    #[schema(example = "Runnymede")]
    pub area_name: String,
    /// The day by which it is to be acknowledged.
    #[schema(example = "2026-11-25")]
    pub acknowledge_by: NaiveDate,
    /// The day by which the sender is to hear the outcome.
    #[schema(example = "2026-12-29")]
    pub outcome_by: NaiveDate,
    /// Where it stands: `applied`, `under_review`, `not_met`, `concluded` or `withdrawn`.
    #[schema(example = "applied")]
    pub status: String,
    /// The same in words.
    #[schema(example = "Threshold to be decided")]
    pub status_label: String,
    /// Each complaint.
    pub complaints: Vec<CheckedView>,
    /// What follows from them.
    #[schema(example = "1 complaints count and 3 are needed")]
    pub result: String,
}

impl CaseReviewReceipt {
    pub(crate) async fn of(app: &App, review: &CaseReview) -> Result<Self, Problem> {
        let assessment = &review.assessment;
        Ok(Self {
            id: review.id.to_string(),
            reference: review.reference.clone(),
            area_name: name_of(app, &review.area).await?,
            acknowledge_by: review.acknowledge_by,
            outcome_by: review.outcome_by,
            status: review.status.value().to_owned(),
            status_label: review.status.label().to_owned(),
            complaints: assessment
                .complaints
                .iter()
                .map(CheckedView::from)
                .collect(),
            result: assessment.result.clone(),
        })
    }
}

#[derive(Template)]
#[template(path = "case_review/applied.html")]
struct AppliedPage {
    chrome: Chrome,
    receipt: CaseReviewReceipt,
    acknowledge: String,
    outcome: String,
    open: bool,
}

/// `GET /case-review/{id}`.
#[utoipa::path(
    get, path = "/case-review/{id}", operation_id = "read_applied_case_review", tag = "case reviews",
    summary = "Where an application for a case review stands",
    description = "For whoever has its id, which only its sender was given. Says nothing of what was told.",
    security(()),
    params(("id" = String, Path, description = "The application", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, body = CaseReviewReceipt)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    accept: Accept,
    At(id): At<CaseReviewId>,
) -> Result<Response, Problem> {
    let review = app.store.applied_for(id).await?;
    if matches!(review.status, Status::Erased { .. }) {
        return Err(Problem::NotFound);
    }
    let receipt = CaseReviewReceipt::of(&app, &review).await?;
    let page = AppliedPage {
        chrome: Chrome::new("Your application"),
        acknowledge: time::full_date(review.acknowledge_by),
        outcome: time::full_date(review.outcome_by),
        open: review.status.is_open(),
        receipt: receipt.clone(),
    };
    Ok(accept.reply(&receipt, &page).into())
}
