//! `/notices/returned`: emails that did not arrive, until the area's coordinator has dealt with each.

mod settle;
pub(crate) mod view;

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use edge::{
    Accept, App, Problem,
    page::{Chrome, Link, Place},
};
use serde::{Deserialize, Serialize};

use self::view::ReturnedView;
use crate::{
    cases::areas,
    page::{self, ROWS},
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, settle::show, settle::settle))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/notices/returned", get(list))
        .merge(settle::routes())
}

/// Why somebody may not see what came back.
const DEALS: &str = "Only an area’s coordinator can see the messages that came back.";

const DONE: [(&str, &str); 3] = [
    ("settled", "The message has been dealt with"),
    ("again", "The message is being sent again"),
    ("before", "That message had been dealt with already"),
];

/// Which area, and where the page begins.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The code of the area; the first one that the caller coordinates, unless said otherwise.
    #[param(example = "RUN")]
    area: Option<String>,
    /// The token of the page, from `next` of the page before.
    from: Option<String>,
    /// What has just been done.
    #[param(ignore)]
    done: Option<String>,
}

/// Messages that came back and wait for somebody to deal with them.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = ReturnedMessages)]
struct ListView {
    /// The area.
    #[schema(example = "RUN")]
    area: String,
    /// Oldest first.
    items: Vec<ReturnedView>,
    /// Where the next page is.
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "returned/list.html")]
struct ListPage {
    chrome: Chrome,
    view: ListView,
    heading: String,
    areas: Vec<Link>,
    later: bool,
}

/// Returned messages
///
/// Emails about an area's referrals, cases and meetings that did not arrive, or were unwanted; for
/// its coordinator. Each waits here until somebody has dealt with it.
#[utoipa::path(get, path = "/notices/returned", tag = "notices", params(Asked),
    responses((status = 200, description = "A page of the list",
        content((ListView = "application/json"), (String = "text/html")))))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let own = areas::coordinated(&app, &caller).await?;
    let area = areas::chosen(&own, asked.area.as_deref());
    let area = area.ok_or_else(|| Problem::Forbidden(DEALS.into()))?;
    let after = page::cursor(asked.from.as_deref())?;
    let rows = app
        .store
        .returned_in(&area.code, &caller, ROWS, after.as_ref(), app.clock.now())
        .await?;
    let base = format!("/notices/returned?area={}", area.code);
    let heading = format!("Returned messages in {}", area.name);
    let page = ListPage {
        chrome: edge::chrome(&caller, heading.as_str())
            .at(Place::Home)
            .official_sensitive()
            .wide()
            .crumb("Your work", "/")
            .success(asked.done.as_deref(), &DONE),
        view: ListView {
            area: area.code.to_string(),
            items: rows.items.iter().map(ReturnedView::of_row).collect(),
            next: page::next(&rows, &base),
        },
        heading,
        areas: areas::links(&own, &area.code, "/notices/returned?"),
        later: after.is_some(),
    };
    Ok(accept.reply(&page.view, &page).into_response())
}
