//! Calling a meeting (R5.1).

mod asked;
pub(super) mod propose;

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::{
    Journal,
    directory::Area,
    meeting::{Calling, Meeting, turns},
    time,
};
use edge::{
    Accept, App, Body, Problem, chrome,
    once::{created, once},
    page::{self, Choice, Chrome, Form, Place},
};
use http::StatusCode;
use propose::{Proposed, proposals};
use serde::Deserialize;
use store::{Once, Outcome};
use utoipa::ToSchema;

use super::{
    MeetingView,
    forum::{self, OfForum},
    forum_choices, list,
};
use crate::again::{done, placed};

/// A meeting to call.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewMeeting)]
pub(crate) struct ScheduleBody {
    /// The area's code.
    #[schema(required, example = "RUN")]
    area: Option<String>,
    /// Which forum meets: `charmm` or `jag`; one that the area holds.
    #[schema(required, example = "charmm")]
    forum: Option<String>,
    /// The day, in London.
    #[schema(required, example = "2026-12-08", format = Date)]
    on: Option<String>,
    /// The start on the 24-hour clock, London time.
    #[schema(required, example = "10:00")]
    at: Option<String>,
    /// A room, or how to join online; 200 characters at most.
    #[schema(required, example = "Committee Room 1, Civic Centre, Addlestone")]
    place: Option<String>,
    /// Where to join online: an address that begins with `https://`.
    #[schema(example = "https://teams.microsoft.com/l/meetup-join/19%3ameeting")]
    online: Option<String>,
}

/// Which forum's next meeting the form is to be filled in with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Next {
    area: String,
    forum: String,
}

/// The form with which to call a meeting, filled in with the next one of a forum whose cadence is
/// settled: of the one that is asked for, or the only one.
pub(crate) async fn form(
    State(app): State<App>,
    caller: Caller,
    Query(next): Query<Next>,
) -> Result<Response, Problem> {
    let areas = runnable(&app, &caller).await?;
    let proposed = proposals(&app, &caller, &areas).await?;
    let form = Form::new().with("at", "10:00");
    let chosen = match proposed.as_slice() {
        [only] if next.area.is_empty() => Some(only),
        all => all.iter().find(|each| each.is(&next.area, &next.forum)),
    };
    let form = match chosen {
        Some(chosen) => chosen.fill(form),
        None => form,
    };
    let page = page(&app, &caller, form, (areas, proposed));
    Ok(page::html(StatusCode::OK, &page).into_response())
}

/// Calls a meeting.
///
/// Its packs fall due at 7am, three working days before. What is new since the forum's last
/// meeting in the area will be on its agenda.
#[utoipa::path(
    post,
    path = "/meetings",
    tag = "Meetings",
    request_body = ScheduleBody,
    responses((status = 201, description = "The meeting", body = MeetingView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    body: Body<ScheduleBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || {
        schedule(&app, &caller, &body.value, &key)
    })
    .await
    {
        Ok(outcome) => Ok(done(accept, &outcome, "scheduled")),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            let form = body
                .form
                .with_fresh_key()
                .with_faults(placed(&problem, "on"));
            show(&app, &caller, form, problem.status()).await
        }
        Err(problem) => Err(problem),
    }
}

async fn schedule(
    app: &App,
    caller: &Caller,
    body: &ScheduleBody,
    key: &Once,
) -> Result<Outcome, Problem> {
    let areas = runnable(app, caller).await?;
    let asked = asked::read(body.clone(), &areas)?;
    let area = app.store.area_lately(&asked.area).await?;
    let others = OfForum::read(app, caller, &asked.area, asked.forum).await?;
    let stamp = app.stamp(caller)?;
    let on = time::london_date(asked.starts_at);
    let slot = area
        .cadences
        .of(asked.forum)
        .and_then(|cadence| cadence.slot_on(on, &others.called(), stamp.today()));
    let twin = |other: &Journal<Meeting>| {
        let stands = other.cancelled.is_none() && other.planned_on.is_some();
        stands && other.starts_at == asked.starts_at
    };
    if others.meetings.iter().any(twin) {
        let words = "The forum meets then already: this meeting is in its series";
        return Err(Problem::field("at", words));
    }
    let calling = Calling {
        forum: asked.forum,
        area: asked.area,
        starts_at: asked.starts_at,
        place: asked.place,
        online: asked.online,
        planned_on: slot.map(|slot| slot.planned),
        since: turns::before(
            asked.starts_at,
            others.meetings.iter().map(|each| each.record()),
        ),
    };
    let meeting = Meeting::call(calling, &stamp)?;
    let view = MeetingView::of(&meeting, &area, caller, stamp.at);
    let outcome = created(view.href.clone(), &view)?;
    let all = others.with([meeting]).changed(&stamp)?;
    let commit = forum::commit(all).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// The areas in which the caller calls meetings.
///
/// **Errors:** 403 when there are none.
pub(super) async fn runnable(app: &App, caller: &Caller) -> Result<Vec<Journal<Area>>, Problem> {
    let mut areas = list::areas(app, caller).await?;
    areas.retain(|area| access::meeting::run(caller, &area.code).is_permitted());
    edge::areas::folded(caller, &mut areas);
    if areas.is_empty() {
        return Err(Problem::Forbidden(
            "Only an area's coordinator and chair can schedule its meetings.".into(),
        ));
    }
    Ok(areas)
}

async fn show(
    app: &App,
    caller: &Caller,
    form: Form,
    status: StatusCode,
) -> Result<Response, Problem> {
    let areas = runnable(app, caller).await?;
    let page = page(app, caller, form, (areas, Vec::new()));
    Ok(page::html(status, &page).into_response())
}

fn page(
    app: &App,
    caller: &Caller,
    form: Form,
    (areas, proposed): (Vec<Journal<Area>>, Vec<Proposed>),
) -> SchedulePage {
    let form = match areas.as_slice() {
        [only] if form.value("area").is_empty() => form.with("area", only.code.as_str()),
        _ => form,
    };
    SchedulePage {
        chrome: chrome(caller, "Schedule a meeting")
            .at(Place::Meetings)
            .back("/meetings")
            .faulty(form.is_faulty()),
        example: example(app.clock.now()),
        areas: areas
            .iter()
            .map(|area| Choice::new(area.code.as_str(), area.name.as_str()))
            .collect(),
        forums: forum_choices(),
        proposed,
        form,
    }
}

/// A date to show how dates are typed: the day four weeks ahead.
fn example(now: DateTime<Utc>) -> String {
    let on = time::london_date(now + TimeDelta::days(28));
    format!("For example, {} {} {}", on.day(), on.month(), on.year())
}

#[derive(Template)]
#[template(path = "schedule.html")]
struct SchedulePage {
    chrome: Chrome,
    form: Form,
    areas: Vec<Choice>,
    forums: Vec<Choice>,
    /// What comes next by the cadences of forums.
    proposed: Vec<Proposed>,
    example: String,
}

#[cfg(test)]
mod tests;
