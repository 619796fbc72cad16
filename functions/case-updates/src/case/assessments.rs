//! `/cases/{id}/assessments`: risk and RAG, with the reason and the next review (R2.2, R2.7).

mod body;

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    CaseId, Entry,
    case::{Event, Rag},
    referral::form::RiskBand,
    time,
};
use edge::{
    Accept, App, At, Body, Problem,
    page::{self, Choice, Chrome},
};
use serde::Serialize;
use store::Outcome;

use self::body::AssessmentBody;
use super::{
    Done, MANAGES,
    change::{Answer, Change, Changed, Target},
    choices,
    frame::{Frame, Tab},
    opened::Opened,
};
use crate::again::{Again, led_to};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, assess))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/cases/{id}/assessments", get(list).post(assess))
}

/// How the risk of a case was assessed over time.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseAssessments)]
struct AssessmentsView {
    /// Newest first.
    assessments: Vec<AssessmentView>,
    /// Whether the caller may assess.
    may_manage: bool,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    version: u64,
}

/// An assessment.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Assessment, example = json!({
    "rag": "red", "risk": "high", "risk_words": "High",
    "rationale": "Three incidents in a week, one with a threat.",
    "next_review_on": "2026-12-01", "at": "2026-11-17T10:00:00Z",
    "by": "Ana Silva", "agency_name": "Runnymede Borough Council"
}))]
struct AssessmentView {
    /// `red`, `amber` or `green`.
    rag: &'static str,
    /// `standard`, `medium`, `high` or `very_high`.
    risk: &'static str,
    /// The same in words.
    risk_words: &'static str,
    /// Why.
    rationale: String,
    /// When the case came up for review next.
    next_review_on: NaiveDate,
    /// When it was assessed, UTC.
    at: DateTime<Utc>,
    /// By whom.
    by: String,
    /// Of which agency.
    agency_name: String,
}

impl AssessmentView {
    fn of(opened: &Opened, entry: &Entry<Event>) -> Option<Self> {
        let Some(Event::Assessed { assessment }) = &entry.event else {
            return None;
        };
        let agency = entry.header.actor.agency();
        Some(Self {
            rag: assessment.rag.value(),
            risk: assessment.risk.value(),
            risk_words: assessment.risk.label(),
            rationale: assessment.rationale.to_string(),
            next_review_on: assessment.next_review_on,
            at: entry.header.at,
            by: entry.header.actor.name().to_owned(),
            agency_name: agency
                .map(|agency| opened.names.get(agency))
                .unwrap_or_default(),
        })
    }

    fn when(&self) -> String {
        time::long_time(self.at)
    }

    fn review(&self) -> String {
        time::long_date(self.next_review_on)
    }
}

#[derive(Template)]
#[template(path = "case/assessments.html")]
struct AssessmentsPage {
    chrome: Chrome,
    frame: Frame,
    view: AssessmentsView,
    open: bool,
    again: Again,
    rags: Vec<Choice>,
    risks: Vec<Choice>,
}

/// Assessments of a case
///
/// Every assessment with its reason, newest first.
#[utoipa::path(get, path = "/cases/{id}/assessments", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The assessments",
        content((AssessmentsView = "application/json"), (String = "text/html")))))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let mut page = show(&app, &caller, id, Again::first()).await?;
    let words = [("assessed", "The assessment has been recorded")];
    page.chrome = page.chrome.success(query.done.as_deref(), &words);
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.version)
        .into_response())
}

async fn show(
    app: &App,
    caller: &Caller,
    id: CaseId,
    again: Again,
) -> Result<AssessmentsPage, Problem> {
    let opened = Opened::whole(app, caller, id).await?;
    let case = opened.case();
    let frame = Frame::of(&opened, Tab::Assessments, "Risk and RAG");
    let newest_first = opened.file.entries.iter().rev();
    Ok(AssessmentsPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        view: AssessmentsView {
            assessments: newest_first
                .filter_map(|entry| AssessmentView::of(&opened, entry))
                .collect(),
            may_manage: policy::manage(caller, case).is_permitted(),
            version: case.version(),
        },
        open: case.is_open(),
        rags: choices::of(Rag::ALL, Rag::value, Rag::label),
        risks: choices::of(RiskBand::ALL, RiskBand::value, RiskBand::label),
        again: again.at_version(case.version()),
        frame,
    })
}

/// Assess risk and RAG
///
/// Replaces the last assessment, which stays in the list, and sets the next review. Needs the
/// version it is based on.
#[utoipa::path(post, path = "/cases/{id}/assessments", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((AssessmentBody = "application/json"),
        (AssessmentBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Assessed", body = Changed)))]
async fn assess(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<AssessmentBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, id, &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}?done=assessed"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let page = show(&app, &caller, id, again).await?;
            Ok(page::html(page.again.status, &page))
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    id: CaseId,
    body: &Body<AssessmentBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?.based()?;
    let assessment = body.value.clone().read()?;
    let answer = Answer {
        new: true,
        href: format!("/cases/{id}/assessments"),
    };
    change
        .make((policy::manage, MANAGES), answer, |opened, stamp| {
            Ok(opened.file.journal.assess(assessment.clone(), stamp)?)
        })
        .await
}
