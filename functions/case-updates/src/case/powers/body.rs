//! A step with a power, as forms and programs send it.

use std::collections::BTreeMap;

use domain::{
    case::Taking,
    powers::{Act, Facts, Key, Power, Shape, Value, questions},
};
use edge::{Fields, Problem};
use serde::Deserialize;

use crate::case::sharing;

/// A step with a tool or power. Besides what is named here it holds the facts that the step asks
/// for, each by its name, such as `yot_consulted`: `yes` or `no`, a date, a time, a number or a
/// choice.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[schema(as = NewPowerStep, example = json!({
    "power": "cbo", "subject": "1", "act": "considered", "on": "2026-11-20",
    "youth_justice_told": "yes"
}))]
pub(super) struct StepBody {
    /// Which power, for a new one, such as `cbo`.
    #[schema(value_type = String)]
    power: Option<String>,
    /// Against whom or for which place, for a new one: the number among the subjects, from 1; empty
    /// for a body or an area that is no subject.
    #[schema(value_type = String)]
    subject: Option<serde_json::Value>,
    /// What is done, such as `considered`.
    #[schema(value_type = String)]
    act: Option<String>,
    /// On which day: today or earlier.
    #[schema(value_type = String, format = Date)]
    on: Option<String>,
    /// Why it is done although a rule warns of it. Up to 1,000 characters.
    #[schema(value_type = String)]
    acknowledged: Option<String>,
    /// Anything else. Up to 1,000 characters.
    #[schema(value_type = String)]
    note: Option<String>,
    /// The ground for sharing it: see adding an agency; `crime_and_disorder` unless another is named.
    gateway: Option<String>,
    /// Facts by name.
    #[serde(flatten)]
    #[schema(ignore)]
    facts: BTreeMap<String, serde_json::Value>,
}

impl StepBody {
    /// A new power, with its first step.
    pub(super) fn begin(self) -> Result<((Power, Option<u32>), Taking), Problem> {
        let mut fields = Fields::default();
        let power = fields.choice("power", "power", self.power.clone(), Power::parse);
        let number = match self.subject.as_ref().map(text) {
            Some(number) if !number.is_empty() => Some(fields.choice(
                "subject",
                "respondent",
                Some(number),
                |text| text.parse().ok(),
            )),
            _ => None,
        };
        let taking = self.taking(&mut fields, power);
        fields.finish(|| Some(((power?, number.flatten()), taking?)))
    }

    /// The next step with a power.
    pub(super) fn step(self, power: Power) -> Result<Taking, Problem> {
        let mut fields = Fields::default();
        let taking = self.taking(&mut fields, Some(power));
        fields.finish(|| taking)
    }

    fn taking(self, fields: &mut Fields, power: Option<Power>) -> Option<Taking> {
        let act = fields.choice("act", "step", self.act, Act::parse);
        let on = fields.date("on", "day of the step", self.on);
        let mut note = |field, label, sent: Option<String>| {
            let sent = sent.filter(|text| !text.trim().is_empty());
            sent.and_then(|sent| fields.note(field, label, Some(sent)))
        };
        let acknowledged = note("acknowledged", "why", self.acknowledged);
        let noted = note("note", "note", self.note);
        let gateway = sharing::ground(fields, self.gateway);
        let facts = facts(fields, self.facts, power.zip(act));
        Some(Taking {
            act: act?,
            on: on?,
            facts,
            acknowledged,
            note: noted,
            gateway: Some(gateway?),
        })
    }
}

/// What somebody entered, as far as the step asks for it.
fn facts(
    fields: &mut Fields,
    sent: BTreeMap<String, serde_json::Value>,
    step: Option<(Power, Act)>,
) -> Facts {
    let asked = step
        .map(|(power, act)| questions(power, act))
        .unwrap_or_default();
    let mut facts = Facts::default();
    for (name, value) in sent {
        let key = Key::parse(&name).filter(|key| asked.contains(key) || *key == Key::BornOn);
        let Some(key) = key else {
            fields.fault(&name, "This step does not ask for that");
            continue;
        };
        let value = text(&value);
        if value.is_empty() {
            continue;
        }
        if key.shape() == Shape::Date {
            let day = fields.date(&name, &uncapital(key.label()), Some(value));
            facts.0.extend(day.map(|day| (key, Value::Date(day))));
            continue;
        }
        match Value::parse(key, &value) {
            Ok(value) => drop(facts.0.insert(key, value)),
            Err(fault) => fields.fault(&name, format!("{}: {fault}", key.label())),
        }
    }
    facts
}

/// A label in the middle of a sentence.
fn uncapital(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// A value as a form would have sent it.
fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.trim().to_owned(),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(value: serde_json::Value) -> StepBody {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn facts_are_read_by_their_names_and_shapes() {
        let sent = serde_json::json!({
            "power": "cbo", "subject": 1, "act": "applied", "on": "2026-11-20", "convicted": true,
            "by": "prosecution", "note": " "
        });
        let ((power, subject), taking) = body(sent).begin().unwrap();
        assert_eq!((power, subject), (Power::Cbo, Some(1)));
        assert!(taking.facts.yes(Key::Convicted) && taking.note.is_none());
        assert_eq!(taking.facts.choice(Key::By), Some("prosecution"));
    }

    #[test]
    fn what_no_step_asks_for_is_a_fault_of_its_field() {
        let sent = serde_json::json!({
            "power": "cbo", "subject": "one", "act": "considered", "on": "2026-11-20", "pounds": 5,
            "youth_justice_told": "perhaps"
        });
        let problem = body(sent).begin().unwrap_err();
        let fields: Vec<_> = problem
            .faults()
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        assert_eq!(fields, ["subject", "pounds", "youth_justice_told"]);
    }
}
