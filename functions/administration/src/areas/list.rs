//! Every area, by code.

use access::Caller;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use edge::{
    Accept, App, Problem,
    page::{Chrome, Link},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::AreaView;
use crate::section::{Tab, count, frame, must_administer, tabs};

/// Areas.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectoryAreas)]
pub(crate) struct AreasView {
    /// Each, by code.
    areas: Vec<AreaView>,
}

/// Lists areas.
#[utoipa::path(
    get,
    path = "/areas",
    tag = "Administration",
    responses((status = 200, description = "Every area, by code", body = AreasView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let areas = app.store.areas().await?;
    let plans = app.store.plans().await?;
    let areas = areas
        .iter()
        .map(|area| AreaView::of(area, area.version()).planned(&area.code, &plans));
    let view = AreasView {
        areas: areas.collect(),
    };
    let page = ListPage {
        chrome: frame(&caller, "Areas"),
        tabs: tabs(&caller, Tab::Areas),
        view: &view,
    };
    Ok(accept.reply(&view, &page).into_response())
}

#[derive(Template)]
#[template(path = "areas/list.html")]
struct ListPage<'a> {
    chrome: Chrome,
    tabs: Vec<Link>,
    view: &'a AreasView,
}

impl ListPage<'_> {
    fn partners(&self, area: &AreaView) -> String {
        count(area.partners.len(), "agency", "agencies")
    }
}
