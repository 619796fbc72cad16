//! The Lambda function `case-updates`.

use edge::App;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let app = App::from_env().await?;
    edge::lambda::run(case_updates::router(app)).await
}
