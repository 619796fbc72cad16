//! The Lambda behind `/retention` and `/subject-access`.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::lambda::serve(data_protection::router)
}
