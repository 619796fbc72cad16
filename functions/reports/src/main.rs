//! The Lambda behind `/reports`.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::lambda::serve(reports::router)
}
