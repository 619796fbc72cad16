//! The budgets, and whether they are kept: nothing costs more, and nothing so much less that its
//! budget tells nothing any more.

use std::collections::BTreeMap;

use charmm::meter::{Call, Reading};
use serde::Deserialize;

use super::bench::Readings;

/// What one operation may cost.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Budget {
    /// What is done, for the table of figures.
    pub(super) does: String,
    /// Calls, by the name of the operation of DynamoDB.
    pub(super) calls: BTreeMap<String, usize>,
    /// Read units.
    pub(super) read: f64,
    /// Write units, of the table and its indexes.
    pub(super) write: f64,
    /// How the figures come about.
    why: String,
}

/// Every budget, by the name of its operation.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Ledger(pub(super) BTreeMap<String, Budget>);

impl Ledger {
    pub(super) fn read() -> Self {
        toml::from_str(include_str!("../../budgets.toml")).unwrap_or_else(|fault| panic!("{fault}"))
    }

    /// Everything that is wrong, a sentence each.
    pub(super) fn faults(&self, readings: &Readings) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, reading) in readings {
            match self.0.get(*name) {
                Some(budget) => faults.extend(budget.fault(name, reading)),
                None => faults.push(format!("{name} has no budget; it costs\n{}", told(reading))),
            }
        }
        for (name, budget) in &self.0 {
            if !readings.iter().any(|(read, _)| read == name) {
                faults.push(format!("{name} has a budget and was not measured"));
            }
            if budget.why.trim().len() < 40 {
                faults.push(format!("{name} does not say why it costs what it costs"));
            }
        }
        faults
    }
}

/// What the budgets may not be raised beyond: a referral takes at most 9 write units in one
/// transaction, a list of 20 at most 3 read units, opening a case one query for the case.
pub(super) fn aims(readings: &Readings) -> Vec<String> {
    let mut missed = Vec::new();
    for (name, reading) in readings {
        let calls = || reading.calls.iter();
        let met = match *name {
            "referral_json" | "referral_form" => {
                let transactions = calls().filter(|call| call.operation == "TransactWriteItems");
                let units: Vec<_> = transactions
                    .map(|call| call.write_units + call.index_units)
                    .collect();
                units.len() == 1 && units.iter().all(|units| *units <= 9.0)
            }
            "case_opened" | "case_opened_by_browser" => {
                let reads = calls().filter(|call| call.read_units > 0.0 && !is_caller(call));
                let reads: Vec<_> = reads.map(|call| call.operation).collect();
                reads == ["Query"]
            }
            list if list.contains("_list") || list == "referrals_of_agency" => {
                reading.read_units() <= 3.0
            }
            _ => continue,
        };
        if !met {
            missed.push(format!("{name} misses its aim\n{}", told(reading)));
        }
    }
    missed
}

/// Whether the call is the one that says who calls.
fn is_caller(call: &Call) -> bool {
    let mut found = call.items.iter().filter(|(_, bytes)| *bytes > 0);
    found.all(|(kind, _)| kind.starts_with("PERSON"))
}

/// What an operation costs: its calls, read units and write units.
pub(super) type Costs = BTreeMap<&'static str, String>;

/// What each operation costs, in words that can be compared.
pub(super) fn costs(readings: &Readings) -> Costs {
    let of = |reading: &Reading| {
        let (read, write) = (reading.read_units(), reading.write_units());
        format!("{:?}, read {read}, write {write}", by_operation(reading))
    };
    readings
        .iter()
        .map(|(name, reading)| (*name, of(reading)))
        .collect()
}

/// Operations that cost something else than `before`, when less was stored.
pub(super) fn grown<'a>(
    before: Option<&'a Costs>,
    now: &'a Costs,
) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
    let before = before.into_iter().flatten();
    before.filter_map(|(name, less)| {
        let more = now.get(name).map_or("nothing", String::as_str);
        (more != less).then_some((*name, less.as_str(), more))
    })
}

/// Budgets stay honest: a figure this far below is one to lower. Small figures are exact.
fn left_behind(cost: f64, budget: f64) -> bool {
    let slack = if budget <= 4.0 { 0.0 } else { budget * 0.3 };
    cost < budget - slack
}

impl Budget {
    fn fault(&self, name: &str, reading: &Reading) -> Option<String> {
        let calls = by_operation(reading);
        let most = |operation: &String| self.calls.get(operation).copied().unwrap_or_default();
        let many = calls
            .iter()
            .any(|(operation, count)| *count > most(operation));
        let all: usize = self.calls.values().sum();
        let (read, write) = (reading.read_units(), reading.write_units());
        let over = many || read > self.read || write > self.write;
        let under = left_behind(reading.calls.len() as f64, all as f64)
            || left_behind(read, self.read)
            || left_behind(write, self.write);
        let verdict = match (over, under) {
            (true, _) => "exceeds its budget",
            (false, true) => "is far below its budget, which should be lowered",
            (false, false) => return None,
        };
        Some(format!(
            "{name} {verdict}\n  budget: read {}, write {}, {:?}\n  costs:  read {read}, write {write}, {calls:?}\n{}",
            self.read,
            self.write,
            self.calls,
            told(reading),
        ))
    }
}

pub(super) fn by_operation(reading: &Reading) -> BTreeMap<String, usize> {
    let mut calls = BTreeMap::new();
    for call in &reading.calls {
        *calls.entry(call.operation.to_owned()).or_default() += 1;
    }
    calls
}

fn told(reading: &Reading) -> String {
    let lines = reading.calls.iter().map(|call| format!("    {call}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Every call of every operation.
pub(super) fn print(readings: &Readings) {
    for (name, reading) in readings {
        let (read, write) = (reading.read_units(), reading.write_units());
        println!(
            "{name}: read {read}, write {write}, {:?}",
            by_operation(reading)
        );
        println!("{}", told(reading));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(units: f64) -> Reading {
        let call = charmm::meter::Call {
            operation: "GetItem",
            read_units: units,
            ..Default::default()
        };
        Reading { calls: vec![call] }
    }

    fn faults(budget: &str, units: f64) -> String {
        let ledger: Ledger = toml::from_str(budget).unwrap();
        ledger.faults(&vec![("act", reading(units))]).join("\n")
    }

    const ACT: &str = "[act]\ndoes = 'x'\nread = 10\nwrite = 0\n\
        why = 'One item of forty kilobytes, read as it now stands.'\n";

    #[test]
    fn what_costs_more_fails_and_so_does_what_costs_far_less() {
        let budget = format!("{ACT}calls = {{ GetItem = 1 }}");
        assert_eq!(faults(&budget, 10.0), "");
        assert_eq!(faults(&budget, 7.0), "");
        assert!(faults(&budget, 10.5).contains("act exceeds its budget"));
        assert!(faults(&budget, 6.5).contains("far below its budget"));
    }

    #[test]
    fn a_call_of_another_kind_fails() {
        let budget = format!("{ACT}calls = {{ Query = 1 }}");
        assert!(faults(&budget, 10.0).contains("act exceeds its budget"));
    }

    #[test]
    fn every_operation_has_a_budget_and_every_budget_an_operation_and_a_reason() {
        let other = ACT
            .replace("[act]", "[other]")
            .replace("One item", "")
            .replace("forty", "");
        let budget = format!("{other}calls = {{}}");
        let faults = faults(&budget, 1.0);
        assert!(faults.contains("act has no budget"));
        assert!(faults.contains("other has a budget and was not measured"));
        let short = budget.replace("of  kilobytes, read as it now stands", "");
        let ledger: Ledger = toml::from_str(&short).unwrap();
        assert!(
            ledger
                .faults(&Vec::new())
                .join("")
                .contains("does not say why")
        );
    }
}
