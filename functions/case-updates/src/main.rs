//! The Lambda function `case-updates`.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::lambda::serve(case_updates::router)
}
