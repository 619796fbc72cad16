//! `/meetings/feed`: an address of one's own at which a calendar program fetches one's meetings (R5.1).

use access::Caller;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use domain::PersonId;
use edge::{
    Accept, App, Door, Problem, Ticket,
    accept::see_other,
    again::Done,
    calendar,
    feed::{self, FeedView},
    page::{self, Chrome, Place},
};
use store::feeds::Of;

use super::event;
use crate::meeting::list::{areas, end_of_time};

const DONE: [(&str, &str); 1] = [("ended", "The address no longer works")];

/// How far back the calendar goes.
const BACK: TimeDelta = TimeDelta::days(92);

#[derive(Template)]
#[template(path = "meeting_feed.html")]
struct FeedPage {
    chrome: Chrome,
    view: FeedView,
}

impl FeedPage {
    fn of(caller: &Caller, view: FeedView) -> Self {
        Self {
            chrome: edge::chrome(caller, "Meetings in your own calendar")
                .at(Place::Meetings)
                .crumb("Meetings", "/meetings"),
            view,
        }
    }
}

/// Your calendar program's address for meetings
///
/// Whether you have one, since when and until when. The address itself is shown only when it is made.
#[utoipa::path(get, path = "/meetings/feed", tag = "Meetings",
    responses((status = 200, description = "Whether there is one",
        content((FeedView = "application/json"), (String = "text/html")))))]
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(told): Query<Done>,
) -> Result<Response, Problem> {
    let person = own(&caller)?;
    let feed = app
        .store
        .feed(person, Of::Meetings, app.clock.now())
        .await?;
    let mut page = FeedPage::of(&caller, FeedView::of(feed, None));
    page.chrome = page.chrome.success(told.done.as_deref(), &DONE);
    Ok(accept.reply(&page.view, &page).into_response())
}

/// Make an address for your calendar program's meetings
///
/// It shows when and where the meetings are that you come to, and how to join them, to whoever has it, for
/// a year. The one you had is worth nothing from then on.
#[utoipa::path(post, path = "/meetings/feed", tag = "Meetings",
    responses((status = 201, description = "The address, this once", body = FeedView)))]
pub(crate) async fn make(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
) -> Result<Response, Problem> {
    let person = own(&caller)?;
    let ticket = Ticket::new(person)?;
    let now = app.clock.now();
    let made = app
        .store
        .put_feed(person, Of::Meetings, &ticket.secret, now);
    let address = format!("{}/meetings/feed/{ticket}", app.config.origin);
    let page = FeedPage::of(&caller, FeedView::of(Some(made.await?), Some(address)));
    if accept.html() {
        return Ok(page::html(StatusCode::CREATED, &page));
    }
    Ok((StatusCode::CREATED, axum::Json(&page.view)).into_response())
}

/// End your calendar program's address for meetings
#[utoipa::path(post, path = "/meetings/feed/end", tag = "Meetings",
    responses((status = 200, description = "There is none any more", body = FeedView)))]
pub(crate) async fn end(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
) -> Result<Response, Problem> {
    app.store.end_feed(own(&caller)?, Of::Meetings).await?;
    if accept.html() {
        return Ok(see_other("/meetings/feed?done=ended"));
    }
    Ok(edge::accept::json(&FeedView::of(None, None)))
}

/// `GET /meetings/feed/{ticket}`: the meetings of the areas whose meetings its owner comes to today, for a
/// program that shows nothing but the address.
pub(crate) async fn fetch(
    State(app): State<App>,
    door: Door,
    Path(ticket): Path<String>,
) -> Result<Response, Problem> {
    let caller = feed::owner(&app, door, Of::Meetings, &ticket).await?;
    let mut own = areas(&app, &caller).await?;
    edge::areas::folded(&caller, &mut own);
    let now = app.clock.now();
    let mut events = Vec::new();
    for area in own {
        let (from, to) = (now - BACK, end_of_time());
        for meeting in app.store.meetings_in(&area.code, &caller, from, to).await? {
            // One of an area that was taken over keeps its name.
            let name = &app.store.area_lately(&meeting.area).await?.name;
            let title = meeting.title(name);
            events.push(event(&meeting, &title, (&app.config.origin, now)));
        }
    }
    Ok(calendar::reply(calendar::text("Meetings", events)))
}

/// **Errors:** 403 for a program, which has no calendar.
fn own(caller: &Caller) -> Result<PersonId, Problem> {
    let person = caller.person();
    person.ok_or_else(|| Problem::Forbidden("Only people have a calendar of their own.".into()))
}
