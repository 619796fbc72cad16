//! `/reports/county`: areas side by side and together, for who compares them (R10.3).

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{
    figures::{Figure, Figures},
    meeting::Forum,
    text::cell,
    time::{self, Quarter},
};
use edge::{
    Accept, App, Problem, chrome,
    page::{Chrome, Link, Place},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    quarter,
    report::quarter_links,
    view::{Told, due, name, words},
};

/// Which quarter.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Asked {
    /// The quarter of the calendar year; this one, unless said otherwise.
    #[param(example = "2026-Q4")]
    quarter: Option<String>,
}

/// A quarter of every area. Counts are told to the nearest five, and null from one to four (R10.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CountyReport)]
pub(crate) struct CountyView {
    /// The quarter of the calendar year.
    #[schema(example = "2026-Q4")]
    quarter: String,
    /// Its months.
    #[schema(example = "October to December 2026")]
    months: String,
    /// Whether it has ended: until then the figures still move.
    #[schema(example = false)]
    over: bool,
    /// The areas, by name, and all of them together at the end.
    areas: Vec<AreaView>,
}

/// An area in a quarter, or all of them together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CountyArea)]
pub(crate) struct AreaView {
    /// The area; null of all together.
    #[schema(example = "RUN")]
    area: Option<String>,
    /// Its name.
    #[schema(example = "Runnymede")]
    name: String,
    /// Its cases, by forum.
    cases: Vec<CasesView>,
    /// Actions due in the quarter.
    #[schema(example = 40)]
    actions_due: Option<u64>,
    /// Those ended or declined on their day or before.
    #[schema(example = 30)]
    actions_in_time: Option<u64>,
}

/// A forum's cases of an area in a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CountyCases)]
pub(crate) struct CasesView {
    /// The forum.
    #[schema(example = "charmm")]
    forum: &'static str,
    /// Cases opened in the quarter.
    #[schema(example = 10)]
    opened: Option<u64>,
    /// Cases closed in it.
    #[schema(example = 5)]
    closed: Option<u64>,
    /// Cases open at its end, or now.
    #[schema(example = 45)]
    open: Option<u64>,
}

impl AreaView {
    fn of(area: Option<String>, name: String, figures: &Figures, quarter: Quarter) -> Self {
        let told = Told::Roughly;
        let cases = |forum: &Forum| {
            let counted = figures.of(quarter, *forum);
            CasesView {
                forum: forum.value(),
                opened: told.count(counted.count(Figure::Opened)),
                closed: told.count(counted.closed()),
                open: told.count(figures.open_at_end(quarter, *forum)),
            }
        };
        let both = Forum::ALL.iter().map(|forum| figures.of(quarter, *forum));
        let both: Vec<_> = both.collect();
        let sum = |of: fn(&domain::figures::Counted) -> u64| both.iter().map(of).sum();
        Self {
            area,
            name,
            cases: Forum::ALL.iter().map(cases).collect(),
            actions_due: told.count(sum(due)),
            actions_in_time: told.count(sum(|counted| counted.count(Figure::InTime))),
        }
    }

    /// Everything counted of it, in the order of the columns.
    fn told(&self) -> Vec<String> {
        let cases = self
            .cases
            .iter()
            .flat_map(|cases| [cases.opened, cases.closed, cases.open]);
        cases
            .chain([self.actions_due, self.actions_in_time])
            .map(words)
            .collect()
    }
}

/// What the columns say.
fn columns() -> Vec<String> {
    let cases = Forum::ALL.iter().flat_map(|forum| {
        ["opened", "closed", "open at the end"].map(|what| format!("{}: {what}", name(*forum)))
    });
    std::iter::once("Area".to_owned())
        .chain(cases)
        .chain(["Actions due".to_owned(), "Answered in time".to_owned()])
        .collect()
}

async fn find(app: &App, caller: &Caller, asked: &Asked) -> Result<(CountyView, Quarter), Problem> {
    if !access::figures::see(caller, None).is_permitted() {
        let why = "Only the county analyst compares areas.";
        return Err(Problem::Forbidden(why.to_owned()));
    }
    let quarter = quarter(app, asked.quarter.as_deref())?;
    let mut areas = app.store.areas_lately().await?;
    areas.sort_by(|one, two| one.name.cmp(&two.name));
    let (mut views, mut together) = (Vec::new(), Figures::default());
    for area in &areas {
        let figures = app
            .store
            .figures(&area.code, caller, quarter, quarter)
            .await?;
        together.take_in(&figures);
        views.push(AreaView::of(
            Some(area.code.to_string()),
            area.name.to_string(),
            &figures,
            quarter,
        ));
    }
    views.push(AreaView::of(
        None,
        "Together".to_owned(),
        &together,
        quarter,
    ));
    let view = CountyView {
        quarter: quarter.to_string(),
        months: quarter.words(),
        over: quarter < Quarter::of(time::london_date(app.clock.now())),
        areas: views,
    };
    Ok((view, quarter))
}

/// Areas side by side.
///
/// For the county analyst: what was opened and closed in a quarter and how many actions were answered in
/// time, by area and together, to the nearest five and without small numbers.
#[utoipa::path(
    get,
    path = "/reports/county",
    tag = "Reports",
    params(Asked),
    responses((status = 200, description = "The figures", body = CountyView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (view, quarter) = find(&app, &caller, &asked).await?;
    let title = format!("Areas side by side, {}", view.months);
    let page = CountyPage {
        chrome: chrome(&caller, title)
            .at(Place::Reports)
            .wide()
            .crumb("Reports", "/reports"),
        quarters: quarter_links(&app, quarter, "/reports/county?"),
        csv: format!("/reports/county.csv?quarter={quarter}"),
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
    let (view, _) = find(&app, &caller, &asked).await?;
    let mut lines = vec![line(&columns())];
    for area in &view.areas {
        let mut cells = vec![area.name.clone()];
        cells.extend(area.told());
        lines.push(line(&cells));
    }
    lines.push(String::new());
    Ok(edge::csv("county.csv", lines.join("\r\n")))
}

fn line(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|text| cell(text)).collect();
    cells.join(",")
}

#[derive(Template)]
#[template(path = "county.html")]
struct CountyPage<'a> {
    chrome: Chrome,
    view: &'a CountyView,
    quarters: Vec<Link>,
    csv: String,
}

impl CountyPage<'_> {
    fn columns(&self) -> Vec<String> {
        columns()
    }
}
