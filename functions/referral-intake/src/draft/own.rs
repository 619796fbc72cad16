//! The page with the area's own questions (R1.10). An area that asks none has no such page.

use access::Caller;
use askama::Template;
use axum::{http::StatusCode, response::Response};
use domain::questions::Audience;
use edge::{
    App, Problem,
    accept::see_other,
    page::{self, Chrome, Form},
};

use super::{
    Draft, Then,
    step::Step,
    write::{chrome, keyed},
};
use crate::own::{Asked, asked};

/// The page of the area's own questions.
#[derive(Template)]
#[template(path = "refer/own.html")]
struct OwnPage {
    chrome: Chrome,
    form: Form,
    action: String,
    questions: Vec<Asked>,
}

/// The page with `form` in it; leads on when the area asks nothing of its own today.
pub(super) async fn show(
    app: &App,
    caller: &Caller,
    draft: &Draft,
    then: &Then,
    form: Form,
) -> Result<Response, Problem> {
    let area = draft.area(app).await?;
    let questions: Vec<_> = asked(area.as_deref(), Audience::Agencies, app.today())
        .into_iter()
        .map(Asked::from)
        .collect();
    let base = draft.base();
    if questions.is_empty() {
        let next = if then.changing() {
            Step::Check
        } else {
            Step::Own.next()
        };
        return Ok(see_other(&format!("{base}/{}", next.slug())));
    }
    let back = if then.changing() {
        Step::Check
    } else {
        Step::Forums
    };
    let title = area
        .as_ref()
        .map_or_else(String::new, |area| format!("What {} also asks", area.name));
    let status = if form.is_faulty() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let page = OwnPage {
        chrome: chrome(caller, &title, format!("{base}/{}", back.slug())).faulty(form.is_faulty()),
        form: keyed(form),
        action: format!("{base}/{}{}", Step::Own.slug(), then.query()),
        questions,
    };
    Ok(page::html(status, &page))
}

/// The step before another one, over the area's own questions where it asks none.
pub(super) async fn before(app: &App, draft: &Draft, step: Step) -> Result<Option<Step>, Problem> {
    match step.previous() {
        Some(Step::Own) => {
            let area = draft.area(app).await?;
            let none = asked(area.as_deref(), Audience::Agencies, app.today()).is_empty();
            Ok(Some(if none { Step::Forums } else { Step::Own }))
        }
        previous => Ok(previous),
    }
}
