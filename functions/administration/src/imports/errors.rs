//! What is wrong with a list, as a workbook.

use access::Caller;
use axum::{extract::State, response::Response};
use domain::{AreaCode, TransferId};
use edge::{App, Problem, Within, accept::see_other};

use super::list_of;

/// What is wrong with a list: each bad row, its column, its cell and the reason.
///
/// Leads to the bucket, which serves the workbook for a minute, always as a download.
#[utoipa::path(
    get,
    path = "/areas/{code}/imports/{id}/errors",
    tag = "Administration",
    params(("code" = String, Path, description = "The area", example = "RUN"),
        ("id" = String, Path, description = "The list")),
    responses((status = 303, description = "Where the workbook is")),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    Within(code, id): Within<AreaCode, TransferId>,
) -> Result<Response, Problem> {
    let list = list_of(&app, &caller, (&code, id)).await?;
    Ok(see_other(
        &app.store
            .list_errors_link(&list, &caller, app.clock.now())
            .await?,
    ))
}
