//! What became of every row, in words. No cell is repeated: the workbook of errors has them.

use std::{collections::BTreeMap, fmt::Write, path::Path};

use domain::import::Tally;
use sheets::plan::Fault;

use super::reading::Surveyed;

/// Most kinds of fault that are named.
const NAMED: usize = 20;

/// Faults by column and reason, as often as they came.
#[derive(Debug, Default)]
pub(super) struct Told {
    faults: BTreeMap<(String, String), (u64, u32)>,
    others: u64,
}

impl Told {
    pub(super) fn add(&mut self, faults: &[Fault]) {
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

    pub(super) fn words(&self, tally: &Tally, file: &Surveyed, errors: Option<&Path>) -> String {
        let mut said = format!("{}: {}\n", file.name(), rows(tally.rows));
        for (number, what) in [
            (tally.created, "cases created"),
            (tally.joined, "rows joined to one of them"),
            (tally.known, "rows of cases that were brought over before"),
            (tally.rejected, "rows rejected"),
        ] {
            let _ = writeln!(said, "  {number:>7}  {what}");
        }
        if tally.empty > 0 {
            let _ = writeln!(
                said,
                "and {} in between that hold nothing",
                rows(tally.empty)
            );
        }
        let (headings, strange) = file.strange();
        if !strange.is_empty() {
            let many = match strange.len() {
                1 => "a column".to_owned(),
                many => format!("{many} columns"),
            };
            let _ = writeln!(
                said,
                "Nothing is taken from {many} whose headings, in row {headings}, the mapping does not name"
            );
        }
        let mut faults: Vec<_> = self.faults.iter().collect();
        faults.sort_by_key(|((column, reason), (count, _))| (u64::MAX - count, column, reason));
        for ((column, reason), (count, row)) in faults.iter().take(NAMED) {
            let column = match column.as_str() {
                "" => String::new(),
                column => format!("{column}: "),
            };
            let _ = writeln!(said, "  {count} × {column}{reason} (first in row {row})");
        }
        let more: u64 = faults.iter().skip(NAMED).map(|(_, (count, _))| count).sum();
        if more + self.others > 0 {
            let _ = writeln!(said, "  and {} other faults", more + self.others);
        }
        match errors {
            Some(path) => {
                let _ = writeln!(said, "Each bad row, cell and reason: {}", path.display());
            }
            None if tally.rejected > 0 || !strange.is_empty() => {
                said.push_str(
                    "--errors FILE.xlsx writes each bad row, cell and reason, and each such heading\n",
                );
            }
            None => {}
        }
        said
    }
}

fn rows(count: u64) -> String {
    format!("{count} {}", if count == 1 { "row" } else { "rows" })
}
