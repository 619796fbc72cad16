//! `GET /dev/outbox`: what was sent, newest first, every text shown as it is.

use askama::Template;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::time;
use edge::page::Chrome;
use serde_json::json;

use super::{Dev, WantsPage};
use crate::mailbox::{Message, Text};

/// Most messages on the page; JSON has all of them.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "dev/outbox.html")]
struct Page {
    chrome: Chrome,
    messages: Vec<View>,
    total: usize,
}

/// A message as the page shows it.
struct View {
    title: String,
    channel: &'static str,
    to: String,
    instant: String,
    when: String,
    body: String,
}

pub(super) async fn list(State(dev): State<Dev>, WantsPage(page): WantsPage) -> Response {
    let mut messages = dev.outbox.messages();
    messages.reverse();
    if !page {
        return Json(json!({ "messages": messages })).into_response();
    }
    let total = messages.len();
    let page = Page {
        chrome: Chrome::new("Outbox").crumb("On this machine", "/dev"),
        messages: messages.into_iter().take(SHOWN).map(view).collect(),
        total,
    };
    edge::page::html(StatusCode::OK, &page)
}

fn view(message: Message) -> View {
    let (title, channel, to, body) = match message.text {
        Text::Email(email) => (email.subject, "Email", email.to.join(", "), email.body),
        Text::Sns(topic) => {
            let title = topic.subject.unwrap_or_else(|| "Message".to_owned());
            (title, "SNS", topic.topic, in_lines(topic.body))
        }
    };
    View {
        title,
        channel,
        to,
        instant: message.at.to_rfc3339(),
        when: time::long_time(message.at),
        body,
    }
}

/// JSON a field to a line, for people; anything else as it is.
fn in_lines(body: String) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(&body);
    value
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or(body)
}
