//! What an area asks beside the questions of the form, what is to come, and what is retired.

use access::{Caller, directory as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::AreaCode;
use edge::{Accept, App, At, Problem, page::Chrome};
use serde::Deserialize;

use super::{href, must_set, view::QuestionsView};
use crate::section::frame;

/// What was done, by the word in the address.
const DONE: [(&str, &str); 2] = [
    ("added", "The question is asked from the day you chose"),
    (
        "retired",
        "The question is no longer asked from the day you chose",
    ),
];

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

/// The questions that an area adds to forms.
#[utoipa::path(
    get,
    path = "/areas/{code}/questions",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN")),
    responses((status = 200, description = "The questions", body = QuestionsView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(code): At<AreaCode>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must_set(&caller, &code)?;
    let area = app.store.area(&code).await?;
    let view = QuestionsView::of(&area, area.version(), app.today());
    let mut chrome = frame(&caller, format!("What {} also asks", area.name))
        .success(asked.done.as_deref(), &DONE);
    if policy::administer(&caller).is_permitted() {
        chrome = chrome
            .crumb("Areas", "/areas")
            .crumb(&area.name, format!("/areas/{code}"));
    }
    let page = ListPage {
        chrome,
        base: href(&code),
        may_retire: area.questions.open().next().is_some(),
        view: &view,
    };
    Ok(accept
        .reply(&view, &page)
        .version(view.version)
        .into_response())
}

#[derive(Template)]
#[template(path = "questions/list.html")]
struct ListPage<'a> {
    chrome: Chrome,
    base: String,
    may_retire: bool,
    view: &'a QuestionsView,
}
