//! `/cases/{id}`: one case, and what can be done with it.
//!
//! | file | what it serves |
//! |---|---|
//! | this one | the case on one page, or as JSON |
//! | [`entries`] | `/entries`: what agencies bring, and its correction or withdrawal |
//! | [`documents`] | `/documents`: files that agencies bring |
//! | [`assessments`] | `/assessments`: risk and RAG, scored with an instrument |
//! | [`elsewhere`] | `/forums`: other forums that hold a subject, or were told |
//! | [`plan`] | `/plan`: aims, and measures with owners |
//! | [`decisions`] | `/decisions`: decisions, closing and reopening |
//! | [`powers`] | `/powers`: tools and powers, held against the rules of their day |
//! | [`tasks`] | `/actions`: assigning actions |
//! | [`agencies`] | `/agencies` and `/lead`: who sees the case, and why |
//! | [`history`] | `/history`: the journal, its chain, and who read it |
//! | [`audit`] | `/audit`: the audit as one bundle for a review |
//! | [`opened`], [`change`] | loading a case; changing it |
//! | [`subjects`] | people and places, and `/subjects/{number}`: their category, who is who |
//! | [`view`], [`members`], [`chronology`], [`frame`] | what pages and JSON show |
//! | [`sharing`] | on which ground, and with whom, something is shared |
//! | [`ask`], [`choices`] | small forms, and what they offer |

pub(crate) mod agencies;
pub(crate) mod ask;
pub(crate) mod assessments;
pub(crate) mod change;
pub(crate) mod choices;
pub(crate) mod chronology;
pub(crate) mod decisions;
pub(crate) mod documents;
mod elsewhere;
pub(crate) mod entries;
pub(crate) mod frame;
pub(crate) mod history;
pub(crate) mod members;
pub(crate) mod opened;
pub(crate) mod plan;
pub(crate) mod powers;
pub(crate) mod sharing;
mod steps;
pub(crate) mod subjects;
pub(crate) mod tasks;
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
pub(crate) use edge::again::Done;
use edge::{Accept, App, At, Problem, page::Chrome};
use utoipa::OpenApi as _;

use frame::{Frame, Tab};
use opened::Opened;
use view::CaseView;

#[derive(utoipa::OpenApi)]
#[openapi(paths(show))]
struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}", get(show))
        .merge(agencies::routes())
        .merge(entries::routes())
        .merge(documents::routes())
        .merge(assessments::routes())
        .merge(plan::routes())
        .merge(elsewhere::routes())
        .merge(decisions::routes())
        .merge(steps::routes())
        .merge(tasks::routes())
        .merge(powers::routes())
        .merge(history::routes())
        .merge(subjects::categorise::routes())
        .merge(subjects::correct::routes())
        .merge(subjects::same::routes())
}

pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    let mut whole = Doc::openapi();
    whole.merge(agencies::Doc::openapi());
    whole.merge(entries::Doc::openapi());
    whole.merge(documents::Doc::openapi());
    whole.merge(assessments::Doc::openapi());
    whole.merge(plan::openapi());
    whole.merge(elsewhere::openapi());
    whole.merge(decisions::Doc::openapi());
    whole.merge(steps::Doc::openapi());
    whole.merge(tasks::Doc::openapi());
    whole.merge(powers::Doc::openapi());
    whole.merge(history::Doc::openapi());
    whole.merge(subjects::categorise::Doc::openapi());
    whole.merge(subjects::correct::Doc::openapi());
    whole.merge(subjects::same::Doc::openapi());
    whole
}

#[derive(Template)]
#[template(path = "case/page.html")]
struct CasePage {
    chrome: Chrome,
    frame: Frame,
    case: CaseView,
}

const DONE: [(&str, &str); 14] = [
    (
        "reworded",
        "The words have been corrected, and whoever read them is told",
    ),
    (
        "undone",
        "The decision has been withdrawn, and whoever read it is told",
    ),
    (
        "details",
        "The details have been corrected, and whoever read them is told",
    ),
    ("categorised", "The category has been changed"),
    (
        "emergency",
        "You see this case in an emergency: those who lead it, the community safety team and the data-protection officer have been told",
    ),
    ("limited", "Who sees it has been changed"),
    ("told", "Added to the chronology"),
    ("corrected", "The entry has been corrected"),
    ("withdrawn", "The entry has been withdrawn"),
    ("assessed", "The assessment has been recorded"),
    ("decided", "The decision has been recorded"),
    ("proposed", "The meeting will see that closing is proposed"),
    ("closed", "The case has been closed"),
    ("reopened", "The case is open"),
];

/// A case
///
/// Whom it concerns, which agencies are on it, its open actions, and the newest part of its
/// chronology. `ETag` is the version that changes send back in `If-Match`. Every reading is logged.
#[utoipa::path(get, path = "/cases/{id}", tag = "cases",
    params(("id" = String, Path, description = "The case", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, description = "The case as the caller may see it",
        content((CaseView = "application/json"), (String = "text/html")))))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let opened = Opened::newest(&app, &caller, id).await?;
    let mut case = CaseView::of(&opened, &caller);
    let ties = app.store.ties(opened.case(), &caller, opened.now).await?;
    case.joined(subjects::same::joined(&app, &ties, case.subjects.len()).await?);
    let mut frame = Frame::of(&opened, Tab::Case, &opened.case().headline.to_string());
    frame.warned(&opened, &caller);
    let chrome = frame.chrome(&caller).success(query.done.as_deref(), &DONE);
    let page = CasePage {
        chrome,
        frame,
        case: case.clone(),
    };
    Ok(accept
        .reply(&case, &page)
        .version(case.version)
        .into_response())
}

/// Asks access, and says no with `why`.
///
/// **Errors:** 403: the caller sees the case, but may not do this.
pub(crate) fn permit(decision: &access::Decision, why: &str) -> Result<(), Problem> {
    if decision.is_permitted() {
        Ok(())
    } else {
        Err(Problem::Forbidden(why.to_owned()))
    }
}

/// Why somebody may not manage a case.
pub(crate) const MANAGES: &str =
    "Only the area’s coordinator or chair, or the agency that leads the case, may do this.";
