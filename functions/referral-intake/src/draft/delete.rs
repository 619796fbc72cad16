//! A draft is thrown away, after asking once.

use access::Caller;
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use edge::{
    Accept, App, At, Body, Problem,
    accept::see_other,
    page::{self, Chrome, Form},
};

use super::{Draft, DraftId, start::Nothing, write::chrome, writer};

/// Asks before something is removed for good.
#[derive(Template)]
#[template(path = "refer/remove.html")]
pub(crate) struct RemovePage {
    pub(crate) chrome: Chrome,
    pub(crate) form: Form,
    /// Where the answer is sent.
    pub(crate) action: String,
    /// What goes; may be empty.
    pub(crate) what: String,
    /// The words of the button.
    pub(crate) button: &'static str,
}

impl RemovePage {
    pub(crate) fn reply(self) -> Response {
        page::html(StatusCode::OK, &self)
    }
}

/// `GET /refer/{draft}/delete`: asks.
pub(crate) async fn ask(
    State(app): State<App>,
    caller: Caller,
    At(id): At<DraftId>,
) -> Result<Response, Problem> {
    let draft = Draft::load(&app, &caller, id).await?;
    let title = "Are you sure you want to delete this unfinished referral?";
    let page = RemovePage {
        chrome: chrome(&caller, title, "/refer".to_owned()),
        form: Form::new(),
        action: format!("{}/delete", draft.base()),
        what: draft.written.answers.headline.unwrap_or_default(),
        button: "Delete referral",
    };
    Ok(page.reply())
}

/// `POST /refer/{draft}/delete`: deletes it; once more is no error.
#[utoipa::path(
    post, path = "/refer/{draft}/delete", operation_id = "delete_draft", tag = "referral drafts",
    summary = "Delete a draft",
    params(("draft" = String, Path, description = "The draft", example = "7c3e9a1b5d2f4860")),
    responses((status = 204, description = "Deleted, or not there")),
)]
pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<DraftId>,
    _body: Body<Nothing>,
) -> Result<Response, Problem> {
    app.store
        .delete_draft(writer(&caller)?, &id.to_string())
        .await?;
    if accept.html() {
        return Ok(see_other("/refer?done=deleted"));
    }
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    Ok(response)
}
