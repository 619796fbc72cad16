//! An agency, and who changed what.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::AgencyId;
use edge::{
    Accept, App, At, Problem,
    page::{Chrome, Link, Row},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{said, view::AgencyView};
use crate::{
    history::EntryView,
    section::{Tab, frame, must_administer, tabs},
};

/// What was done, by the word in the address.
const DONE: [(&str, &str); 4] = [
    ("registered", "The agency was registered"),
    ("amended", "The changes were saved"),
    ("closed", "The agency is closed"),
    ("reopened", "The agency is open again"),
];

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
}

/// An agency with its history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectoryAgencyRecord)]
pub(crate) struct RecordView {
    /// The agency.
    #[serde(flatten)]
    agency: AgencyView,
    /// Who changed what, newest first.
    history: Vec<EntryView>,
    /// Whether there are entries before those.
    #[schema(example = false)]
    has_earlier: bool,
}

/// An agency, and who changed what.
#[utoipa::path(
    get,
    path = "/agencies/{id}",
    tag = "Administration",
    params(("id" = String, Path, description = "The agency", example = "surrey-police")),
    responses((status = 200, description = "The agency", body = RecordView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<AgencyId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must_administer(&caller)?;
    let file = app.store.agency_file(&id).await?;
    let version = file.journal.version();
    let mut history = said::lines(&file.entries);
    history.reverse();
    let view = RecordView {
        agency: AgencyView::of(&file.journal, version),
        history,
        has_earlier: file.has_earlier,
    };
    let page = AgencyPage {
        chrome: frame(&caller, &view.agency.name)
            .crumb("Agencies", "/agencies")
            .success(asked.done.as_deref(), &DONE),
        tabs: tabs(&caller, Tab::Agencies),
        rows: rows(&view.agency),
        agency: &view.agency,
        entries: &view.history,
        has_earlier: view.has_earlier,
    };
    Ok(accept.reply(&view, &page).version(version).into_response())
}

fn rows(agency: &AgencyView) -> Vec<Row> {
    vec![
        Row::new("Short name", &agency.id),
        Row::new("Email for notices", &agency.inbox),
        Row::new("Email for escalation", &agency.lead_inbox),
        Row::new("SNS topic", agency.topic.as_deref().unwrap_or("None")),
    ]
}

#[derive(Template)]
#[template(path = "agencies/agency.html")]
struct AgencyPage<'a> {
    chrome: Chrome,
    tabs: Vec<Link>,
    rows: Vec<Row>,
    agency: &'a AgencyView,
    entries: &'a [EntryView],
    has_earlier: bool,
}

impl AgencyPage<'_> {
    fn link(&self, what: &str) -> String {
        format!("{}/{what}", self.agency.href)
    }
}
