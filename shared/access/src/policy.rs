//! The policies themselves, as they are written in `policies/`: read and checked once per process.
//!
//! INVARIANT (one truth): who may see what stands in `policies/*.cedar` and nowhere else. The typed
//! questions in this crate describe who asks about what; they decide nothing.

use std::{collections::BTreeMap, str::FromStr, sync::LazyLock};

use cedar_policy::{
    ActionConstraint, Effect, EntityId, EntityTypeName, EntityUid, Policy as Rule, PolicyId,
    PolicySet, Schema, ValidationMode, Validator,
};

const SCHEMA: &str = include_str!("../policies/schema.cedarschema");

/// Every file of policies, by its theme.
const THEMES: [(&str, &str); 13] = [
    ("cases", include_str!("../policies/cases.cedar")),
    ("entries", include_str!("../policies/entries.cedar")),
    ("membership", include_str!("../policies/membership.cedar")),
    ("guests", include_str!("../policies/guests.cedar")),
    ("referrals", include_str!("../policies/referrals.cedar")),
    ("meetings", include_str!("../policies/meetings.cedar")),
    ("notices", include_str!("../policies/notices.cedar")),
    ("directory", include_str!("../policies/directory.cedar")),
    ("retention", include_str!("../policies/retention.cedar")),
    (
        "subject_access",
        include_str!("../policies/subject_access.cedar"),
    ),
    ("case_review", include_str!("../policies/case_review.cedar")),
    ("figures", include_str!("../policies/figures.cedar")),
    (
        "accountability",
        include_str!("../policies/accountability.cedar"),
    ),
];

/// A rule by which something is permitted or refused. Its id is kept with every read it allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Short name, such as `case.member-agency`.
    pub id: String,
    /// The file it stands in, such as `cases`.
    pub theme: &'static str,
    /// Whether it permits; a policy that does not permit forbids, whatever others permit.
    pub permits: bool,
    /// Why it exists.
    pub reason: String,
    /// What it follows from: requirements and statutes.
    pub source: String,
    /// The questions it answers, such as `case.see`.
    pub questions: Vec<String>,
    /// Its text, as it is evaluated.
    pub text: String,
}

/// Every policy, by theme and in the order of its file. Empty when they cannot be read, which a
/// test of this crate rules out.
pub fn all() -> &'static [Policy] {
    BOOK.as_ref().map_or(&[], |book| book.policies.as_slice())
}

/// The policy with this id.
pub fn find(id: &str) -> Option<&'static Policy> {
    all().iter().find(|policy| policy.id == id)
}

/// Reads the policies once more, as a process does when it first asks; gives how many there are.
///
/// **Errors:** why they cannot be read.
pub fn read_anew() -> Result<usize, Fault> {
    Book::read(SCHEMA, &THEMES).map(|book| book.policies.len())
}

/// Why the policies cannot be read. Holds no personal data: they are part of the program.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The schema is none.
    #[error("schema: {0}")]
    Schema(String),
    /// A file holds something that is no policy.
    #[error("{theme}: {why}")]
    Policies {
        /// The file.
        theme: &'static str,
        /// What is wrong.
        why: String,
    },
    /// A policy does not say what each must.
    #[error("{theme}: a policy lacks @{annotation}")]
    Bare {
        /// The file.
        theme: &'static str,
        /// What is missing.
        annotation: &'static str,
    },
    /// A policy answers any question at all.
    #[error("{0} does not say which questions it answers")]
    Unbound(String),
    /// The policies do not fit the schema, or two have one id.
    #[error("not valid: {0}")]
    Invalid(String),
}

/// The policies, ready to be evaluated.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) schema: Schema,
    pub(crate) policies: Vec<Policy>,
    /// Of each question, those policies that can bear on it.
    pub(crate) questions: BTreeMap<String, (EntityUid, PolicySet)>,
    kinds: BTreeMap<String, EntityTypeName>,
}

pub(crate) static BOOK: LazyLock<Option<Book>> = LazyLock::new(|| {
    // Nothing is shown by a program that cannot read its policies.
    Book::read(SCHEMA, &THEMES)
        .inspect_err(|fault| tracing::error!(%fault, "policies cannot be read: all is refused"))
        .ok()
});

impl Book {
    /// Reads and checks policies strictly against the schema.
    pub(crate) fn read(
        schema: &str,
        themes: &[(&'static str, &'static str)],
    ) -> Result<Self, Fault> {
        let schema = Schema::from_str(schema).map_err(|why| Fault::Schema(why.to_string()))?;
        let mut policies = Vec::new();
        let mut rules = Vec::new();
        for (theme, text) in themes {
            for rule in rules_of(theme, text)? {
                policies.push(described(theme, &rule)?);
                rules.push(rule);
            }
        }
        validate(&schema, &rules)?;
        let questions = schema
            .actions()
            .map(|action| Ok((id_of(action), (action.clone(), bearing_on(action, &rules)?))))
            .collect::<Result<_, Fault>>()?;
        let kinds = schema
            .entity_types()
            .map(|kind| (kind.to_string(), kind.clone()))
            .collect();
        Ok(Self {
            schema,
            policies,
            questions,
            kinds,
        })
    }

    /// The name of an entity; `None` for a kind that the schema does not know.
    pub(crate) fn uid(&self, kind: &str, id: &str) -> Option<EntityUid> {
        let kind = self.kinds.get(kind)?.clone();
        Some(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
    }
}

/// The policies of a file in its order, each under the id that it gives itself.
fn rules_of(theme: &'static str, text: &str) -> Result<Vec<Rule>, Fault> {
    let set = PolicySet::from_str(text).map_err(|why| Fault::Policies {
        theme,
        why: why.to_string(),
    })?;
    let mut rules = set
        .policies()
        .map(|rule| {
            let id = annotation(theme, rule, "id")?;
            let place = text.find(&format!("@id(\"{id}\")"));
            Ok((place, rule.new_id(PolicyId::new(id))))
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    rules.sort_by_key(|(place, _)| *place);
    Ok(rules.into_iter().map(|(_, rule)| rule).collect())
}

fn annotation<'r>(
    theme: &'static str,
    rule: &'r Rule,
    annotation: &'static str,
) -> Result<&'r str, Fault> {
    let text = rule.annotation(annotation).filter(|text| !text.is_empty());
    text.ok_or(Fault::Bare { theme, annotation })
}

fn described(theme: &'static str, rule: &Rule) -> Result<Policy, Fault> {
    let questions = match rule.action_constraint() {
        ActionConstraint::Eq(action) => vec![id_of(&action)],
        ActionConstraint::In(actions) => actions.iter().map(id_of).collect(),
        ActionConstraint::Any => return Err(Fault::Unbound(rule.id().to_string())),
    };
    Ok(Policy {
        id: rule.id().to_string(),
        theme,
        permits: rule.effect() == Effect::Permit,
        reason: annotation(theme, rule, "reason")?.to_owned(),
        source: annotation(theme, rule, "source")?.to_owned(),
        questions,
        text: rule.to_string(),
    })
}

fn validate(schema: &Schema, rules: &[Rule]) -> Result<(), Fault> {
    let all = together(rules.iter())?;
    let found = Validator::new(schema.clone()).validate(&all, ValidationMode::Strict);
    if found.validation_passed_without_warnings() {
        Ok(())
    } else {
        Err(Fault::Invalid(found.to_string()))
    }
}

fn bearing_on(action: &EntityUid, rules: &[Rule]) -> Result<PolicySet, Fault> {
    together(rules.iter().filter(|rule| match rule.action_constraint() {
        ActionConstraint::Eq(only) => only == *action,
        ActionConstraint::In(those) => those.contains(action),
        ActionConstraint::Any => true,
    }))
}

/// **Errors:** [`Fault::Invalid`] when two policies have one id.
fn together<'r>(rules: impl Iterator<Item = &'r Rule>) -> Result<PolicySet, Fault> {
    PolicySet::from_policies(rules.cloned()).map_err(|why| Fault::Invalid(why.to_string()))
}

fn id_of(action: &EntityUid) -> String {
    let id: &str = action.id().as_ref();
    id.to_owned()
}

#[cfg(test)]
mod tests;
