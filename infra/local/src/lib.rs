//! The whole system in one process on embedded storage: what `cargo run` starts, and the fixture
//! that the tests drive.
//!
//! The functions are the production ones, called with the events AWS would send; the AWS clients
//! are the real ones, pointed at servers on loopback. So there is one code path.
//!
//! | file | stands in for |
//! |---|---|
//! | `local` | the account: [`Local`] starts everything, stops everything |
//! | `functions` | the deployment: which function gets what |
//! | `gateway` | API Gateway |
//! | `database`, `template` | DynamoDB, with the table of `infra/template.yaml` |
//! | `objects` | S3 |
//! | [`mailbox`] | SES and SNS |
//! | `stream` | the event source mappings of the table's stream |
//! | `schedule`, `scheduler`, [`clock`] | EventBridge Scheduler, and time itself |
//! | `issuer` | the OpenID Connect provider |
//! | `dev` | nothing: pages and routes that exist only here |
//! | [`meter`] | the bill |
//! | `folder`, `jsonl` | disks |

pub mod clock;
pub mod mailbox;
pub mod meter;
pub mod options;

mod aws;
mod database;
mod dev;
mod folder;
mod functions;
mod gateway;
mod issuer;
mod jsonl;
mod local;
mod loopback;
mod objects;
mod people;
mod problem;
mod random;
mod schedule;
mod scheduler;
mod seed;
mod stream;
mod template;

#[cfg(test)]
mod browser;
#[cfg(test)]
mod scratch;

pub use aws::Aws;
pub use functions::openapi;
pub use local::Local;
pub use options::Options;
pub use people::Person;
pub use scheduler::Refused;
pub use stream::Parked;
