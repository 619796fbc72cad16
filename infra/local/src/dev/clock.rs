//! `/dev/clock`: what time it is here, and moving it forward.

use askama::Template;
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::time;
use edge::page::{Choice, Chrome, Form};
use serde::Deserialize;
use serde_json::json;

use super::{Dev, WantsPage};
use crate::{problem::problem, scheduler::Refused};

/// Steps that the page offers: value, words, minutes.
const STEPS: [(&str, &str, i64); 4] = [
    ("hour", "One hour", 60),
    ("day", "One day", 24 * 60),
    ("three-days", "Three days", 3 * 24 * 60),
    ("week", "One week", 7 * 24 * 60),
];

#[derive(Template)]
#[template(path = "dev/clock.html")]
struct Page {
    chrome: Chrome,
    form: Form,
    choices: Vec<Choice>,
    now: String,
}

#[derive(Debug, Deserialize)]
struct ClockBody {
    now: DateTime<Utc>,
}

/// `GET /dev/clock`.
pub(super) async fn show(State(dev): State<Dev>, WantsPage(page): WantsPage) -> Response {
    if page {
        ask(&dev, Form::default(), StatusCode::OK)
    } else {
        Json(json!({ "now": dev.clock.now() })).into_response()
    }
}

/// `POST /dev/clock`: JSON `{"now": …}`, or the page's form.
pub(super) async fn set(State(dev): State<Dev>, headers: HeaderMap, body: Bytes) -> Response {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .map(|kind| kind.as_bytes());
    if kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded")) {
        return step(&dev, &body).await;
    }
    let Ok(ClockBody { now }) = serde_json::from_slice(&body) else {
        return problem(
            StatusCode::BAD_REQUEST,
            r#"Send JSON like {"now": "2026-11-24T07:00:00Z"}."#,
        );
    };
    match dev.scheduler.move_clock(now).await {
        Ok(Ok(())) => Json(json!({ "now": dev.clock.now() })).into_response(),
        Ok(Err(Refused::Back)) => problem(
            StatusCode::CONFLICT,
            "The clock only moves forward; GET /dev/clock says what it shows.",
        ),
        Ok(Err(Refused::TooFar)) => problem(
            StatusCode::UNPROCESSABLE_ENTITY,
            "The clock moves 400 days at once at most.",
        ),
        Err(error) => failed(&error),
    }
}

/// One of the steps that the page offers.
async fn step(dev: &Dev, body: &[u8]) -> Response {
    let form = Form::posted(form_urlencoded::parse(body).into_owned());
    let chosen = STEPS.iter().find(|(value, ..)| *value == form.value("by"));
    let Some((_, _, minutes)) = chosen else {
        let form = form.with_fault("by", "Choose how far to move the clock");
        return ask(dev, form, StatusCode::BAD_REQUEST);
    };
    let to = dev.clock.now() + TimeDelta::minutes(*minutes);
    match dev.scheduler.move_clock(to).await {
        Ok(_) => Redirect::to("/dev/clock").into_response(),
        Err(error) => failed(&error),
    }
}

fn ask(dev: &Dev, form: Form, status: StatusCode) -> Response {
    let choices = STEPS
        .iter()
        .map(|(value, words, _)| Choice::new(*value, *words));
    let page = Page {
        chrome: Chrome::new("Clock")
            .crumb("On this machine", "/dev")
            .faulty(form.is_faulty()),
        form,
        choices: choices.collect(),
        now: time::long_time(dev.clock.now()),
    };
    edge::page::html(status, &page)
}

fn failed(error: &anyhow::Error) -> Response {
    tracing::error!(%error, "the clock could not be moved");
    problem(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The clock could not be moved all the way.",
    )
}
