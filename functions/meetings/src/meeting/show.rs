//! A meeting: when and where, its agenda, its packs.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::MeetingId;
use edge::{
    Accept, App, At, Problem,
    again::Done,
    chrome,
    page::{self, Chrome, Form, Place},
};
use serde::Serialize;
use store::meetings::Seen;
use utoipa::ToSchema;

use super::MeetingView;
use crate::{
    again::placed,
    agenda::AgendaView,
    packs::{PacksView, progress},
};

/// A meeting with its agenda and its packs, as the caller may see them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingWithAgenda)]
pub(crate) struct MeetingPageView {
    /// When, where, which forum.
    pub(crate) meeting: MeetingView,
    /// What it will discuss; only cases that the caller may see.
    pub(crate) agenda: AgendaView,
    /// For whom packs were made.
    pub(crate) packs: PacksView,
}

impl MeetingPageView {
    fn of(seen: &Seen, caller: &Caller, app: &App) -> Self {
        let now = app.clock.now();
        Self {
            meeting: MeetingView::of(&seen.meeting, &seen.area, caller, now),
            agenda: AgendaView::of(seen, caller, now),
            packs: PacksView::of(&seen.meeting, &seen.cases, caller),
        }
    }
}

/// Shows a meeting with its agenda and its packs.
///
/// The agenda holds the cases that the caller may see, and is worked out anew from how they stand.
#[utoipa::path(
    get,
    path = "/meetings/{id}",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((
        status = 200,
        description = "The meeting",
        body = MeetingPageView,
        headers(("ETag" = String, description = "The meeting's version, for If-Match")),
    )),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let seen = app.store.agenda(id, &caller, app.clock.now()).await?;
    let view = MeetingPageView::of(&seen, &caller, &app);
    let version = view.meeting.version;
    let page = MeetingPage::new(&app, &caller, &view, Form::new(), done.done.as_deref());
    Ok(accept.reply(&view, &page).version(version).into_response())
}

/// The page again, with what is wrong in the form that cancels the meeting.
pub(super) async fn again(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    form: Form,
    problem: &Problem,
) -> Result<Response, Problem> {
    let seen = app.store.agenda(id, caller, app.clock.now()).await?;
    let view = MeetingPageView::of(&seen, caller, app);
    let form = form.with_fresh_key().with_faults(placed(problem, "reason"));
    let mut page = MeetingPage::new(app, caller, &view, form, None);
    page.chrome = page.chrome.faulty(true);
    Ok(page::html(problem.status(), &page).into_response())
}

const DONE: [(&str, &str); 3] = [
    ("moved", "The meeting has been changed"),
    ("scheduled", "The meeting has been scheduled"),
    ("cancelled", "The meeting has been cancelled"),
];

#[derive(Template)]
#[template(path = "meeting.html")]
struct MeetingPage<'a> {
    chrome: Chrome,
    meeting: &'a MeetingView,
    agenda: &'a AgendaView,
    packs: &'a PacksView,
    /// How far the packs are.
    progress: String,
    /// The form that cancels the meeting.
    form: Form,
    /// The form that asks for packs now.
    request: Form,
}

impl<'a> MeetingPage<'a> {
    fn new(
        app: &App,
        caller: &Caller,
        view: &'a MeetingPageView,
        form: Form,
        done: Option<&str>,
    ) -> Self {
        let meeting = &view.meeting;
        Self {
            chrome: chrome(caller, meeting.title.as_str())
                .at(Place::Meetings)
                .crumb("Meetings", "/meetings")
                .official_sensitive()
                .success(done, &DONE),
            meeting,
            agenda: &view.agenda,
            packs: &view.packs,
            progress: progress::sentence(meeting, view.packs.requested_at, app.clock.now()),
            form,
            request: Form::new(),
        }
    }
}
