//! Moving a meeting to another day, hour or place (R5.1).

use access::Caller;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Journal, Line, MeetingId, Prose, WebLink,
    directory::Area,
    meeting::{Cadence, Called, Meeting, Moving},
    time,
};
use edge::{
    Accept, App, At, Body, Fields, Problem, chrome,
    once::{changed, once},
    page::{self, Chrome, Form, Place},
};
use http::StatusCode;
use serde::Deserialize;
use store::{Once, Outcome};
use utoipa::ToSchema;

use super::{
    MeetingView,
    forum::{self, OfForum, whereabouts},
    must_run,
    schedule::propose::Like,
};
use crate::again::{done, placed};

/// When and where a meeting is instead.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MoveMeeting)]
pub(crate) struct MoveBody {
    /// The day, in London.
    #[schema(required, example = "2026-12-10", format = Date)]
    on: Option<String>,
    /// The start on the 24-hour clock, London time.
    #[schema(required, example = "10:00")]
    at: Option<String>,
    /// A room, or how to join online; 200 characters at most.
    #[schema(required, example = "Committee Room 2, Civic Centre, Addlestone")]
    place: Option<String>,
    /// Where to join online: an address that begins with `https://`; none when left out.
    #[schema(example = "https://teams.microsoft.com/l/meetup-join/19%3ameeting")]
    online: Option<String>,
    /// Why; 5,000 characters at most. Those who take part can read it.
    #[schema(required, example = "The room is being repaired.")]
    reason: Option<String>,
}

struct Asked {
    starts_at: DateTime<Utc>,
    place: Line,
    online: Option<WebLink>,
    reason: Prose,
}

fn read(body: MoveBody, meeting: &Meeting) -> Result<Asked, Problem> {
    let mut fields = Fields::default();
    let on = fields.date("on", "the date", body.on);
    if let Some(on) = on.filter(|on| *on != meeting.on()) {
        let words = format!("{} is a weekend or a bank holiday", time::full_date(on));
        fields.check("on", time::is_working_day(on), words);
    }
    let at = fields.time("at", "the start time", body.at);
    let starts_at = fields.civil(("at", on, at));
    let (place, online) = whereabouts(&mut fields, body.place, body.online);
    let reason = fields.prose("reason", "why the meeting is moved", body.reason);
    fields.finish(|| {
        Some(Asked {
            starts_at: starts_at?,
            place: place?,
            online,
            reason: reason?,
        })
    })
}

/// `GET /meetings/{id}/move`: the form, with the meeting as it is.
pub(crate) async fn form(
    State(app): State<App>,
    caller: Caller,
    At(id): At<MeetingId>,
) -> Result<Response, Problem> {
    let (meeting, area) = app.store.meeting(id, &caller).await?;
    must_run(&caller, &meeting)?;
    meeting.may_change(app.clock.now())?;
    let form = Form::new().with_date("on", meeting.on());
    let form = Like::of(&meeting).fill(form);
    let form = form.with_version(meeting.version());
    Ok(show(
        &caller,
        (&meeting, &area),
        form,
        (&app, StatusCode::OK),
    ))
}

/// Moves a meeting.
///
/// The agencies that take part in its area are told once, and its packs fall due with the new date. What
/// follows it in its series stays where it is.
#[utoipa::path(
    post,
    path = "/meetings/{id}/move",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = MoveBody,
    responses((status = 200, description = "The meeting, where it is now", body = MeetingView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    body: Body<MoveBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || change(&app, &caller, id, &body, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "moved")),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            let (meeting, area) = app.store.meeting(id, &caller).await?;
            let form = body
                .form
                .with_fresh_key()
                .with_version(meeting.version())
                .with_faults(placed(&problem, "on"));
            Ok(show(
                &caller,
                (&meeting, &area),
                form,
                (&app, problem.status()),
            ))
        }
        Err(problem) => Err(problem),
    }
}

async fn change(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    body: &Body<MoveBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let (meeting, area) = app.store.meeting(id, caller).await?;
    must_run(caller, &meeting)?;
    let asked = read(body.value.clone(), &meeting)?;
    body.if_match.check(meeting.version(), |_| {
        vec!["The meeting has changed since you looked at it.".into()]
    })?;
    let stamp = app.stamp(caller)?;
    let others = OfForum::read(app, caller, &meeting.area, meeting.forum).await?;
    let cadence = area.cadences.of(meeting.forum);
    let moving = Moving {
        planned_on: cadence.and_then(|cadence| planned(cadence, &meeting, &others.called())),
        starts_at: asked.starts_at,
        place: asked.place,
        online: asked.online,
        stays: false,
        reason: asked.reason,
        told: area.partners.clone(),
    };
    let meeting = meeting.move_to(moving, &stamp)?;
    // It may follow another one now.
    let all = others.with([meeting]).changed(&stamp)?;
    let view = MeetingView::of(forum::find(&all, id)?, &area, caller, stamp.at);
    let outcome = changed(view.href.clone(), &view)?;
    let commit = forum::commit(all).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}

/// The day that its series had for a meeting of which that is not known yet: it is of the series when it
/// stands on one of its free days, or when weeks have no other meeting to count from.
fn planned(cadence: Cadence, meeting: &Meeting, called: &[Called]) -> Option<NaiveDate> {
    if meeting.planned_on.is_some() {
        return None;
    }
    let own = Called::of(meeting);
    let others: Vec<Called> = called
        .iter()
        .copied()
        .filter(|other| *other != own)
        .collect();
    let counts_weeks = !matches!(cadence, Cadence::Monthly(..));
    if counts_weeks && others.iter().all(|other| other.cancelled) {
        return Some(own.on);
    }
    let before = own.on.pred_opt()?;
    cadence
        .slot_on(own.on, &others, before)
        .map(|slot| slot.planned)
}

fn show(
    caller: &Caller,
    (meeting, area): (&Journal<Meeting>, &Area),
    form: Form,
    (app, status): (&App, StatusCode),
) -> Response {
    let view = MeetingView::of(meeting, area, caller, app.clock.now());
    let page = MovePage {
        chrome: chrome(caller, format!("Move the {}", view.title))
            .at(Place::Meetings)
            .crumb("Meetings", "/meetings")
            .crumb(view.title.clone(), view.href.clone())
            .faulty(form.is_faulty()),
        meeting: view,
        form,
    };
    page::html(status, &page).into_response()
}

#[derive(Template)]
#[template(path = "move.html")]
struct MovePage {
    chrome: Chrome,
    meeting: MeetingView,
    form: Form,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn one_called_by_itself_is_of_the_series_when_it_stands_on_one_of_its_days() {
        let meeting = sample::meeting_on("2026-12-08");
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let series = |planned: &str| Called {
            planned: Some(day(planned)),
            on: day(planned),
            cancelled: false,
        };
        let planned = |called: &[Called]| planned(Cadence::Weeks(2), &meeting, called);
        let own = Called::of(&meeting);
        assert_eq!(planned(&[own]), Some(day("2026-12-08")));
        assert_eq!(
            planned(&[own, series("2026-11-24")]),
            Some(day("2026-12-08"))
        );
        assert_eq!(
            planned(&[own, series("2026-11-17")]),
            None,
            "it is an extraordinary one"
        );
        // One that was called by hand, too, is what the others are counted from.
        let by_hand = |on: &str| Called {
            planned: None,
            ..series(on)
        };
        assert_eq!(
            planned(&[own, by_hand("2026-11-24")]),
            Some(day("2026-12-08"))
        );
        assert_eq!(planned(&[own, by_hand("2026-11-17")]), None);
        // A month has its own day.
        let monthly = Cadence::parse("second-wednesday").unwrap();
        assert_eq!(super::planned(monthly, &meeting, &[own]), None);
        let monthly = Cadence::parse("second-tuesday").unwrap();
        assert_eq!(
            super::planned(monthly, &meeting, &[own]),
            Some(day("2026-12-08"))
        );
        let mut known = meeting.clone();
        known.planned_on = Some(day("2026-12-01"));
        assert_eq!(super::planned(Cadence::Weeks(2), &known, &[]), None);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let meeting = sample::meeting_on("2026-12-08");
        let faults = |body| read(body, &meeting).err().unwrap().faults();
        let faulty = faults(MoveBody::default());
        let fields: Vec<_> = faulty.into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["on", "at", "place", "reason"]);
        for on in ["2026-12-12", "2026-12-25"] {
            let body = MoveBody {
                on: Some(on.into()),
                ..MoveBody::default()
            };
            let message = &faults(body)[0].message;
            assert!(
                message.ends_with("is a weekend or a bank holiday"),
                "{message}"
            );
        }
    }
}
