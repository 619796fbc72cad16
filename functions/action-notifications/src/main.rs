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

use action_notifications::{Notifier, Sending};
use edge::Clock;
use lambda_runtime::{Error, LambdaEvent, run, service_fn, tracing};
use serde_json::Value;
use store::Store;

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    let aws = aws_config::load_from_env().await;
    let store = Store::from_env(&std::env::var("TABLE")?, &std::env::var("PACKS_BUCKET")?).await;
    let sending = Sending {
        origin: std::env::var("ORIGIN")?,
        sender: std::env::var("SENDER")?,
        configuration_set: std::env::var("CONFIGURATION_SET")
            .ok()
            .filter(|name| !name.is_empty()),
    };
    let ses = aws_sdk_sesv2::Client::new(&aws);
    let sns = aws_sdk_sns::Client::new(&aws);
    let notifier = Notifier::new(store, ses, sns, sending, Clock::system());
    run(service_fn(async |event: LambdaEvent<Value>| {
        notifier.on_event(event.payload).await.map_err(Error::from)
    }))
    .await
}
