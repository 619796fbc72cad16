//! An agency as a form or a program sends it.

use domain::{AgencyId, directory::AgencyProfile};
use edge::{Fields, Problem, page::Form};
use serde::Deserialize;
use utoipa::ToSchema;

/// An agency to register or amend.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DirectoryAgencyBody)]
pub(crate) struct AgencyBody {
    /// Its short name, for good: 2 to 40 characters of a–z, 0–9 and -. Left out when it is amended.
    #[schema(example = "surrey-police")]
    pub(super) id: Option<String>,
    /// Its name.
    #[schema(value_type = String, required = true, max_length = 200, example = "Surrey Police")]
    pub(super) name: Option<String>,
    /// Its mailbox for notices.
    #[schema(value_type = String, required = true, example = "partnerships@police.example")]
    pub(super) inbox: Option<String>,
    /// The mailbox to which its overdue actions are escalated.
    #[schema(value_type = String, required = true, example = "partnerships.lead@police.example")]
    pub(super) lead_inbox: Option<String>,
    /// The ARN of the SNS topic its own systems listen to.
    #[schema(example = "arn:aws:sns:eu-west-2:000000000000:charmm-agency-surrey-police")]
    pub(super) topic: Option<String>,
}

impl AgencyBody {
    /// **Errors:** 400 with what is to be mended.
    pub(super) fn register(self) -> Result<(AgencyId, AgencyProfile), Problem> {
        let mut fields = Fields::default();
        let sent = fields.line("id", "short name", self.id.clone());
        let id = sent.and_then(|sent| sent.as_str().parse::<AgencyId>().ok());
        let given = self.id.as_ref().is_some_and(|id| !id.trim().is_empty());
        fields.check(
            "id",
            id.is_some() || !given,
            "Short name must be 2 to 40 characters of a to z, 0 to 9 and hyphens",
        );
        let profile = self.profile(&mut fields);
        fields.finish(|| Some((id?, profile?)))
    }

    /// **Errors:** 400 with what is to be mended.
    pub(super) fn amend(self) -> Result<AgencyProfile, Problem> {
        let mut fields = Fields::default();
        let profile = self.profile(&mut fields);
        fields.finish(|| profile)
    }

    fn profile(self, fields: &mut Fields) -> Option<AgencyProfile> {
        let name = fields.line("name", "name", self.name);
        let inbox = fields.email("inbox", "email address for notices", self.inbox);
        let lead_inbox = fields.email(
            "lead_inbox",
            "email address for escalation",
            self.lead_inbox,
        );
        let topic = fields.line_if_any("topic", "SNS topic", self.topic);
        let arn = |topic: &domain::Line| is_topic(topic.as_str());
        fields.check(
            "topic",
            topic.as_ref().is_none_or(arn),
            "SNS topic must be an ARN, like arn:aws:sns:eu-west-2:000000000000:name",
        );
        Some(AgencyProfile {
            name: name?.to_string(),
            inbox: inbox?,
            lead_inbox: lead_inbox?,
            topic: topic.map(|topic| topic.to_string()),
        })
    }
}

/// `arn:PARTITION:sns:REGION:ACCOUNT:NAME`.
fn is_topic(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let plain = |part: &&str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    matches!(parts.as_slice(), ["arn", _, "sns", _, account, _]
        if account.bytes().all(|b| b.is_ascii_digit()) && parts.iter().all(plain))
}

/// A form that shows an agency as it is.
pub(super) fn form_of(profile: &AgencyProfile) -> Form {
    Form::new()
        .with("name", &profile.name)
        .with("inbox", &profile.inbox)
        .with("lead_inbox", &profile.lead_inbox)
        .with("topic", profile.topic.clone().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body() -> AgencyBody {
        AgencyBody {
            id: Some("surrey-police".into()),
            name: Some("Surrey Police".into()),
            inbox: Some("In@Police.Example".into()),
            lead_inbox: Some("lead@police.example".into()),
            topic: None,
        }
    }

    #[test]
    fn an_agency_is_read_or_every_fault_is_named() {
        let (id, profile) = body().register().unwrap();
        assert_eq!(
            (id.as_str(), profile.inbox.as_str()),
            ("surrey-police", "in@police.example")
        );
        let wrong = AgencyBody {
            id: Some("Surrey Police".into()),
            name: None,
            inbox: Some("x".into()),
            lead_inbox: None,
            topic: Some("arn:aws:sqs:eu-west-2:000000000000:x".into()),
        };
        let faults = wrong.register().unwrap_err().faults();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["id", "name", "inbox", "lead_inbox", "topic"]);
        assert_eq!(
            AgencyBody::default().register().unwrap_err().faults().len(),
            4
        );
    }

    #[test]
    fn a_topic_is_an_arn_of_sns() {
        assert!(is_topic(
            "arn:aws:sns:eu-west-2:000000000000:charmm-agency-x"
        ));
        for bad in [
            "x",
            "arn:aws:sns:eu-west-2:abc:x",
            "arn:aws:sns:eu-west-2:000000000000:",
            "arn:aws:sns:a:1:b:c",
        ] {
            assert!(!is_topic(bad), "{bad}");
        }
    }
}
