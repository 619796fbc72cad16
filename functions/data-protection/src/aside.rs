//! Work that takes a processor for a while, away from the requests that wait.

use edge::Problem;

/// Does `work` on a thread of its own.
///
/// **Errors:** what the work says, and [`Problem::Broken`] when it stopped half-way.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Problem::Broken("the typesetter stopped".to_owned()))?
}

/// The document that `template` makes of what it is given.
///
/// **Errors:** [`Problem::Broken`]; never because of what people wrote.
pub(crate) fn print(
    template: &paper::Template,
    given: serde_json::Value,
) -> Result<Vec<u8>, Problem> {
    let rendered = template.render(given);
    let rendered = rendered.map_err(|fault| Problem::Broken(fault.to_string()))?;
    Ok(rendered.pdf)
}
