//! What calls a function that serves no HTTP: the table's stream, a topic, or a schedule.
//!
//! The kinds are told apart by what AWS puts into them, and nothing is guessed: an event of another
//! shape is an error, so that a wrong wiring shows at once and never passes for a scheduled run.

use aws_lambda_events::dynamodb;
use serde::Deserialize;
use serde_json::Value;

/// What called a function.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// Records of the table's stream.
    Stream(dynamodb::Event),
    /// Messages to an SNS topic, their text as it was published.
    Topic(Vec<String>),
    /// A schedule, with the name of the run that it asks for.
    ///
    /// **Shape:** the schedule's input is `{"run": "…"}` and nothing else.
    Run(String),
}

/// An event that no function knows. It says nothing of what the event holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnknownEvent {
    /// Neither records of one source nor a run.
    #[error("an event of an unknown shape")]
    Shape,
    /// A run that this function does not have.
    #[error("an event for a run that this function does not have")]
    Run,
    /// A trigger that this function does not have.
    #[error("an event from a source that this function does not listen to")]
    Source,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RunInput {
    run: String,
}

#[derive(Deserialize)]
struct TopicRecord {
    #[serde(rename = "Sns")]
    sns: TopicMessage,
}

#[derive(Deserialize)]
struct TopicMessage {
    #[serde(rename = "Message")]
    message: String,
}

impl Trigger {
    /// Reads an event as Lambda hands it over.
    ///
    /// **Errors:** [`UnknownEvent::Shape`] for everything that is not wholly one of the three.
    pub fn parse(event: Value) -> Result<Self, UnknownEvent> {
        let Some(records) = event.get("Records") else {
            let input: RunInput = read(event)?;
            return Ok(Self::Run(input.run));
        };
        let records = records.as_array().ok_or(UnknownEvent::Shape)?;
        // Streams name their source in lower case and topics with a capital letter.
        let all = |field: &str, source: &str| {
            let named = |record: &Value| record.get(field).and_then(Value::as_str) == Some(source);
            !records.is_empty() && records.iter().all(named)
        };
        if all("eventSource", "aws:dynamodb") {
            return Ok(Self::Stream(read(event)?));
        }
        if all("EventSource", "aws:sns") {
            let messages = records.iter().map(|record| {
                let record: TopicRecord = read(record.clone())?;
                Ok(record.sns.message)
            });
            return Ok(Self::Topic(messages.collect::<Result<_, _>>()?));
        }
        Err(UnknownEvent::Shape)
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, UnknownEvent> {
    serde_json::from_value(value).map_err(|_| UnknownEvent::Shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A record as the stream delivers it.
    fn entry() -> Value {
        json!({
            "eventID": "1", "eventName": "INSERT", "eventVersion": "1.1",
            "eventSource": "aws:dynamodb", "awsRegion": "eu-west-2",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_300_000,
                "Keys": { "pk": { "S": "CASE#1" }, "sk": { "S": "J#0000000001" } },
                "NewImage": { "pk": { "S": "CASE#1" } },
                "SequenceNumber": "111", "SizeBytes": 26, "StreamViewType": "NEW_IMAGE",
            },
            "eventSourceARN": "arn:aws:dynamodb:eu-west-2:123456789012:table/charmm/stream/1",
        })
    }

    /// A record as SNS delivers it.
    fn message(text: &str) -> Value {
        json!({
            "EventVersion": "1.0", "EventSource": "aws:sns",
            "EventSubscriptionArn": "arn:aws:sns:eu-west-2:123456789012:mail:1",
            "Sns": {
                "Type": "Notification", "MessageId": "95df01b4", "Subject": null,
                "TopicArn": "arn:aws:sns:eu-west-2:123456789012:mail",
                "Message": text, "Timestamp": "2026-11-20T09:00:00.000Z",
                "SignatureVersion": "1", "Signature": "x", "SigningCertUrl": "x",
                "UnsubscribeUrl": "x", "MessageAttributes": {},
            },
        })
    }

    #[test]
    fn stream_topic_and_schedule_are_told_apart() {
        let stream = Trigger::parse(json!({ "Records": [entry(), entry()] })).unwrap();
        assert!(matches!(stream, Trigger::Stream(event) if event.records.len() == 2));
        let topic = Trigger::parse(json!({ "Records": [message("one"), message("two")] }));
        assert_eq!(topic, Ok(Trigger::Topic(vec!["one".into(), "two".into()])));
        let run = Trigger::parse(json!({ "run": "sweep" }));
        assert_eq!(run, Ok(Trigger::Run("sweep".into())));
    }

    #[test]
    fn nothing_else_passes_for_a_run_or_for_records() {
        let mut other = entry();
        other["eventSource"] = json!("aws:sqs");
        let mut headless = message("one");
        headless.as_object_mut().unwrap().remove("Sns");
        for unknown in [
            json!({}),
            json!(null),
            json!("sweep"),
            json!([]),
            json!({ "run": 1 }),
            json!({ "run": "sweep", "also": true }),
            json!({ "Records": [] }),
            json!({ "Records": {} }),
            json!({ "Records": [other] }),
            json!({ "Records": [entry(), message("one")] }),
            json!({ "Records": [headless] }),
            // EventBridge's own envelope, when a schedule was given no input.
            json!({ "version": "0", "detail-type": "Scheduled Event", "detail": {} }),
        ] {
            let refused = Trigger::parse(unknown.clone());
            assert_eq!(refused, Err(UnknownEvent::Shape), "{unknown}");
        }
    }
}
