//! `/reports/county`: areas side by side and together, for who compares them (R10.3).

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{
    directory::Area,
    figures::{Counted, Figure, Figures},
    meeting::Forum,
    text::cell,
    time::Quarter,
};
use edge::{
    Accept, App, Problem,
    areas::folded,
    chrome,
    page::{Chrome, Link, Place},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    figures, newest, quarter,
    report::quarter_links,
    view::{Told, closed, due, name, total, words},
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

/// A quarter of every area, once it is over. Counts are told to the nearest five, and null below five
/// (R10.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CountyReport)]
pub(crate) struct CountyView {
    /// The quarter of the calendar year.
    #[schema(example = "2026-Q4")]
    quarter: String,
    /// Its months.
    #[schema(example = "October to December 2026")]
    months: String,
    /// The areas, by name, and at the end what is told of all of them together.
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
    fn of(area: &Area, figures: &Figures, quarter: Quarter) -> Self {
        let told = Told::Roughly;
        let cases = |forum: &Forum| {
            let counted = figures.of(quarter, *forum);
            CasesView {
                forum: forum.value(),
                opened: told.count(counted.count(Figure::Opened)),
                closed: closed(&counted, told),
                open: told.count(figures.open_at_end(quarter, *forum)),
            }
        };
        let mut actions = Counted::default();
        for forum in Forum::ALL {
            actions.take_in(&figures.of(quarter, *forum));
        }
        Self {
            area: Some(area.code.to_string()),
            name: area.name.to_string(),
            cases: Forum::ALL.iter().map(cases).collect(),
            actions_due: due(&actions, told),
            actions_in_time: told.count(actions.count(Figure::InTime)),
        }
    }

    /// All areas together: what is told of them, and no more.
    fn together(areas: &[Self]) -> Self {
        let cases = |(place, forum): (usize, &Forum)| {
            let each = || areas.iter().filter_map(|area| area.cases.get(place));
            CasesView {
                forum: forum.value(),
                opened: total(each().map(|cases| cases.opened)),
                closed: total(each().map(|cases| cases.closed)),
                open: total(each().map(|cases| cases.open)),
            }
        };
        Self {
            area: None,
            name: "Together".to_owned(),
            cases: Forum::ALL.iter().enumerate().map(cases).collect(),
            actions_due: total(areas.iter().map(|area| area.actions_due)),
            actions_in_time: total(areas.iter().map(|area| area.actions_in_time)),
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
    let quarter = quarter(app, asked.quarter.as_deref(), Told::Roughly)?;
    let (plans, today) = (app.store.plans().await?, app.today());
    let mut areas = app.store.areas_lately().await?;
    folded(caller, &mut areas);
    areas.retain(|area| area.is_there(&plans, today));
    areas.sort_by(|one, two| one.name.cmp(&two.name));
    let mut views = Vec::new();
    for area in &areas {
        let counted = figures(app, caller, &area.code, (quarter, quarter)).await?;
        views.push(AreaView::of(area, &counted, quarter));
    }
    views.push(AreaView::together(&views));
    let view = CountyView {
        quarter: quarter.to_string(),
        months: quarter.words(),
        areas: views,
    };
    Ok((view, quarter))
}

/// Areas side by side.
///
/// For the county analyst: what was opened and closed in a quarter and how many actions were answered in
/// time, by area and together, to the nearest five and without small numbers, once the quarter is over.
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
        quarters: quarter_links(newest(&app, Told::Roughly), quarter, "/reports/county?"),
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
    let mut heads = vec!["Quarter".to_owned()];
    heads.extend(columns());
    let mut lines = vec![line(&heads)];
    for area in &view.areas {
        let mut cells = vec![view.quarter.clone(), area.name.clone()];
        cells.extend(area.told());
        lines.push(line(&cells));
    }
    lines.push(String::new());
    let name = format!("county-{}.csv", view.quarter);
    Ok(edge::csv(&name, lines.join("\r\n")))
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
