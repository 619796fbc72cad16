//! `GET /dev/people`: who can sign in.

use askama::Template;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use edge::page::Chrome;
use serde_json::json;

use super::{Dev, WantsPage};
use crate::{people::Person, problem::problem};

#[derive(Template)]
#[template(path = "dev/people.html")]
struct Page {
    chrome: Chrome,
    people: Vec<Person>,
}

pub(super) async fn list(State(dev): State<Dev>, WantsPage(page): WantsPage) -> Response {
    let Ok(people) = dev.people.all().await else {
        return problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "The people cannot be read.",
        );
    };
    if !page {
        return Json(json!({ "people": people })).into_response();
    }
    let page = Page {
        chrome: Chrome::new("Who can sign in").crumb("On this machine", "/dev"),
        people,
    };
    edge::page::html(StatusCode::OK, &page)
}
