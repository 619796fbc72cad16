//! Online referral forms and API, and the triage of what they bring.
//!
//! See the library.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let app = edge::App::from_env().await?;
    edge::lambda::run(referral_intake::router(app)).await
}
