//! Registering and amending an area.

use access::Caller;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    AreaCode, Journal,
    case::{AccessPolicy, ChasePolicy},
    directory::{Area, AreaProfile},
    meeting::{Cadence, Forum},
};
use edge::{
    Accept, App, At, Body, Problem, Recent,
    once::{changed, created, once},
    page::{self, Choice, Chrome, Form},
};
use store::{Commit, Error, Once, Outcome};

use super::{
    body::{AreaBody, Offered, form_of},
    said,
    view::{AreaView, href},
};
use crate::{
    again::{Again, done},
    history::since,
    section::{frame, must_administer},
};

/// The form with which to register an area.
pub(crate) async fn new(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let (chase, access) = (ChasePolicy::default(), AccessPolicy::default());
    let form = Form::new()
        .with("triage_working_days", "3")
        .with_all("forums", Forum::ALL.iter().map(|forum| forum.value()))
        .with("remind_before", chase.remind_before.to_string())
        .with("chase_after", chase.chase_after.to_string())
        .with("lead_after", chase.lead_after.to_string())
        .with("chair_after", chase.chair_after.to_string())
        .with("longest_grant_days", access.longest_grant_days.to_string())
        .with("emergency_hours", access.emergency_hours.to_string())
        .with("answer_days", access.answer_days.to_string())
        .with("review_days", access.review_days.to_string());
    show(&app, &caller, None, Again::with(form)).await
}

/// Registers an area.
#[utoipa::path(
    post,
    path = "/areas",
    tag = "Administration",
    request_body = AreaBody,
    responses((status = 201, description = "The area", body = AreaView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    body: Body<AreaBody>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = body.once(&caller, app.clock.now())?;
    let sent = &body.value;
    match once(&app.store, &key, || register(&app, &caller, sent, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "registered")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, None, again).await
        }
    }
}

async fn register(
    app: &App,
    caller: &Caller,
    sent: &AreaBody,
    key: &Once,
) -> Result<Outcome, Problem> {
    let code = sent.code()?;
    match app.store.area(&code).await {
        Err(Error::NotFound) => {}
        Ok(_) => return Err(Problem::field("code", "An area has this code already")),
        Err(fault) => return Err(fault.into()),
    }
    let profile = read(app, sent, None).await?;
    let area = Area::register(&code, profile, &app.stamp(caller)?)?;
    let view = AreaView::of(&area, area.version());
    let outcome = created(href(&code), &view)?;
    let commit = Commit::of(area).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// The form with which to amend an area.
pub(crate) async fn form(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    At(code): At<AreaCode>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let area = app.store.area(&code).await?;
    let chair = match area.chair {
        Some(chair) => app.store.person(chair).await?.email.clone(),
        None => String::new(),
    };
    let again = Again::with(form_of(&area, &chair));
    show(&app, &caller, Some(&area), again).await
}

/// Amends an area: its name, lead, partners, forums, chair and deadlines.
#[utoipa::path(
    post,
    path = "/areas/{code}",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"2\"")),
    request_body = AreaBody,
    responses((status = 200, description = "The area as amended", body = AreaView)),
)]
pub(crate) async fn amend(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(code): At<AreaCode>,
    body: Body<AreaBody>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = body.once(&caller, app.clock.now())?;
    body.if_match.required()?;
    match once(&app.store, &key, || {
        change(&app, &caller, &code, &body, &key)
    })
    .await
    {
        Ok(outcome) => Ok(done(accept, &outcome, "amended")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let area = app.store.area(&code).await?;
            show(&app, &caller, Some(&area), again).await
        }
    }
}

async fn change(
    app: &App,
    caller: &Caller,
    code: &AreaCode,
    body: &Body<AreaBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let file = app.store.area_file(code).await?;
    let area = file.journal;
    let profile = read(app, &body.value, Some(&area)).await?;
    body.if_match.check(area.version(), |seen| {
        since(&said::lines(&file.entries), seen)
    })?;
    let area = area.amend(profile, &app.stamp(caller)?)?;
    let view = AreaView::of(&area, area.version());
    let outcome = changed(href(code), &view)?;
    let commit = Commit::of(area).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

async fn read(app: &App, sent: &AreaBody, before: Option<&Area>) -> Result<AreaProfile, Problem> {
    let chair = sent.chair.as_deref().map(str::trim).unwrap_or_default();
    let chair = match chair {
        "" => None,
        email => app.store.person_by_email(&email.to_lowercase()).await?,
    };
    let agencies = app.store.agencies().await?;
    let offered = Offered {
        agencies: &agencies,
        chair: chair.map(|person| person.id),
    };
    sent.clone().read(&offered, before)
}

async fn show(
    app: &App,
    caller: &Caller,
    area: Option<&Journal<Area>>,
    again: Again,
) -> Result<Response, Problem> {
    let again = match area {
        Some(area) => again.at_version(area.version()),
        None => again,
    };
    let (title, action) = match area {
        Some(area) => (format!("Amend {}", area.name), href(&area.code)),
        None => ("Register an area".to_owned(), "/areas".to_owned()),
    };
    let agencies = app.store.agencies().await?.into_iter();
    let agencies = agencies
        .filter(|row| !row.closed || area.is_some_and(|area| area.partner(&row.id).is_some()))
        .map(|row| Choice::new(row.id.as_str(), row.name));
    let page = FormPage {
        chrome: frame(caller, title)
            .back(action.as_str())
            .faulty(again.form.is_faulty()),
        form: again.form,
        changes: again.changes,
        is_new: area.is_none(),
        agencies: agencies.collect(),
        forums: Forum::ALL
            .iter()
            .map(|forum| Choice::new(forum.value(), forum.label()).hint(forum.full_name()))
            .collect(),
        cadences: Cadence::all()
            .into_iter()
            .map(|each| Choice::new(each.to_string(), each.label()))
            .collect(),
        action,
    };
    Ok(page::html(again.status, &page))
}

#[derive(Template)]
#[template(path = "areas/form.html")]
struct FormPage {
    chrome: Chrome,
    form: Form,
    changes: Vec<String>,
    is_new: bool,
    agencies: Vec<Choice>,
    forums: Vec<Choice>,
    cadences: Vec<Choice>,
    action: String,
}
