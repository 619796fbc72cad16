//! What was read and found, in words.

use std::{fmt::Write, path::Path};

use linkage::{Found, Verdict};

use super::sheet::Sheet;

/// Most rows that are named with their reason; the rest are named by number.
const NAMED: usize = 20;

/// What was read of a file, and every row that was not.
pub(super) fn read(path: &Path, sheet: &Sheet) -> String {
    let mut said = format!("{}: {} read", path.display(), rows(sheet.rows.len()));
    for (count, what) in [
        (sheet.unread.len(), "could not be read"),
        (sheet.empty, "empty"),
        (sheet.nameless, "without a reference"),
        (
            sheet.repeated,
            "with a reference that stands further up already",
        ),
        (sheet.silent, "with nothing to compare"),
    ] {
        if count > 0 {
            let _ = write!(said, ", {} {what}", count);
        }
    }
    said.push('\n');
    for (row, why) in sheet.unread.iter().take(NAMED) {
        let _ = writeln!(said, "  row {row} could not be read: {why}");
    }
    let rest: Vec<usize> = sheet
        .unread
        .iter()
        .skip(NAMED)
        .map(|(row, _)| *row)
        .collect();
    if !rest.is_empty() {
        let _ = writeln!(said, "  nor could rows {}", runs(&rest));
    }
    said
}

/// What was found, and where it is.
pub(super) fn found(found: &Found, out: &Path) -> String {
    let count = |verdict| {
        found
            .pairs
            .iter()
            .filter(|pair| pair.verdict == verdict)
            .count()
    };
    let mut said = format!("Candidate pairs compared: {}\n", found.compared);
    let _ = writeln!(said, "Matches: {}", count(Verdict::Match));
    let _ = writeln!(said, "Possible: {}", count(Verdict::Possible));
    let _ = writeln!(said, "Blocks capped: {}", found.capped.len());
    for block in found.capped.iter().take(NAMED) {
        let (pass, size) = (&block.pass, block.rows);
        let _ = writeln!(
            said,
            "  {size} rows share {pass}: only those near each other were compared"
        );
    }
    if let Some(more) = found
        .capped
        .len()
        .checked_sub(NAMED)
        .filter(|more| *more > 0)
    {
        let _ = writeln!(said, "  and {more} smaller ones");
    }
    let weights = if found.learned {
        "learned from these rows"
    } else {
        "as they ship: too few rows, or too few matches among them, to learn from"
    };
    let _ = writeln!(said, "Weights: {weights}");
    let _ = writeln!(said, "Pairs written to {}", out.display());
    said
}

fn rows(count: usize) -> String {
    format!("{count} {}", if count == 1 { "row" } else { "rows" })
}

/// Numbers in order, those in a run as `3–7`.
fn runs(numbers: &[usize]) -> String {
    let runs = numbers.chunk_by(|one, next| one + 1 == *next);
    let named = runs.map(|run| match (run.first(), run.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    });
    named.collect::<Vec<_>>().join(", ")
}
