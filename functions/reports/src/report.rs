//! `/reports`: an area's quarter (R10.1, R10.4, R4.4, R8.4).

pub(crate) mod document;
pub(crate) mod table;

use std::collections::BTreeMap;

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{
    AgencyId, AreaCode,
    figures::{Figure, GROUPS},
    meeting::Forum,
    time::Quarter,
};
use edge::{
    Accept, App, Problem,
    areas::{May, area_links, areas, chosen},
    chrome,
    page::{Chrome, Link, Place},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    chart::Chart,
    figures, newest, now, quarter,
    view::{self, ForumView, ReportView, Told},
    window,
};

/// Whose figures somebody sees, and why they may not.
const SEES: (May, &str) = (
    may,
    "Only an area’s coordinator and chair, and the county analyst, see its figures.",
);
/// How many quarters are one click away.
const QUARTERS: usize = 6;

fn may(caller: &Caller, area: &AreaCode) -> access::Decision {
    access::figures::see(caller, Some(area))
}

/// Which area and quarter.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Asked {
    /// The code of the area; the first of the caller's, unless said otherwise.
    #[param(example = "RUN")]
    area: Option<String>,
    /// The quarter of the calendar year; this one, unless said otherwise.
    #[param(example = "2026-Q4")]
    quarter: Option<String>,
}

struct Found {
    view: ReportView,
    areas: Vec<Link>,
    quarters: Vec<Link>,
}

/// What agencies are called, also those that take part no more.
async fn names(app: &App) -> Result<BTreeMap<AgencyId, String>, Problem> {
    let agencies = app.store.agencies().await?;
    Ok(agencies.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Links to the same report of recent quarters.
pub(crate) fn quarter_links(newest: Quarter, here: Quarter, base: &str) -> Vec<Link> {
    let recent = std::iter::successors(Some(newest), |quarter| quarter.before()).take(QUARTERS);
    let link = |each: Quarter| {
        Link::new(each.words(), format!("{base}quarter={each}")).current(each == here)
    };
    recent.map(link).collect()
}

async fn find(app: &App, caller: &Caller, asked: &Asked) -> Result<Found, Problem> {
    let areas = areas(app, caller, SEES).await?;
    let area = chosen(&areas, asked.area.as_deref())?;
    // Who runs the area sees the cases themselves.
    let told = if access::case::list_area(caller, &area.code).is_permitted() {
        Told::Exactly
    } else {
        Told::Roughly
    };
    let quarter = quarter(app, asked.quarter.as_deref(), told)?;
    let window = window(quarter);
    let first = window.first().copied().unwrap_or(quarter);
    let all = figures(app, caller, &area.code, (first, quarter)).await?;
    let forums = Forum::ALL
        .iter()
        .filter_map(|forum| ForumView::of(&all, *forum, &window, told));
    let base = format!("/reports?area={}&", area.code);
    let over = quarter < now(app);
    Ok(Found {
        areas: area_links(&areas, &area.code, &format!("/reports?quarter={quarter}&")),
        quarters: quarter_links(newest(app, told), quarter, &base),
        view: ReportView {
            area: area.code.to_string(),
            area_name: area.name.clone(),
            quarter: quarter.to_string(),
            months: quarter.words(),
            over,
            rough: told == Told::Roughly,
            forums: forums.collect(),
            agencies: view::agencies(&all, &names(app).await?, (&window, over), told),
        },
    })
}

/// An area's quarter.
///
/// For the area's coordinator and chair, and the county analyst: what was opened, closed, done and
/// used in a quarter, of people's cases and of places', beside the two years before; how agencies answered
/// for their actions; what each figure counts; and nobody's name. Also as PDF.
#[utoipa::path(
    get,
    path = "/reports",
    tag = "Reports",
    params(Asked),
    responses((status = 200, description = "The figures", body = ReportView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = find(&app, &caller, &asked).await?;
    let view = found.view;
    if accept == Accept::Pdf {
        return document::print(view, app.today()).await;
    }
    let title = format!("{}, {}", view.area_name, view.months);
    let query = format!("area={}&quarter={}", view.area, view.quarter);
    let page = ReportPage {
        chrome: chrome(&caller, title).at(Place::Reports).wide(),
        county: access::figures::see(&caller, None)
            .is_permitted()
            .then(|| format!("/reports/county?quarter={}", view.quarter)),
        pdf: format!("/reports?{query}&as=pdf"),
        csv: format!("/reports/figures.csv?{query}"),
        areas: found.areas,
        quarters: found.quarters,
        view: &view,
    };
    Ok(accept.reply(&view, &page).into_response())
}

/// The same as a table for a spreadsheet, to be saved.
pub(crate) async fn csv(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let view = find(&app, &caller, &asked).await?.view;
    let name = format!("report-{}-{}.csv", view.area, view.quarter);
    Ok(edge::csv(&name, table::csv(&view)))
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'a> {
    chrome: Chrome,
    view: &'a ReportView,
    areas: Vec<Link>,
    quarters: Vec<Link>,
    county: Option<String>,
    pdf: String,
    csv: String,
}

impl ReportPage<'_> {
    /// The headings under which a forum's figures stand.
    fn groups(&self, forum: &ForumView) -> Vec<&'static str> {
        let told = |group: &&str| forum.under(group).next().is_some();
        GROUPS.into_iter().filter(told).collect()
    }

    fn chart(&self, forum: &ForumView) -> Option<Chart> {
        Chart::of(forum)
    }

    /// What the columns of the table of agencies say.
    fn columns(&self) -> Vec<String> {
        let figures = Figure::ACTIONS.into_iter().map(Figure::label);
        std::iter::once("Agency".to_owned())
            .chain(figures)
            .chain(std::iter::once("Answered in time".to_owned()))
            .collect()
    }

    /// What the columns of the table of agencies over time say.
    fn quarter_columns(&self) -> Vec<String> {
        let quarters = self.view.agencies.first().map(|agency| &agency.over_time);
        let quarters = quarters.into_iter().flatten();
        std::iter::once("Agency".to_owned())
            .chain(quarters.map(|each| each.quarter.clone()))
            .collect()
    }
}
