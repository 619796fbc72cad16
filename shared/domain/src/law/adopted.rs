//! What was adopted here about the rules that are shipped.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{AreaCode, Note};

/// Everything that was entered about rules: commencement dates, confirmations, numbers of an area.
///
/// Who and when stand with each, and in its journal with all that was entered before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    /// The day from which a rule holds that was shipped off, by the rule's id.
    #[serde(default)]
    pub commenced: BTreeMap<String, Commenced>,
    /// Who confirmed a rule that was shipped with a mark, by the rule's id.
    #[serde(default)]
    pub confirmed: BTreeMap<String, Confirmed>,
    /// Numbers that an area set for itself, by area and then `RULE.number`, the oldest first.
    #[serde(default)]
    pub numbers: BTreeMap<AreaCode, BTreeMap<String, Vec<Chosen>>>,
}

/// A commencement date that somebody entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commenced {
    /// The first day the rule holds.
    pub on: NaiveDate,
    /// What it was read from.
    pub read_in: Note,
    /// Who entered it.
    pub by: String,
    /// On which day.
    pub entered_on: NaiveDate,
    /// On which day a date was first entered, when this one puts another right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_entered_on: Option<NaiveDate>,
}

impl Commenced {
    /// Whether it was known here, right or wrong, when `day` began: what goes out on the day itself
    /// may have gone before.
    pub fn was_known(&self, day: NaiveDate) -> bool {
        self.first_entered_on.unwrap_or(self.entered_on) < day
    }
}

/// Somebody checked a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Against what.
    pub read_in: Note,
    /// Who did.
    pub by: String,
    /// On which day.
    pub on: NaiveDate,
}

/// A number that an area set for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// What it is.
    pub to: i64,
    /// From which day on.
    pub from: NaiveDate,
    /// Why.
    pub reason: Note,
    /// Who set it.
    pub by: String,
    /// On which day.
    pub entered_on: NaiveDate,
}

/// The name of a number among those that areas set, such as `ACR-2.complaints`.
pub(super) fn named(rule: &str, number: &str) -> String {
    format!("{rule}.{number}")
}

impl Adopted {
    /// What an area set a number to, as it holds on a day.
    pub fn chosen(
        &self,
        area: &AreaCode,
        rule: &str,
        number: &str,
        on: NaiveDate,
    ) -> Option<&Chosen> {
        let all = self.numbers.get(area)?.get(&named(rule, number))?;
        all.iter().rev().find(|chosen| chosen.from <= on)
    }
}
