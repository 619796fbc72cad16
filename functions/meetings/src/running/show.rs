//! The page on which a meeting is run.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{MeetingId, meeting::Presence};
use edge::{
    Accept, App, At, Problem,
    again::Done,
    chrome,
    page::{self, Choice, Chrome, Form, Place},
};

use super::{AttendanceView, RunView, StatementView};
use crate::{
    again::placed,
    agenda::AgendaView,
    meeting::{MeetingView, must_run},
};

/// Shows a meeting to those who run it: who came, the confidentiality statement, its cases in order.
#[utoipa::path(
    get,
    path = "/meetings/{id}/run",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, description = "The meeting as it is run", body = RunView)),
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
    let page = RunPage::new(
        &caller,
        &view,
        (Form::new(), Form::new()),
        done.done.as_deref(),
    );
    Ok(accept.reply(&view, &page).version(version).into_response())
}

async fn load(app: &App, caller: &Caller, id: MeetingId) -> Result<RunView, Problem> {
    let now = app.clock.now();
    // Whoever does not run it is refused before any case is read.
    let (meeting, _) = app.store.meeting(id, caller).await?;
    must_run(caller, &meeting)?;
    let seen = app.store.agenda(id, caller, now).await?;
    Ok(RunView::of(&seen, caller, now))
}

/// Which of the page's two forms was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    Attendance,
    Statement,
}

/// The page again, with what is wrong in the form that was sent; what was typed is kept.
pub(super) async fn again(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    (sent, form): (Sent, Form),
    problem: &Problem,
) -> Result<Response, Problem> {
    let view = load(app, caller, id).await?;
    let field = match sent {
        Sent::Attendance => "agency",
        Sent::Statement => "read_by",
    };
    let form = form.with_fresh_key().with_faults(placed(problem, field));
    let forms = match sent {
        Sent::Attendance => (form, Form::new()),
        Sent::Statement => (Form::new(), form),
    };
    let mut page = RunPage::new(caller, &view, forms, None);
    page.chrome = page.chrome.faulty(true);
    Ok(page::html(problem.status(), &page).into_response())
}

const DONE: [(&str, &str); 2] = [
    ("attended", "Attendance has been recorded"),
    ("read", "The confidentiality statement has been recorded"),
];

#[derive(Template)]
#[template(path = "run.html")]
struct RunPage<'a> {
    chrome: Chrome,
    meeting: &'a MeetingView,
    attendance: &'a [AttendanceView],
    statement: Option<&'a StatementView>,
    agenda: &'a AgendaView,
    agencies: Vec<Choice>,
    presences: Vec<Choice>,
    /// The form that records whether an agency came.
    form: Form,
    /// The form that records that the statement was read out.
    reading: Form,
}

impl<'a> RunPage<'a> {
    fn new(
        caller: &Caller,
        view: &'a RunView,
        (form, reading): (Form, Form),
        done: Option<&str>,
    ) -> Self {
        let meeting = &view.meeting;
        let agencies = view.attendance.iter();
        let presences = Presence::ALL.iter();
        Self {
            chrome: chrome(caller, format!("Run: {}", meeting.title))
                .at(Place::Meetings)
                .crumb("Meetings", "/meetings")
                .crumb(meeting.title.as_str(), meeting.href.as_str())
                .official_sensitive()
                .success(done, &DONE),
            meeting,
            attendance: &view.attendance,
            statement: view.statement.as_ref(),
            agenda: &view.agenda,
            agencies: agencies
                .map(|one| Choice::new(one.agency.as_str(), one.agency_name.as_str()))
                .collect(),
            presences: presences
                .map(|one| Choice::new(one.value(), one.label()))
                .collect(),
            form,
            reading,
        }
    }
}
