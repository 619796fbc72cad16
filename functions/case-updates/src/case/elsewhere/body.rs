//! What is recorded of other forums, as forms and programs send it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{
    Note,
    case::elsewhere::{Holding, Named, Sending, Taken},
    forums::Standing,
    gateway::Gateway,
};
use edge::{Fields, Problem};
use serde::Deserialize;

use crate::case::sharing;

/// The number of a subject, from 1, as a form sends it and as a program may.
fn subject(fields: &mut Fields, sent: Option<serde_json::Value>) -> Option<u32> {
    let text = match sent {
        Some(serde_json::Value::String(text)) => Some(text),
        Some(serde_json::Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let parse = |text: &str| text.parse().ok();
    fields.choice("subject", "person or place", text, parse)
}

fn forum(fields: &mut Fields, sent: Option<String>, register: &[Standing]) -> Option<Named> {
    let known = |id: &str| {
        register
            .iter()
            .find(|forum| forum.id == id)
            .map(Named::from)
    };
    fields.choice("forum", "the forum", sent, known)
}

/// That another forum holds a subject.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewHeldElsewhere, example = json!({
    "forum": "marac", "subject": 1, "since": "2026-11-03", "gateway": "crime_and_disorder"
}))]
pub(super) struct HeldBody {
    /// The forum's id in the area's register.
    #[schema(value_type = String)]
    forum: Option<String>,
    /// Whom or what, by number among the subjects, from 1.
    #[schema(value_type = u32)]
    subject: Option<serde_json::Value>,
    /// Since when: today or earlier.
    #[schema(value_type = String, format = Date)]
    since: Option<String>,
    /// The ground for saying so.
    #[schema(value_type = String)]
    gateway: Option<String>,
    /// `yes` when it holds patient information, or personal data from a health or social care body.
    health_or_care: Option<String>,
    /// Who may see it: `everybody` on the case, unless said otherwise, or `named` agencies only.
    sight: Option<String>,
    /// With `named`: the other agencies that may see it.
    #[serde(default)]
    only: Vec<String>,
}

impl HeldBody {
    pub(super) fn read(self, register: &[Standing]) -> Result<Holding, Problem> {
        let mut fields = Fields::default();
        let forum = forum(&mut fields, self.forum, register);
        let subject = subject(&mut fields, self.subject);
        let since = fields.date("since", "day since when", self.since);
        let sent = sharing::Sent {
            gateway: self.gateway,
            health_or_care: self.health_or_care,
            sight: self.sight,
            only: self.only,
        };
        let shared = sent.read(&mut fields);
        fields.finish(|| {
            let shared = shared?;
            Some(Holding {
                forum: forum?,
                subject: subject?,
                since: since?,
                gateway: shared.gateway,
                material: shared.material,
                only: shared.only,
            })
        })
    }
}

/// That a forum no longer holds a subject.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HeldNoLonger, example = json!({
    "on": "2026-11-20", "reason": "The conference closed it on 19 November."
}))]
pub(super) struct OverBody {
    /// Since when it is over: today or earlier.
    #[schema(value_type = String, format = Date)]
    on: Option<String>,
    /// How it ended, or who said so; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl OverBody {
    pub(super) fn read(self) -> Result<(NaiveDate, Note), Problem> {
        let mut fields = Fields::default();
        let on = fields.date("on", "day since when it is over", self.on);
        let reason = fields.note("reason", "how it ended", self.reason);
        fields.finish(|| Some((on?, reason?)))
    }
}

/// Indicators of other harm that are seen, in place of those before.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HarmIndicators, example = json!({
    "indicators": ["cuckooing"], "reason": "Strangers come and go at night; the tenant is afraid."
}))]
pub(super) struct IndicatorsBody {
    /// Their ids; none when none is seen any more.
    #[serde(default)]
    indicators: Vec<String>,
    /// By what; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl IndicatorsBody {
    pub(super) fn read(self) -> Result<(BTreeSet<String>, Note), Problem> {
        let mut fields = Fields::default();
        let reason = fields.note("reason", "what points to it", self.reason);
        let indicators = self.indicators.into_iter().filter(|id| !id.is_empty());
        let indicators = indicators.collect();
        fields.finish(|| Some((indicators, reason?)))
    }
}

/// That a subject was sent on to another forum.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SendOn, example = json!({
    "forum": "mash", "subject": 1, "indicator": "cuckooing",
    "reason": "His flat has been taken over; he is an adult at risk.",
    "gateway": "safeguarding_adult"
}))]
pub(super) struct SendBody {
    /// The forum's id in the area's register.
    #[schema(value_type = String)]
    forum: Option<String>,
    /// About whom or what, by number among the subjects, from 1.
    #[schema(value_type = u32)]
    subject: Option<serde_json::Value>,
    /// The indicator that prompted it, if one did.
    indicator: Option<String>,
    /// Why; up to 1,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
    /// The ground for telling the forum.
    #[schema(value_type = String)]
    gateway: Option<String>,
}

impl SendBody {
    pub(super) fn read(self, register: &[Standing]) -> Result<Sending, Problem> {
        let mut fields = Fields::default();
        let forum = forum(&mut fields, self.forum, register);
        let subject = subject(&mut fields, self.subject);
        let reason = fields.note("reason", "why", self.reason);
        let ground = "ground for telling the forum";
        let gateway = fields.choice("gateway", ground, self.gateway, Gateway::parse);
        let indicator = self.indicator.filter(|id| !id.is_empty());
        fields.finish(|| {
            Some(Sending {
                forum: forum?,
                subject: subject?,
                indicator,
                reason: reason?,
                gateway: gateway?,
            })
        })
    }
}

/// What became of something that was sent on.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ForumAnswered, example = json!({
    "taken": "taken", "said": "Discussed on 20 November; a social worker visits this week."
}))]
pub(super) struct AnswerBody {
    /// `taken` or `not_taken`.
    #[schema(value_type = String)]
    taken: Option<String>,
    /// What the forum said; up to 1,000 characters.
    #[schema(value_type = String)]
    said: Option<String>,
}

impl AnswerBody {
    pub(super) fn read(self) -> Result<(Taken, Note), Problem> {
        let mut fields = Fields::default();
        let taken = fields.choice("taken", "what became of it", self.taken, Taken::parse);
        let said = fields.note("said", "what the forum said", self.said);
        fields.finish(|| Some((taken?, said?)))
    }
}
