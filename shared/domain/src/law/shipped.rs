//! The rules as they are shipped: one file per theme, parsed once.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveDate;
use serde::Deserialize;

use crate::choice::choices;

choices! {
    /// What makes a rule bind.
    Kind {
        /// An Act or an instrument under one.
        Statute "statute" "Statute",
        /// A judgment.
        Case "case" "Case law",
        /// What an authority published to be regarded.
        Guidance "guidance" "Guidance",
        /// What partners here agreed.
        Local "local" "Local policy",
    }
}

choices! {
    /// How sure we are of a rule as shipped.
    Confidence {
        /// Somebody read the provision itself.
        Seen "seen" "Read at the source",
        /// Read in a secondary source only.
        Seen2 "seen2" "Read in a secondary source only",
        /// Written from memory.
        Memory "memory" "From memory, not checked",
    }
}

impl Confidence {
    /// Whether it is shown with a mark until somebody confirms it.
    pub fn is_marked(self) -> bool {
        self != Self::Seen
    }
}

/// A number of another rule that a rule sets while it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// The other rule.
    pub rule: String,
    /// Which of its numbers.
    pub number: String,
    /// What it is then.
    pub to: i64,
}

/// One rule, as shipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it is known by, such as `CPN-2`.
    pub id: String,
    /// Under which heading it stands.
    pub theme: String,
    /// What it says, in our own words.
    pub text: String,
    /// The Act, judgment or policy, with its section.
    pub citation: String,
    /// What makes it bind.
    pub kind: Kind,
    /// How sure we are of it.
    pub confidence: Confidence,
    /// Where it was read.
    pub source: String,
    /// The first day it holds; `None` when it has held as long as anything here has happened.
    pub from: Option<NaiveDate>,
    /// The last day it holds, if one is known.
    pub until: Option<NaiveDate>,
    /// Whether nobody knows when it starts: off until a date is entered.
    pub off: bool,
    /// The numbers that code asks for.
    pub numbers: BTreeMap<String, i64>,
    /// Which of them an area may set for itself, from least to most.
    pub vary: BTreeMap<String, (i64, i64)>,
    /// Numbers of other rules that it sets.
    pub amends: Vec<Amendment>,
}

impl Rule {
    /// Whether it is shipped without a commencement date, and so is off until one is entered.
    pub fn ships_off(&self) -> bool {
        self.off
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Commencement {
    Unknown,
}

/// One rule in its file; what is not said there is said once for the theme.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    section: String,
    text: String,
    cite: Option<String>,
    source: Option<String>,
    kind: Option<Kind>,
    confidence: Option<Confidence>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    commencement: Option<Commencement>,
    #[serde(default)]
    numbers: BTreeMap<String, i64>,
    #[serde(default)]
    vary: BTreeMap<String, (i64, i64)>,
    #[serde(default)]
    amends: Vec<Amendment>,
}

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Theme {
    theme: String,
    cite: String,
    source: String,
    kind: Kind,
    confidence: Confidence,
    from: Option<NaiveDate>,
    #[serde(rename = "rule")]
    rules: Vec<Written>,
}

impl Theme {
    pub(super) fn rules(self) -> Vec<Rule> {
        let Self { rules, .. } = &self;
        rules.iter().map(|written| self.rule(written)).collect()
    }

    fn rule(&self, written: &Written) -> Rule {
        let cite = written.cite.as_ref().unwrap_or(&self.cite);
        let source = written.source.as_ref().unwrap_or(&self.source);
        Rule {
            id: written.id.clone(),
            theme: self.theme.clone(),
            text: written.text.clone(),
            citation: format!("{cite} {}", written.section),
            kind: written.kind.unwrap_or(self.kind),
            confidence: written.confidence.unwrap_or(self.confidence),
            source: source.clone(),
            from: written.from.or(self.from),
            until: written.until,
            off: written.commencement.is_some(),
            numbers: written.numbers.clone(),
            vary: written.vary.clone(),
            amends: written.amends.clone(),
        }
    }
}

/// Every file, in the order in which themes are shown.
pub(super) const FILES: &[(&str, &str)] = &[
    (
        "injunction",
        include_str!("../../rules/law/injunction.toml"),
    ),
    ("cbo", include_str!("../../rules/law/cbo.toml")),
    ("cpn", include_str!("../../rules/law/cpn.toml")),
    ("dispersal", include_str!("../../rules/law/dispersal.toml")),
    ("pspo", include_str!("../../rules/law/pspo.toml")),
    ("closure", include_str!("../../rules/law/closure.toml")),
    (
        "possession",
        include_str!("../../rules/law/possession.toml"),
    ),
    (
        "case_review",
        include_str!("../../rules/law/case_review.toml"),
    ),
    ("voluntary", include_str!("../../rules/law/voluntary.toml")),
    ("new_2026", include_str!("../../rules/law/new_2026.toml")),
    (
        "information",
        include_str!("../../rules/law/information.toml"),
    ),
    ("time", include_str!("../../rules/law/time.toml")),
    ("bodies", include_str!("../../rules/law/bodies.toml")),
];

/// Parsed once per process; a test holds every file to its shape. A rule that cannot be read is not
/// in force, and what needs a rule that is not in force is blocked.
static SHIPPED: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let parsed = FILES.iter().map(|(_, text)| toml::from_str::<Theme>(text));
    parsed.flatten().flat_map(Theme::rules).collect()
});

/// Every rule, in the order of the files.
pub fn rules() -> &'static [Rule] {
    &SHIPPED
}

/// The rule of this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id == id)
}
