//! The law and local policy as dated rules: data that is shipped, and what was adopted here (R6).
//!
//! A rule is in force on a day or it is not; [`Law`] is the view of all of them on one day, with the
//! numbers that hold then. What code decides by them is a [`Ruling`], whose findings name the rule,
//! its citation and the facts it used. Nothing in code says "16".
//!
//! **Source:** R6.6; the files in `rules/law`, each rule with its own source and how sure we are.

mod adopted;
mod adoption;
mod ruling;
mod shipped;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use adopted::{Adopted, Chosen, Commenced, Confirmed};
pub use adoption::{AdoptedEvent, Choice, Refused};
pub use ruling::{Effect, Fact, Finding, Ruling, Verdict};
pub use shipped::{Amendment, Confidence, Kind, Rule, rule, rules};

use crate::AreaCode;

/// The rules as they stand on one day, in one area if one is named.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    on: NaiveDate,
    adopted: &'a Adopted,
    area: Option<&'a AreaCode>,
}

/// A rule in force, and what was adopted about it here.
#[derive(Debug, Clone, Copy)]
pub struct InForce<'a> {
    /// The rule.
    pub rule: &'static Rule,
    /// The commencement date that was entered, when it was shipped without one.
    pub commenced: Option<&'a Commenced>,
    /// Who confirmed what was shipped with a mark.
    pub confirmed: Option<&'a Confirmed>,
}

impl InForce<'_> {
    /// Whether it still carries the mark that nobody here has checked it.
    pub fn is_marked(&self) -> bool {
        self.rule.confidence.is_marked() && self.confirmed.is_none()
    }
}

/// Every rule in force on a day, in the order of the files.
pub fn in_force(on: NaiveDate, adopted: &Adopted) -> Vec<InForce<'_>> {
    let law = Law::on(on, adopted);
    rules()
        .iter()
        .filter_map(|rule| law.in_force(&rule.id))
        .collect()
}

impl<'a> Law<'a> {
    /// The rules as they stand on a day.
    pub fn on(on: NaiveDate, adopted: &'a Adopted) -> Self {
        let area = None;
        Self { on, adopted, area }
    }

    /// The same, with the numbers that an area set for itself.
    pub fn in_area(self, area: &'a AreaCode) -> Self {
        let area = Some(area);
        Self { area, ..self }
    }

    /// The day it is the law of.
    pub fn day(&self) -> NaiveDate {
        self.on
    }

    /// The same rules on another day.
    pub fn then(self, on: NaiveDate) -> Self {
        Self { on, ..self }
    }

    /// The rule of this id, if it is in force on the day.
    pub fn in_force(&self, id: &str) -> Option<InForce<'a>> {
        let rule = rule(id)?;
        let commenced = self.adopted.commenced.get(id);
        let from = match rule.ships_off() {
            true => Some(commenced?.on),
            false => rule.from,
        };
        let begun = from.is_none_or(|from| from <= self.on);
        let ended = rule.until.is_some_and(|until| until < self.on);
        (begun && !ended).then(|| InForce {
            rule,
            commenced,
            confirmed: self.adopted.confirmed.get(id),
        })
    }

    /// A number that a rule in force holds: as amended by another rule in force, or as the area set
    /// it, or as shipped. `None` when the rule is not in force or holds no such number.
    pub fn number(&self, id: &str, name: &str) -> Option<i64> {
        let rule = self.in_force(id)?.rule;
        let shipped = rule.numbers.get(name).copied()?;
        let amended = rules().iter().find_map(|other| {
            let amends = |each: &&Amendment| each.rule == id && each.number == name;
            let amendment = other.amends.iter().find(amends)?;
            self.in_force(&other.id).map(|_| amendment.to)
        });
        let chosen = || {
            let chosen = self.adopted.chosen(self.area?, id, name, self.on)?;
            let (least, most) = rule.vary.get(name).copied()?;
            Some(chosen.to.clamp(least, most.max(least)))
        };
        amended.or_else(chosen).or(Some(shipped))
    }

    /// The same as an unsigned count, of days or months or hours.
    pub fn count(&self, id: &str, name: &str) -> Option<u32> {
        u32::try_from(self.number(id, name)?).ok()
    }

    /// Which rule in force amends a number of another one, if one does.
    pub fn amended_by(&self, id: &str, name: &str) -> Option<&'static Rule> {
        rules().iter().find(|other| {
            let amends = |each: &Amendment| each.rule == id && each.number == name;
            other.amends.iter().any(amends) && self.in_force(&other.id).is_some()
        })
    }
}
