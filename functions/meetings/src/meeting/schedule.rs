//! Calling a meeting (R5.1).

use access::Caller;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    AreaCode, Journal, Line,
    directory::Area,
    meeting::{Forum, Meeting},
    time,
};
use edge::{
    Accept, App, Body, Fields, Problem, chrome,
    once::{created, once},
    page::{self, Choice, Chrome, Form, Place},
};
use http::StatusCode;
use serde::Deserialize;
use store::{Commit, Once, Outcome};
use utoipa::ToSchema;

use super::{MeetingView, forum_choices, list};
use crate::again::{done, placed};

/// How far back the forum's last meeting is looked for; no forum sleeps longer.
const LOOK_BACK: TimeDelta = TimeDelta::days(2 * 366);

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
}

/// What was asked for, once it is known to make sense.
struct Asked {
    area: AreaCode,
    forum: Forum,
    starts_at: DateTime<Utc>,
    place: Line,
}

/// The form with which to call a meeting.
pub(crate) async fn form(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let form = Form::new().with("at", "10:00");
    show(&app, &caller, form, StatusCode::OK).await
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
    let asked = read(body.clone(), &areas)?;
    let area = app.store.area(&asked.area).await?;
    let since = last_met(app, caller, &asked).await?;
    let stamp = app.stamp(caller)?;
    let Asked {
        area: code,
        forum,
        starts_at,
        place,
    } = asked;
    let meeting = Meeting::schedule(forum, code, starts_at, place, since, &stamp)?;
    let view = MeetingView::of(&meeting, &area, caller, stamp.at);
    let outcome = created(view.href(), &view)?;
    app.store
        .commit(Commit::of(meeting).once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}

/// The areas in which the caller calls meetings.
///
/// **Errors:** 403 when there are none.
async fn runnable(app: &App, caller: &Caller) -> Result<Vec<Journal<Area>>, Problem> {
    let mut areas = list::areas(app, caller).await?;
    areas.retain(|area| access::meeting::run(caller, &area.code).is_permitted());
    if areas.is_empty() {
        return Err(Problem::Forbidden(
            "Only an area's coordinator and chair can schedule its meetings.".into(),
        ));
    }
    Ok(areas)
}

/// Reads what was asked, with every fault at once.
fn read(body: ScheduleBody, areas: &[Journal<Area>]) -> Result<Asked, Problem> {
    let mut fields = Fields::default();
    let area = fields.choice("area", "an area", body.area, |code| {
        areas.iter().find(|area| area.code.as_str() == code)
    });
    let forum = fields.choice("forum", "a forum", body.forum, Forum::parse);
    if let (Some(area), Some(forum)) = (area, forum) {
        let held = area.forums.contains(&forum);
        fields.check(
            "forum",
            held,
            format!("{} does not hold a {}", area.name, forum.label()),
        );
    }
    let on = fields.date("on", "the date", body.on);
    let at = fields.time("at", "the start time", body.at);
    let starts_at = start(&mut fields, on, at);
    let place = fields.line("place", "where the meeting is", body.place);
    fields.finish(|| {
        Some(Asked {
            area: area?.code.clone(),
            forum: forum?,
            starts_at: starts_at?,
            place: place?,
        })
    })
}

/// The instant of a civil time in London, unless the clocks skip it.
fn start(
    fields: &mut Fields,
    on: Option<NaiveDate>,
    at: Option<NaiveTime>,
) -> Option<DateTime<Utc>> {
    let (on, at) = (on?, at?);
    let starts_at = time::instant(on.and_time(at));
    fields.check(
        "at",
        starts_at.is_some(),
        format!(
            "There is no such time on {}: the clocks go forward that night",
            time::long_date(on)
        ),
    );
    starts_at
}

/// When the forum last met in the area before the new meeting; a cancelled one did not meet.
async fn last_met(
    app: &App,
    caller: &Caller,
    asked: &Asked,
) -> Result<Option<DateTime<Utc>>, Problem> {
    let from = asked.starts_at - LOOK_BACK;
    let meetings = app
        .store
        .meetings_in(&asked.area, caller, from, asked.starts_at)
        .await?;
    Ok(latest_before(
        meetings.iter().map(|meeting| meeting.record()),
        asked,
    ))
}

fn latest_before<'a>(
    meetings: impl Iterator<Item = &'a Meeting>,
    asked: &Asked,
) -> Option<DateTime<Utc>> {
    meetings
        .filter(|meeting| meeting.forum == asked.forum && meeting.cancelled.is_none())
        .map(|meeting| meeting.starts_at)
        .filter(|starts_at| *starts_at < asked.starts_at)
        .max()
}

async fn show(
    app: &App,
    caller: &Caller,
    form: Form,
    status: StatusCode,
) -> Result<Response, Problem> {
    let areas = runnable(app, caller).await?;
    let form = match areas.as_slice() {
        [only] if form.value("area").is_empty() => form.with("area", only.code.as_str()),
        _ => form,
    };
    let page = SchedulePage {
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
        form,
    };
    Ok(page::html(status, &page).into_response())
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
    example: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn body() -> ScheduleBody {
        ScheduleBody {
            area: Some("RUN".into()),
            forum: Some("charmm".into()),
            on: Some("2026-12-08".into()),
            at: Some("10:00".into()),
            place: Some("Committee Room 1".into()),
        }
    }

    fn faults(body: ScheduleBody) -> Vec<(String, String)> {
        let problem = read(body, &[sample::area()]).err().unwrap();
        assert_eq!(problem.status(), StatusCode::BAD_REQUEST);
        problem
            .faults()
            .into_iter()
            .map(|fault| (fault.field, fault.message))
            .collect()
    }

    #[test]
    fn civil_times_are_those_of_london() {
        let summer = ScheduleBody {
            on: Some("2027-06-08".into()),
            ..body()
        };
        let asked = read(summer, &[sample::area()]).ok().unwrap();
        assert_eq!(asked.starts_at.to_rfc3339(), "2027-06-08T09:00:00+00:00");
    }

    #[test]
    fn a_time_that_march_skips_is_refused_in_words() {
        let skipped = ScheduleBody {
            on: Some("2027-03-28".into()),
            at: Some("01:30".into()),
            ..body()
        };
        let said = "There is no such time on 28 March 2027: the clocks go forward that night";
        assert_eq!(faults(skipped), [("at".into(), said.into())]);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let fields: Vec<_> = faults(ScheduleBody::default())
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(fields, ["area", "forum", "on", "at", "place"]);
    }

    #[test]
    fn areas_and_forums_are_those_offered() {
        let foreign = ScheduleBody {
            area: Some("WOK".into()),
            ..body()
        };
        assert_eq!(faults(foreign)[0].1, "Area must be one of those offered");
        let mut area = sample::area();
        area = area
            .clone()
            .amend(
                domain::directory::AreaProfile {
                    forums: vec![Forum::Jag],
                    ..area.profile.clone()
                },
                &sample::stamp(),
            )
            .unwrap();
        let problem = read(body(), &[area]).err().unwrap();
        assert_eq!(
            problem.faults()[0].message,
            "Runnymede does not hold a CHaRMM"
        );
    }

    #[test]
    fn what_is_new_counts_from_the_last_meeting_of_the_same_forum() {
        let asked = read(body(), &[sample::area()]).ok().unwrap();
        let mut other = sample::meeting_on("2026-11-24");
        other.forum = Forum::Jag;
        let mut cancelled = sample::meeting_on("2026-11-17");
        cancelled.cancelled = Some(domain::Prose::parse("No chair").unwrap());
        let meetings = [
            sample::meeting_on("2026-09-01"),
            sample::meeting_on("2026-10-13"),
            cancelled,
            other,
            sample::meeting_on("2027-01-12"),
        ];
        let since = latest_before(meetings.iter(), &asked);
        assert_eq!(since, Some(sample::meeting_on("2026-10-13").starts_at));
    }

    #[test]
    fn the_form_keeps_what_was_typed() {
        let form = Form::posted([
            ("place", "<b>Room</b>"),
            ("on-day", "31"),
            ("on-month", "2"),
        ])
        .with_fault("on", "Date must be a real date");
        let page = SchedulePage {
            chrome: Chrome::new("Schedule a meeting").faulty(true),
            form,
            areas: vec![
                Choice::new("RUN", "Runnymede"),
                Choice::new("WOK", "Woking"),
            ],
            forums: forum_choices(),
            example: example(sample::now()),
        };
        let html = page.render().unwrap();
        assert!(html.contains("Error: Schedule a meeting"));
        assert!(html.contains("&#60;b&#62;Room") && !html.contains("<b>Room"));
        assert!(html.contains("href=\"#on-day\""));
        assert!(html.contains("value=\"31\""));
    }
}
