//! The figures as a table for readers, written where `BUDGETS_TABLE` says, and what a case costs
//! from its referral to its closing.

use std::{env, fmt::Write, fs};

use charmm::meter::Reading;

use super::{
    bench::Readings,
    ledger::{Ledger, by_operation},
};

/// Dollars for a million write units and for a million read units: an assumption, a little above
/// the list price of tables paid by request in London.
const PRICE: (f64, f64) = (0.75, 0.15);

/// How often each operation happens to one case, and around it: an assumption, of a case that is
/// referred page by page, dealt with at three meetings and closed within half a year.
pub(crate) const CASE: [(&str, f64); 33] = [
    ("draft_begun", 1.0),
    ("draft_page_saved", 18.0),
    ("referral_form", 1.0),
    ("triage_list_by_browser", 2.0),
    ("referral_read", 4.0),
    ("triage_accepted", 1.0),
    ("agency_added", 3.0),
    ("entry_added", 25.0),
    ("entry_corrected", 2.0),
    ("assessed", 3.0),
    ("rag_set", 2.0),
    ("decided", 5.0),
    ("case_opened_by_browser", 120.0),
    ("case_history", 3.0),
    ("case_list_of_area_by_browser", 40.0),
    ("case_list_of_agency", 40.0),
    ("action_assigned", 6.0),
    ("action_notified", 18.0),
    ("action_read", 18.0),
    ("action_accepted", 6.0),
    ("action_completed", 6.0),
    ("action_list_of_agency", 40.0),
    ("action_list_outstanding", 10.0),
    ("sweep_of_one_action", 4.0),
    ("agenda", 10.0),
    ("packs_made", 6.0),
    ("packs_unchanged", 24.0),
    ("pack_read", 12.0),
    ("signed_in", 40.0),
    ("start_of_coordinator", 20.0),
    ("start_of_officer", 40.0),
    // Two leaves each: an entry and the reading before it, or two readings.
    ("leaves_wait", 165.0),
    ("root_of_two_leaves", 165.0),
];

/// Writes the table, if it is asked for.
pub(super) fn write(ledger: &Ledger, readings: &Readings, cases: usize) {
    if let Ok(path) = env::var("BUDGETS_TABLE") {
        let text = table(ledger, readings, cases) + &total(readings);
        fs::write(path, text).unwrap();
    }
}

fn table(ledger: &Ledger, readings: &Readings, cases: usize) -> String {
    let mut text = format!(
        "# What operations cost on the table\n\n\
         Made by `tests/budgets {cases} docs/costs.md`: every operation once, through HTTP, with \
         {cases} cases stored in one area, most of its lists as long as that. Units are those that \
         the embedded DynamoDB reports in `ReturnConsumedCapacity`; a test holds its figures to the \
         arithmetic that AWS documents. They are the same with 60, 6,000 and 60,000 cases, and \
         `tests/budgets.toml` says how each comes about and keeps it so.\n\n\
         Storage, the stream, backups, S3, SES, SNS, KMS and Lambda are not in here.\n\n\
         | operation | calls | read units | write units |\n\
         |---|---|---:|---:|\n"
    );
    for (name, reading) in readings {
        let does = ledger
            .0
            .get(*name)
            .map_or(*name, |budget| budget.does.as_str());
        let calls = by_operation(reading);
        let calls = calls
            .iter()
            .map(|(operation, count)| format!("{count} {operation}"));
        let calls = calls.collect::<Vec<_>>().join(", ");
        let (read, write) = (reading.read_units(), reading.write_units());
        writeln!(text, "| {does} (`{name}`) | {calls} | {read} | {write} |").unwrap();
    }
    text
}

fn total(readings: &Readings) -> String {
    let (mut read, mut write) = (0.0, 0.0);
    for (name, times) in CASE {
        let reading: &Reading = &readings.iter().find(|(other, _)| *other == name).unwrap().1;
        read += times * reading.read_units();
        write += times * reading.write_units();
    }
    let dollars = |cases: f64| cases * (write * PRICE.0 + read * PRICE.1) / 1e6;
    let mix: Vec<_> = CASE
        .iter()
        .map(|(name, times)| format!("{times} × `{name}`"))
        .collect();
    format!(
        "\n## A case\n\nFrom referral to closing, assumed to be {}, takes {write:.0} write units and \
         {read:.0} read units: at an assumed ${} and ${} per million units that is ${:.2} for \
         1,000 cases.\n",
        mix.join(", "),
        PRICE.0,
        PRICE.1,
        dollars(1_000.0),
    )
}
