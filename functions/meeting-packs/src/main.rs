//! Wires the function: the store from the environment, events to the packer.
//!
//! | variable | meaning |
//! |---|---|
//! | `TABLE`, `PACKS_BUCKET` | the table, and the bucket that packs go to |

// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use std::process::ExitCode;

use edge::{Clock, setting};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use meeting_packs::Packer;
use serde_json::Value;
use store::Store;

fn main() -> ExitCode {
    edge::lambda::start(async {
        let aws = store::aws::config();
        let store = Store::on(&aws, &setting("TABLE")?, &setting("PACKS_BUCKET")?);
        let packer = Packer::new(store, Clock::system());
        run(service_fn(async |event: LambdaEvent<Value>| {
            packer.on_event(event.payload).await.map_err(Error::from)
        }))
        .await
    })
}
