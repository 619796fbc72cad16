//! `/access/explain`: may somebody see something, and why – today or on a past day (R3.2).

mod asked;
mod view;

use access::{Caller, audit as policy};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::time;
use edge::{
    Accept, App, Body, Problem, chrome,
    page::{self, Chrome, Fault, Form},
};

use self::{
    asked::{Asked, ExplainBody},
    view::ExplainedView,
};

const WHO: &str = "Only a data-protection officer or an administrator can ask who may see what.";
const NOTHING: &str =
    "Check what you entered: there is no such person or thing, or it is not for you to ask about";

#[derive(Template)]
#[template(path = "explain/show.html")]
struct ExplainPage {
    chrome: Chrome,
    form: Form,
    answer: Option<ExplainedView>,
}

impl ExplainPage {
    fn of(caller: &Caller, form: Form, answer: Option<ExplainedView>) -> Self {
        let chrome = chrome(caller, "Who may see what")
            .at(page::Place::Access)
            .official_sensitive();
        Self {
            chrome: chrome.faulty(form.is_faulty()),
            form,
            answer,
        }
    }
}

/// Ask who may see what
///
/// The page that asks; for a data-protection officer and an administrator.
#[utoipa::path(get, path = "/access/explain", tag = "Administration",
    responses((status = 200, description = "The page", content_type = "text/html", body = String)))]
pub(crate) async fn form(caller: Caller) -> Result<Response, Problem> {
    must_account(&caller)?;
    let page = ExplainPage::of(&caller, Form::new(), None);
    Ok(page::html(http::StatusCode::OK, &page))
}

/// Explains whether somebody may see something
///
/// Names every policy that bears on it, with its reason, its source and its text, and says which
/// hold; for today or as at the end of a past day. Changes nothing, except that the asking is logged
/// as a reading of what was asked about; it is a `POST` so that nobody is named in an address.
#[utoipa::path(post, path = "/access/explain", tag = "Administration",
    request_body(content((ExplainBody = "application/json"), (ExplainBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "The answer, and what it rests on",
        content((ExplainedView = "application/json"), (String = "text/html")))))]
pub(crate) async fn explain(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    body: Body<ExplainBody>,
) -> Result<Response, Problem> {
    must_account(&caller)?;
    let today = time::london_date(app.clock.now());
    let answer = match Asked::read(body.value, today) {
        Ok(asked) => answer(&app, &caller, &asked).await,
        Err(problem) => Err(problem),
    };
    match answer {
        Ok(view) => {
            let page = ExplainPage::of(&caller, body.form.with_fresh_key(), Some(view.clone()));
            Ok(accept.reply(&view, &page).into_response())
        }
        Err(problem) if accept.html() => again(&caller, body.form, problem),
        Err(problem) => Err(problem),
    }
}

/// **Errors:** 404 alike for what is not there and for what the caller may not ask about.
async fn answer(app: &App, caller: &Caller, asked: &Asked) -> Result<ExplainedView, Problem> {
    let person = asked.person(app).await?;
    let now = app.clock.now();
    let found = app
        .store
        .explain(person, &asked.topic, asked.on, (caller, now))
        .await?;
    let on = asked.on.unwrap_or_else(|| time::london_date(now));
    Ok(ExplainedView::of(&found, on))
}

/// The page again, saying what to mend.
fn again(caller: &Caller, form: Form, problem: Problem) -> Result<Response, Problem> {
    let (status, faults) = match problem {
        Problem::Malformed(faults) => (http::StatusCode::BAD_REQUEST, faults),
        Problem::NotFound => (
            http::StatusCode::NOT_FOUND,
            vec![Fault::new("about", NOTHING)],
        ),
        other => return Err(other),
    };
    let form = form.with_faults(faults).with_fresh_key();
    Ok(page::html(status, &ExplainPage::of(caller, form, None)))
}

/// **Errors:** 403 unless the caller accounts for some area.
fn must_account(caller: &Caller) -> Result<(), Problem> {
    if policy::explain_somewhere(caller).is_permitted() {
        Ok(())
    } else {
        Err(Problem::Forbidden(WHO.into()))
    }
}
