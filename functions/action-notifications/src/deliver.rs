//! One notice: claimed in the ledger, sent, marked as sent.

use aws_sdk_sns::types::MessageAttributeValue;
use domain::notice::{Notice, Recipient};
use edge::stream::Undone;
use store::mail::{Email, Unsent};

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
        let provider_id = sent.map_err(|unsent| match unsent {
            Unsent::Later(reason) if tries < MAX_TRIES => Undone::Later(reason),
            Unsent::Later(reason) | Unsent::Never(reason) => Undone::Never(reason),
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

    async fn email(&self, to: &str, notice: &Notice) -> Result<Option<String>, Unsent> {
        let email = Email {
            to,
            subject: &notice.subject(),
            text: &notice.text(&self.origin),
            notice: Some(&notice.id.to_string()),
        };
        self.mail.send(email).await
    }

    async fn publish(&self, arn: &str, notice: &Notice) -> Result<Option<String>, Unsent> {
        let kind = MessageAttributeValue::builder()
            .data_type("String")
            .string_value(notice.message.value())
            .build()
            .map_err(Unsent::unfit)?;
        let sent = self
            .sns
            .publish()
            .topic_arn(arn)
            .message(notice.json(&self.origin).to_string())
            .message_attributes("message", kind)
            .send()
            .await
            .map_err(|error| Unsent::of(&error))?;
        Ok(sent.message_id)
    }
}
