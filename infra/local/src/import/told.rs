//! What became of every row, in words. No cell is repeated: the workbook of errors has them.

use std::{fmt::Write, path::Path};

use case_import::{engine::Surveyed, told::Told};
use domain::import::Tally;

/// What came of a file of this name.
pub(super) fn words(
    name: &str,
    (told, tally): (&Told, &Tally),
    file: &Surveyed,
    errors: Option<&Path>,
) -> String {
    let mut said = format!("{name}: {}\n", rows(tally.rows));
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
    let (kinds, others) = told.most();
    for kind in kinds {
        let column = match kind.column.as_str() {
            "" => String::new(),
            column => format!("{column}: "),
        };
        let (many, reason, row) = (kind.many, kind.reason, kind.row);
        let _ = writeln!(said, "  {many} × {column}{reason} (first in row {row})");
    }
    if others > 0 {
        let _ = writeln!(said, "  and {others} other faults");
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

fn rows(count: u64) -> String {
    format!("{count} {}", if count == 1 { "row" } else { "rows" })
}
