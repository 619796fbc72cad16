//! Wires the function: clients from the environment, events to the intake.
//!
//! | variable | meaning |
//! |---|---|
//! | `TABLE`, `PACKS_BUCKET` | the table, and the bucket beside it |
//! | `DOCUMENTS_BUCKET` | the bucket of documents |
//! | `SCAN` | `guardduty` when GuardDuty looks for malicious software first, or `none` |

// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use std::process::ExitCode;

use document_intake::{Intake, Scan};
use edge::{Clock, setting};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;
use store::Store;

fn main() -> ExitCode {
    edge::lambda::start(async {
        let (table, bucket) = (setting("TABLE")?, setting("PACKS_BUCKET")?);
        let config = store::aws::config();
        let store = Store::on(&config, &table, &bucket);
        let store = store.with_documents(&config, setting("DOCUMENTS_BUCKET")?);
        let scan = Scan::parse(&setting("SCAN")?).ok_or("SCAN is neither guardduty nor none")?;
        let intake = Intake::new(store, Clock::system(), scan);
        run(service_fn(async |event: LambdaEvent<Value>| {
            intake.on_event(event.payload).await.map_err(Error::from)
        }))
        .await
    })
}
