//! What the rules say about given facts, and by which of them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Confidence, Kind, Law, rule};
use crate::choice::choices;

choices! {
    /// What a rule makes of the facts.
    Effect {
        /// It stands in nobody's way.
        Permits "permits" "Permits",
        /// It can be done, once somebody has taken note.
        Warns "warns" "Warns",
        /// It cannot be done.
        Blocks "blocks" "Blocks",
    }
}

choices! {
    /// What all rules together make of the facts.
    Verdict {
        /// Nothing stands in the way.
        Permitted "permitted" "Permitted",
        /// It can be done, once the warnings are acknowledged.
        Warned "warned" "Permitted with a warning",
        /// At least one rule blocks it.
        Blocked "blocked" "Blocked",
    }
}

/// A fact that a rule used, as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// What it was taken to be.
    pub value: String,
}

impl Fact {
    /// A fact by name and value.
    pub fn new(name: &str, value: impl ToString) -> Self {
        let (name, value) = (name.to_owned(), value.to_string());
        Self { name, value }
    }
}

/// What one rule makes of the facts. It holds all that explains it, so that it reads the same after
/// the rule has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The rule's citation.
    pub citation: String,
    /// What makes it bind: statute and local policy are told apart.
    pub kind: Kind,
    /// How sure we were of it.
    pub confidence: Confidence,
    /// The day whose law it is.
    pub on: NaiveDate,
    /// What it makes of the facts.
    pub effect: Effect,
    /// Why, in a sentence about these facts.
    pub text: String,
    /// The facts it used.
    pub facts: Vec<Fact>,
}

/// What the rules say about given facts: each rule's finding, and so the verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Each rule's finding, in the order in which they were looked at.
    pub findings: Vec<Finding>,
}

impl Ruling {
    /// Blocked when one rule blocks, else warned when one warns, else permitted.
    pub fn verdict(&self) -> Verdict {
        match self.findings.iter().map(|finding| finding.effect).max() {
            Some(Effect::Blocks) => Verdict::Blocked,
            Some(Effect::Warns) => Verdict::Warned,
            Some(Effect::Permits) | None => Verdict::Permitted,
        }
    }

    /// The findings of one effect.
    pub fn of(&self, effect: Effect) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.effect == effect)
    }

    /// The verdict as far as one kind of rule goes: what the statute says apart from local policy.
    pub fn verdict_of(&self, kind: Kind) -> Verdict {
        let of_kind = |finding: &&Finding| finding.kind == kind;
        let findings = self.findings.iter().filter(of_kind).cloned().collect();
        Self { findings }.verdict()
    }

    /// Adds what a rule makes of the facts. A rule that is not in force on the day blocks: nothing
    /// is done under a rule that does not hold.
    pub fn find(&mut self, law: &Law<'_>, id: &str, found: (Effect, String), facts: Vec<Fact>) {
        let (mut effect, mut text) = found;
        let in_force = law.in_force(id).map(|found| found.rule);
        if in_force.is_none() {
            effect = Effect::Blocks;
            text = "This is not in force on that day.".to_owned();
        }
        let Some(rule) = in_force.or_else(|| rule(id)) else {
            return;
        };
        self.findings.push(Finding {
            rule: rule.id.clone(),
            citation: rule.citation.clone(),
            kind: rule.kind,
            confidence: rule.confidence,
            on: law.day(),
            effect,
            text,
            facts,
        });
    }
}
