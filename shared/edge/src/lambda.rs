//! The last line of each HTTP function's `main`.

use axum::Router;

/// Serves `router` to Lambda until the environment is shut down.
///
/// **Errors:** when the runtime cannot be reached.
pub async fn run(router: Router) -> Result<(), lambda_http::Error> {
    lambda_http::tracing::init_default_subscriber();
    lambda_http::run(router).await
}
