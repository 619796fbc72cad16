//! `/case-review/figures`: the four figures of an area and year, for everybody (R7.5).
//!
//! Small numbers are shown as they are: the Act has these counts published, and they say of nobody
//! what they asked for or got.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::Datelike;
use domain::time;
use edge::{
    Accept, App, Problem,
    areas::offered,
    page::{Chrome, Link},
};

use crate::figures::{FIRST, FiguresQuery, FiguresView};

/// How many years the page links to.
const YEARS: usize = 5;

#[derive(Template)]
#[template(path = "published.html")]
struct PublishedPage {
    chrome: Chrome,
    view: FiguresView,
    areas: Vec<Link>,
    years: Vec<Link>,
    csv: String,
    running: bool,
}

fn address(page: &str, area: &str, year: i32) -> String {
    format!("/case-review/{page}?area={area}&year={year}")
}

/// The areas that take part, the figures of the one asked for, and this year.
async fn count(app: &App, asked: &FiguresQuery) -> Result<(Vec<Link>, FiguresView, i32), Problem> {
    let areas = offered(app).await?;
    let this_year = time::london_date(app.clock.now()).year();
    let year = asked.year.unwrap_or(this_year);
    let chosen = match &asked.area {
        Some(code) => areas.iter().find(|area| area.value == *code),
        None => areas.first(),
    };
    let area = chosen.filter(|_| (FIRST..=this_year).contains(&year));
    let area = area.ok_or(Problem::NotFound)?;
    let code = area.value.parse().map_err(|_| Problem::NotFound)?;
    let figures = app.store.case_review_figures(&code, year).await?;
    let link = |each: &edge::page::Choice| {
        let href = address("figures", &each.value, year);
        Link::new(each.label.as_str(), href).current(each.value == area.value)
    };
    let links = areas.iter().map(link).collect();
    let name = (area.value.to_string(), area.label.to_string());
    Ok((links, FiguresView::of(name, year, figures), this_year))
}

/// `GET /case-review/figures`.
#[utoipa::path(
    get, path = "/case-review/figures", operation_id = "read_published_case_reviews", tag = "case reviews",
    summary = "What an area publishes about its case reviews for a year, for everybody",
    description = "Needs no token. Four numbers, and nobody's name.",
    security(()),
    params(FiguresQuery),
    responses((status = 200, body = FiguresView)),
)]
pub(crate) async fn show(
    State(app): State<App>,
    accept: Accept,
    Query(asked): Query<FiguresQuery>,
) -> Result<Response, Problem> {
    let (areas, view, this_year) = count(&app, &asked).await?;
    let of = |year: i32| {
        let href = address("figures", &view.area, year);
        Link::new(year.to_string(), href).current(year == view.year)
    };
    let page = PublishedPage {
        chrome: Chrome::new(format!(
            "ASB Case Reviews in {}, {}",
            view.area_name, view.year
        ))
        .back("/"),
        areas,
        years: (FIRST..=this_year).rev().take(YEARS).map(of).collect(),
        csv: address("figures.csv", &view.area, view.year),
        running: view.year == this_year,
        view: view.clone(),
    };
    Ok(accept.reply(&view, &page).into())
}

/// `GET /case-review/figures.csv`: the same as a table for a spreadsheet.
pub(crate) async fn csv(
    State(app): State<App>,
    Query(asked): Query<FiguresQuery>,
) -> Result<Response, Problem> {
    let (_, view, _) = count(&app, &asked).await?;
    Ok(view.csv())
}
