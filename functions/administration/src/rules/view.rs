//! A rule as pages and programs get it.

use chrono::NaiveDate;
use domain::{
    Entry,
    law::{Adopted, AdoptedEvent, Law, Rule},
    time,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::history::EntryView;

/// A rule of law or local policy.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Rule)]
pub(crate) struct RuleView {
    /// What it is known by.
    #[schema(example = "CPN-2")]
    pub(crate) id: String,
    /// Its address.
    pub(crate) href: String,
    /// Under which heading it stands.
    pub(crate) theme: String,
    /// What it says, in our own words.
    pub(crate) text: String,
    /// The Act, judgment or policy, with its section.
    pub(crate) citation: String,
    /// Statute, case law, guidance or local policy.
    pub(crate) kind: &'static str,
    /// How sure we are of it, as shipped.
    pub(crate) confidence: &'static str,
    /// Where it was read.
    pub(crate) source: String,
    /// Whether nobody here has checked what was shipped with a mark.
    pub(crate) marked: bool,
    /// Who confirmed it, against what and when.
    pub(crate) confirmed: Option<String>,
    /// Whether it is in force on the day asked about.
    pub(crate) in_force: bool,
    /// The first day it holds, if one is known.
    pub(crate) from: Option<NaiveDate>,
    /// Whether it was shipped without a commencement date.
    pub(crate) ships_off: bool,
    /// Who entered its commencement date, from what and when.
    pub(crate) commenced: Option<String>,
    /// The numbers in it, as they stand on that day.
    pub(crate) numbers: Vec<NumberView>,
}

/// A number in a rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RuleNumber)]
pub(crate) struct NumberView {
    /// What it is called.
    #[schema(example = "min_age")]
    pub(crate) name: String,
    /// What it is on that day.
    #[schema(example = 16)]
    pub(crate) value: i64,
    /// The rule that changed it, if one in force does.
    pub(crate) amended_by: Option<String>,
    /// Whether an area may set it for itself.
    pub(crate) varies: bool,
    /// What areas set, a line each.
    pub(crate) areas: Vec<String>,
}

impl RuleView {
    pub(crate) fn of(rule: &Rule, adopted: &Adopted, on: NaiveDate) -> Self {
        let law = Law::on(on, adopted);
        let confirmed = adopted.confirmed.get(&rule.id);
        let commenced = adopted.commenced.get(&rule.id);
        Self {
            id: rule.id.clone(),
            href: format!("/rules/{}", rule.id),
            theme: rule.theme.clone(),
            text: rule.text.clone(),
            citation: rule.citation.clone(),
            kind: rule.kind.label(),
            confidence: rule.confidence.label(),
            source: rule.source.clone(),
            marked: rule.confidence.is_marked() && confirmed.is_none(),
            confirmed: confirmed.map(|each| said(&each.by, each.on, each.read_in.as_str())),
            in_force: law.in_force(&rule.id).is_some(),
            from: rule.from.or(commenced.map(|each| each.on)),
            ships_off: rule.ships_off(),
            commenced: commenced.map(|each| said(&each.by, each.entered_on, each.read_in.as_str())),
            numbers: rule
                .numbers
                .iter()
                .map(|(name, value)| number(rule, (name, *value), law, adopted))
                .collect(),
        }
    }

    /// Its first day in words.
    pub(crate) fn start(&self) -> String {
        match self.from {
            Some(day) => time::long_date(day),
            None if self.ships_off => "Not known".to_owned(),
            None => "Not recorded: as long as this has been in use".to_owned(),
        }
    }
}

fn said(by: &str, on: NaiveDate, read_in: &str) -> String {
    format!("{by}, {}: {read_in}", time::long_date(on))
}

fn number(
    rule: &Rule,
    (name, shipped): (&String, i64),
    law: Law<'_>,
    adopted: &Adopted,
) -> NumberView {
    let set = adopted.numbers.iter().filter_map(|(area, numbers)| {
        let key = format!("{}.{name}", rule.id);
        let chosen = numbers.get(&key)?.last()?;
        Some(format!(
            "{area}: {} from {} ({}, {})",
            chosen.to,
            time::long_date(chosen.from),
            chosen.by,
            chosen.reason
        ))
    });
    NumberView {
        name: name.clone(),
        value: law.number(&rule.id, name).unwrap_or(shipped),
        amended_by: law.amended_by(&rule.id, name).map(|rule| rule.id.clone()),
        varies: rule.vary.contains_key(name),
        areas: set.collect(),
    }
}

impl NumberView {
    /// The name in words, such as `min age`.
    pub(crate) fn words(&self) -> String {
        self.name.replace('_', " ")
    }
}

/// What happened to a rule, or to all of them, in words; oldest first.
pub(crate) fn lines(entries: &[Entry<AdoptedEvent>], id: Option<&str>) -> Vec<EntryView> {
    let of = |event: &AdoptedEvent| match event {
        AdoptedEvent::RuleConfirmed { rule, .. }
        | AdoptedEvent::RuleCommenced { rule, .. }
        | AdoptedEvent::NumberChosen { rule, .. } => rule.clone(),
    };
    let wanted = |entry: &&Entry<AdoptedEvent>| {
        let rule = entry.event.as_ref().map(of);
        id.is_none_or(|id| rule.as_deref() == Some(id))
    };
    let line = |entry: &Entry<AdoptedEvent>| {
        let what = entry
            .event
            .as_ref()
            .map_or_else(|| "Erased".to_owned(), sentence);
        EntryView::of(entry, vec![what])
    };
    entries.iter().filter(wanted).map(line).collect()
}

fn sentence(event: &AdoptedEvent) -> String {
    match event {
        AdoptedEvent::RuleConfirmed { rule, read_in } => format!("{rule} confirmed: {read_in}"),
        AdoptedEvent::RuleCommenced { rule, on, read_in } => {
            format!("{rule} in force from {}: {read_in}", time::long_date(*on))
        }
        AdoptedEvent::NumberChosen {
            area,
            rule,
            number,
            to,
            from,
            reason,
        } => {
            let (number, from) = (number.replace('_', " "), time::long_date(*from));
            format!("{rule}, {number} in {area}: {to} from {from}: {reason}")
        }
    }
}
