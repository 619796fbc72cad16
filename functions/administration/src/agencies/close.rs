//! Closing and reopening an agency.

use access::Caller;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{AgencyId, Journal, directory::Agency};
use edge::{
    Accept, App, At, Body, Problem, Recent,
    once::{changed, once},
    page::{self, Chrome, Form},
};
use store::{Commit, Once, Outcome};

use super::view::{AgencyView, href};
use crate::{
    again::{Again, done},
    people::leave::NothingBody,
    section::{frame, must_administer},
};

/// The page that asks whether to close it.
pub(crate) async fn close_form(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    At(id): At<AgencyId>,
) -> Result<Response, Problem> {
    show(&app, &caller, (&id, true), Again::first()).await
}

/// Closes an agency.
///
/// Nobody new can act for it, and no area can count on it. Refused while somebody acts for it or an
/// area counts it among its partners; its cases and their history stay.
#[utoipa::path(
    post,
    path = "/agencies/{id}/close",
    tag = "Administration",
    params(("id" = String, Path, description = "The agency", example = "bridgeway")),
    request_body = NothingBody,
    responses((status = 200, description = "The agency, closed", body = AgencyView)),
)]
pub(crate) async fn close(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(id): At<AgencyId>,
    body: Body<NothingBody>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || make(&app, &caller, (&id, true), &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "closed")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (&id, true), again).await
        }
    }
}

/// The page that asks whether to reopen it.
pub(crate) async fn reopen_form(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    At(id): At<AgencyId>,
) -> Result<Response, Problem> {
    show(&app, &caller, (&id, false), Again::first()).await
}

/// Reopens an agency.
#[utoipa::path(
    post,
    path = "/agencies/{id}/reopen",
    tag = "Administration",
    params(("id" = String, Path, description = "The agency", example = "bridgeway")),
    request_body = NothingBody,
    responses((status = 200, description = "The agency, open", body = AgencyView)),
)]
pub(crate) async fn reopen(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(id): At<AgencyId>,
    body: Body<NothingBody>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || make(&app, &caller, (&id, false), &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "reopened")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (&id, false), again).await
        }
    }
}

async fn make(
    app: &App,
    caller: &Caller,
    (id, closes): (&AgencyId, bool),
    key: &Once,
) -> Result<Outcome, Problem> {
    let agency = app.store.agency(id).await?;
    let stamp = app.stamp(caller)?;
    let agency = if closes {
        let people = app.store.people_of(id).await?.len();
        let areas = app.store.areas().await?;
        let areas = areas.iter().filter(|area| area.partner(id).is_some());
        agency.close(people, areas.count(), &stamp)?
    } else {
        agency.reopen(&stamp)?
    };
    let view = AgencyView::of(&agency, agency.version());
    let outcome = changed(href(id), &view)?;
    let commit = Commit::of(agency).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

async fn show(
    app: &App,
    caller: &Caller,
    (id, closes): (&AgencyId, bool),
    again: Again,
) -> Result<Response, Problem> {
    must_administer(caller)?;
    let agency: Journal<Agency> = app.store.agency(id).await?;
    let (verb, what) = if closes {
        ("Close", "close")
    } else {
        ("Reopen", "reopen")
    };
    let page = ClosePage {
        chrome: frame(caller, format!("{verb} {}?", agency.name))
            .back(href(id))
            .faulty(again.form.is_faulty()),
        form: again.form,
        action: format!("{}/{what}", href(id)),
        closes,
        href: href(id),
    };
    Ok(page::html(again.status, &page))
}

#[derive(Template)]
#[template(path = "agencies/close.html")]
struct ClosePage {
    chrome: Chrome,
    form: Form,
    action: String,
    closes: bool,
    href: String,
}
