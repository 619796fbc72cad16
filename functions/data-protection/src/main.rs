//! The Lambda behind `/retention`.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::lambda::serve(data_protection::router)
}
