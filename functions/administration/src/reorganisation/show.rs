//! What is planned for a day, and what it carries over.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::{NaiveDate, NaiveTime};
use domain::{AreaCode, Journal, directory::Area, time};
use edge::{
    Accept, App, At, Problem,
    page::{Choice, Chrome, Form, Link},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    plan::plan_of,
    said, staff,
    view::{LoadView, PlanView},
};
use crate::{
    history::EntryView,
    section::{Tab, frame, must_administer, tabs},
};

/// What was done, by the word in the address.
const DONE: [(&str, &str); 3] = [
    ("planned", "The reorganisation is planned"),
    ("changed", "The plan was changed"),
    ("people", "The choice of people was saved"),
];

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

/// A reorganisation, and what it carries over.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReorganisationRecord)]
pub(crate) struct RecordView {
    /// The plan.
    #[serde(flatten)]
    plan: PlanView,
    /// What each area that ends holds today.
    carries: Vec<LoadView>,
    /// Areas that take over and in which nobody would triage what is new.
    #[schema(example = json!(["West Surrey"]))]
    without_coordinator: Vec<String>,
    /// Who planned what, newest first.
    history: Vec<EntryView>,
}

/// What is planned for a day, and what it carries over.
#[utoipa::path(
    get,
    path = "/reorganisations/{on}",
    tag = "Administration",
    operation_id = "read_reorganisation",
    params(("on" = String, Path, description = "The day", example = "2027-04-01")),
    responses((status = 200, description = "The plan, and what it carries over", body = RecordView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(on): At<NaiveDate>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let file = app.store.reorganisations_file().await?;
    let file = file.ok_or(Problem::NotFound)?;
    let plan = plan_of(Some(&file.journal), on)?;
    let areas = app.store.areas_lately().await?;
    let everybody = staff::everybody(&app, &plan).await?;
    let people = staff::working(&everybody, &plan);
    let midnight = time::instant(on.and_time(NaiveTime::MIN)).unwrap_or(app.clock.now());
    let mut carries = Vec::new();
    for change in &plan.changes {
        let names = [&change.area, &change.into].map(|code| name(&areas, code));
        let load = app.store.load(&change.area, midnight).await?;
        let load = (load, staff::in_area(&people, &change.area));
        carries.push(LoadView::of(change, names, load));
    }
    let mut history = said::lines(&file.entries, Some(on));
    history.reverse();
    let version = file.journal.version();
    let view = RecordView {
        plan: PlanView::of(&plan, version, app.today()),
        carries,
        without_coordinator: staff::without_coordinator(&everybody, &plan, &areas),
        history,
    };
    let whole = plan.whole.iter().map(ToString::to_string);
    let page = PlanPage {
        chrome: frame(&caller, format!("Reorganisation of {}", view.plan.day()))
            .crumb("Areas", "/areas")
            .crumb("Reorganisations", "/reorganisations")
            .success(asked.done.as_deref(), &DONE),
        tabs: tabs(&caller, Tab::Areas),
        past: on <= app.today(),
        parts: parts(&view.plan, &areas),
        form: Form::new().with_all("people", whole).with_version(version),
        cancel: Form::new(),
        people: staff::choices(&people, &plan),
        entries: &view.history,
        has_earlier: file.has_earlier,
        view: &view,
    };
    Ok(accept.reply(&view, &page).version(version).into_response())
}

fn name<'a>(areas: &'a [Journal<Area>], code: &'a AreaCode) -> &'a str {
    let known = areas.iter().find(|area| area.code == *code);
    known.map_or(code.as_str(), |area| &area.name)
}

/// What is split off, a line each.
fn parts(plan: &PlanView, areas: &[Journal<Area>]) -> Vec<String> {
    let name = |code: &str| {
        let known = areas.iter().find(|area| area.code.as_str() == code);
        known.map_or(code.to_owned(), |area| area.name.clone())
    };
    let of = |change: &super::view::ChangeView| {
        let area = name(&change.area);
        let parts = change.parts.iter();
        let line = |part: &super::view::PartView| {
            let sectors = part.sectors.join(", ");
            format!(
                "From {area}, what is new in {sectors} goes to {}",
                name(&part.into)
            )
        };
        parts.map(line).collect::<Vec<_>>()
    };
    plan.changes.iter().flat_map(of).collect()
}

#[derive(Template)]
#[template(path = "reorganisation/show.html")]
struct PlanPage<'a> {
    chrome: Chrome,
    tabs: Vec<Link>,
    view: &'a RecordView,
    past: bool,
    parts: Vec<String>,
    form: Form,
    cancel: Form,
    people: Vec<Choice>,
    entries: &'a [EntryView],
    has_earlier: bool,
}
