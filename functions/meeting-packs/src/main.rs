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
use serde_json::{Value, json};
use store::Store;

fn main() -> ExitCode {
    edge::lambda::start(async {
        let store = Store::from_env(&setting("TABLE")?, &setting("PACKS_BUCKET")?).await;
        let packer = Packer::new(store, Clock::system());
        run(service_fn(|event: LambdaEvent<Value>| {
            handle(&packer, event.payload)
        }))
        .await
    })
}

/// The stream sends records; the schedule sends none.
async fn handle(packer: &Packer, event: Value) -> Result<Value, Error> {
    if event.get("Records").is_some() {
        // What stands in the event must not stand in the error.
        let batch = serde_json::from_value(event).map_err(|_| "an event of an unknown shape")?;
        let response = packer.on_stream(batch).await;
        return Ok(json!(response));
    }
    let packed = packer.on_schedule().await?;
    if packed.failed > 0 {
        // The scheduler tries again, and the alarm on errors tells somebody.
        return Err(format!("{} packs could not be made", packed.failed).into());
    }
    Ok(json!(packed))
}
