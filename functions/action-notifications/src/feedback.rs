//! What SES reports of an email, read from the text that it publishes to a topic.
//!
//! Only what became of it is taken. Addresses and diagnostic texts are never read, so they cannot
//! end up in a record or a log (R3.6).
//!
//! **Source:** *Contents of event data that Amazon SES publishes to Amazon SNS*, SES Developer Guide.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    journal::Hash,
    notice::{Came, Class, Feedback},
};
use serde::Deserialize;

/// What SES says once, when its configuration set is given the topic.
const GREETING: &str = "Successfully validated SNS topic for Amazon SES event publishing.";

/// A message that is no event of SES.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a report on an email that cannot be read")]
pub struct Unreadable;

/// What a message from SES says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Report {
    /// Something became of a notice.
    On(Hash, Feedback),
    /// Something became of an email that was sent for no notice of ours.
    OnNoNotice,
    /// Nothing that matters here, such as that an email was handed over for sending.
    Nothing,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SesEvent {
    event_type: String,
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
    delivery: Option<Dated>,
    delivery_delay: Option<Delay>,
    reject: Option<Reject>,
}

#[derive(Deserialize)]
struct Mail {
    timestamp: DateTime<Utc>,
    #[serde(default)]
    tags: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    bounce_sub_type: String,
    timestamp: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complaint_feedback_type: Option<String>,
    complaint_sub_type: Option<String>,
    timestamp: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Dated {
    timestamp: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delay {
    delay_type: String,
    timestamp: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Reject {
    reason: String,
}

impl Report {
    /// Reads a message as SES published it.
    ///
    /// **Errors:** [`Unreadable`] for what is no event of SES, or lacks what its kind must have.
    pub(crate) fn parse(message: &str) -> Result<Self, Unreadable> {
        if message.trim() == GREETING {
            return Ok(Self::Nothing);
        }
        let event: SesEvent = serde_json::from_str(message).map_err(|_| Unreadable)?;
        let Some(feedback) = event.feedback()? else {
            return Ok(Self::Nothing);
        };
        let tag = event.mail.tags.get("notice").and_then(|tags| tags.first());
        let notice = tag.and_then(|id| id.parse().ok());
        Ok(notice.map_or(Self::OnNoNotice, |id| Self::On(id, feedback)))
    }
}

impl SesEvent {
    /// What became of the email; `None` for kinds of events that say nothing of that.
    fn feedback(&self) -> Result<Option<Feedback>, Unreadable> {
        let feedback = match self.event_type.as_str() {
            "Bounce" => self.bounce.as_ref().ok_or(Unreadable)?.feedback(),
            "Complaint" => self.complaint.as_ref().ok_or(Unreadable)?.feedback(),
            "Delivery" => {
                let at = self.delivery.as_ref().ok_or(Unreadable)?.timestamp;
                feedback(Came::Delivered, &["Delivery"], at)
            }
            "DeliveryDelay" => {
                let delay = self.delivery_delay.as_ref().ok_or(Unreadable)?;
                feedback(Came::Delayed, &[&delay.delay_type], delay.timestamp)
            }
            "Reject" => {
                let reason = &self.reject.as_ref().ok_or(Unreadable)?.reason;
                feedback(Came::NotSent, &["Reject", reason], self.mail.timestamp)
            }
            "Rendering Failure" => {
                feedback(Came::NotSent, &["Rendering Failure"], self.mail.timestamp)
            }
            // Send, Open, Click, Subscription, and what SES may add.
            _ => return Ok(None),
        };
        Ok(Some(feedback))
    }
}

impl Bounce {
    /// A bounce is published once SES has given up, so also a passing fault is the end of it.
    ///
    /// After a permanent bounce SES itself puts the address on its account's suppression list; it
    /// still accepts further emails to it and answers each with another bounce of the subtype
    /// `OnAccountSuppressionList`. So nothing here has to remember which addresses fail.
    fn feedback(&self) -> Feedback {
        let came = match (self.bounce_type.as_str(), self.bounce_sub_type.as_str()) {
            ("Permanent", "Suppressed" | "OnAccountSuppressionList" | "UnsubscribedRecipient") => {
                Came::Suppressed
            }
            ("Permanent", _) => Came::Bounced,
            // What SES makes of automatic replies, too: it cannot tell them from faults.
            ("Transient", "General") => Came::AutoReply,
            ("Transient", "MailboxFull") => Came::MailboxFull,
            ("Transient", "MessageTooLarge" | "ContentRejected" | "AttachmentRejected") => {
                Came::Refused
            }
            _ => Came::Unclear,
        };
        let class = [self.bounce_type.as_str(), self.bounce_sub_type.as_str()];
        feedback(came, &class, self.timestamp)
    }
}

impl Complaint {
    fn feedback(&self) -> Feedback {
        let kind = self.complaint_feedback_type.as_deref();
        let kind = kind.unwrap_or("unspecified");
        let (came, class) = match (self.complaint_sub_type.as_deref(), kind) {
            // It was never sent: an earlier email to this address was complained of.
            (Some(listed), _) => (Came::Suppressed, ["Complaint", listed]),
            (None, "not-spam") => (Came::NotSpam, ["Complaint", kind]),
            (None, _) => (Came::Complained, ["Complaint", kind]),
        };
        feedback(came, &class, self.timestamp)
    }
}

fn feedback(came: Came, class: &[&str], at: DateTime<Utc>) -> Feedback {
    let class = Class::of(class);
    Feedback { came, class, at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const NOTICE: &str = "9f2c6a1d0e7b4c3f8a5d2e1b6c9f0a3d7e4b1c8f5a2d9e6b3c0f7a4d1e8b5c2f";

    /// An event with everything that SES puts around its kind.
    fn event(kind: &str, field: &str, content: Value) -> Value {
        let mut event = json!({
            "eventType": kind,
            "mail": {
                "timestamp": "2026-11-20T09:00:00.123Z",
                "source": "no-reply@charmm.example",
                "sendingAccountId": "123456789012",
                "messageId": "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
                "destination": ["duty.desk@surrey.example"],
                "headersTruncated": false,
                "headers": [{ "name": "To", "value": "duty.desk@surrey.example" }],
                "commonHeaders": { "subject": "RUN-2026-0001: Your agency has a new action" },
                "tags": {
                    "ses:configuration-set": ["charmm"],
                    "ses:from-domain": ["charmm.example"],
                    "notice": [NOTICE],
                },
            },
        });
        event[field] = content;
        event
    }

    fn bounce(kind: &str, sub: &str) -> Value {
        let content = json!({
            "bounceType": kind, "bounceSubType": sub,
            "bouncedRecipients": [{
                "emailAddress": "duty.desk@surrey.example", "action": "failed",
                "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown",
            }],
            "timestamp": "2026-11-20T09:00:02.669Z",
            "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
            "reportingMTA": "dsn; mta.surrey.example",
        });
        event("Bounce", "bounce", content)
    }

    fn complaint(kind: Option<&str>, sub: Option<&str>) -> Value {
        let content = json!({
            "complainedRecipients": [{ "emailAddress": "duty.desk@surrey.example" }],
            "timestamp": "2026-11-20T11:00:00.000Z", "feedbackId": "1",
            "complaintSubType": sub, "complaintFeedbackType": kind,
            "userAgent": "Mail/1", "arrivalDate": "2026-11-20T10:59:00.000Z",
        });
        event("Complaint", "complaint", content)
    }

    fn read(event: &Value) -> (Came, String) {
        match Report::parse(&event.to_string()).unwrap() {
            Report::On(id, feedback) => {
                assert_eq!(id.to_string(), NOTICE);
                (feedback.came, feedback.class.as_str().to_owned())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_kind_of_bounce_and_complaint() {
        for (kind, sub, came) in [
            ("Permanent", "General", Came::Bounced),
            ("Permanent", "NoEmail", Came::Bounced),
            ("Permanent", "Suppressed", Came::Suppressed),
            ("Permanent", "OnAccountSuppressionList", Came::Suppressed),
            ("Permanent", "SomethingNew", Came::Bounced),
            ("Transient", "General", Came::AutoReply),
            ("Transient", "MailboxFull", Came::MailboxFull),
            ("Transient", "MessageTooLarge", Came::Refused),
            ("Transient", "ContentRejected", Came::Refused),
            ("Transient", "AttachmentRejected", Came::Refused),
            ("Transient", "SomethingNew", Came::Unclear),
            ("Undetermined", "Undetermined", Came::Unclear),
        ] {
            let expected = (came, format!("{kind}/{sub}"));
            assert_eq!(read(&bounce(kind, sub)), expected);
        }
        let abuse = read(&complaint(Some("abuse"), None));
        assert_eq!(abuse, (Came::Complained, "Complaint/abuse".to_owned()));
        assert_eq!(read(&complaint(None, None)).0, Came::Complained);
        assert_eq!(read(&complaint(Some("not-spam"), None)).0, Came::NotSpam);
        let listed = read(&complaint(None, Some("OnAccountSuppressionList")));
        assert_eq!(listed.0, Came::Suppressed);
    }

    #[test]
    fn every_other_kind() {
        let at = "2026-11-20T09:05:00.000Z";
        let delivered = json!({ "timestamp": at, "recipients": ["duty.desk@surrey.example"] });
        let delivered = event("Delivery", "delivery", delivered);
        assert_eq!(read(&delivered).0, Came::Delivered);
        let delay = json!({
            "timestamp": at, "delayType": "MailboxFull", "expirationTime": at,
            "delayedRecipients": [{ "emailAddress": "duty.desk@surrey.example" }],
        });
        let delay = event("DeliveryDelay", "deliveryDelay", delay);
        assert_eq!(read(&delay), (Came::Delayed, "MailboxFull".into()));
        let reject = event("Reject", "reject", json!({ "reason": "Bad content" }));
        assert_eq!(read(&reject), (Came::NotSent, "Reject/Bad content".into()));
        let failure = json!({ "errorMessage": "x", "templateName": "y" });
        let failure = event("Rendering Failure", "failure", failure);
        assert_eq!(read(&failure).0, Came::NotSent);
        for kind in ["Send", "Open", "Click", "Subscription", "Something New"] {
            let nothing = event(kind, "send", json!({}));
            assert_eq!(Report::parse(&nothing.to_string()), Ok(Report::Nothing));
        }
        assert_eq!(Report::parse(GREETING), Ok(Report::Nothing));
    }

    #[test]
    fn an_email_of_no_notice_is_told_apart_from_what_cannot_be_read() {
        let mut stranger = bounce("Permanent", "General");
        stranger["mail"]["tags"] = json!({ "ses:configuration-set": ["charmm"] });
        let report = Report::parse(&stranger.to_string());
        assert_eq!(report, Ok(Report::OnNoNotice));
        stranger["mail"]["tags"] = json!({ "notice": ["not an id"] });
        let report = Report::parse(&stranger.to_string());
        assert_eq!(report, Ok(Report::OnNoNotice));
        let mut cut = bounce("Permanent", "General");
        cut.as_object_mut().unwrap().remove("bounce");
        for unreadable in ["", "{}", "[]", "text", &cut.to_string()] {
            assert_eq!(Report::parse(unreadable), Err(Unreadable), "{unreadable}");
        }
    }

    #[test]
    fn nothing_that_names_anybody_is_taken_over() {
        for event in [
            bounce("Permanent", "duty.desk@surrey.example"),
            complaint(Some("smtp; 550 duty.desk@surrey.example"), None),
        ] {
            let report = Report::parse(&event.to_string()).unwrap();
            let kept = format!("{report:?}");
            for personal in ["duty.desk", "surrey", "550", "RUN-"] {
                assert!(!kept.contains(personal), "{personal} in {kept}");
            }
        }
    }
}
