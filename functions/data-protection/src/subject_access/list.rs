//! `/subject-access`: requests for what is held about somebody, those due first.

use access::{Caller, subject_access as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::time;
use edge::{
    Accept, App, Problem,
    areas::{area_links, areas, chosen},
    list::{cursor, next},
    page::{Chrome, Link},
};
use serde::{Deserialize, Serialize};

use super::view::RowView;
use crate::section::{ANSWERS, ROWS, frame};

/// Which list of which area, and where the page begins.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The code of the area; the first one that the caller answers for, unless said otherwise.
    #[param(example = "RUN")]
    area: Option<String>,
    /// `open` (unless said otherwise) or `answered`.
    #[param(example = "open")]
    list: Option<String>,
    /// The token of the page, from `next` of the page before.
    from: Option<String>,
}

/// A page of the list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = SubjectAccessList)]
struct ListView {
    /// The area.
    #[schema(example = "RUN")]
    area: String,
    /// Open ones due first, answered ones newest first.
    items: Vec<RowView>,
    /// Where the next page is.
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "subject_access/list.html")]
struct ListPage {
    chrome: Chrome,
    view: ListView,
    areas: Vec<Link>,
    lists: Vec<Link>,
    answered: bool,
    later: bool,
}

/// Requests for what is held about somebody
///
/// Of an area, for its data-protection officer: references and dates.
#[utoipa::path(get, path = "/subject-access", tag = "Data protection", params(Asked),
    responses((status = 200, description = "A page of the list",
        content((ListView = "application/json"), (String = "text/html")))))]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let areas = areas(&app, &caller, (policy::answer, ANSWERS)).await?;
    let area = chosen(&areas, asked.area.as_deref())?;
    let answered = match asked.list.as_deref().unwrap_or("open") {
        "open" => false,
        "answered" => true,
        _ => return Err(Problem::NotFound),
    };
    let list = if answered { "answered" } else { "open" };
    let after = cursor(asked.from.as_deref())?;
    let now = app.clock.now();
    let rows = app
        .store
        .subject_access_in(&area.code, answered, (&caller, now), ROWS, after.as_ref())
        .await?;
    let today = time::london_date(now);
    let base = |list: &str| format!("/subject-access?list={list}&area={}", area.code);
    let page = ListPage {
        chrome: frame(
            &caller,
            format!("What people ask about themselves in {}", area.name),
        )
        .wide(),
        areas: area_links(&areas, &area.code, &format!("/subject-access?list={list}&")),
        lists: vec![
            Link::new("Being answered", base("open")).current(!answered),
            Link::new("Answered", base("answered")).current(answered),
            Link::new(
                "How long records are kept",
                format!("/retention?area={}", area.code),
            ),
        ],
        view: ListView {
            area: area.code.to_string(),
            items: rows
                .items
                .iter()
                .map(|row| RowView::of(row, today))
                .collect(),
            next: next(&rows, &base(list)),
        },
        answered,
        later: after.is_some(),
    };
    Ok(accept.reply(&page.view, &page).into_response())
}
