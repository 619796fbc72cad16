//! Online referral forms and API, and the triage of what they bring.
//!
//! See the library.

use std::process::ExitCode;

use store::mail::Mail;

fn main() -> ExitCode {
    edge::lambda::serve(|app| {
        let set = edge::setting("CONFIGURATION_SET").ok();
        let mail = Mail::on(&store::aws::config(), app.config.sender.clone(), set);
        referral_intake::router(app.with_mail(mail))
    })
}
