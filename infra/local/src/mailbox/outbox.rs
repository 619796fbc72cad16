//! What was sent: kept in a file before it is acknowledged, in order.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::jsonl::JsonLines;

/// One captured message.
///
/// **Shape:** `{"id": "…", "at": "2026-11-24T07:00:00Z", "channel": "email", …}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The message id that the provider answered with.
    pub id: String,
    /// When it was sent, UTC, by the runner's clock.
    pub at: DateTime<Utc>,
    /// The message itself.
    #[serde(flatten)]
    pub text: Text,
}

/// A message by its channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case")]
pub enum Text {
    /// An email, as SES would have sent it.
    Email(Email),
    /// A message to a partner's topic, as SNS would have delivered it.
    Sns(Topic),
}

/// An email.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// Sender.
    pub from: String,
    /// Recipients, including copies.
    pub to: Vec<String>,
    /// Subject line.
    pub subject: String,
    /// Plain text; for a raw message, the whole of it.
    pub body: String,
    /// HTML, when there is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// Headers that the sender added, such as the notice's id.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The configuration set named by the sender: what becomes of the email is reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration_set: Option<String>,
    /// Tags that the reports carry, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<(String, String)>,
}

/// A message to a topic.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// ARN of the topic.
    pub topic: String,
    /// Subject, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What subscribers receive.
    pub body: String,
    /// Message attributes, by name.
    #[serde(default)]
    pub attributes: Vec<(String, String)>,
}

/// Everything that was sent, oldest first.
#[derive(Debug, Clone)]
pub struct Outbox(Arc<Mutex<Kept>>);

#[derive(Debug)]
struct Kept {
    file: JsonLines,
    messages: Vec<Message>,
}

impl Outbox {
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let (file, messages) = JsonLines::open(path)?;
        Ok(Self(Arc::new(Mutex::new(Kept { file, messages }))))
    }

    /// Keeps a message; it is on the disk when this returns.
    pub(crate) async fn keep(&self, message: Message) -> anyhow::Result<()> {
        let kept = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.file.append(&message)?;
            kept.messages.push(message);
            Ok(())
        })
        .await?
    }

    /// All messages, oldest first.
    pub fn messages(&self) -> Vec<Message> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.messages.clone()
    }

    /// Messages after the first `count`, oldest first.
    pub(crate) fn after(&self, count: usize) -> Vec<Message> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.messages.iter().skip(count).cloned().collect()
    }

    /// All emails, oldest first.
    pub fn emails(&self) -> Vec<Email> {
        let texts = self.messages().into_iter().map(|message| message.text);
        texts
            .filter_map(|text| match text {
                Text::Email(email) => Some(email),
                Text::Sns(_) => None,
            })
            .collect()
    }

    /// All messages to topics, oldest first.
    pub fn topics(&self) -> Vec<Topic> {
        let texts = self.messages().into_iter().map(|message| message.text);
        texts
            .filter_map(|text| match text {
                Text::Sns(topic) => Some(topic),
                Text::Email(_) => None,
            })
            .collect()
    }
}

/// A whole MIME message, base64 as the SDK sends it: kept as text, with its subject line.
pub(super) fn raw(data: &str, email: Email) -> Result<Email, &'static str> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let bytes = STANDARD
        .decode(data)
        .map_err(|_| "raw data is not base64")?;
    let body = String::from_utf8_lossy(&bytes).into_owned();
    let head = body.split("\r\n\r\n").next().unwrap_or_default();
    let headers: Vec<_> = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let subject = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("subject"))
        .map(|(_, value)| value.clone())
        .unwrap_or_default();
    Ok(Email {
        subject,
        headers,
        body,
        ..email
    })
}
