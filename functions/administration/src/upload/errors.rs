//! What was rejected, as a sheet to mend by.

use access::Caller;
use axum::{extract::State, response::Response};
use domain::text::harmless;
use edge::{App, Body, Problem};

use super::{
    confirm::SheetBody,
    sheet,
    view::{SheetView, judged},
};
use crate::section::must_administer;

/// The errors of a sheet, as CSV: row, column, what is wrong, name, email.
///
/// Changes nothing; it is a `POST` because it takes the sheet. No cell begins like a formula.
#[utoipa::path(
    post,
    path = "/people/upload/errors",
    tag = "Administration",
    request_body = SheetBody,
    responses((status = 200, description = "A CSV file", body = String, content_type = "text/csv")),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    body: Body<SheetBody>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let rows = body.value.rows()?;
    let verdicts = judged(&app, &caller, &rows, app.clock.now()).await?;
    let view = SheetView::of(&rows, &verdicts)?;
    let text = listed(&view).map_err(|_| Problem::Broken("csv".into()))?;
    Ok(edge::csv("people-errors.csv", text))
}

fn listed(view: &SheetView) -> Result<String, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(["row", "column", "what is wrong", "name", "email"])?;
    for line in &view.lines {
        for fault in &line.faults {
            writer.write_record([
                line.row.to_string().as_str(),
                fault.column,
                &fault.reason,
                &harmless(&line.name),
                &harmless(&line.email),
            ])?;
        }
    }
    sheet::finish(writer)
}
