//! Every reorganisation, the latest first, and who planned what.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use edge::{
    Accept, App, Problem,
    page::{Chrome, Link},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{said, view::PlanView};
use crate::{
    history::EntryView,
    section::{Tab, count, frame, must_administer, tabs},
};

/// Every reorganisation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reorganisations)]
pub(crate) struct PlansView {
    /// Each, the latest first.
    plans: Vec<PlanView>,
    /// Who planned what, newest first.
    history: Vec<EntryView>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

const DONE: [(&str, &str); 1] = [("cancelled", "The reorganisation was cancelled")];

/// Lists reorganisations.
#[utoipa::path(
    get,
    path = "/reorganisations",
    tag = "Administration",
    operation_id = "list_reorganisations",
    responses((status = 200, description = "Each, the latest first", body = PlansView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let file = app.store.reorganisations_file().await?;
    let has_earlier = file.as_ref().is_some_and(|file| file.has_earlier);
    let (mut plans, mut history) = (Vec::new(), Vec::new());
    if let Some(file) = file {
        let version = file.journal.version();
        let each = file.journal.plans.values().rev();
        plans.extend(each.map(|plan| PlanView::of(plan, version, app.today())));
        history = said::lines(&file.entries, None);
        history.reverse();
    }
    let view = PlansView { plans, history };
    let page = ListPage {
        chrome: frame(&caller, "Reorganisations")
            .crumb("Areas", "/areas")
            .success(asked.done.as_deref(), &DONE),
        tabs: tabs(&caller, Tab::Areas),
        entries: &view.history,
        has_earlier,
        view: &view,
    };
    Ok(accept.reply(&view, &page).into_response())
}

#[derive(Template)]
#[template(path = "reorganisation/list.html")]
struct ListPage<'a> {
    chrome: Chrome,
    tabs: Vec<Link>,
    view: &'a PlansView,
    entries: &'a [EntryView],
    has_earlier: bool,
}

impl ListPage<'_> {
    fn areas(&self, plan: &PlanView) -> String {
        count(plan.changes.len(), "area ends", "areas end")
    }
}
