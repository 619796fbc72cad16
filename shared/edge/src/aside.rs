//! Work that takes a processor for a while, away from the requests that wait.

use crate::Problem;

/// Does `work` on a thread of its own.
///
/// **Errors:** what the work says, and [`Problem::Broken`] when it stopped half-way.
pub async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Problem::Broken("the typesetter stopped".to_owned()))?
}
