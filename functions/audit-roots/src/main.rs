//! Wires the function: clients from the environment, events to the sealer.
//!
//! | variable | meaning |
//! |---|---|
//! | `TABLE`, `PACKS_BUCKET` | the table, and the bucket that parked records go to |
//! | `ROOTS_BUCKET` | the bucket in which roots are kept |
//! | `ROOT_KEY` | the key in KMS that signs them |

// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use std::process::ExitCode;

use audit_roots::{Sealer, Signer};
use edge::{Clock, setting};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;
use store::Store;

fn main() -> ExitCode {
    edge::lambda::start(async {
        let (table, bucket) = (setting("TABLE")?, setting("PACKS_BUCKET")?);
        let (roots, key) = (setting("ROOTS_BUCKET")?, setting("ROOT_KEY")?);
        let aws = store::aws::config();
        let store = Store::on(&aws, &table, &bucket).with_roots(roots);
        let kms = aws_sdk_kms::Client::new(&aws);
        let sealer = Sealer::new(store, Signer::new(kms, key), Clock::system());
        run(service_fn(async |event: LambdaEvent<Value>| {
            sealer.on_event(event.payload).await.map_err(Error::from)
        }))
        .await
    })
}
