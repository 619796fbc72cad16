//! The answer, and what it rests on.

use access::policy;
use chrono::NaiveDate;
use domain::{directory::Person, time};
use serde::Serialize;
use store::explain::Explained;
use utoipa::ToSchema;

/// Whether somebody may see something, and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ExplainedAccess)]
pub(crate) struct ExplainedView {
    /// Whether they may see it.
    #[schema(example = true)]
    pub(super) may: bool,
    /// The answer as a sentence.
    #[schema(example = "Sam Whitlock may see Case RUN-2026-0001.")]
    pub(super) answer: String,
    /// As at the end of which day, unless it is today.
    #[schema(example = "2026-11-20")]
    pub(super) on: NaiveDate,
    /// The agency that they acted for; null when they were not registered yet.
    #[schema(example = "Surrey Police")]
    pub(super) agency: Option<String>,
    /// Their roles, in words.
    #[schema(example = json!(["Practitioner (RUN)"]))]
    pub(super) roles: Vec<String>,
    /// Every policy that bears on it: first those that hold.
    pub(super) policies: Vec<PolicyView>,
}

/// A policy, and whether it holds here.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ExplainedPolicy)]
pub(crate) struct PolicyView {
    /// Its id, as read entries quote it.
    #[schema(example = "case.member-agency")]
    pub(super) id: &'static str,
    /// Whether it holds here.
    #[schema(example = true)]
    pub(super) holds: bool,
    /// Whether it permits; one that does not forbids, whatever others permit.
    #[schema(example = true)]
    pub(super) permits: bool,
    /// Why it exists.
    #[schema(example = "an agency on the case has a justified interest, on a recorded gateway")]
    pub(super) reason: &'static str,
    /// What it follows from.
    #[schema(example = "R3.1; Crime and Disorder Act 1998, section 115")]
    pub(super) source: &'static str,
    /// Its text, as it is evaluated.
    #[schema(
        example = "permit (principal, action, resource) when { principal in resource.agencies };"
    )]
    pub(super) text: &'static str,
}

impl ExplainedView {
    pub(super) fn of(found: &Explained, on: NaiveDate) -> Self {
        let grounds: Vec<_> = found.decision.grounds();
        let bearing = policy::all()
            .iter()
            .filter(|policy| policy.questions.iter().any(|each| each == found.question));
        let mut policies: Vec<_> = bearing
            .map(|policy| PolicyView {
                id: &policy.id,
                holds: grounds.iter().any(|ground| ground.id == policy.id),
                permits: policy.permits,
                reason: &policy.reason,
                source: &policy.source,
                text: &policy.text,
            })
            .collect();
        policies.sort_by_key(|policy| !policy.holds);
        Self {
            may: found.decision.is_permitted(),
            answer: answer(found),
            on,
            agency: found
                .person
                .as_ref()
                .map(|person| person.agency_name.clone()),
            roles: found.person.as_ref().map(roles).unwrap_or_default(),
            policies,
        }
    }

    /// The day in words.
    pub(super) fn day(&self) -> String {
        time::long_date(self.on)
    }
}

fn answer(found: &Explained) -> String {
    let about = &found.about;
    match &found.person {
        None => format!("The person was not registered, so they could not see {about}."),
        Some(person) if person.left => {
            format!("{} has left, so they cannot see {about}.", person.name)
        }
        Some(person) if found.decision.is_permitted() => {
            format!("{} may see {about}.", person.name)
        }
        Some(person) => format!("{} may not see {about}.", person.name),
    }
}

fn roles(person: &Person) -> Vec<String> {
    let grants = person.grants.iter();
    let words = grants.map(|grant| match &grant.area {
        Some(area) => format!("{} ({area})", grant.role.label()),
        None => grant.role.label().to_owned(),
    });
    words.collect()
}
