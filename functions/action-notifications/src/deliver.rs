//! One notice: claimed in the ledger, sent, marked as sent.

use aws_sdk_sesv2::{
    error::{ProvideErrorMetadata, SdkError},
    types::{Body, Content, Destination, EmailContent, Message, MessageTag},
};
use aws_sdk_sns::types::MessageAttributeValue;
use domain::notice::{Notice, Recipient};
use edge::stream::Undone;

use crate::Notifier;

/// After this many tries a message is parked instead of holding up those behind it.
const MAX_TRIES: u32 = 8;

/// Where a notice goes.
enum Address {
    Email(String),
    Topic(String),
}

impl Notifier {
    /// Sends a notice unless the ledger says that it was sent.
    pub(crate) async fn deliver(&self, notice: Notice) -> Result<(), Undone> {
        let Some(address) = self.address(&notice.recipient).await? else {
            return Ok(());
        };
        let claim = self.store.claim_notice(&notice, self.clock.now()).await?;
        if claim.sent_at.is_some() {
            return Ok(());
        }
        let tries = claim.tries;
        let sent = match &address {
            Address::Email(to) => self.email(to, &notice).await,
            Address::Topic(arn) => self.publish(arn, &notice).await,
        };
        let provider_id = sent.map_err(|undone| match undone {
            Undone::Later(reason) if tries >= MAX_TRIES => Undone::Never(reason),
            other => other,
        })?;
        Ok(self
            .store
            .notice_sent(claim, provider_id, self.clock.now())
            .await?)
    }

    /// Where the recipient is reached today; `None` when there is nowhere, as for an agency
    /// without a topic.
    async fn address(&self, recipient: &Recipient) -> Result<Option<Address>, Undone> {
        let address = match recipient {
            Recipient::AgencyInbox(id) => {
                Address::Email(self.store.agency(id).await?.inbox.clone())
            }
            Recipient::AgencyLead(id) => {
                Address::Email(self.store.agency(id).await?.lead_inbox.clone())
            }
            Recipient::AreaInbox(code) => {
                let code = self.store.plans().await?.now(code, self.today());
                Address::Email(self.store.area(&code).await?.inbox.clone())
            }
            Recipient::AgencyTopic(id) => match &self.store.agency(id).await?.topic {
                Some(arn) => Address::Topic(arn.clone()),
                None => return Ok(None),
            },
            Recipient::Person(id) => {
                let person = self.store.person(*id).await?;
                if person.left {
                    // The agency still has to know.
                    Address::Email(self.store.agency(&person.agency).await?.inbox.clone())
                } else {
                    Address::Email(person.email.clone())
                }
            }
        };
        Ok(Some(address))
    }

    async fn email(&self, to: &str, notice: &Notice) -> Result<Option<String>, Undone> {
        let plain = |text: String| Content::builder().data(text).charset("UTF-8").build();
        let subject = plain(notice.subject()).map_err(never)?;
        let text = plain(notice.text(&self.sending.origin)).map_err(never)?;
        let message = Message::builder()
            .subject(subject)
            .body(Body::builder().text(text).build());
        let tag = MessageTag::builder()
            .name("notice")
            .value(notice.id.to_string());
        let sent = self
            .ses
            .send_email()
            .from_email_address(&self.sending.sender)
            .destination(Destination::builder().to_addresses(to).build())
            .content(EmailContent::builder().simple(message.build()).build())
            .email_tags(tag.build().map_err(never)?)
            .set_configuration_set_name(self.sending.configuration_set.clone())
            .send()
            .await
            .map_err(|error| undone(&error))?;
        Ok(sent.message_id)
    }

    async fn publish(&self, arn: &str, notice: &Notice) -> Result<Option<String>, Undone> {
        let kind = MessageAttributeValue::builder()
            .data_type("String")
            .string_value(notice.message.value())
            .build()
            .map_err(never)?;
        let sent = self
            .sns
            .publish()
            .topic_arn(arn)
            .message(notice.json(&self.sending.origin).to_string())
            .message_attributes("message", kind)
            .send()
            .await
            .map_err(|error| undone(&error))?;
        Ok(sent.message_id)
    }
}

fn never(fault: impl std::fmt::Display) -> Undone {
    Undone::Never(fault.to_string())
}

/// A refusal that will be repeated is final; everything else is tried again. The provider's words
/// are left out: they can quote an address.
fn undone<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Undone {
    let SdkError::ServiceError(context) = error else {
        return Undone::Later("provider out of reach".into());
    };
    let code = context.err().code().unwrap_or("unknown").to_owned();
    match code.as_str() {
        "MessageRejected"
        | "MailFromDomainNotVerifiedException"
        | "BadRequestException"
        | "InvalidParameter"
        | "InvalidParameterValue"
        | "NotFound"
        | "NotFoundException" => Undone::Never(code),
        _ => Undone::Later(code),
    }
}
