//! The one operation of SES v2 that is used: `SendEmail`.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{Email, Fault, Mailbox, Message, Text};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SendEmail {
    from_email_address: Option<String>,
    #[serde(default)]
    destination: Destination,
    content: Content,
    configuration_set_name: Option<String>,
    #[serde(default)]
    email_tags: Vec<Header>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Destination {
    to_addresses: Vec<String>,
    cc_addresses: Vec<String>,
    bcc_addresses: Vec<String>,
}

#[derive(Debug, Deserialize)]
enum Content {
    Simple(Simple),
    Raw(Raw),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Simple {
    subject: Part,
    body: Body,
    #[serde(default)]
    headers: Vec<Header>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    text: Option<Part>,
    html: Option<Part>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    data: String,
}

/// A header or a tag.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Header {
    name: String,
    value: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Raw {
    /// Base64, as the SDK sends bytes.
    data: String,
}

/// `POST /v2/email/outbound-emails`.
pub(super) async fn send(
    State(mailbox): State<Mailbox>,
    Json(request): Json<SendEmail>,
) -> Response {
    let fault = mailbox.fault();
    if fault == Some(Fault::Refused) {
        return refusal(
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceUnavailable",
            "told to fail",
        );
    }
    let email = match email(request) {
        Ok(email) => email,
        Err(why) => return refusal(StatusCode::BAD_REQUEST, "BadRequestException", why),
    };
    match keep(&mailbox, Text::Email(email)).await {
        Ok(_) if fault == Some(Fault::NoReply) => std::future::pending().await,
        Ok(_) if fault == Some(Fault::ReplyLost) => refusal(
            StatusCode::BAD_GATEWAY,
            "InternalFailure",
            "told to lose the reply",
        ),
        Ok(id) => Json(json!({ "MessageId": id })).into_response(),
        Err(_) => refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalFailure",
            "the outbox cannot be written",
        ),
    }
}

/// Keeps a message under a new id and returns the id.
pub(super) async fn keep(mailbox: &Mailbox, text: Text) -> anyhow::Result<String> {
    let id = crate::random::id()?;
    let message = Message {
        id: id.clone(),
        at: mailbox.clock.now(),
        text,
    };
    mailbox.outbox.keep(message).await?;
    Ok(id)
}

/// The request as an email, or why SES would refuse it.
fn email(request: SendEmail) -> Result<Email, &'static str> {
    let from = request
        .from_email_address
        .filter(|from| !from.is_empty())
        .ok_or("a sender is required")?;
    let Destination {
        mut to_addresses,
        cc_addresses,
        bcc_addresses,
    } = request.destination;
    to_addresses.extend(cc_addresses);
    to_addresses.extend(bcc_addresses);
    if to_addresses.is_empty() || to_addresses.iter().any(|to| !to.contains('@')) {
        return Err("at least one valid recipient is required");
    }
    let pairs = |headers: Vec<Header>| {
        let pairs = headers.into_iter();
        pairs.map(|each| (each.name, each.value)).collect()
    };
    let email = Email {
        from,
        to: to_addresses,
        configuration_set: request.configuration_set_name,
        tags: pairs(request.email_tags),
        ..Email::default()
    };
    match request.content {
        Content::Simple(simple) if simple.subject.data.contains(['\r', '\n']) => {
            Err("a subject is one line")
        }
        Content::Simple(simple) => Ok(Email {
            subject: simple.subject.data,
            body: simple.body.text.map(|part| part.data).unwrap_or_default(),
            html: simple.body.html.map(|part| part.data),
            headers: pairs(simple.headers),
            ..email
        }),
        Content::Raw(raw) => super::outbox::raw(&raw.data, email),
    }
}

fn refusal(status: StatusCode, kind: &'static str, why: &str) -> Response {
    let body = Json(json!({ "message": why }));
    (status, [("x-amzn-errortype", kind)], body).into_response()
}
