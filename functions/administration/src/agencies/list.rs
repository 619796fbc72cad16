//! Every agency, by name.

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

use super::view::href;
use crate::section::{Tab, frame, must_administer, tabs};

/// Agencies.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectoryAgencies)]
pub(crate) struct AgenciesView {
    /// Each, by name.
    agencies: Vec<AgencyLine>,
}

/// An agency in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectoryAgencyLine)]
pub(crate) struct AgencyLine {
    /// Its short name.
    #[schema(example = "surrey-police")]
    id: String,
    /// Where its record is.
    #[schema(example = "/agencies/surrey-police")]
    href: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    name: String,
    /// Whether it takes part no more.
    #[schema(example = false)]
    closed: bool,
}

/// Lists agencies.
#[utoipa::path(
    get,
    path = "/agencies",
    tag = "Administration",
    responses((status = 200, description = "Every agency, by name", body = AgenciesView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let agencies = app.store.agencies().await?.into_iter();
    let view = AgenciesView {
        agencies: agencies
            .map(|agency| AgencyLine {
                href: href(&agency.id),
                id: agency.id.to_string(),
                name: agency.name,
                closed: agency.closed,
            })
            .collect(),
    };
    let page = ListPage {
        chrome: frame(&caller, "Agencies"),
        tabs: tabs(&caller, Tab::Agencies),
        view: &view,
    };
    Ok(accept.reply(&view, &page).into_response())
}

#[derive(Template)]
#[template(path = "agencies/list.html")]
struct ListPage<'a> {
    chrome: Chrome,
    tabs: Vec<Link>,
    view: &'a AgenciesView,
}
