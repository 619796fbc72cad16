//! `/case-reviews`: applications of an area, those in which something is due first.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::time;
use edge::{
    Accept, App, Problem,
    areas::{area_links, areas, chosen},
    list::{cursor, next},
    page::{Chrome, Link},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{RUNS, frame, view::CaseReviewRow};

/// How many rows a page of the list shows.
const ROWS: i32 = 50;

/// Which list of which area, and where the page begins.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct CaseReviewQuery {
    /// The code of the area; the first of the caller's, unless said otherwise.
    #[param(example = "RUN")]
    area: Option<String>,
    /// `due` (unless said otherwise) or `over`.
    #[param(example = "due")]
    list: Option<String>,
    /// The token of the page, from `next` of the page before.
    from: Option<String>,
}

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseReviewsView {
    /// The area.
    #[schema(example = "RUN")]
    pub area: String,
    /// Those due first, or those that are over, newest first.
    pub items: Vec<CaseReviewRow>,
    /// Where the next page is.
    pub next: Option<String>,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    chrome: Chrome,
    view: CaseReviewsView,
    areas: Vec<Link>,
    lists: Vec<Link>,
    over: bool,
}

/// `GET /case-reviews`.
#[utoipa::path(
    get, path = "/case-reviews", operation_id = "list_case_reviews", tag = "case reviews",
    summary = "Applications for a case review in an area",
    description = "For the area's coordinator: references and dates.",
    params(CaseReviewQuery),
    responses((status = 200, body = CaseReviewsView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<CaseReviewQuery>,
) -> Result<Response, Problem> {
    let areas = areas(&app, &caller, RUNS).await?;
    let area = chosen(&areas, asked.area.as_deref())?;
    let over = match asked.list.as_deref().unwrap_or("due") {
        "due" => false,
        "over" => true,
        _ => return Err(Problem::NotFound),
    };
    let list = if over { "over" } else { "due" };
    let after = cursor(asked.from.as_deref())?;
    let now = app.clock.now();
    let rows = app
        .store
        .case_reviews_in(&area.code, over, (&caller, now), ROWS, after.as_ref());
    let rows = rows.await?;
    let today = time::london_date(now);
    let base = |list: &str| format!("/case-reviews?list={list}&area={}", area.code);
    let figures = format!("/case-reviews/figures?area={}", area.code);
    let page = ListPage {
        chrome: frame(&caller, format!("ASB Case Reviews in {}", area.name)).wide(),
        areas: area_links(&areas, &area.code, &format!("/case-reviews?list={list}&")),
        lists: vec![
            Link::new("Something is due", base("due")).current(!over),
            Link::new("Over", base("over")).current(over),
            Link::new("Figures to publish", figures),
        ],
        view: CaseReviewsView {
            area: area.code.to_string(),
            items: rows
                .items
                .iter()
                .map(|row| CaseReviewRow::of(row, today))
                .collect(),
            next: next(&rows, &base(list)),
        },
        over,
    };
    Ok(accept.reply(&page.view, &page).into())
}
