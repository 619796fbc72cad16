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

use action_notifications::Notifier;
use edge::{Clock, setting};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;
use store::{Store, mail::Mail};

fn main() -> ExitCode {
    edge::lambda::start(async {
        let (table, bucket) = (setting("TABLE")?, setting("PACKS_BUCKET")?);
        let (origin, sender) = (setting("ORIGIN")?, setting("SENDER")?);
        let aws = store::aws::config();
        let store = Store::on(&aws, &table, &bucket);
        let mail = Mail::on(&aws, sender, setting("CONFIGURATION_SET").ok());
        let sns = aws_sdk_sns::Client::new(&aws);
        let notifier = Notifier::new(store, mail, sns, origin, Clock::system());
        run(service_fn(async |event: LambdaEvent<Value>| {
            notifier.on_event(event.payload).await.map_err(Error::from)
        }))
        .await
    })
}
