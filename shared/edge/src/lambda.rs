//! How a function's `main` starts, and what it does until Lambda ends it.

use std::process::ExitCode;

use axum::Router;
use lambda_http::Error;

use crate::App;

/// Serves `router` to API Gateway, with an [`App`] as the environment configures it.
///
/// **Shape:** the whole `main` of an HTTP function: `edge::lambda::serve(case_updates::router)`
pub fn serve(router: impl FnOnce(App) -> Router) -> ExitCode {
    start(async {
        let app = App::from_env()?;
        lambda_http::run(router(app)).await
    })
}

/// Runs a function until Lambda ends it.
///
/// What keeps it from running is logged – the name of a missing setting, never a value – and ends
/// the process, which Lambda reports as a failed start.
pub fn start(run: impl Future<Output = Result<(), Error>>) -> ExitCode {
    lambda_http::tracing::init_default_subscriber();
    // Lambda gives a function one event at a time and a share of one processor: threads of the
    // runtime's own would only hand it from one to the other.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime.map_err(Error::from).and_then(|it| it.block_on(run)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            tracing::error!(%fault, "the function cannot run");
            ExitCode::FAILURE
        }
    }
}
