//! Leaving and returning.

use access::Caller;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    Journal, PersonId,
    directory::{Person, Refused},
};
use edge::{
    Accept, App, At, Body, Problem, Recent,
    once::once,
    page::{self, Chrome, Form},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    change::{change, opened},
    view::{PersonView, href},
};
use crate::{
    again::{Again, done},
    section::{frame, must_administer},
};

/// Nothing to say but that it is so.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StaffConfirmation)]
pub(crate) struct NothingBody {}

/// The page that asks whether they really left.
pub(crate) async fn leave_form(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    At(id): At<PersonId>,
) -> Result<Response, Problem> {
    show(&app, &caller, (id, true), Again::first()).await
}

/// Sees a person of staff out.
///
/// They lose access at once, wherever they are signed in; what they did stays under their name. The
/// last administrator cannot leave.
#[utoipa::path(
    post,
    path = "/people/{id}/leave",
    tag = "Administration",
    params(("id" = String, Path, description = "The person", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = NothingBody,
    responses((status = 200, description = "The person, who has left", body = PersonView)),
)]
pub(crate) async fn leave(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(id): At<PersonId>,
    body: Body<NothingBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let left = once(&app.store, &key, || {
        change(&app, &caller, id, (&key, body.if_match), |person, stamp| {
            Ok(person.leave(stamp)?)
        })
    });
    match left.await {
        Ok(outcome) => {
            // They were worth nothing from the moment of leaving; a return must not revive them.
            app.store.end_sessions(id).await?;
            Ok(done(accept, &outcome, "left"))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (id, true), again).await
        }
    }
}

/// The page that asks whether they return.
pub(crate) async fn return_form(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    At(id): At<PersonId>,
) -> Result<Response, Problem> {
    show(&app, &caller, (id, false), Again::first()).await
}

/// Lets a person of staff return, with the roles they had.
#[utoipa::path(
    post,
    path = "/people/{id}/return",
    tag = "Administration",
    params(("id" = String, Path, description = "The person", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = NothingBody,
    responses((status = 200, description = "The person, who has returned", body = PersonView)),
)]
pub(crate) async fn come_back(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(id): At<PersonId>,
    body: Body<NothingBody>,
) -> Result<Response, Problem> {
    let person = opened(&app, &caller, id).await?.journal;
    must_administer(&caller)?;
    let key = body.once(&caller, app.clock.now())?;
    if person.left {
        // Leaving ends them; were it broken off in between, they would still be there.
        app.store.end_sessions(id).await?;
    }
    let returned = once(&app.store, &key, || async {
        let agency = app.store.agency(&person.agency).await?;
        if agency.closed {
            return Err(Refused::AgencyClosed.into());
        }
        change(&app, &caller, id, (&key, body.if_match), |person, stamp| {
            Ok(person.come_back(stamp)?)
        })
        .await
    });
    match returned.await {
        Ok(outcome) => Ok(done(accept, &outcome, "returned")),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (id, false), again).await
        }
    }
}

async fn show(
    app: &App,
    caller: &Caller,
    (id, leaves): (PersonId, bool),
    again: Again,
) -> Result<Response, Problem> {
    let person: Journal<Person> = opened(app, caller, id).await?.journal;
    must_administer(caller)?;
    let (title, action) = if leaves {
        (
            format!("Has {} left?", person.name),
            format!("{}/leave", href(&person)),
        )
    } else {
        (
            format!("Has {} returned?", person.name),
            format!("{}/return", href(&person)),
        )
    };
    let page = LeavePage {
        chrome: frame(caller, title)
            .back(href(&person))
            .faulty(again.form.is_faulty()),
        form: again.form,
        action,
        leaves,
        is_self: caller.person() == Some(id),
        view: PersonView::of(&person, person.version()),
    };
    Ok(page::html(again.status, &page))
}

#[derive(Template)]
#[template(path = "people/leave.html")]
struct LeavePage {
    chrome: Chrome,
    form: Form,
    action: String,
    leaves: bool,
    is_self: bool,
    view: PersonView,
}
