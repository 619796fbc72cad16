//! The Lambda behind `/retention`, `/subject-access` and `/cases/{id}/audit`.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::lambda::serve(data_protection::router)
}
