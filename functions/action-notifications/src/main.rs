//! Wires the function: clients from the environment, events to the notifier.
//!
//! | variable | meaning |
//! |---|---|
//! | `TABLE`, `PACKS_BUCKET` | the table, and the bucket that parked records go to |
//! | `ORIGIN` | where the application is reached |
//! | `SENDER` | the address that emails come from |
//! | `CONFIGURATION_SET` | the SES configuration set that reports bounces and complaints; may be left out |

// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use std::process::ExitCode;

use action_notifications::{Notifier, Sending};
use edge::{Clock, setting};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;
use store::Store;

fn main() -> ExitCode {
    edge::lambda::start(async {
        let (table, bucket) = (setting("TABLE")?, setting("PACKS_BUCKET")?);
        let sending = Sending {
            origin: setting("ORIGIN")?,
            sender: setting("SENDER")?,
            configuration_set: setting("CONFIGURATION_SET").ok(),
        };
        let aws = store::aws::config();
        let store = Store::on(&aws, &table, &bucket);
        let ses = aws_sdk_sesv2::Client::new(&aws);
        let sns = aws_sdk_sns::Client::new(&aws);
        let notifier = Notifier::new(store, ses, sns, sending, Clock::system());
        run(service_fn(async |event: LambdaEvent<Value>| {
            notifier.on_event(event.payload).await.map_err(Error::from)
        }))
        .await
    })
}
