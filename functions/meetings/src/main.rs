//! The Lambda behind `/meetings`.

use edge::App;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let app = App::from_env().await?;
    edge::lambda::run(meetings::router(app)).await
}
