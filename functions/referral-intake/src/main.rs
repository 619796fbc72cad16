//! Online referral forms and API, and the triage of what they bring.
//!
//! See the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    edge::lambda::serve(referral_intake::router)
}
