//! The instruments of an area, with their versions.

use access::{Caller, directory as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{AreaCode, time};
use edge::{Accept, App, At, Problem, page::Chrome};
use serde::Deserialize;

use super::{must_set, view::InstrumentsView};
use crate::section::frame;

/// What was done, by the word in the address.
const DONE: [(&str, &str); 1] = [("set", "The version was put in force from the day you chose")];

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

/// The instruments by which risk is scored in an area, with their versions and from when each counts.
#[utoipa::path(
    get,
    path = "/areas/{code}/instruments",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN")),
    responses((status = 200, description = "The instruments", body = InstrumentsView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(code): At<AreaCode>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must_set(&caller, &code)?;
    let file = app.store.area_file(&code).await?;
    let today = time::london_date(app.clock.now());
    let area = file.journal;
    let view = InstrumentsView::of(&area, area.version(), &file.entries, today);
    let mut chrome = frame(&caller, format!("How risk is scored in {}", area.name))
        .success(asked.done.as_deref(), &DONE);
    if policy::administer(&caller).is_permitted() {
        chrome = chrome
            .crumb("Areas", "/areas")
            .crumb(&area.name, format!("/areas/{code}"));
    }
    let page = ListPage {
        chrome,
        view: &view,
        has_earlier: file.has_earlier,
    };
    Ok(accept
        .reply(&view, &page)
        .version(view.version)
        .into_response())
}

#[derive(Template)]
#[template(path = "instruments/list.html")]
struct ListPage<'a> {
    chrome: Chrome,
    view: &'a InstrumentsView,
    has_earlier: bool,
}
