//! Planning what changes on a day, changing the plan, and giving it up.

use access::Caller;
use askama::Template;
use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use domain::{
    Journal,
    directory::Area,
    reorganisation::{Plan, Reorganisations},
};
use edge::{
    Accept, App, At, Body, Problem, Recent,
    once::{changed, created, once},
    page::{self, Choice, Chrome, Form},
};
use store::{Commit, Once, Outcome};

use super::{
    body::{self, Line, PlanBody, Sent},
    said,
    view::{PlanView, href},
};
use crate::{
    again::{Again, done},
    history::since,
    people::leave::NothingBody,
    section::{frame, must_administer},
};

/// The form with which to plan what changes on a day.
pub(crate) async fn new(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    show(&app, &caller, None, None).await
}

/// Plans a reorganisation.
///
/// From midnight in London each area that ends is taken over by another: its open cases, actions,
/// meetings and people. Nothing is moved: references, history and figures stay. It is planned, changed
/// and cancelled until two days before the day.
#[utoipa::path(
    post,
    path = "/reorganisations",
    tag = "Administration",
    operation_id = "plan_reorganisation",
    request_body = PlanBody,
    responses((status = 201, description = "The plan", body = PlanView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    sent: Body<Sent>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = sent.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || make(&app, &caller, None, &sent, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "planned")),
        Err(problem) => {
            let again = body::again(problem, accept, sent.form)?;
            show(&app, &caller, None, Some(again)).await
        }
    }
}

/// The form with which to change a plan.
pub(crate) async fn form(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    At(on): At<NaiveDate>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    show(&app, &caller, Some(on), None).await
}

/// Changes a plan, until two days before its day.
#[utoipa::path(
    post,
    path = "/reorganisations/{on}",
    tag = "Administration",
    operation_id = "change_reorganisation",
    params(("on" = String, Path, description = "The day", example = "2027-04-01"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"2\"")),
    request_body = PlanBody,
    responses((status = 200, description = "The plan as changed", body = PlanView)),
)]
pub(crate) async fn amend(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(on): At<NaiveDate>,
    sent: Body<Sent>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = sent.once(&caller, app.clock.now())?;
    sent.if_match.required()?;
    match once(&app.store, &key, || {
        make(&app, &caller, Some(on), &sent, &key)
    })
    .await
    {
        Ok(outcome) => Ok(done(accept, &outcome, "changed")),
        Err(problem) => {
            let again = body::again(problem, accept, sent.form)?;
            show(&app, &caller, Some(on), Some(again)).await
        }
    }
}

async fn make(
    app: &App,
    caller: &Caller,
    on: Option<NaiveDate>,
    sent: &Body<Sent>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let file = app.store.reorganisations_file().await?;
    let lines = file.as_ref().map(|file| said::lines(&file.entries, None));
    let stored = file.map(|file| file.journal);
    let before = match on {
        Some(on) => Some(plan_of(stored.as_ref(), on)?),
        None => None,
    };
    let plan = sent.value.clone().0.read(before.as_ref())?;
    if let Some(stored) = &stored {
        if on.is_none() && stored.plans.contains_key(&plan.on) {
            let said = "Something is planned for this day already: change that plan";
            return Err(Problem::field("on", said));
        }
        if on.is_some() {
            let lines = lines.unwrap_or_default();
            sent.if_match
                .check(stored.version(), |seen| since(&lines, seen))?;
        }
    }
    let areas = app.store.areas().await?;
    let areas: Vec<&Area> = areas.iter().map(|area| area.record()).collect();
    let day = plan.on;
    let journal = Reorganisations::plan(stored, plan, &areas, &app.stamp(caller)?)?;
    let plan = plan_of(Some(&journal), day)?;
    let view = PlanView::of(&plan, journal.version(), app.today());
    let outcome = match on {
        Some(_) => changed(href(day), &view)?,
        None => created(href(day), &view)?,
    };
    let commit = Commit::of(journal).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// The plan of a day.
///
/// **Errors:** 404 when there is none.
pub(super) fn plan_of(
    stored: Option<&Journal<Reorganisations>>,
    on: NaiveDate,
) -> Result<Plan, Problem> {
    let found = stored.and_then(|stored| stored.plans.get(&on));
    found.cloned().ok_or(Problem::NotFound)
}

/// Cancels a plan, until two days before its day.
#[utoipa::path(
    post,
    path = "/reorganisations/{on}/cancel",
    tag = "Administration",
    operation_id = "cancel_reorganisation",
    params(("on" = String, Path, description = "The day", example = "2027-04-01")),
    request_body = NothingBody,
    responses((status = 200, description = "The plan that was given up", body = PlanView)),
)]
pub(crate) async fn cancel(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(on): At<NaiveDate>,
    sent: Body<NothingBody>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = sent.once(&caller, app.clock.now())?;
    let outcome = once(&app.store, &key, || give_up(&app, &caller, on, &key)).await?;
    Ok(done(accept, &outcome, "cancelled"))
}

async fn give_up(
    app: &App,
    caller: &Caller,
    on: NaiveDate,
    key: &Once,
) -> Result<Outcome, Problem> {
    let stored = app.store.reorganisations().await?;
    let plan = plan_of(stored.as_ref(), on).ok();
    let journal = Reorganisations::cancel(stored, on, &app.stamp(caller)?)?;
    // Without a plan there was nothing to cancel.
    let plan = plan.ok_or(Problem::NotFound)?;
    let view = PlanView::of(&plan, journal.version(), app.today());
    let outcome = changed("/reorganisations".to_owned(), &view)?;
    let commit = Commit::of(journal).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

async fn show(
    app: &App,
    caller: &Caller,
    on: Option<NaiveDate>,
    again: Option<Again>,
) -> Result<Response, Problem> {
    let stored = app.store.reorganisations().await?;
    let plan = match on {
        Some(on) => Some(plan_of(stored.as_ref(), on)?),
        None => None,
    };
    let (areas, today) = (app.store.areas().await?, app.today());
    let plans = stored.as_ref().map(|stored| stored.record().clone());
    let plans = plans.unwrap_or_default();
    let there = areas.iter().filter(|area| area.is_there(&plans, today));
    let there: Vec<&Journal<Area>> = there.collect();
    let again = again.unwrap_or_else(|| Again::with(body::form_of(&there, plan.as_ref())));
    let again = match (&stored, on) {
        (Some(stored), Some(_)) => again.at_version(stored.version()),
        _ => again,
    };
    let (title, action) = match &plan {
        Some(plan) => (
            format!(
                "Change what is planned for {}",
                domain::time::full_date(plan.on)
            ),
            href(plan.on),
        ),
        None => (
            "Plan a reorganisation".to_owned(),
            "/reorganisations".to_owned(),
        ),
    };
    let page = FormPage {
        chrome: frame(caller, title)
            .crumb("Areas", "/areas")
            .crumb("Reorganisations", "/reorganisations")
            .faulty(again.form.is_faulty()),
        form: again.form,
        changes: again.changes,
        action,
        is_new: on.is_none(),
        lines: body::lines(&there),
        areas: body::choices(&areas, today, |code| plans.ended(code, today).is_some()),
    };
    Ok(page::html(again.status, &page))
}

#[derive(Template)]
#[template(path = "reorganisation/form.html")]
struct FormPage {
    chrome: Chrome,
    form: Form,
    changes: Vec<String>,
    action: String,
    is_new: bool,
    lines: Vec<Line>,
    areas: Vec<Choice>,
}
