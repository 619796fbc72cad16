//! `/cases/{id}/powers`: tools and powers on a case, each step judged by the law of its day (R6).

mod ask;
mod body;
mod record;
mod view;

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::CaseId;
use edge::{Accept, App, At, Problem, Within, page::Chrome};

use self::view::{PowerView, PowersView};
use super::{
    Done,
    frame::{Frame, Tab},
    opened::Opened,
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, one, record::begin, record::step))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/powers", get(list).post(record::begin))
        .route("/cases/{id}/powers/new", get(ask::new))
        .route("/cases/{id}/powers/{number}", get(one).post(record::step))
        .route("/cases/{id}/powers/{number}/step", get(ask::next))
}

#[derive(Template)]
#[template(path = "case/powers/list.html")]
struct ListPage {
    chrome: Chrome,
    frame: Frame,
    view: PowersView,
}

#[derive(Template)]
#[template(path = "case/powers/one.html")]
struct OnePage {
    chrome: Chrome,
    frame: Frame,
    view: PowerView,
    may: bool,
}

/// Tools and powers on a case
///
/// Each with its steps, what falls due, and what can be done next.
#[utoipa::path(get, path = "/cases/{id}/powers", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The powers",
        content((PowersView = "application/json"), (String = "text/html")))))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
) -> Result<Response, Problem> {
    let opened = Opened::newest(&app, &caller, id).await?;
    let mut frame = Frame::of(&opened, Tab::Powers, "Tools and powers");
    frame.warned(&opened, &caller);
    let page = ListPage {
        chrome: frame.chrome(&caller),
        view: PowersView::of(&opened, may(&opened, &caller)),
        frame,
    };
    let version = page.view.version;
    Ok(accept
        .reply(&page.view, &page)
        .version(version)
        .into_response())
}

/// Whether the caller records steps here: whoever adds to the case, while it is open.
fn may(opened: &Opened, caller: &Caller) -> bool {
    opened.case().is_open() && policy::tell(caller, opened.case()).is_permitted()
}

const DONE: [(&str, &str); 1] = [("recorded", "The step has been recorded")];

/// A tool or power on a case
///
/// Every step with the day, who recorded it, the facts, and what the rules of that day made of them.
#[utoipa::path(get, path = "/cases/{id}/powers/{number}", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("number" = u32, Path, description = "The number of the power, from 1", example = 1)),
    responses((status = 200, description = "The power",
        content((PowerView = "application/json"), (String = "text/html")))))]
async fn one(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let opened = Opened::newest(&app, &caller, id).await?;
    let used = opened.case().power(number).ok_or(Problem::NotFound)?;
    let view = PowerView::of(&opened, used);
    let mut frame = Frame::of(&opened, Tab::Powers, &view.heading());
    frame.warned(&opened, &caller);
    let page = OnePage {
        chrome: frame.chrome(&caller).success(query.done.as_deref(), &DONE),
        may: may(&opened, &caller),
        view,
        frame,
    };
    let version = opened.case().version();
    Ok(accept
        .reply(&page.view, &page)
        .version(version)
        .into_response())
}
