//! `/cases/{id}/forums`: which other forums hold its subjects, what points to them, and what was sent
//! on (R8.2, R8.3, R2.6).
//!
//! | file | what it serves |
//! |---|---|
//! | this one | what there is |
//! | [`ask`] | the forms, and what they record |
//! | [`body`] | what is sent |
//! | [`view`] | what there is, as it is shown |

mod ask;
mod body;
pub(crate) mod view;

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::CaseId;
use edge::{Accept, App, At, Problem, page::Chrome};
use utoipa::OpenApi as _;

use self::view::ElsewhereView;
use super::{
    Done,
    frame::{Frame, Tab},
    opened::Opened,
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(show))]
struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/forums", get(show))
        .merge(ask::routes())
}

pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    let mut whole = Doc::openapi();
    whole.merge(ask::Doc::openapi());
    whole
}

#[derive(Template)]
#[template(path = "case/forums.html")]
struct ForumsPage {
    chrome: Chrome,
    frame: Frame,
    view: ElsewhereView,
}

const DONE: [(&str, &str); 5] = [
    (
        "held",
        "It has been recorded that another forum holds somebody on this case",
    ),
    ("over", "It has been recorded that this is over"),
    ("indicators", "The indicators have been recorded"),
    (
        "sent",
        "It has been recorded. Nothing was sent by email: tell the forum yourself",
    ),
    ("answered", "The answer has been recorded"),
];

/// Other forums
///
/// Which hold a subject of the case as far as the caller may know, indicators of other harm with where
/// to refer, and what was sent on.
#[utoipa::path(get, path = "/cases/{id}/forums", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "What there is",
        content((ElsewhereView = "application/json"), (String = "text/html")))))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let opened = Opened::newest(&app, &caller, id).await?;
    let view = ElsewhereView::of(&opened, &caller);
    let frame = Frame::of(&opened, Tab::Forums, "Other forums");
    let page = ForumsPage {
        chrome: frame.chrome(&caller).success(query.done.as_deref(), &DONE),
        frame,
        view: view.clone(),
    };
    Ok(accept
        .reply(&view, &page)
        .version(view.version)
        .into_response())
}
