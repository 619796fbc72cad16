//! `/access-requests`: access to cases by those who are not on them – asked for, granted, taken in
//! an emergency, reviewed (R3.1).
//!
//! | file | what it serves |
//! |---|---|
//! | this one | what waits for the caller, and what they asked for themselves |
//! | [`one`] | `/access-requests/{id}`: one request or emergency, and the decision on it |
//! | [`body`] | what is decided, as it is sent |
//! | [`view`] | what lists and pages show |

mod body;
mod one;
pub(crate) mod view;

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{AreaCode, directory::Role};
use edge::{
    Accept, App, Problem,
    page::{Chrome, Place},
};
use serde::Serialize;
use store::stored::AccessRow;

use self::view::AccessRowView;
use crate::{cases::areas, page::ROWS};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, one::show, one::answer, one::end, one::review))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/access-requests", get(list))
        .merge(one::routes())
}

/// Access that waits for the caller, and access of their own.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = AccessRequests)]
struct ListView {
    /// What the caller can answer or review, oldest first.
    waiting: Vec<AccessRowView>,
    /// What the caller asked for or took, newest first, at most 20.
    mine: Vec<AccessRowView>,
}

#[derive(Template)]
#[template(path = "guests/list.html")]
struct ListPage {
    chrome: Chrome,
    view: ListView,
}

/// Access to cases
///
/// Requests and emergencies that the caller can answer or review – for the agency that leads a
/// case, the area's coordinator and chair, and for emergencies its data-protection officer – and
/// those of their own.
#[utoipa::path(get, path = "/access-requests", tag = "cases",
    responses((status = 200, description = "The lists",
        content((ListView = "application/json"), (String = "text/html")))))]
async fn list(State(app): State<App>, caller: Caller, accept: Accept) -> Result<Response, Problem> {
    let now = app.clock.now();
    let watched = watched(&app, &caller).await?;
    let waiting = app.store.access_waiting(&watched, &caller, ROWS, now);
    let (waiting, _) = waiting.await?;
    let mine = app.store.my_access(&caller, ROWS, None, now).await?;
    let row = |row: &AccessRow| AccessRowView::of(row, now);
    let page = ListPage {
        chrome: edge::chrome(&caller, "Access to cases")
            .at(Place::Home)
            .official_sensitive()
            .crumb("Your work", "/"),
        view: ListView {
            waiting: waiting.iter().map(row).collect(),
            mine: mine.items.iter().map(row).collect(),
        },
    };
    Ok(accept.reply(&page.view, &page).into_response())
}

/// The areas of which the caller sees what waits.
pub(crate) async fn watched(app: &App, caller: &Caller) -> Result<Vec<AreaCode>, Problem> {
    let run = areas::run(app, caller).await?;
    let mut codes: Vec<_> = run.into_iter().map(|area| area.code).collect();
    let officer = Role::DataProtectionOfficer;
    if caller.holds_anywhere(officer) {
        let own = caller.areas_as(officer);
        if own.is_empty() {
            let all = app.store.areas_lately().await?;
            codes.extend(all.iter().map(|area| area.code.clone()));
        }
        codes.extend(own);
    }
    codes.sort();
    codes.dedup();
    Ok(codes)
}
