//! `/orders`: the order calendar of an area, as a page and as a feed (R6.5).

mod calendar;
mod feed;

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::time;
use edge::{
    Accept, App, Problem,
    page::{Chrome, Link, Place},
};
use serde::{Deserialize, Serialize};
use store::stored::OrderRow;

use crate::cases::areas::{self, Run};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, file, feed::show, feed::make, feed::end))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/orders", get(list))
        .route("/orders.ics", get(file))
        .merge(feed::routes())
}

/// Why somebody may not see the calendar.
const RUNS: &str = "Only an area’s coordinator and chair can see its order calendar.";
/// Most powers that the calendar shows: many times what runs in a borough.
const MOST: i32 = 1_000;

/// Which area.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The code of the area; the first one that the caller runs, unless said otherwise.
    #[param(example = "RUN")]
    area: Option<String>,
}

/// What falls due in an area.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = OrderCalendar)]
struct CalendarView {
    /// The area.
    #[schema(example = "RUN")]
    area: String,
    /// By day.
    items: Vec<DueView>,
}

/// Something that falls due.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = OrderDue)]
struct DueView {
    /// The day by which.
    on: NaiveDate,
    /// What.
    #[schema(example = "Review of a criminal behaviour order")]
    words: &'static str,
    /// Which power, in words.
    power: &'static str,
    /// The case's reference.
    #[schema(example = "RUN-2026-0001")]
    reference: String,
    /// Where the power stands.
    href: String,
    /// The rule that says so.
    rule: Option<String>,
    /// Whether the day has passed.
    past: bool,
}

impl DueView {
    fn day(&self) -> String {
        time::full_date(self.on)
    }
}

#[derive(Template)]
#[template(path = "orders.html")]
struct CalendarPage {
    chrome: Chrome,
    view: CalendarView,
    heading: String,
    areas: Vec<Link>,
}

/// The order calendar
///
/// Expiry, reviews and eighteenth birthdays of everything that runs on the cases of an area, by day; for
/// its coordinator and chair.
#[utoipa::path(get, path = "/orders", tag = "cases", params(Asked),
    responses((status = 200, description = "What falls due",
        content((CalendarView = "application/json"), (String = "text/html")))))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let own = areas::run(&app, &caller).await?;
    let (area, items) = due(&app, &caller, (&own, &asked)).await?;
    let heading = format!("Orders in {}", area.name);
    let page = CalendarPage {
        chrome: edge::chrome(&caller, heading.as_str())
            .at(Place::Cases)
            .official_sensitive()
            .crumb("Cases", "/cases"),
        areas: areas::links(&own, &area.code, "/orders?"),
        view: CalendarView {
            area: area.code.to_string(),
            items,
        },
        heading,
    };
    Ok(accept.reply(&page.view, &page).into_response())
}

/// The order calendar as a file
///
/// The same in iCalendar, with references and kinds only: nothing about a person. It asks for the
/// session or token that every page asks for; calendar programs have an address of their own.
#[utoipa::path(get, path = "/orders.ics", tag = "cases", params(Asked),
    responses((status = 200, description = "The calendar", body = String, content_type = "text/calendar")))]
async fn file(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let own = areas::run(&app, &caller).await?;
    let (_, items) = due(&app, &caller, (&own, &asked)).await?;
    Ok(calendar(&items, app.clock.now()))
}

fn calendar(items: &[DueView], now: DateTime<Utc>) -> Response {
    edge::calendar::reply(calendar::text(items, now))
}

async fn due<'a>(
    app: &App,
    caller: &Caller,
    (own, asked): (&'a [Run], &Asked),
) -> Result<(&'a Run, Vec<DueView>), Problem> {
    let area = areas::chosen(own, asked.area.as_deref());
    let area = area.ok_or_else(|| Problem::Forbidden(RUNS.into()))?;
    let (store, now) = (&app.store, app.clock.now());
    let rows = store.orders_in(&area.code, caller, MOST, None, now).await?;
    Ok((area, by_day(&rows.items, time::london_date(now))))
}

fn by_day(rows: &[OrderRow], today: NaiveDate) -> Vec<DueView> {
    let mut items: Vec<_> = rows.iter().flat_map(|row| lines(row, today)).collect();
    items.sort_by(|a, b| (a.on, &a.href).cmp(&(b.on, &b.href)));
    items
}

fn lines(row: &OrderRow, today: NaiveDate) -> Vec<DueView> {
    let line = |due: &domain::powers::Due| DueView {
        on: due.on,
        words: due.occasion.label(),
        power: row.power.label(),
        reference: row.reference.clone(),
        href: format!("/cases/{}/powers/{}", row.case, row.number),
        rule: due.rule.clone(),
        past: due.on < today,
    };
    row.due.iter().map(line).collect()
}
