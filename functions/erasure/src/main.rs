//! Wires the function: clients from the environment, events to the eraser.
//!
//! | variable | meaning |
//! |---|---|
//! | `TABLE`, `PACKS_BUCKET` | the table, and the bucket beside it |

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
        let store = Store::on(&store::aws::config(), &table, &bucket);
        let eraser = Eraser::new(store, Clock::system());
        run(service_fn(async |event: LambdaEvent<Value>| {
            eraser.on_event(event.payload).await.map_err(Error::from)
        }))
        .await
    })
}
