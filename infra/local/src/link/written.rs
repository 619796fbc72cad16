//! Pairs as CSV.

use domain::text::harmless;
use linkage::{Found, Row, Verdict};

/// The headings.
const HEADINGS: [&str; 8] = [
    "left_row",
    "right_row",
    "left_id",
    "right_id",
    "score",
    "probability",
    "verdict",
    "evidence",
];

/// One line for each pair, the likeliest first; rows are numbered as in the files.
pub(super) fn pairs(found: &Found, (left, right): (&[Row], &[Row])) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADINGS)?;
    for pair in &found.pairs {
        let (Some(one), Some(other)) = (left.get(pair.left), right.get(pair.right)) else {
            continue;
        };
        writer.write_record([
            one.number.to_string(),
            other.number.to_string(),
            harmless(&one.id),
            harmless(&other.id),
            // Never below nothing: a sign would begin like a formula.
            format!("{:.2}", pair.score.max(0.0)),
            format!("{:.4}", pair.probability),
            verdict(pair.verdict).to_owned(),
            harmless(&pair.evidence.join("; ")),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Match => "match",
        Verdict::Possible => "possible",
        Verdict::No => "no",
    }
}
