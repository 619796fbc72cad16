//! How somebody is signed in: ending their sessions, and letting their account go.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{PersonId, directory::Person};
use edge::{
    Accept, App, At, Body, Problem, Recent,
    accept::{json, see_other},
    once::once,
    page::{self, Chrome, Form, Row},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    change::{change, opened},
    leave::NothingBody,
    show::Asked,
    view::{PersonView, href},
};
use crate::{
    again::{Again, done},
    section::{count, frame, must_administer},
};

const DONE: [(&str, &str); 1] = [("ended", "They are signed out everywhere")];

/// How a person of staff is signed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = StaffSignIn)]
pub(crate) struct SignInView {
    /// In how many browsers they are signed in.
    #[schema(example = 1)]
    sessions: usize,
    /// Whether an account at the issuer is theirs: no other lets them in.
    #[schema(example = true)]
    account: bool,
}

/// How a person of staff is signed in.
///
/// In how many browsers, and whether an account is theirs. For administrators.
#[utoipa::path(
    get,
    path = "/people/{id}/sign-in",
    tag = "Administration",
    params(("id" = String, Path, description = "The person", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, description = "How they are signed in", body = SignInView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let person = opened(&app, &caller, id).await?.journal;
    must_administer(&caller)?;
    let view = viewed(&app, &person).await?;
    let page = shown(&caller, &person, &view, Again::first());
    let page = SignInPage {
        chrome: page.chrome.success(asked.done.as_deref(), &DONE),
        ..page
    };
    Ok(accept.reply(&view, &page).into_response())
}

/// Signs a person of staff out everywhere.
///
/// Every browser of theirs must sign in again. Tokens of programs end by themselves.
#[utoipa::path(
    post,
    path = "/people/{id}/sign-in/end",
    tag = "Administration",
    params(("id" = String, Path, description = "The person", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, description = "How they are signed in now", body = SignInView)),
)]
pub(crate) async fn end(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<PersonId>,
) -> Result<Response, Problem> {
    let person = opened(&app, &caller, id).await?.journal;
    must_administer(&caller)?;
    app.store.end_sessions(id).await?;
    if accept.html() {
        let to = format!("{}/sign-in?done=ended", href(&person));
        return Ok(see_other(&to));
    }
    Ok(json(&viewed(&app, &person).await?))
}

/// Lets a person's account go.
///
/// Whoever signs in next at their address binds it to their own account. For when the issuer gave
/// somebody another account.
#[utoipa::path(
    post,
    path = "/people/{id}/sign-in/release",
    tag = "Administration",
    params(("id" = String, Path, description = "The person", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = NothingBody,
    responses((status = 200, description = "The person", body = PersonView)),
)]
pub(crate) async fn release(
    State(app): State<App>,
    caller: Caller,
    _recent: Recent,
    accept: Accept,
    At(id): At<PersonId>,
    body: Body<NothingBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    let released = once(&app.store, &key, || {
        change(&app, &caller, id, (&key, body.if_match), |person, stamp| {
            Ok(person.release_account(stamp)?)
        })
    });
    match released.await {
        Ok(outcome) => {
            // Whoever came in by it is out.
            app.store.end_sessions(id).await?;
            Ok(done(accept, &outcome, "released"))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let person = opened(&app, &caller, id).await?.journal;
            let view = viewed(&app, &person).await?;
            let status = again.status;
            Ok(page::html(status, &shown(&caller, &person, &view, again)))
        }
    }
}

async fn viewed(app: &App, person: &Person) -> Result<SignInView, Problem> {
    let sessions = app.store.sessions(person.id, None, app.clock.now()).await?;
    Ok(SignInView {
        sessions: sessions.len(),
        account: person.account.is_some(),
    })
}

fn shown(caller: &Caller, person: &Person, view: &SignInView, again: Again) -> SignInPage {
    let signed_in = match view.sessions {
        0 => "Nowhere".to_owned(),
        some => format!("In {}", count(some, "browser", "browsers")),
    };
    let account = if view.account {
        "One is theirs; no other lets them in"
    } else {
        "None yet: the first that signs in at their address is theirs"
    };
    SignInPage {
        chrome: frame(caller, format!("How {} signs in", person.name))
            .back(href(person))
            .faulty(again.form.is_faulty()),
        rows: vec![
            Row::new("Email", &person.email),
            Row::new("Signed in", signed_in),
            Row::new("Account", account),
        ],
        form: again.form,
        signed_in: view.sessions > 0,
        bound: view.account,
        action: format!("{}/sign-in", href(person)),
    }
}

#[derive(Template)]
#[template(path = "people/sign_in.html")]
struct SignInPage {
    chrome: Chrome,
    rows: Vec<Row>,
    form: Form,
    signed_in: bool,
    bound: bool,
    action: String,
}
