//! `/cases/{id}/plan/measures/{number}`: reviewing and changing a measure of the plan (R2.3).

use access::{Caller, case as policy};
use askama::Template;
use axum::{Router, extract::State, response::Response, routing::get};
use domain::{
    CaseId,
    case::{Case, Measure, MeasureState, Refused},
};
use edge::{
    Accept, App, Body, Problem, Within,
    accept::see_other,
    page::{self, Choice, Chrome, Form},
};
use store::Outcome;

use super::{body::ReviewBody, plan_of, view::MeasureView};
use crate::{
    again::{Again, led_to},
    case::{
        change::{Change, Changed, Target},
        choices,
        frame::{Frame, Tab},
        opened::Opened,
    },
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(review))]
pub(super) struct Doc;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/cases/{id}/plan/measures/{number}", get(ask).post(review))
}

/// Why somebody may not review a measure.
const OWNS: &str =
    "Only the agency that owns this measure, and those who manage the case, may review it.";
/// Why somebody may not change what a measure is, or whose.
const CHANGES: &str = "Only those who manage the case may change what a measure is, or whose.";

/// Whoever manages the case, and somebody of the owner who may add to the case.
pub(super) fn may_review(caller: &Caller, case: &Case, measure: &Measure) -> bool {
    let owns = caller.agency() == Some(&measure.owner);
    policy::manage(caller, case).is_permitted()
        || (owns && policy::tell(caller, case).is_permitted())
}

#[derive(Template)]
#[template(path = "case/measure.html")]
struct MeasurePage {
    chrome: Chrome,
    frame: Frame,
    again: Again,
    view: MeasureView,
    manages: bool,
    /// How far ahead it is reviewed at the furthest, as a hint.
    within: String,
    members: Vec<Choice>,
    states: Vec<Choice>,
    action: String,
}

/// The page that asks what a review found.
async fn ask(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
) -> Result<Response, Problem> {
    if !accept.html() {
        return Ok(see_other(&format!("/cases/{id}/plan")));
    }
    show(&app, &caller, (id, number), None).await
}

async fn show(
    app: &App,
    caller: &Caller,
    (id, number): (CaseId, u32),
    refused: Option<Again>,
) -> Result<Response, Problem> {
    let opened = Opened::newest(app, caller, id).await?;
    let case = opened.case();
    let measure = case.plan.measure(number).ok_or(Problem::NotFound)?;
    if !may_review(caller, case, measure) {
        return Err(Problem::Forbidden(OWNS.to_owned()));
    }
    if !case.is_open() {
        return Err(Refused::Closed.into());
    }
    let held = || {
        Again::with(
            Form::new()
                .with("what", measure.what.as_str())
                .with("owner", measure.owner.as_str())
                .with("state", measure.state.value()),
        )
    };
    let again = refused.unwrap_or_else(held);
    let furthest = opened
        .pace(&app.store.adopted().await?)
        .furthest_review_days;
    let frame = Frame::of(&opened, Tab::Plan, &format!("Review measure {number}"));
    let page = MeasurePage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        view: MeasureView::of(measure, &opened, caller),
        within: format!(
            "Needed while it is planned or in place, within {furthest} days. For example, 1 12 2026"
        ),
        manages: policy::manage(caller, case).is_permitted(),
        members: choices::members(&opened, |_| true),
        states: choices::of(MeasureState::ALL, MeasureState::value, MeasureState::label),
        action: format!("/cases/{id}/plan/measures/{number}"),
        again: again.at_version(case.version()),
        frame,
    };
    Ok(page::html(page.again.status, &page))
}

/// Review a measure of the plan
///
/// Where it stands and what was found; those who manage the case may change what it is and whose.
/// What it was before stays in the history. Needs the version it is based on.
#[utoipa::path(post, path = "/cases/{id}/plan/measures/{number}", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("number" = u32, Path, description = "The number of the measure, from 1", example = 1),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((ReviewBody = "application/json"),
        (ReviewBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Recorded", body = Changed)))]
async fn review(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
    body: Body<ReviewBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, (id, number), &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}/plan?done=reviewed"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (id, number), Some(again)).await
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    (id, number): (CaseId, u32),
    body: &Body<ReviewBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?.based()?;
    let asked = body.value.clone().read();
    let adopted = app.store.adopted().await?;
    // Whoever may not review it is told so, whatever version they have seen.
    let may = |caller: &Caller, case: &Case| match case.plan.measure(number) {
        Some(measure) if !may_review(caller, case, measure) => policy::manage(caller, case),
        _ => policy::see(caller, case),
    };
    change
        .make((may, OWNS), plan_of(id, false), |opened, stamp| {
            let pace = opened.pace(&adopted);
            let case = opened.file.journal;
            let measure = case.plan.measure(number).ok_or(Refused::NoSuchMeasure)?;
            let review = asked.clone()?;
            let what = review
                .what
                .as_ref()
                .is_some_and(|what| *what != measure.what);
            let owner = review
                .owner
                .as_ref()
                .is_some_and(|owner| *owner != measure.owner);
            if (what || owner) && !policy::manage(caller, &case).is_permitted() {
                return Err(Problem::Forbidden(CHANGES.to_owned()));
            }
            Ok(case.review_measure(number, review, pace, stamp)?)
        })
        .await
}
