//! `/case-reviews/figures`: the four figures that an area publishes for a year (R7.5).

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::Datelike;
use domain::{case_review::Figures, text::cell, time};
use edge::{
    Accept, App, Problem,
    areas::{area_links, areas, chosen},
    page::{Chrome, Link},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{RUNS, frame};

/// The year in which the 2014 Act's reviews began.
pub(crate) const FIRST: i32 = 2014;

/// Which area and year.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct FiguresQuery {
    /// The code of the area; the first of the caller's, unless said otherwise.
    #[param(example = "RUN")]
    pub(crate) area: Option<String>,
    /// The calendar year; this one, unless said otherwise.
    #[param(example = 2026)]
    pub(crate) year: Option<i32>,
}

/// The figures of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FiguresView {
    /// The area.
    #[schema(example = "RUN")]
    pub area: String,
    /// Its name.
    #[schema(example = "Runnymede")]
    pub area_name: String,
    /// The calendar year.
    #[schema(example = 2026)]
    pub year: i32,
    /// Applications that were made.
    #[schema(example = 7)]
    pub applications: u32,
    /// Decisions that the threshold was not met.
    #[schema(example = 2)]
    pub not_met: u32,
    /// Reviews that were carried out.
    #[schema(example = 4)]
    pub reviews: u32,
    /// Those of them that made recommendations.
    #[schema(example = 3)]
    pub with_recommendations: u32,
}

#[derive(Template)]
#[template(path = "figures.html")]
struct FiguresPage {
    chrome: Chrome,
    view: FiguresView,
    areas: Vec<Link>,
    years: Vec<Link>,
    csv: String,
}

struct Counted {
    view: FiguresView,
    areas: Vec<Link>,
    this_year: i32,
}

impl FiguresView {
    pub(crate) fn of((area, area_name): (String, String), year: i32, figures: Figures) -> Self {
        let Figures {
            applications,
            not_met,
            reviews,
            with_recommendations,
        } = figures;
        Self {
            area,
            area_name,
            year,
            applications,
            not_met,
            reviews,
            with_recommendations,
        }
    }

    /// The same as a table for a spreadsheet, to be saved.
    pub(crate) fn csv(&self) -> Response {
        // Names of areas are set by administrators.
        let table = format!(
            "area,year,applications,threshold not met,reviews,reviews with recommendations\r\n{},{},{},{},{},{}\r\n",
            cell(&self.area_name),
            self.year,
            self.applications,
            self.not_met,
            self.reviews,
            self.with_recommendations
        );
        edge::csv("case-reviews.csv", table)
    }
}

async fn count(app: &App, caller: &Caller, asked: &FiguresQuery) -> Result<Counted, Problem> {
    let areas = areas(app, caller, RUNS).await?;
    let area = chosen(&areas, asked.area.as_deref())?;
    let this_year = time::london_date(app.clock.now()).year();
    let year = asked.year.unwrap_or(this_year);
    if !(FIRST..=this_year).contains(&year) {
        return Err(Problem::NotFound);
    }
    let figures = app.store.case_review_figures(&area.code, year).await?;
    Ok(Counted {
        areas: area_links(
            &areas,
            &area.code,
            &format!("/case-reviews/figures?year={year}&"),
        ),
        view: FiguresView::of((area.code.to_string(), area.name.clone()), year, figures),
        this_year,
    })
}

/// `GET /case-reviews/figures`.
#[utoipa::path(
    get, path = "/case-reviews/figures", operation_id = "count_case_reviews", tag = "case reviews",
    summary = "What an area publishes about its case reviews for a year",
    description = "For the area's coordinator: four numbers, and nobody's name.",
    params(FiguresQuery),
    responses((status = 200, body = FiguresView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<FiguresQuery>,
) -> Result<Response, Problem> {
    let counted = count(&app, &caller, &asked).await?;
    let view = counted.view;
    let of = |page: &str, year: i32| format!("/case-reviews/{page}?area={}&year={year}", view.area);
    let years = (FIRST..=counted.this_year).rev().take(5);
    let page = FiguresPage {
        chrome: frame(
            &caller,
            format!("ASB Case Reviews in {}, {}", view.area_name, view.year),
        )
        .crumb(
            "ASB Case Reviews",
            format!("/case-reviews?area={}", view.area),
        ),
        areas: counted.areas,
        years: years
            .map(|year| Link::new(year.to_string(), of("figures", year)).current(year == view.year))
            .collect(),
        csv: of("figures.csv", view.year),
        view: view.clone(),
    };
    Ok(accept.reply(&view, &page).into())
}

/// `GET /case-reviews/figures.csv`: the same as a table for a spreadsheet.
pub(crate) async fn csv(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<FiguresQuery>,
) -> Result<Response, Problem> {
    Ok(count(&app, &caller, &asked).await?.view.csv())
}
