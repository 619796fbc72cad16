//! What is sent: one shape for programs, for the pages of the form and for drafts.

use std::{collections::BTreeMap, fmt};

use domain::referral::form::{Form, Incident, Subject, SubjectRole};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{SeqAccess, Visitor},
};
use utoipa::ToSchema;

use crate::choices;

/// A professional referral (R1.1), as it is sent and as it is given back.
///
/// Texts are trimmed; an empty one counts as not given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReferralBody {
    /// Code of the area it concerns.
    #[schema(value_type = String, required = true, example = "RUN")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// A person, a family or a place.
    #[schema(schema_with = choices::kind, required = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What it is about, in a line without names.
    #[schema(value_type = String, required = true, max_length = 200, example = "Noise and threats in a block of flats")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// Kinds of behaviour; at least one.
    #[schema(schema_with = choices::behaviours, required = true)]
    #[serde(
        deserialize_with = "one_or_many",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub behaviours: Vec<String>,
    /// Whom and what it concerns.
    #[schema(required = true, min_items = 1, max_items = 10)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<SubjectBody>,
    /// How they are related.
    #[schema(value_type = String, max_length = 5000, example = "Neighbours; the second is the first one's brother")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationships: Option<String>,
    /// Children in the household.
    #[schema(value_type = String, max_length = 5000, example = "Two, aged 6 and 9")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub children: Option<String>,
    /// What happened, with dates.
    #[schema(max_items = 10)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<IncidentBody>,
    /// What it does to victims and the community.
    #[schema(value_type = String, required = true, max_length = 5000, example = "Three households no longer use the garden")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<String>,
    /// The risk of harm.
    #[schema(schema_with = choices::risk, required = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// Why this risk.
    #[schema(value_type = String, required = true, max_length = 5000, example = "The threats have become weekly and one was made with a weapon in hand")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_rationale: Option<String>,
    /// What has been tried.
    #[schema(value_type = String, required = true, max_length = 5000, example = "Two visits and a warning letter")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
    /// Why it needs several agencies.
    #[schema(value_type = String, required = true, max_length = 5000, example = "Tenancy, policing and mental health support have to act together")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_multi_agency: Option<String>,
    /// Other forums already involved.
    #[schema(max_items = 20, example = json!(["MARAC"]))]
    #[serde(
        deserialize_with = "one_or_many",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub forums: Vec<String>,
    /// One more forum, as the form's own box sends it; the same as another one in `forums`.
    #[schema(value_type = String, max_length = 200, example = "Neighbourhood Watch")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_forum: Option<String>,
    /// The legal ground for sharing.
    #[schema(schema_with = choices::gateway, required = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// How consent was given, or why it is shared without.
    #[schema(value_type = String, required = true, max_length = 5000, example = "Asking would put the victim at risk")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharing_reason: Option<String>,
    /// Answers to the questions that the area adds, by the question's id, such as `q7`; what is asked
    /// of a referral on the day stands at `/areas/{code}/questions`. `Yes` or `No` where that is asked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub own_answers: BTreeMap<String, String>,
}

/// A person or a place that a referral concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SubjectBody {
    /// What they are to the matter.
    #[schema(schema_with = choices::role, required = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// A person's name, or what a place is called.
    #[schema(value_type = String, required = true, max_length = 200, example = "Alex Example")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Other names used.
    #[schema(value_type = String, max_length = 200, example = "Lex")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aliases: Option<String>,
    /// Date of birth, from 1900 to today.
    #[schema(value_type = String, format = Date, example = "1994-03-27")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born_on: Option<String>,
    /// House, street and town.
    #[schema(value_type = String, max_length = 200, example = "12 Example Court, Addlestone")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Postcode; needs an address.
    #[schema(value_type = String, example = "KT15 2AH")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// Unique Property Reference Number, 1 to 12 digits; needs an address.
    #[schema(value_type = String, example = "100061500000")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uprn: Option<String>,
    /// How the home is held.
    #[schema(schema_with = choices::tenure)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenure: Option<String>,
    /// Ethnicity, as self-described.
    #[schema(value_type = String, max_length = 200, example = "White British")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<String>,
    /// First language, and whether an interpreter is needed.
    #[schema(value_type = String, max_length = 200, example = "Polish, needs an interpreter")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Disability.
    #[schema(value_type = String, max_length = 200, example = "Uses a wheelchair")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disability: Option<String>,
    /// Mental health.
    #[schema(value_type = String, max_length = 200, example = "Known to the community team")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mental_health: Option<String>,
    /// Drugs, alcohol and other substances.
    #[schema(value_type = String, max_length = 200, example = "Alcohol")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub substances: Option<String>,
    /// How to contact a victim or witness safely.
    #[schema(value_type = String, max_length = 200, example = "By text message on weekday mornings")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safe_contact: Option<String>,
}

/// Something that happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IncidentBody {
    /// On which day, from 1900 to today.
    #[schema(value_type = String, required = true, format = Date, example = "2026-11-14")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// What.
    #[schema(value_type = String, required = true, max_length = 5000, example = "Shouting and banging on doors until 3am")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
}

impl From<&Form> for ReferralBody {
    fn from(form: &Form) -> Self {
        let text = |text: &str| Some(text.to_owned());
        Self {
            area: text(form.area.as_str()),
            kind: text(form.kind.value()),
            headline: text(form.headline.as_str()),
            behaviours: form
                .behaviours
                .iter()
                .map(|b| b.value().to_owned())
                .collect(),
            subjects: form.subjects.iter().map(SubjectBody::from).collect(),
            relationships: form.relationships.as_ref().map(ToString::to_string),
            children: form.children.as_ref().map(ToString::to_string),
            incidents: form.incidents.iter().map(IncidentBody::from).collect(),
            impact: text(form.impact.as_str()),
            risk: text(form.risk.band.value()),
            risk_rationale: text(form.risk.rationale.as_str()),
            tried: text(form.tried.as_str()),
            why_multi_agency: text(form.why_multi_agency.as_str()),
            forums: form.forums.iter().map(ToString::to_string).collect(),
            other_forum: None,
            gateway: text(form.gateway.value()),
            sharing_reason: text(form.sharing_reason.as_str()),
            own_answers: form
                .own
                .iter()
                .map(|own| (own.id.clone(), own.answer.to_string()))
                .collect(),
        }
    }
}

impl From<&Subject> for SubjectBody {
    fn from(subject: &Subject) -> Self {
        let line = |line: &Option<domain::Line>| line.as_ref().map(ToString::to_string);
        let address = subject.address.as_ref();
        Self {
            role: Some(subject.role.value().to_owned()),
            name: Some(subject.name.to_string()),
            aliases: line(&subject.aliases),
            born_on: subject.born_on.map(|day| day.to_string()),
            address: address.map(|address| address.line.to_string()),
            postcode: address.and_then(|a| Some(a.postcode.as_ref()?.as_str().to_owned())),
            uprn: address.and_then(|a| Some(a.uprn.as_ref()?.as_str().to_owned())),
            tenure: subject.tenure.map(|tenure| tenure.value().to_owned()),
            ethnicity: line(&subject.ethnicity),
            language: line(&subject.language),
            disability: line(&subject.disability),
            mental_health: line(&subject.mental_health),
            substances: line(&subject.substances),
            safe_contact: line(&subject.safe_contact),
        }
    }
}

impl From<&Incident> for IncidentBody {
    fn from(incident: &Incident) -> Self {
        Self {
            on: Some(incident.on.to_string()),
            what: Some(incident.what.to_string()),
        }
    }
}

/// A list of texts; a form with one box ticked sends that one alone.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    struct Texts;

    impl<'de> Visitor<'de> for Texts {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of texts")
        }

        fn visit_str<E>(self, one: &str) -> Result<Vec<String>, E> {
            Ok(vec![one.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut many: A) -> Result<Vec<String>, A::Error> {
            let mut texts = Vec::new();
            while let Some(text) = many.next_element()? {
                texts.push(text);
            }
            Ok(texts)
        }
    }

    from.deserialize_any(Texts)
}

impl SubjectBody {
    /// A place, with what is asked of one.
    pub(crate) fn place(sent: Self) -> Self {
        Self {
            role: Some(SubjectRole::Location.value().to_owned()),
            name: sent.name,
            address: sent.address,
            postcode: sent.postcode,
            uprn: sent.uprn,
            ..Self::default()
        }
    }

    /// Whether it is a place: asked less than a person.
    pub(crate) fn is_place(&self) -> bool {
        self.role.as_deref() == Some(SubjectRole::Location.value())
    }

    /// Whether it is asked how to contact them safely.
    pub(crate) fn has_safe_contact(&self) -> bool {
        let role = self.role.as_deref().and_then(SubjectRole::parse);
        role.is_some_and(SubjectRole::is_protected)
    }
}
