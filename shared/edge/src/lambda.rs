//! How a function's `main` starts, and what it does until Lambda ends it.

use std::{
    panic::{Location, PanicHookInfo},
    process::ExitCode,
};

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
    std::panic::set_hook(hook());
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

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// Logs where a library panicked, and not what it said: a message can hold what people wrote. The
/// process ends after it, and Lambda begins another.
fn hook() -> Hook {
    Box::new(|info| {
        let place = info.location();
        let file = place.map_or("unknown", Location::file);
        let line = place.map_or(0, Location::line);
        tracing::error!(file, line, "panicked");
    })
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use lambda_http::tracing::subscriber;

    /// What is logged, kept.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_says_where_and_nothing_of_what() {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = subscriber::fmt()
            .with_writer(move || writer.clone())
            .finish();
        let before = std::panic::take_hook();
        std::panic::set_hook(super::hook());
        tracing::subscriber::with_default(log, || {
            let name = "Quillfeather";
            let ended = std::panic::catch_unwind(|| panic!("cannot read {name}"));
            assert!(ended.is_err());
        });
        std::panic::set_hook(before);
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert!(
            text.contains("panicked") && text.contains("lambda.rs"),
            "{text}"
        );
        assert!(!text.contains("Quillfeather"), "{text}");
    }
}
