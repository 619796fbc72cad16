//! Stands in for the topic of the SES configuration set: tells action-notifications what became of
//! an email, in the very event that SNS would hand to Lambda.
//!
//! As with SES's own mailbox simulator it is the address that decides: mail to `bounce@…` and
//! `complaint@…`, at a domain reserved for examples (RFC 2606), comes back.

use std::{
    future::Future,
    path::PathBuf,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::sync::Mutex;

use super::{Email, Message, Outbox, Text};
use crate::{
    aws::{ACCOUNT, REGION},
    folder,
};

/// The configuration set that notices are sent with here.
pub(crate) const CONFIGURATION_SET: &str = "charmm-local";

/// How often the function is called with one report before the next look.
const ATTEMPTS: u32 = 5;

/// The pause after the first failed attempt; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// The function that the topic invokes.
pub(crate) type Invoke =
    Arc<dyn Fn(Value) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>> + Send + Sync>;

/// Reports on what is in the outbox, each once it has been sent, in order, at least once.
#[derive(Clone)]
pub(crate) struct Feedback {
    outbox: Outbox,
    invoke: Invoke,
    /// Held while something is reported, so that nothing is reported twice at once.
    done: Arc<Mutex<Done>>,
    reported: Arc<AtomicUsize>,
}

struct Done {
    file: PathBuf,
    /// How many messages of the outbox are dealt with.
    messages: usize,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    messages: usize,
}

impl Feedback {
    /// The reports on `outbox`, as far as those in `file` were not made before.
    pub(crate) fn open(file: PathBuf, outbox: Outbox, invoke: Invoke) -> anyhow::Result<Self> {
        let kept: Option<Kept> = folder::get_json(&file)?;
        let messages = kept.map_or(0, |kept| kept.messages);
        Ok(Self {
            outbox,
            invoke,
            done: Arc::new(Mutex::new(Done { file, messages })),
            reported: Arc::default(),
        })
    }

    /// How many reports were made so far.
    pub(crate) fn reported(&self) -> usize {
        self.reported.load(Ordering::SeqCst)
    }

    /// Makes every report that is due.
    ///
    /// **Errors:** when the function keeps failing; the report is made the next time.
    pub(crate) async fn drain(&self) -> anyhow::Result<()> {
        let mut done = self.done.lock().await;
        for message in self.outbox.after(done.messages) {
            let messages = done.messages + 1;
            if let Some(report) = report(&message) {
                self.tell(event(&message, &report)).await?;
                self.reported.fetch_add(1, Ordering::SeqCst);
                folder::put_json(&done.file, &Kept { messages })?;
            }
            done.messages = messages;
        }
        Ok(())
    }

    async fn tell(&self, event: Value) -> anyhow::Result<()> {
        let mut attempt = 1;
        loop {
            match (self.invoke)(event.clone()).await {
                Ok(()) => return Ok(()),
                Err(error) if attempt == ATTEMPTS => return Err(error),
                Err(_) => {
                    tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(attempt - 1)).await;
                    attempt += 1;
                }
            }
        }
    }
}

/// What SES publishes of a message, if it comes back.
fn report(message: &Message) -> Option<Value> {
    let Text::Email(email) = &message.text else {
        return None;
    };
    let set = email.configuration_set.as_ref()?;
    let back = email.to.iter().find_map(|to| {
        let (local, domain) = to.split_once('@')?;
        let kind = kind(local).filter(|_| domain.ends_with(".example"))?;
        Some(kind(message, to))
    });
    let (kind, field, content) = back?;
    Some(json!({ "eventType": kind, field: content, "mail": mail(message, email, set) }))
}

/// A kind of event, the field that holds it, and its content.
type Came = (&'static str, &'static str, Value);

/// What becomes of mail to this part of an address.
fn kind(local: &str) -> Option<fn(&Message, &str) -> Came> {
    match local {
        "bounce" => Some(bounce),
        "complaint" => Some(complaint),
        _ => None,
    }
}

fn bounce(message: &Message, to: &str) -> Came {
    let content = json!({
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [{
            "emailAddress": to, "action": "failed", "status": "5.1.1",
            "diagnosticCode": "smtp; 550 5.1.1 user unknown",
        }],
        "timestamp": message.at,
        "feedbackId": message.id,
    });
    ("Bounce", "bounce", content)
}

fn complaint(message: &Message, to: &str) -> Came {
    let content = json!({
        "complainedRecipients": [{ "emailAddress": to }],
        "complaintFeedbackType": "abuse",
        "complaintSubType": null,
        "timestamp": message.at,
        "feedbackId": message.id,
    });
    ("Complaint", "complaint", content)
}

fn mail(message: &Message, email: &Email, set: &str) -> Value {
    let own = email.tags.iter();
    let own = own.map(|(name, value)| (name.clone(), json!([value])));
    let tags: Map<_, _> = own
        .chain([("ses:configuration-set".to_owned(), json!([set]))])
        .collect();
    json!({
        "timestamp": message.at,
        "source": email.from,
        "messageId": message.id,
        "destination": email.to,
        "commonHeaders": { "subject": email.subject },
        "tags": tags,
    })
}

/// The event that Lambda gets from SNS.
fn event(message: &Message, report: &Value) -> Value {
    let topic = format!("arn:aws:sns:{REGION}:{ACCOUNT}:{CONFIGURATION_SET}-mail");
    json!({ "Records": [{
        "EventVersion": "1.0",
        "EventSource": "aws:sns",
        "EventSubscriptionArn": format!("{topic}:local"),
        "Sns": {
            "Type": "Notification",
            "MessageId": message.id,
            "TopicArn": topic,
            "Subject": "Amazon SES Email Event Notification",
            "Message": report.to_string(),
            "Timestamp": message.at,
            "MessageAttributes": {},
        },
    }] })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as Shared;

    use super::*;
    use crate::scratch::Scratch;

    fn message(to: &str, set: Option<&str>) -> Message {
        Message {
            id: "id".into(),
            at: "2026-11-20T09:00:00Z".parse().unwrap(),
            text: Text::Email(Email {
                from: "no-reply@charmm.example".into(),
                to: vec![to.into()],
                configuration_set: set.map(str::to_owned),
                tags: vec![("notice".into(), "abc".into())],
                ..Email::default()
            }),
        }
    }

    #[test]
    fn the_address_decides_and_only_where_a_configuration_set_is_named() {
        let set = Some(CONFIGURATION_SET);
        let kind = |to, set| Some(report(&message(to, set))?["eventType"].clone());
        assert_eq!(kind("bounce@police.example", set), Some(json!("Bounce")));
        assert_eq!(kind("complaint@a.b.example", set), Some(json!("Complaint")));
        for other in [
            "charmm@police.example",
            "bounced@police.example",
            "bounce@police.uk",
        ] {
            assert_eq!(kind(other, set), None, "{other}");
        }
        assert_eq!(kind("bounce@police.example", None), None);
        let bounce = report(&message("bounce@police.example", set)).unwrap();
        assert_eq!(bounce["mail"]["tags"]["notice"], json!(["abc"]));
    }

    #[tokio::test]
    async fn a_report_is_made_once_and_again_only_after_a_failure() {
        let scratch = Scratch::new();
        let outbox = Outbox::open(&scratch.path().join("outbox.jsonl")).unwrap();
        for to in ["charmm@police.example", "bounce@police.example"] {
            let message = message(to, Some(CONFIGURATION_SET));
            outbox.keep(message).await.unwrap();
        }
        let calls = Arc::new(Shared::new(0));
        let open = |fails: usize| {
            let counted = Arc::clone(&calls);
            let invoke: Invoke = Arc::new(move |_| {
                let mut calls = counted.lock().unwrap();
                *calls += 1;
                let fail = *calls <= fails;
                Box::pin(async move {
                    anyhow::ensure!(!fail, "told to fail");
                    Ok(())
                })
            });
            let file = scratch.path().join("feedback.json");
            Feedback::open(file, outbox.clone(), invoke).unwrap()
        };
        assert!(open(99).drain().await.is_err());
        assert_eq!(*calls.lock().unwrap(), 5);
        let feedback = open(6);
        feedback.drain().await.unwrap();
        assert_eq!((*calls.lock().unwrap(), feedback.reported()), (7, 1));
        // Neither now nor after a start anew.
        feedback.drain().await.unwrap();
        open(0).drain().await.unwrap();
        assert_eq!(*calls.lock().unwrap(), 7);
    }
}
