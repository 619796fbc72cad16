//! `/repeats`: who may be a subject of more than one case that somebody runs (R1.8, R9.1, R9.3).
//!
//! It goes through the area's cases, those opened last first, a part at a time, and looks for everybody on each
//! as the page of a single person does. So it also comes to what an import brought, and to what was stored
//! before anything was compared.

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use edge::{
    Accept, App, Problem,
    page::{Chrome, Link, Place},
};
use serde::{Deserialize, Serialize};
use store::same::TwoAlike;

use crate::{
    case::subjects::same::{PerhapsView, details},
    cases::areas,
    page,
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/repeats", get(list))
}

const RUNS: &str =
    "Only an area’s coordinator or chair goes through its cases for people who are known already.";

/// Which area, and where the part begins.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The code of an area that the caller coordinates or chairs; their first when left out.
    #[param(example = "RUN")]
    area: Option<String>,
    /// The token of the part, from `next` of the part before.
    from: Option<String>,
}

/// Pairs in a part of an area's cases.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Repeats)]
struct RepeatsView {
    /// The code of the area.
    #[schema(example = "RUN")]
    area: String,
    /// How many cases were gone through for this part, those opened last first.
    #[schema(example = 20)]
    cases: usize,
    /// Those of whom nothing is said yet, the likeliest of this part first. Each pair is told of once, with the
    /// case that was opened later.
    pairs: Vec<PairView>,
    /// Where the next part is.
    next: Option<String>,
}

/// Two who may be one.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Repeat)]
struct PairView {
    /// Where it is said who is who.
    #[schema(
        example = "/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002/subjects/1/same?with=RUN-2026-0001/1"
    )]
    href: String,
    /// The case that was opened later.
    #[schema(example = "/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    case: String,
    /// What people call it.
    #[schema(example = "RUN-2026-0002")]
    reference: String,
    /// The number of the subject there, from 1.
    #[schema(example = 1)]
    subject: u32,
    /// What they are to the matter there, in words.
    #[schema(example = "Victim")]
    role_words: &'static str,
    /// Their name there.
    #[schema(example = "Sam Exampel")]
    name: String,
    /// What else is recorded there to tell them by.
    #[schema(example = "born on 2 March 1957")]
    details: String,
    /// Its version, which a judgement is based on.
    #[schema(example = 3)]
    version: u64,
    /// Whom they are like.
    other: PerhapsView,
}

impl PairView {
    fn of(pair: &TwoAlike) -> Self {
        let other = PerhapsView::of(&pair.other);
        let case = format!("/cases/{}", pair.case);
        Self {
            href: format!("{case}/subjects/{}/same?with={}", pair.number, other.with),
            case,
            reference: pair.reference.clone(),
            subject: pair.number,
            role_words: pair.subject.role.label(),
            name: pair.subject.name.to_string(),
            details: details(&pair.subject),
            version: pair.version,
            other,
        }
    }
}

#[derive(Template)]
#[template(path = "repeats.html")]
struct RepeatsPage {
    chrome: Chrome,
    heading: String,
    areas: Vec<Link>,
    later: bool,
    view: RepeatsView,
}

/// Perhaps known twice
///
/// Subjects of two cases who may be the same person or place, in a part of an area's cases: for its coordinator
/// and chair, and only of cases that they run. What is shown of a case is logged there.
#[utoipa::path(get, path = "/repeats", tag = "cases", params(Asked),
    responses((status = 200, description = "A part of the area's cases, gone through",
        content((RepeatsView = "application/json"), (String = "text/html")))))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let own = areas::run(&app, &caller).await?;
    let area = areas::chosen(&own, asked.area.as_deref());
    let area = area.ok_or_else(|| Problem::Forbidden(RUNS.into()))?;
    let after = page::cursor(asked.from.as_deref())?;
    let now = app.clock.now();
    let swept = app
        .store
        .sweep_same(&area.code, after.as_ref(), (&caller, now))
        .await?;
    let base = format!("/repeats?area={}", area.code);
    let heading = format!("Perhaps known twice in {}", area.name);
    let page = RepeatsPage {
        chrome: edge::chrome(&caller, heading.as_str())
            .at(Place::Cases)
            .official_sensitive()
            .wide()
            .crumb("Cases", "/cases"),
        heading,
        areas: areas::links(&own, &area.code, "/repeats?"),
        later: after.is_some(),
        view: RepeatsView {
            area: area.code.to_string(),
            cases: swept.cases,
            pairs: swept.pairs.iter().map(PairView::of).collect(),
            next: swept.next.map(|next| format!("{base}&from={next}")),
        },
    };
    Ok(accept.reply(&page.view, &page).into_response())
}
