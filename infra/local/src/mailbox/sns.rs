//! The operations of SNS that are used: `Publish` and `CreateTopic`, in its Query protocol.

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use super::{Fault, Mailbox, Text, Topic, ses::keep};
use crate::aws::{ACCOUNT, REGION};

const NAMESPACE: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

/// Most characters of a message that SNS takes.
const LONGEST: usize = 256 * 1024;

/// `POST /`, with the operation in the form field `Action`.
pub(super) async fn call(State(mailbox): State<Mailbox>, body: Bytes) -> Response {
    let fields: BTreeMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    match fields.get("Action").map(String::as_str) {
        Some("Publish") => publish(&mailbox, &fields).await,
        Some("CreateTopic") => create_topic(&fields),
        _ => refusal(
            StatusCode::BAD_REQUEST,
            "InvalidAction",
            "not an operation known here",
        ),
    }
}

async fn publish(mailbox: &Mailbox, fields: &BTreeMap<String, String>) -> Response {
    let fault = mailbox.fault();
    if fault == Some(Fault::Refused) {
        return refusal(
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceUnavailable",
            "told to fail",
        );
    }
    let topic = match topic(fields) {
        Ok(topic) => topic,
        Err(why) => return refusal(StatusCode::BAD_REQUEST, "InvalidParameter", why),
    };
    match keep(mailbox, Text::Sns(topic)).await {
        Ok(_) if fault == Some(Fault::NoReply) => std::future::pending().await,
        Ok(_) if fault == Some(Fault::ReplyLost) => refusal(
            StatusCode::BAD_GATEWAY,
            "InternalError",
            "told to lose the reply",
        ),
        Ok(id) => result("Publish", "MessageId", &id),
        Err(_) => refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalError",
            "the outbox cannot be written",
        ),
    }
}

/// The request as a message to a topic, or why SNS would refuse it.
fn topic(fields: &BTreeMap<String, String>) -> Result<Topic, &'static str> {
    let arn = fields.get("TopicArn").ok_or("a topic is required")?;
    if !arn.starts_with("arn:aws:sns:") {
        return Err("not the ARN of a topic");
    }
    let body = fields.get("Message").filter(|text| !text.is_empty());
    let body = body.ok_or("an empty message")?;
    if body.len() > LONGEST {
        return Err("the message is too long");
    }
    let attributes = (1..=10).map_while(|n| {
        let entry = format!("MessageAttributes.entry.{n}");
        let name = fields.get(&format!("{entry}.Name"))?;
        let value = fields.get(&format!("{entry}.Value.StringValue"));
        Some((name.clone(), value.cloned().unwrap_or_default()))
    });
    Ok(Topic {
        topic: arn.clone(),
        subject: fields.get("Subject").cloned(),
        body: body.clone(),
        attributes: attributes.collect(),
    })
}

fn create_topic(fields: &BTreeMap<String, String>) -> Response {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match fields.get("Name") {
        Some(name) if !name.is_empty() && name.len() <= 256 && name.chars().all(allowed) => {
            let arn = format!("arn:aws:sns:{REGION}:{ACCOUNT}:{name}");
            result("CreateTopic", "TopicArn", &arn)
        }
        _ => refusal(
            StatusCode::BAD_REQUEST,
            "InvalidParameter",
            "not the name of a topic",
        ),
    }
}

/// The answer to an operation that worked; `value` holds nothing that XML would misread.
fn result(operation: &str, field: &str, value: &str) -> Response {
    xml(
        StatusCode::OK,
        format!(
            r#"<{operation}Response xmlns="{NAMESPACE}"><{operation}Result><{field}>{value}</{field}></{operation}Result><ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></{operation}Response>"#
        ),
    )
}

fn refusal(status: StatusCode, code: &str, why: &str) -> Response {
    let side = if status.is_server_error() {
        "Receiver"
    } else {
        "Sender"
    };
    xml(
        status,
        format!(
            r#"<ErrorResponse xmlns="{NAMESPACE}"><Error><Type>{side}</Type><Code>{code}</Code><Message>{why}</Message></Error><RequestId>local</RequestId></ErrorResponse>"#
        ),
    )
}

fn xml(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, "text/xml")], body).into_response()
}
