//! What the functions take of a machine: the programs that are deployed, as processes under
//! Lambda's runtime API, beside the least that could run there and beside the same handler in
//! Python.
//!
//! | file | what it does |
//! |---|---|
//! | `machine` | processor time and memory of a process |
//! | `programs` | the programs, and how each is started |
//! | `starts` | from its start to its first request for work |
//! | `requests` | a referral, a case's page, an action with its notices |
//! | `packs` | packs of 40 and of 400 cases |
//! | `figures` | minimum, ratio, units: pure |
//! | `bill` | what a case costs beside the table |
//! | `report` | all of it as a table for readers |
//!
//! `tests/bench` builds the programs and runs this; `tests/run` holds only the pure part.

mod bill;
mod figures;
mod machine;
mod packs;
mod programs;
mod report;
mod requests;
mod starts;

use programs::Programs;
use report::Report;

#[tokio::test(flavor = "multi_thread")]
async fn what_the_functions_take_of_a_machine() {
    let programs = Programs::from_env();
    let report = Report {
        sizes: programs.sizes(),
        starts: starts::measure(&programs).await,
        requests: requests::measure(&programs).await,
        packs: packs::measure(&programs).await,
    };
    report.write(&std::env::var("BENCH_REPORT").expect("tests/bench names the file"));
}
