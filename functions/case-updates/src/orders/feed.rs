//! `/orders/feed`: an address of one's own at which a calendar program fetches the order calendar
//! (R6.5).

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{PersonId, time};
use edge::{
    Accept, App, Door, Problem, Ticket,
    accept::see_other,
    feed::{self, FeedView},
    page::{self, Chrome, Place},
};
use serde::Deserialize;
use store::feeds::Of;

use super::{Asked, MOST, RUNS, by_day, calendar};
use crate::cases::areas::{self, Run};

const DONE: [(&str, &str); 1] = [("ended", "The address no longer works")];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/orders/feed", get(show).post(make))
        .route("/orders/feed/end", post(end))
        .route("/orders/feed/{ticket}", get(fetch))
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Told {
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "order_feed.html")]
struct FeedPage {
    chrome: Chrome,
    view: FeedView,
    /// Each has its own calendar.
    areas: Vec<Run>,
}

impl FeedPage {
    fn of(caller: &Caller, areas: Vec<Run>, view: FeedView) -> Self {
        Self {
            areas,
            chrome: edge::chrome(caller, "Orders in your own calendar")
                .at(Place::Cases)
                .crumb("Cases", "/cases")
                .crumb("Order calendar", "/orders"),
            view,
        }
    }
}

/// Your calendar program's address
///
/// Whether you have one, since when and until when. The address itself is shown only when it is made.
#[utoipa::path(get, path = "/orders/feed", tag = "cases",
    responses((status = 200, description = "Whether there is one",
        content((FeedView = "application/json"), (String = "text/html")))))]
pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(told): Query<Told>,
) -> Result<Response, Problem> {
    let (person, areas) = runs(&app, &caller).await?;
    let feed = app.store.feed(person, Of::Orders, app.clock.now()).await?;
    let mut page = FeedPage::of(&caller, areas, FeedView::of(feed, None));
    page.chrome = page.chrome.success(told.done.as_deref(), &DONE);
    Ok(accept.reply(&page.view, &page).into_response())
}

/// Make an address for your calendar program
///
/// It shows the order calendar of the areas that you run, with references and kinds only, to whoever
/// has it, for a year. The one you had is worth nothing from then on.
#[utoipa::path(post, path = "/orders/feed", tag = "cases",
    responses((status = 201, description = "The address, this once", body = FeedView)))]
pub(super) async fn make(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
) -> Result<Response, Problem> {
    let (person, areas) = runs(&app, &caller).await?;
    let ticket = Ticket::new(person)?;
    let now = app.clock.now();
    let feed = app
        .store
        .put_feed(person, Of::Orders, &ticket.secret, now)
        .await?;
    let address = format!("{}/orders/feed/{ticket}", app.config.origin);
    let page = FeedPage::of(&caller, areas, FeedView::of(Some(feed), Some(address)));
    if accept.html() {
        return Ok(page::html(StatusCode::CREATED, &page));
    }
    Ok((StatusCode::CREATED, axum::Json(&page.view)).into_response())
}

/// End your calendar program's address
#[utoipa::path(post, path = "/orders/feed/end", tag = "cases",
    responses((status = 200, description = "There is none any more", body = FeedView)))]
pub(super) async fn end(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
) -> Result<Response, Problem> {
    let (person, _) = runs(&app, &caller).await?;
    app.store.end_feed(person, Of::Orders).await?;
    if accept.html() {
        return Ok(see_other("/orders/feed?done=ended"));
    }
    Ok(edge::accept::json(&FeedView::of(None, None)))
}

/// `GET /orders/feed/{ticket}`: the calendar, for a program that shows nothing but the address. Whatever
/// is wrong with it answers alike.
async fn fetch(
    State(app): State<App>,
    door: Door,
    Path(ticket): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let caller = feed::owner(&app, door, Of::Orders, &ticket).await?;
    let own = areas::run(&app, &caller).await?;
    let Some(area) = areas::chosen(&own, asked.area.as_deref()) else {
        return Err(Problem::NotFound);
    };
    let now = app.clock.now();
    let rows = app.store.orders_in_feed(&area.code, &caller, MOST, now);
    let items = by_day(&rows.await?.items, time::london_date(now));
    Ok(calendar(&items, now))
}

/// **Errors:** 403 for somebody who runs no area, and has no calendar to show.
async fn runs(app: &App, caller: &Caller) -> Result<(PersonId, Vec<Run>), Problem> {
    let own = areas::run(app, caller).await?;
    let person = caller.person().filter(|_| !own.is_empty());
    let person = person.ok_or_else(|| Problem::Forbidden(RUNS.into()))?;
    Ok((person, own))
}
