//! What the reporter sees after sending: the reference, what happens next, and later whether
//! somebody has looked at it (R1.5).
//!
//! Nobody can guess the id in the address, but others than its sender have it: it stands in what staff
//! see. So the page says nothing of what was told, nor what was decided and why. At the address that
//! ends with the key, which only its sender was given, it also says which files were added and whether
//! they arrived.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use chrono::NaiveDate;
use domain::{ReferralId, referral::Referral, time};
use edge::{Accept, App, At, Problem, again::Done, page::Chrome};
use serde::Serialize;
use utoipa::ToSchema;

use super::files::{self, SentFileView};
use crate::referral::names::Names;

/// What the sender of a report is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportReceipt {
    /// Its id, part of the address at which the sender sees where it stands.
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
    /// Where its sender sees where it stands, and adds files: only they are given it. None where
    /// somebody asks who does not have it.
    #[schema(example = "/report/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001/0f3c…")]
    pub address: Option<String>,
    /// Photographs, recordings and papers that were added, for whoever asks at that address.
    pub files: Vec<SentFileView>,
    /// Whether another can be added there.
    #[schema(example = true)]
    pub takes_files: bool,
}

impl ReportReceipt {
    /// `address` is the one that only its sender was given, if that is where somebody asks.
    async fn of(app: &App, referral: &Referral, address: Option<String>) -> Result<Self, Problem> {
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
            files: match &address {
                Some(address) => SentFileView::all(referral, address, app.clock.now()),
                None => Vec::new(),
            },
            takes_files: address.is_some() && referral.takes_evidence(),
            address,
        })
    }

    /// What the sender was told when it arrived, whatever has happened to it since.
    pub(crate) async fn at_first(
        app: &App,
        referral: &Referral,
        address: String,
    ) -> Result<Self, Problem> {
        Ok(Self {
            status: "waiting".to_owned(),
            files: Vec::new(),
            takes_files: true,
            ..Self::of(app, referral, Some(address)).await?
        })
    }
}

const DONE: [(&str, &str); 1] = [(
    "sent",
    "What you sent is checked now. Below stands what became of each file; reload this page for news",
)];

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
    description = "For whoever has its id. Says nothing of what was told, nor of files.",
    security(()),
    params(("id" = String, Path, description = "The report", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, body = ReportReceipt)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    accept: Accept,
    At(id): At<ReferralId>,
) -> Result<Response, Problem> {
    let referral = files::there(&app, id).await?;
    let receipt = ReportReceipt::of(&app, &referral, None).await?;
    Ok(page_of(
        accept,
        &referral,
        receipt,
        Chrome::new("Your report"),
    ))
}

/// `GET /report/{id}/{key}`.
#[utoipa::path(
    get, path = "/report/{id}/{key}", operation_id = "read_own_public_report", tag = "public reports",
    summary = "Where a report of the public stands, and its files",
    description = "For its sender, who alone was given the key. Says nothing of what was told.",
    security(()),
    params(
        ("id" = String, Path, description = "The report", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("key" = String, Path, description = "The end of the address that its sender was given", example = "0f3c…"),
    ),
    responses((status = 200, body = ReportReceipt)),
)]
pub(crate) async fn show_own(
    State(app): State<App>,
    accept: Accept,
    Path((id, key)): Path<(String, String)>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let (id, address) = files::parts(&id, &key)?;
    let referral = files::reported(&app, id, &key).await?;
    let receipt = ReportReceipt::of(&app, &referral, Some(address)).await?;
    let chrome = Chrome::new("Your report").success(done.done.as_deref(), &DONE);
    Ok(page_of(accept, &referral, receipt, chrome))
}

fn page_of(
    accept: Accept,
    referral: &Referral,
    receipt: ReportReceipt,
    chrome: Chrome,
) -> Response {
    let page = SentPage {
        chrome,
        due: time::full_date(referral.due_on),
        waiting: referral.status.is_open(),
        receipt: receipt.clone(),
    };
    accept.reply(&receipt, &page).into()
}
