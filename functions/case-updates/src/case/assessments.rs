//! `/cases/{id}/assessments`: risk and RAG, with the score, the reason and the next review (R2.2, R2.7).
//!
//! | file | what it serves |
//! |---|---|
//! | this one | the assessments so far, and recording another |
//! | [`scoring`] | `/new` and `/score`: the questions, and what answers come to |
//! | [`body`] | what is sent |
//! | [`view`] | an assessment as it is shown |
//! | [`chart`] | how the risk went, as a picture |

mod body;
mod chart;
mod scoring;
mod view;

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{CaseId, case::Stale};
use edge::{Accept, App, At, Body, Problem, page::Chrome};
use store::Outcome;

use self::{body::AssessmentBody, chart::Chart, view::AssessmentsView};
use super::{
    Done, MANAGES,
    change::{Answer, Change, Changed, Target},
    choices,
    frame::{Frame, Tab},
    opened::Opened,
};
use crate::again::{Again, led_to};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, assess, scoring::new, scoring::score))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/assessments", get(list).post(assess))
        .route("/cases/{id}/assessments/new", get(scoring::new))
        .route("/cases/{id}/assessments/score", post(scoring::score))
}

#[derive(Template)]
#[template(path = "case/assessments.html")]
struct AssessmentsPage {
    chrome: Chrome,
    frame: Frame,
    view: AssessmentsView,
    open: bool,
    chart: Option<Chart>,
    stale: Option<String>,
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
    let opened = Opened::whole(&app, &caller, id).await?;
    let case = opened.case();
    let frame = Frame::of(&opened, Tab::Assessments, "Risk and RAG");
    let view = AssessmentsView::of(&opened, &caller);
    let words = [("assessed", "The assessment has been recorded")];
    let page = AssessmentsPage {
        chrome: frame.chrome(&caller).success(query.done.as_deref(), &words),
        open: case.is_open(),
        chart: Chart::of(&view.assessments),
        stale: case.stale(opened.today()).map(Stale::words),
        frame,
        view,
    };
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.version)
        .into_response())
}

/// Assess risk and RAG
///
/// Replaces the last assessment, which stays in the list, and sets the next review. With an
/// `instrument`, its `version` and `answers` the band is worked out, and kept with them; without, the
/// band is what `risk` says. Needs the version it is based on.
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
        Ok(outcome) => {
            let page = match body.value.meeting()? {
                // The meeting goes on where it was left.
                Some(meeting) => format!("/meetings/{meeting}/run?case={id}"),
                None => format!("/cases/{id}/assessments?done=assessed"),
            };
            Ok(led_to(accept, &outcome, &page))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            scoring::show(&app, &caller, id, (again, &body.value)).await
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
    let sent = &body.value;
    let plain = match sent.is_scored() {
        true => None,
        false => Some(sent.clone().read()?),
    };
    let adopted = app.store.adopted().await?;
    let meeting = sent.meeting()?;
    // What is wrong with it is said only when it was not done before: meetings change.
    let meeting_exists = choices::meeting_exists(app, caller, meeting).await;
    let answer = Answer {
        new: true,
        href: format!("/cases/{id}/assessments"),
    };
    change
        .make((policy::manage, MANAGES), answer, |opened, stamp| {
            if !meeting_exists.clone()? {
                let message = "Meeting must be one of those that you may see";
                return Err(Problem::field("meeting", message));
            }
            let pace = opened.pace(&adopted);
            let assessment = match &plain {
                Some(plain) => plain.clone(),
                None => sent.clone().scored(&opened, pace)?,
            };
            let case = opened.file.journal;
            Ok(case.assess_at(assessment, meeting, pace, stamp)?)
        })
        .await
}
