//! `/access-requests/{id}`: access that was asked for or taken, and the decision on it.

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    AccessId, Stamp,
    case::{AccessPolicy, Breadth, Finding},
};
use edge::{
    Accept, App, At, Body, Problem, once,
    page::{self, Choice, Chrome, Place},
};
use serde::Serialize;
use store::{Commit, Once, Outcome, guests::Access};

use super::{
    body::{Answer, AnswerBody, EndBody, ReviewBody},
    view::AccessView,
};
use crate::{
    again::{Again, led_to},
    case::{Done, choices},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/access-requests/{id}", get(show))
        .route("/access-requests/{id}/answer", post(answer))
        .route("/access-requests/{id}/end", post(end))
        .route("/access-requests/{id}/review", post(review))
}

const DONE: [(&str, &str); 5] = [
    (
        "asked",
        "Your request has been sent: you will be told when it is answered",
    ),
    ("granted", "Access has been granted"),
    ("refused", "Access has been refused"),
    ("ended", "The access has ended"),
    ("reviewed", "The review has been recorded"),
];

#[derive(Template)]
#[template(path = "guests/one.html")]
struct OnePage {
    chrome: Chrome,
    view: AccessView,
    again: Again,
    answers: Vec<Choice>,
    breadths: Vec<Choice>,
    gateways: Vec<Choice>,
    findings: Vec<Choice>,
    longest: u64,
}

/// What a decision on access is answered with.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = AccessChanged, example = json!({
    "id": "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0ac",
    "href": "/access-requests/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0ac", "done": "granted"
}))]
struct ChangedView {
    /// Its id.
    id: String,
    /// Where what became of it can be seen.
    href: String,
    /// What was done: `granted`, `refused`, `ended` or `reviewed`.
    done: &'static str,
}

/// Access that was asked for or taken
///
/// Who asked and why, and what became of it: for whoever asked, for those who decide, and for an
/// emergency the data-protection officer. Only those who see the case learn which it is.
#[utoipa::path(get, path = "/access-requests/{id}", tag = "cases",
    params(("id" = String, Path, description = "The request or emergency")),
    responses((status = 200, description = "The access",
        content((AccessView = "application/json"), (String = "text/html")))))]
pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    At(id): At<AccessId>,
    accept: Accept,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let mut page = load(&app, &caller, id, Again::first()).await?;
    page.chrome = page.chrome.success(query.done.as_deref(), &DONE);
    Ok(accept.reply(&page.view, &page).into_response())
}

async fn load(app: &App, caller: &Caller, id: AccessId, again: Again) -> Result<OnePage, Problem> {
    let now = app.clock.now();
    let access = app.store.access(id, caller, now).await?;
    let area = app
        .store
        .area_lately(&app.area_now(access.area()).await?)
        .await?;
    let view = AccessView::of(id, &access, &area.name, now);
    let title = if view.emergency {
        "Emergency access to a case"
    } else {
        "Request for access to a case"
    };
    Ok(OnePage {
        chrome: edge::chrome(caller, title)
            .at(Place::Home)
            .official_sensitive()
            .faulty(again.form.is_faulty())
            .crumb("Your work", "/")
            .crumb("Access to cases", "/access-requests"),
        answers: vec![
            Choice::new("grant", "Grant access").revealing(),
            Choice::new("refuse", "Refuse access"),
        ],
        breadths: choices::of(Breadth::ALL, Breadth::value, Breadth::label),
        gateways: choices::gateways(),
        findings: choices::of(Finding::ALL, Finding::value, Finding::label),
        longest: area.access.longest_grant_days,
        view,
        again,
    })
}

/// Grant or refuse access
///
/// With a reason; access is granted on a ground and until a day, and ends by itself. Whoever asked
/// is told.
#[utoipa::path(post, path = "/access-requests/{id}/answer", tag = "cases",
    params(("id" = String, Path, description = "The request")),
    request_body(content((AnswerBody = "application/json"), (AnswerBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Answered", body = ChangedView)))]
pub(super) async fn answer(
    State(app): State<App>,
    caller: Caller,
    At(id): At<AccessId>,
    accept: Accept,
    body: Body<AnswerBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let made = match body.value.read() {
        Ok(read) => {
            let word = match read {
                Answer::Grant(_) => "granted",
                Answer::Refuse(_) => "refused",
            };
            let decide = |access: Access, policy, stamp: &Stamp| {
                Ok(match read.clone() {
                    Answer::Grant(granting) => access.grant(id, granting, policy, stamp)?,
                    Answer::Refuse(reason) => access.refuse(id, reason, stamp)?,
                })
            };
            change(&app, &caller, (id, word), &key, &decide).await
        }
        Err(faults) => Err(faults),
    };
    reply(&app, &caller, id, accept, made.map_err(|p| (p, body.form))).await
}

/// End access early
///
/// With a reason; whoever asked is told.
#[utoipa::path(post, path = "/access-requests/{id}/end", tag = "cases",
    params(("id" = String, Path, description = "The request")),
    request_body(content((EndBody = "application/json"), (EndBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Ended", body = ChangedView)))]
pub(super) async fn end(
    State(app): State<App>,
    caller: Caller,
    At(id): At<AccessId>,
    accept: Accept,
    body: Body<EndBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let made = match body.value.read() {
        Ok(reason) => {
            let decide =
                |access: Access, _, stamp: &Stamp| Ok(access.end(id, reason.clone(), stamp)?);
            change(&app, &caller, (id, "ended"), &key, &decide).await
        }
        Err(faults) => Err(faults),
    };
    reply(&app, &caller, id, accept, made.map_err(|p| (p, body.form))).await
}

/// Review an emergency access
///
/// With what was found. Access that was not justified ends. Whoever took it is told.
#[utoipa::path(post, path = "/access-requests/{id}/review", tag = "cases",
    params(("id" = String, Path, description = "The emergency")),
    request_body(content((ReviewBody = "application/json"), (ReviewBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Reviewed", body = ChangedView)))]
pub(super) async fn review(
    State(app): State<App>,
    caller: Caller,
    At(id): At<AccessId>,
    accept: Accept,
    body: Body<ReviewBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let made = match body.value.read() {
        Ok(found) => {
            let decide =
                |access: Access, _, stamp: &Stamp| Ok(access.review(id, found.clone(), stamp)?);
            change(&app, &caller, (id, "reviewed"), &key, &decide).await
        }
        Err(faults) => Err(faults),
    };
    reply(&app, &caller, id, accept, made.map_err(|p| (p, body.form))).await
}

/// Loads, asks whether the caller may, decides, commits.
async fn change<D>(
    app: &App,
    caller: &Caller,
    (id, word): (AccessId, &'static str),
    key: &Once,
    decide: &D,
) -> Result<Outcome, Problem>
where
    D: Fn(Access, AccessPolicy, &Stamp) -> Result<Commit, Problem> + Send + Sync,
{
    let work = || attempt(app, caller, (id, word), key, decide);
    once::once(&app.store, key, work).await
}

async fn attempt<D>(
    app: &App,
    caller: &Caller,
    (id, word): (AccessId, &'static str),
    key: &Once,
    decide: &D,
) -> Result<Outcome, Problem>
where
    D: Fn(Access, AccessPolicy, &Stamp) -> Result<Commit, Problem> + Send + Sync,
{
    let access = app.store.access(id, caller, app.clock.now()).await?;
    if !access.may.answer {
        let why = "Somebody else has to decide about your own access.";
        return Err(Problem::Forbidden(why.to_owned()));
    }
    let policy = app
        .store
        .area_lately(&app.area_now(access.area()).await?)
        .await?
        .access;
    let commit = decide(access, policy, &app.stamp(caller)?)?;
    let href = format!("/access-requests/{id}");
    let view = ChangedView {
        id: id.to_string(),
        href: href.clone(),
        done: word,
    };
    let outcome = once::changed(format!("{href}?done={word}"), &view)?;
    app.store.commit(commit.once(key, outcome.clone())).await?;
    Ok(outcome)
}

async fn reply(
    app: &App,
    caller: &Caller,
    id: AccessId,
    accept: Accept,
    made: Result<Outcome, (Problem, edge::page::Form)>,
) -> Result<Response, Problem> {
    match made {
        Ok(outcome) => {
            let page = outcome.location.clone().unwrap_or_default();
            Ok(led_to(accept, &outcome, &page))
        }
        Err((problem, form)) => {
            let page = load(app, caller, id, Again::after(problem, accept, form)?).await?;
            Ok(page::html(page.again.status, &page))
        }
    }
}
