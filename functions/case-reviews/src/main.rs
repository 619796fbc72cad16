//! The Lambda behind `/case-reviews`, `/case-review/figures` and `/case-review/letters`.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::lambda::serve(case_reviews::router)
}
