//! Wires the function: clients from the environment, events to the worker.
//!
//! | variable | meaning |
//! |---|---|
//! | `TABLE`, `PACKS_BUCKET` | the table, and the bucket beside it |
//! | `DOCUMENTS_BUCKET` | the bucket where lists lie |

// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use std::{process::ExitCode, time::Duration};

use case_import::Worker;
use edge::{Clock, setting};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;
use store::Store;

/// What is left of a run for the last part, and for saying how far it came.
const SPARE: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    edge::lambda::start(async {
        let (table, bucket) = (setting("TABLE")?, setting("PACKS_BUCKET")?);
        let config = store::aws::config();
        let store = Store::on(&config, &table, &bucket);
        let store = store.with_documents(&config, setting("DOCUMENTS_BUCKET")?);
        let worker = Worker::new(store, Clock::system());
        run(service_fn(async |event: LambdaEvent<Value>| {
            let left = event
                .context
                .deadline()
                .duration_since(std::time::SystemTime::now());
            let time = left.unwrap_or_default().saturating_sub(SPARE);
            let worked = worker.clone().for_so_long(time);
            worked.on_event(event.payload).await.map_err(Error::from)
        }))
        .await
    })
}
