//! The Lambda behind `/meetings`.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::lambda::serve(meetings::router)
}
