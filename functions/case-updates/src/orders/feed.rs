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
use chrono::{DateTime, Utc};
use domain::{PersonId, time};
use edge::{
    Accept, App, Door, Problem, Ticket,
    accept::see_other,
    page::{self, Chrome, Place},
};
use serde::{Deserialize, Serialize};
use store::{feeds::Feed, knocks::Limit};

use super::{Asked, MOST, RUNS, by_day, calendar};
use crate::cases::areas::{self, Run};

const DONE: [(&str, &str); 1] = [("ended", "The address no longer works")];

/// Addresses that lead to nothing, from one place: a program with an old one asks a few times a day.
const WRONG: Limit = Limit {
    what: "order-feed",
    most: 60,
    seconds: 60 * 60,
};

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

/// The address by which your calendar program asks.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = OrderFeed)]
pub(super) struct FeedView {
    /// The address, which holds a secret; only in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://charmm.example.gov.uk/orders/feed/…")]
    address: Option<String>,
    /// When it was made; none when you have none.
    #[schema(example = "2026-11-24T08:31:00Z")]
    made_at: Option<DateTime<Utc>>,
    /// When it ends by itself.
    #[schema(example = "2027-11-24T08:31:00Z")]
    ends_at: Option<DateTime<Utc>>,
}

impl FeedView {
    fn of(feed: Option<Feed>, address: Option<String>) -> Self {
        Self {
            address,
            made_at: feed.map(|feed| feed.made_at),
            ends_at: feed.map(|feed| feed.ends_at),
        }
    }

    fn made(&self) -> Option<String> {
        self.made_at.map(time::long_time)
    }

    fn ends(&self) -> Option<String> {
        let ends = self.ends_at.map(time::london_date);
        ends.map(time::long_date)
    }
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
    let feed = app.store.feed(person, app.clock.now()).await?;
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
    let feed = app.store.put_feed(person, &ticket.secret, now).await?;
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
    app.store.end_feed(person).await?;
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
    let now = app.clock.now();
    match owner(&app, &ticket, now).await? {
        Some(caller) => {
            let own = areas::run(&app, &caller).await?;
            let Some(area) = areas::chosen(&own, asked.area.as_deref()) else {
                return Err(Problem::NotFound);
            };
            let rows = app.store.orders_in_feed(&area.code, &caller, MOST, now);
            let items = by_day(&rows.await?.items, time::london_date(now));
            Ok(calendar(&items, now))
        }
        None => {
            door.admit(&app, WRONG, now).await?;
            Err(Problem::NotFound)
        }
    }
}

/// Who holds this address, as they are today.
async fn owner(app: &App, ticket: &str, now: DateTime<Utc>) -> Result<Option<Caller>, Problem> {
    let Some(ticket) = Ticket::parse(ticket) else {
        return Ok(None);
    };
    let Ticket { person, secret } = ticket;
    if !app.store.opens_feed(person, &secret, now).await? {
        return Ok(None);
    }
    let person = app.store.person(person).await?;
    app.caller(&person).await
}

/// **Errors:** 403 for somebody who runs no area, and has no calendar to show.
async fn runs(app: &App, caller: &Caller) -> Result<(PersonId, Vec<Run>), Problem> {
    let own = areas::run(app, caller).await?;
    let person = caller.person().filter(|_| !own.is_empty());
    let person = person.ok_or_else(|| Problem::Forbidden(RUNS.into()))?;
    Ok((person, own))
}
