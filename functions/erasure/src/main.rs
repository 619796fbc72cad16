//! Wires the function: clients from the environment, events to the eraser.
//!
//! | variable | meaning |
//! |---|---|
//! | `TABLE`, `PACKS_BUCKET` | the table, and the bucket beside it |
//! | `DOCUMENTS_BUCKET` | the bucket of documents |

// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use std::process::ExitCode;

use edge::{Clock, setting};
use erasure::Eraser;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;
use store::Store;

fn main() -> ExitCode {
    edge::lambda::start(async {
        let (table, bucket) = (setting("TABLE")?, setting("PACKS_BUCKET")?);
        let config = store::aws::config();
        let store = Store::on(&config, &table, &bucket);
        let store = store.with_documents(&config, setting("DOCUMENTS_BUCKET")?);
        let eraser = Eraser::new(store, Clock::system());
        run(service_fn(async |event: LambdaEvent<Value>| {
            eraser.on_event(event.payload).await.map_err(Error::from)
        }))
        .await
    })
}
