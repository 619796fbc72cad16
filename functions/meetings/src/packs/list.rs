//! For whom packs were made.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{Journal, MeetingId, case::Case, meeting::Meeting};
use edge::{
    Accept, App, At, Problem,
    again::Done,
    chrome,
    page::{self, Chrome, Form, Place},
};

use super::{PacksView, progress};
use crate::{again::placed, meeting::MeetingView};

/// What the page shows besides the packs.
struct Loaded {
    meeting: MeetingView,
    packs: PacksView,
}

/// Lists for whom packs were made, and which cases are in none.
#[utoipa::path(
    get,
    path = "/meetings/{id}/packs",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, description = "The newest pack of each recipient", body = PacksView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let view = load(&app, &caller, id).await?;
    let version = view.meeting.version;
    let page = PacksPage::new(&app, &caller, &view, Form::new(), done.done.as_deref());
    Ok(accept
        .reply(&view.packs, &page)
        .version(version)
        .into_response())
}

/// The page again, with what is wrong in the form that asks for packs.
pub(super) async fn again(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    form: Form,
    problem: &Problem,
) -> Result<Response, Problem> {
    let view = load(app, caller, id).await?;
    let form = form.with_fresh_key().with_faults(placed(problem, "reason"));
    let mut page = PacksPage::new(app, caller, &view, form, None);
    page.chrome = page.chrome.faulty(true);
    Ok(page::html(problem.status(), &page).into_response())
}

async fn load(app: &App, caller: &Caller, id: MeetingId) -> Result<Loaded, Problem> {
    let (meeting, area) = app.store.meeting(id, caller).await?;
    let cases = named(app, caller, &meeting).await;
    Ok(Loaded {
        meeting: MeetingView::of(&meeting, &area, caller, app.clock.now()),
        packs: PacksView::of(&meeting, &cases, caller),
    })
}

/// The cases whose references are needed to name those that are in no pack.
///
/// What kept them out of the packs may keep them from being read here too: then they have no name.
async fn named(app: &App, caller: &Caller, meeting: &Meeting) -> Vec<Journal<Case>> {
    if meeting.missing.is_empty() {
        return Vec::new();
    }
    let now = app.clock.now();
    let seen = app.store.agenda(meeting.id, caller, now).await;
    seen.map(|seen| seen.cases).unwrap_or_default()
}

const DONE: [(&str, &str); 1] = [("requested", "Packs have been asked for")];

#[derive(Template)]
#[template(path = "packs.html")]
struct PacksPage<'a> {
    chrome: Chrome,
    meeting: &'a MeetingView,
    packs: &'a PacksView,
    /// How far they are.
    progress: String,
    /// The form that asks for packs now.
    form: Form,
}

impl<'a> PacksPage<'a> {
    fn new(app: &App, caller: &Caller, view: &'a Loaded, form: Form, done: Option<&str>) -> Self {
        let meeting = &view.meeting;
        Self {
            chrome: chrome(caller, format!("Packs: {}", meeting.title))
                .at(Place::Meetings)
                .crumb("Meetings", "/meetings")
                .crumb(meeting.title.as_str(), meeting.href.as_str())
                .success(done, &DONE),
            meeting,
            packs: &view.packs,
            progress: progress::sentence(meeting, view.packs.requested_at, app.clock.now()),
            form,
        }
    }
}
