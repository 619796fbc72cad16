//! The whole system in one process on embedded storage: what `cargo run` starts, and the fixture
//! that the tests drive.
//!
//! The functions are the production ones, called with the events AWS would send; the AWS clients
//! are the real ones, pointed at servers on loopback. So there is one code path.
//!
//! | file | stands in for |
//! |---|---|
//! | `local` | the account: [`Local`] starts everything, stops everything |
//! | [`template`] | nothing: what `infra/template.yaml` says, which the rest goes by |
//! | `functions` | the deployment: each function where the template puts it |
//! | `gateway` | API Gateway |
//! | `database` | DynamoDB |
//! | `objects` | S3 |
//! | [`mailbox`] | SES and SNS |
//! | `stream` | the event source mappings of the table's stream |
//! | `signing` | KMS, as far as it signs roots |
//! | `schedule`, `scheduler`, [`clock`] | EventBridge Scheduler, and time itself |
//! | [`runtime`] | Lambda's machine, for a function that runs as a process of its own |
//! | `environment` | the variables that such a process has |
//! | `issuer` | the OpenID Connect provider |
//! | `dev` | nothing: pages and routes that exist only here |
//! | [`meter`] | the bill |
//! | `folder`, `jsonl` | disks |
//! | `audit` | nothing: taking everything out, and checking what was taken out |
//! | `import` | nothing: `charmm import`, cases of a sheet into a data folder or a table |
//! | `offline` | nothing: a data folder that nothing runs on |
//! | `link` | nothing: `charmm match`, which rows of files speak of the same person |
//! | `renew` | nothing: the rows by which the cases of a table are found, made anew |
//! | `set_up` | nothing: the first agencies, people and areas of a deployed system |

pub mod clock;
pub mod mailbox;
pub mod meter;
pub mod options;
pub mod runtime;
pub mod template;

mod audit;
mod aws;
mod database;
mod dev;
mod environment;
mod folder;
mod functions;
mod gateway;
mod import;
mod issuer;
mod jsonl;
mod link;
mod local;
mod loopback;
mod objects;
mod offline;
mod people;
mod problem;
mod random;
mod recount;
mod renew;
mod schedule;
mod scheduler;
mod seed;
mod set_up;
mod signing;
mod stream;

#[cfg(test)]
mod browser;
#[cfg(test)]
mod scratch;

pub use audit::{Evidence, export_data, export_table, verify};
pub use aws::Aws;
pub use functions::openapi;
pub use import::{Imported, import_cases, propose_mapping};
pub use link::{Matched, match_files};
pub use local::Local;
pub use options::Options;
pub use people::Person;
pub use recount::{Again, recount};
pub use renew::{renew_data, renew_table};
pub use scheduler::Refused;
pub use set_up::set_up;
pub use stream::Parked;
