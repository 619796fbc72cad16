//! The Lambda behind `/people`, `/agencies` and `/areas`.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::lambda::serve(administration::router)
}
