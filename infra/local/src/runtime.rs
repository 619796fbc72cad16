//! Stands in for the machine that Lambda runs a function on: a process, and the runtime API that
//! it asks for work (version 2018-06-01).
//!
//! The functions inside [`Local`](crate::Local) are libraries called in its own process. Here the
//! program that is deployed runs instead, with the environment it would have; for tests and
//! benchmarks.

mod api;
mod process;

pub use process::{Bootstrap, NotStarted};

/// What became of an invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The function answered with this.
    Response(String),
    /// The function reported that it failed.
    Failed(Failure),
    /// The process ended, or was ended, before it answered.
    Ended,
}

/// What a function reports to Lambda instead of an answer.
///
/// **Shape:** `{"errorType": "…", "errorMessage": "…"}`, and the type in a header of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failure {
    /// The header `Lambda-Runtime-Function-Error-Type`.
    pub kind: String,
    /// The body, as it came.
    pub body: String,
}
