//! `/cases/{id}/plan`: aims, and measures with owners and review dates (R2.3).
//!
//! | file | what it serves |
//! |---|---|
//! | this one | the plan, its aims, and adding a measure |
//! | [`measure`] | `/measures/{number}`: reviewing and changing a measure |
//! | [`body`] | what is sent |
//! | [`view`] | the plan as it is shown |

mod body;
mod measure;
mod view;

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    CaseId,
    case::{MeasureState, Plan},
};
use edge::{
    Accept, App, At, Body, Problem,
    page::{self, Choice, Chrome, Form},
};
use store::Outcome;
use utoipa::OpenApi as _;

use self::{
    body::{AimsBody, MeasureBody},
    view::PlanView,
};
use super::{
    Done, MANAGES,
    change::{Answer, Change, Changed, Target},
    choices,
    frame::{Frame, Tab},
    opened::Opened,
};
use crate::again::{Again, led_to};

#[derive(utoipa::OpenApi)]
#[openapi(paths(show, aim, add))]
struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/plan", get(show).post(aim))
        .route("/cases/{id}/plan/measures", post(add))
        .merge(measure::routes())
}

pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    let mut whole = Doc::openapi();
    whole.merge(measure::Doc::openapi());
    whole
}

#[derive(Template)]
#[template(path = "case/plan.html")]
struct PlanPage {
    chrome: Chrome,
    frame: Frame,
    view: PlanView,
    may_change: bool,
    full: bool,
    /// How far ahead a measure is reviewed at the furthest, as a hint.
    within: String,
    /// The form of the aims.
    aims: Form,
    /// The form of a new measure.
    add: Form,
    changes: Vec<String>,
    members: Vec<Choice>,
    states: Vec<Choice>,
}

/// Which of the page's two forms was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Aims,
    Measure,
}

const DONE: [(&str, &str); 3] = [
    ("aimed", "The aims have been recorded"),
    ("added", "The measure has been added"),
    ("reviewed", "The review has been recorded"),
];

/// The plan of a case
///
/// What it is to achieve, its measures with who answers for them, and how it came about.
#[utoipa::path(get, path = "/cases/{id}/plan", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The plan",
        content((PlanView = "application/json"), (String = "text/html")))))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let mut page = page(&app, &caller, id, None).await?;
    page.chrome = page.chrome.success(query.done.as_deref(), &DONE);
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.version)
        .into_response())
}

/// The page, with a form that was refused.
async fn page(
    app: &App,
    caller: &Caller,
    id: CaseId,
    refused: Option<(Sent, Again)>,
) -> Result<PlanPage, Problem> {
    let opened = Opened::whole(app, caller, id).await?;
    let case = opened.case();
    let version = case.version();
    let frame = Frame::of(&opened, Tab::Plan, "Plan");
    let view = PlanView::of(&opened, caller);
    let said = view.aims.clone().unwrap_or_default();
    let fresh = Again::with(Form::new().with("aims", said)).at_version(version);
    let furthest = opened
        .pace(&app.store.adopted().await?)
        .furthest_review_days;
    let (mut aims, mut add) = (fresh.form, Form::new());
    let mut changes = Vec::new();
    if let Some((sent, again)) = refused {
        let again = again.at_version(version);
        changes = again.changes;
        match sent {
            Sent::Aims => aims = again.form,
            Sent::Measure => add = again.form,
        }
    }
    let faulty = aims.is_faulty() || add.is_faulty();
    let used = MeasureState::ALL.iter().filter(|state| state.is_used());
    Ok(PlanPage {
        chrome: frame.chrome(caller).faulty(faulty),
        may_change: view.may_manage && case.is_open(),
        within: format!("Within {furthest} days. For example, 1 12 2026"),
        full: case.plan.measures.len() >= Plan::MAX_MEASURES,
        members: choices::members(&opened, |_| true),
        states: used
            .map(|state| Choice::new(state.value(), state.label()))
            .collect(),
        frame,
        view,
        aims,
        add,
        changes,
    })
}

/// Say what the plan is to achieve
///
/// In place of what was said before, which stays in the history. Needs the version it is based on.
#[utoipa::path(post, path = "/cases/{id}/plan", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((AimsBody = "application/json"),
        (AimsBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Recorded", body = Changed)))]
async fn aim(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<AimsBody>,
) -> Result<Response, Problem> {
    let done = set_aims(&app, &caller, id, &body).await;
    answer(&app, &caller, id, (Sent::Aims, accept, body.form, done)).await
}

async fn set_aims(
    app: &App,
    caller: &Caller,
    id: CaseId,
    body: &Body<AimsBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?.based()?;
    let aims = body.value.clone().read()?;
    change
        .make(
            (policy::manage, MANAGES),
            plan_of(id, false),
            |opened, stamp| Ok(opened.file.journal.aim(aims.clone(), stamp)?),
        )
        .await
}

/// Add a measure to the plan
///
/// Owned by an agency on the case, which reviews it by the day that is set.
#[utoipa::path(post, path = "/cases/{id}/plan/measures", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on")),
    request_body(content((MeasureBody = "application/json"),
        (MeasureBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Added", body = Changed)))]
async fn add(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<MeasureBody>,
) -> Result<Response, Problem> {
    let done = add_measure(&app, &caller, id, &body).await;
    answer(&app, &caller, id, (Sent::Measure, accept, body.form, done)).await
}

async fn add_measure(
    app: &App,
    caller: &Caller,
    id: CaseId,
    body: &Body<MeasureBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?;
    let measure = body.value.clone().read()?;
    let adopted = app.store.adopted().await?;
    change
        .make(
            (policy::manage, MANAGES),
            plan_of(id, true),
            |opened, stamp| {
                let pace = opened.pace(&adopted);
                let case = opened.file.journal;
                Ok(case.add_measure(measure.clone(), pace, stamp)?)
            },
        )
        .await
}

fn plan_of(id: CaseId, new: bool) -> Answer {
    Answer {
        new,
        href: format!("/cases/{id}/plan"),
    }
}

/// Leads to the plan, or shows it again with what is to be mended.
async fn answer(
    app: &App,
    caller: &Caller,
    id: CaseId,
    (sent, accept, form, done): (Sent, Accept, Form, Result<Outcome, Problem>),
) -> Result<Response, Problem> {
    let word = match sent {
        Sent::Aims => "aimed",
        Sent::Measure => "added",
    };
    match done {
        Ok(outcome) => {
            let page = format!("/cases/{id}/plan?done={word}");
            Ok(led_to(accept, &outcome, &page))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, form)?;
            let status = again.status;
            let page = page(app, caller, id, Some((sent, again))).await?;
            Ok(page::html(status, &page))
        }
    }
}
