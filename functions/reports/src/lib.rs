//! What a partnership reports of its cases: by quarter, without a name (R10), and how agencies answer
//! for the actions they were given (R4.4).
//!
//! | file | route | what it does |
//! |---|---|---|
//! | `report.rs` | `GET /reports` | an area's quarter, as page, JSON and PDF |
//! | `report/table.rs` | `GET /reports/figures.csv` | the same as a table for a spreadsheet |
//! | `county.rs` | `GET /reports/county`, `….csv` | areas side by side, and together |
//! | `view.rs` | | what is told, and to whom only roughly |
//! | `chart.rs` | | opened, closed and open cases over two years, drawn |
//!
//! The figures are counters that move in the transaction that changes a case; see `domain::figures`.

mod chart;
mod county;
mod report;
mod view;

use access::Caller;
use axum::{Router, routing::get};
use domain::{
    AreaCode,
    figures::Figures,
    time::{self, Quarter},
};
use edge::{App, Problem};

use view::Told;

/// The routes below `/reports`, with what surrounds every route.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/reports", get(report::get))
        .route("/reports/figures.csv", get(report::csv))
        .route("/reports/county", get(county::get))
        .route("/reports/county.csv", get(county::csv));
    edge::finish(routes, app)
}

/// The description of these routes, to be merged with those of the other functions.
pub fn openapi() -> utoipa::openapi::OpenApi {
    <Described as utoipa::OpenApi>::openapi()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(report::get, county::get),
    tags((name = "Reports", description = "Figures by quarter, without a name"))
)]
struct Described;

/// How many quarters a report looks back on, itself included.
const WINDOW: usize = 8;
/// Earlier ones are none: the year of the 2014 Act.
const FIRST: &str = "2014-Q1";

/// The quarters up to `last` that a report looks back on, the oldest first.
fn window(last: Quarter) -> Vec<Quarter> {
    let back = std::iter::successors(Some(last), |quarter| quarter.before());
    let mut window: Vec<_> = back.take(WINDOW).collect();
    window.reverse();
    window
}

/// The newest quarter that is told: the one that runs, or the one before to whom it is told only roughly.
fn newest(app: &App, told: Told) -> Quarter {
    let now = now(app);
    match told {
        Told::Exactly => now,
        Told::Roughly => now.before().unwrap_or(now),
    }
}

/// What was counted of an area in the quarters from `first` to `last`, with what the areas came to that it
/// has taken over.
///
/// **Errors:** 404 when the caller may not see it.
async fn figures(
    app: &App,
    caller: &Caller,
    area: &AreaCode,
    (first, last): (Quarter, Quarter),
) -> Result<Figures, Problem> {
    let mut all = Figures::default();
    for code in caller.covers(area) {
        all.take_in(&app.store.figures(&code, caller, first, last).await?);
    }
    Ok(all)
}

/// The quarter that runs.
fn now(app: &App) -> Quarter {
    Quarter::of(time::london_date(app.clock.now()))
}

/// The quarter asked for; the newest when none is.
///
/// **Errors:** 404 for one that is not told yet, or that nobody could count.
fn quarter(app: &App, asked: Option<&str>, told: Told) -> Result<Quarter, Problem> {
    let newest = newest(app, told);
    let quarter = match asked.filter(|text| !text.is_empty()) {
        Some(text) => text.parse().map_err(|_| Problem::NotFound)?,
        None => newest,
    };
    if quarter > newest || quarter.to_string().as_str() < FIRST {
        return Err(Problem::NotFound);
    }
    Ok(quarter)
}

#[cfg(test)]
mod tests;
