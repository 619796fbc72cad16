//! What the reporter sees after sending: the reference, what happens next, and later whether
//! somebody has looked at it (R1.5).
//!
//! The id in the address is the secret: nobody can guess it, and the page says nothing of what was
//! told, nor what was decided and why.

use askama::Template;
use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use domain::{
    ReferralId,
    referral::{Referral, Status},
    time,
};
use edge::{Accept, App, At, Problem, page::Chrome};
use serde::Serialize;
use utoipa::ToSchema;

use crate::referral::names::Names;

/// What the sender of a report is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportReceipt {
    /// The end of the address at which the sender sees where it stands. Nobody can guess it.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub id: String,
    /// What to quote.
    #[schema(example = "R-7K3M9-QX2FV")]
    pub reference: String,
    /// Code of the area that it went to.
    #[schema(example = "RUN")]
    pub area: String,
    /// Name of that area.
    #[schema(example = "Runnymede")]
    pub area_name: String,
    /// The day by which somebody should have looked at it.
    #[schema(example = "2026-11-24")]
    pub due_on: NaiveDate,
    /// Whether somebody has decided what to do: `waiting` or `looked_at`.
    #[schema(example = "waiting")]
    pub status: String,
}

impl ReportReceipt {
    async fn of(app: &App, referral: &Referral) -> Result<Self, Problem> {
        let status = if referral.status.is_open() {
            "waiting"
        } else {
            "looked_at"
        };
        Ok(Self {
            id: referral.id.to_string(),
            reference: referral.reference.clone(),
            area: referral.area.to_string(),
            area_name: Names::default().area(app, &referral.area).await?,
            due_on: referral.due_on,
            status: status.to_owned(),
        })
    }

    /// What the sender was told when it arrived, whatever has happened to it since.
    pub(crate) async fn at_first(app: &App, referral: &Referral) -> Result<Self, Problem> {
        Ok(Self {
            status: "waiting".to_owned(),
            ..Self::of(app, referral).await?
        })
    }
}

#[derive(Template)]
#[template(path = "report/sent.html")]
struct SentPage {
    chrome: Chrome,
    receipt: ReportReceipt,
    due: String,
    waiting: bool,
}

/// `GET /report/{id}`.
#[utoipa::path(
    get, path = "/report/{id}", operation_id = "read_public_report", tag = "public reports",
    summary = "Where a report of the public stands",
    description = "For whoever has its id, which only its sender was given. Says nothing of what was told.",
    security(()),
    params(("id" = String, Path, description = "The report", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, body = ReportReceipt)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    accept: Accept,
    At(id): At<ReferralId>,
) -> Result<Response, Problem> {
    let referral = app.store.reported(id).await?;
    if matches!(referral.status, Status::Erased { .. }) {
        return Err(Problem::NotFound);
    }
    let receipt = ReportReceipt::of(&app, &referral).await?;
    let page = SentPage {
        chrome: Chrome::new("Your report"),
        due: time::full_date(referral.due_on),
        waiting: referral.status.is_open(),
        receipt: receipt.clone(),
    };
    Ok(accept.reply(&receipt, &page).into())
}
