//! Sending the file of a document to the bucket, and fetching it from there.

use access::Caller;
use askama::Template;
use axum::{
    Extension, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{CaseId, EntryId};
use edge::{Accept, App, FormTo, Problem, UploadView, Within, accept::see_other, page::Chrome};

use crate::case::{
    frame::{Frame, Tab},
    opened::Opened,
};

pub(super) fn routes() -> Router<App> {
    let base = "/cases/{id}/documents/{document}";
    Router::new()
        .route(&format!("{base}/send"), get(form))
        .route(&format!("{base}/file"), get(fetch))
}

#[derive(Template)]
#[template(path = "case/send.html")]
struct SendPage {
    chrome: Chrome,
    frame: Frame,
    url: String,
    fields: Vec<(String, String)>,
    kind: &'static str,
    accepts: &'static str,
}

/// The form to send a file
///
/// For a person of the agency that has just added the document. The bucket takes one file of the kind and
/// size that were said, until ten minutes after this was asked for.
#[utoipa::path(get, path = "/cases/{id}/documents/{document}/send", tag = "cases",
    params(("id" = String, Path, description = "The case"), ("document" = String, Path, description = "The document")),
    responses((status = 200, description = "The form",
        content((UploadView = "application/json"), (String = "text/html")))))]
pub(super) async fn form(
    State(app): State<App>,
    caller: Caller,
    Within(id, document): Within<CaseId, EntryId>,
    accept: Accept,
) -> Result<Response, Problem> {
    let opened = Opened::alone(&app, &caller, id).await?;
    let back = format!("{}/cases/{id}/documents?done=sent", app.config.origin);
    let asked = (&caller, opened.now);
    let case = opened.case();
    let form = app.store.upload_form(case, document, asked, &back).await?;
    let filed = case.documents.get(&document).ok_or(Problem::NotFound)?;
    let frame = Frame::of(&opened, Tab::Documents, "Send the file");
    let view = UploadView::from(&form);
    let to = FormTo::address(&form.url).ok_or(Problem::NotFound)?;
    let page = SendPage {
        chrome: frame.chrome(&caller),
        kind: filed.kind.label(),
        accepts: filed.kind.accepts(),
        url: form.url,
        fields: form.fields,
        frame,
    };
    Ok((Extension(to), accept.reply(&view, &page)).into_response())
}

/// Fetch a document
///
/// Leads to the bucket, which serves the file for a minute, always as a download.
#[utoipa::path(get, path = "/cases/{id}/documents/{document}/file", tag = "cases",
    params(("id" = String, Path, description = "The case"), ("document" = String, Path, description = "The document")),
    responses((status = 303, description = "Where the file is")))]
pub(super) async fn fetch(
    State(app): State<App>,
    caller: Caller,
    Within(id, document): Within<CaseId, EntryId>,
) -> Result<Response, Problem> {
    let asked = (&caller, app.clock.now());
    let link = app.store.document_link(id, document, asked).await?;
    Ok(see_other(&link))
}
