//! Wires the function: clients from the environment, events to the notifier.
//!
//! | variable | meaning |
//! |---|---|
//! | `TABLE`, `PACKS_BUCKET` | the table, and the bucket that parked records go to |
//! | `ORIGIN` | where the application is reached |
//! | `SENDER` | the address that emails come from |

// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use std::process::ExitCode;

use action_notifications::{Notifier, Sending};
use edge::{Clock, setting};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::{Value, json};
use store::Store;

fn main() -> ExitCode {
    edge::lambda::start(async {
        let (table, bucket) = (setting("TABLE")?, setting("PACKS_BUCKET")?);
        let sending = Sending {
            origin: setting("ORIGIN")?,
            sender: setting("SENDER")?,
        };
        let aws = aws_config::load_from_env().await;
        let store = Store::from_env(&table, &bucket).await;
        let ses = aws_sdk_sesv2::Client::new(&aws);
        let sns = aws_sdk_sns::Client::new(&aws);
        let notifier = Notifier::new(store, ses, sns, sending, Clock::system());
        run(service_fn(|event: LambdaEvent<Value>| {
            handle(&notifier, event.payload)
        }))
        .await
    })
}

/// The stream sends records; the schedule sends none.
async fn handle(notifier: &Notifier, event: Value) -> Result<Value, Error> {
    if event.get("Records").is_some() {
        // What stands in the event must not stand in the error.
        let batch = serde_json::from_value(event).map_err(|_| "an event of an unknown shape")?;
        let response = notifier.on_stream(batch).await;
        return Ok(json!(response));
    }
    let swept = notifier.on_schedule().await?;
    if swept.failed > 0 {
        // The scheduler tries again, and the alarm on errors tells somebody.
        return Err(format!("{} actions could not be chased", swept.failed).into());
    }
    Ok(json!(swept))
}
