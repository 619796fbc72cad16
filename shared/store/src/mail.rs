//! Emails, as SES takes them.

use aws_config::SdkConfig;
use aws_sdk_sesv2::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{Body, Content, Destination, EmailContent, Message, MessageTag},
};

/// What sends emails.
#[derive(Debug, Clone)]
pub struct Mail {
    ses: Client,
    sender: String,
    /// What publishes what becomes of each email; without one nothing is heard of those that bounce.
    configuration_set: Option<String>,
}

/// An email of plain text.
#[derive(Debug, Clone, Copy)]
pub struct Email<'a> {
    /// To whom.
    pub to: &'a str,
    /// About what, in a line.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// The notice that it carries, if it carries one: what becomes of it is reported with that.
    pub notice: Option<&'a str>,
}

/// Why a message was not taken, by the provider's code. Its words are left out: they can quote an
/// address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsent {
    /// A refusal that will be repeated.
    #[error("{0}")]
    Never(String),
    /// Anything else: try again.
    #[error("{0}")]
    Later(String),
}

impl Unsent {
    /// What an answer of SES or SNS means.
    pub fn of<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Self {
        let SdkError::ServiceError(context) = error else {
            return Self::Later("provider out of reach".into());
        };
        let code = context.err().code().unwrap_or("unknown").to_owned();
        match code.as_str() {
            "MessageRejected"
            | "MailFromDomainNotVerifiedException"
            | "BadRequestException"
            | "InvalidParameter"
            | "InvalidParameterValue"
            | "NotFound"
            | "NotFoundException" => Self::Never(code),
            _ => Self::Later(code),
        }
    }

    /// That a message cannot be written as the provider wants it.
    pub fn unfit(fault: impl std::fmt::Display) -> Self {
        Self::Never(fault.to_string())
    }
}

impl Mail {
    /// Sends from an address of ours; `configuration_set` publishes what becomes of each email.
    pub fn new(ses: Client, sender: String, configuration_set: Option<String>) -> Self {
        Self {
            ses,
            sender,
            configuration_set,
        }
    }

    /// The same, with a client of its own.
    pub fn on(aws: &SdkConfig, sender: String, configuration_set: Option<String>) -> Self {
        Self::new(Client::new(aws), sender, configuration_set)
    }

    /// Hands an email over, and gives the provider's id of it.
    ///
    /// **Errors:** [`Unsent`]; that it arrives is not said by its absence.
    pub async fn send(&self, email: Email<'_>) -> Result<Option<String>, Unsent> {
        let plain = |text: &str| Content::builder().data(text).charset("UTF-8").build();
        let subject = plain(email.subject).map_err(Unsent::unfit)?;
        let text = plain(email.text).map_err(Unsent::unfit)?;
        let message = Message::builder()
            .subject(subject)
            .body(Body::builder().text(text).build());
        let mut tags = Vec::new();
        if let Some(notice) = email.notice {
            let tag = MessageTag::builder().name("notice").value(notice);
            tags.push(tag.build().map_err(Unsent::unfit)?);
        }
        let to = Destination::builder().to_addresses(email.to).build();
        let sent = self
            .ses
            .send_email()
            .from_email_address(&self.sender)
            .destination(to)
            .content(EmailContent::builder().simple(message.build()).build())
            .set_email_tags((!tags.is_empty()).then_some(tags))
            .set_configuration_set_name(self.configuration_set.clone())
            .send()
            .await
            .map_err(|error| Unsent::of(&error))?;
        Ok(sent.message_id)
    }
}
