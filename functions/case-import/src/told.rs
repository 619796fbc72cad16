//! What was rejected, counted by column and reason. No cell is repeated: the workbook of errors has them.

use std::collections::BTreeMap;

use sheets::plan::Fault;

/// Most kinds of fault that are named.
const NAMED: usize = 20;

/// Faults by column and reason, as often as they came.
#[derive(Debug, Default)]
pub struct Told {
    faults: BTreeMap<(String, String), (u64, u32)>,
    others: u64,
}

/// A kind of fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// The heading of its column; empty when it is about rows as a whole.
    pub column: String,
    /// What is wrong, without what any cell says.
    pub reason: String,
    /// How often.
    pub many: u64,
    /// The number of the first row.
    pub row: u32,
}

impl Told {
    /// Counts faults.
    pub fn add(&mut self, faults: &[Fault]) {
        for fault in faults {
            // A reason that names a row is one of many: what they have in common is told.
            let reason = if fault.reason.starts_with("Row ") {
                "Another row of the same case cannot be taken".to_owned()
            } else {
                fault.reason.clone()
            };
            let key = (fault.column.clone(), reason);
            let full = self.faults.len() >= 10 * NAMED && !self.faults.contains_key(&key);
            if full {
                self.others += 1;
                continue;
            }
            let told = self.faults.entry(key).or_insert((0, fault.row));
            told.0 += 1;
        }
    }

    /// The kinds that came most often, and how many faults are of none of them.
    pub fn most(&self) -> (Vec<Kind>, u64) {
        let mut all: Vec<_> = self.faults.iter().collect();
        all.sort_by_key(|((column, reason), (count, _))| (u64::MAX - count, column, reason));
        let more: u64 = all.iter().skip(NAMED).map(|(_, (count, _))| count).sum();
        let kinds = all.into_iter().take(NAMED);
        let kinds = kinds.map(|((column, reason), (many, row))| Kind {
            column: column.clone(),
            reason: reason.clone(),
            many: *many,
            row: *row,
        });
        (kinds.collect(), more + self.others)
    }
}
