//! A person: roles, training, and who changed what.

use access::{Caller, directory as policy};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::PersonId;
use edge::{
    Accept, App, At, Problem,
    page::{Chrome, Link, Row},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{change::opened, said, view::PersonView};
use crate::{
    history::EntryView,
    section::{Tab, frame, tabs},
};

/// What was done, by the word in the address.
const DONE: [(&str, &str); 7] = [
    ("added", "They were added and can sign in"),
    ("amended", "The changes were saved and hold from now on"),
    ("left", "They have left and have no access any more"),
    ("returned", "They have returned and can sign in again"),
    (
        "released",
        "Their account was let go: the next at their address is theirs",
    ),
    ("trained", "The training was recorded"),
    ("withdrawn", "The training was withdrawn"),
];

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    pub(super) done: Option<String>,
}

/// A person of staff with their history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffPersonRecord)]
pub(crate) struct RecordView {
    /// The person.
    #[serde(flatten)]
    person: PersonView,
    /// Who changed what, newest first.
    history: Vec<EntryView>,
    /// Whether there are entries before those.
    #[schema(example = false)]
    has_earlier: bool,
}

/// A person of staff: roles, training, and who changed what.
#[utoipa::path(
    get,
    path = "/people/{id}",
    tag = "Administration",
    params(("id" = String, Path, description = "The person", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, description = "The person", body = RecordView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let file = opened(&app, &caller, id).await?;
    let version = file.journal.version();
    let mut history = said::lines(&file.entries);
    history.reverse();
    let view = RecordView {
        person: PersonView::of(&file.journal, version),
        history,
        has_earlier: file.has_earlier,
    };
    let page = PersonPage {
        chrome: frame(&caller, &view.person.name)
            .crumb("People", "/people")
            .success(asked.done.as_deref(), &DONE),
        tabs: tabs(&caller, Tab::People),
        rows: rows(&view.person),
        may_change: policy::administer(&caller).is_permitted(),
        person: &view.person,
        entries: &view.history,
        has_earlier: view.has_earlier,
    };
    Ok(accept.reply(&view, &page).version(version).into_response())
}

fn rows(person: &PersonView) -> Vec<Row> {
    let roles = if person.roles.is_empty() {
        vec!["None beyond their agency’s"]
    } else {
        person.role_words()
    };
    vec![
        Row::new("Email", &person.email),
        Row::new("Agency", &person.agency_name),
        Row::lines("Roles", roles),
        Row::new("Training", person.training_words()),
    ]
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage<'a> {
    chrome: Chrome,
    tabs: Vec<Link>,
    rows: Vec<Row>,
    may_change: bool,
    person: &'a PersonView,
    entries: &'a [EntryView],
    has_earlier: bool,
}

impl PersonPage<'_> {
    fn link(&self, what: &str) -> String {
        format!("{}/{what}", self.person.href)
    }
}
