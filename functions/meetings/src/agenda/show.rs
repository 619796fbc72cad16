//! The agenda of a meeting, and for those who run it what they changed and can change.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{MeetingId, meeting::agenda::Change};
use edge::{
    Accept, App, At, Problem, chrome,
    page::{self, Choice, Chrome, Form, Place},
};
use serde::{Deserialize, Serialize};
use store::{File, meetings::Seen};
use utoipa::ToSchema;

use super::{AgendaView, changes, changes::ChangeView};
use crate::{again::placed, meeting::MeetingView};

/// The agenda of a meeting, as the caller may see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgendaOfMeeting)]
pub(crate) struct AgendaPageView {
    /// When, where, which forum.
    pub(crate) meeting: MeetingView,
    /// What it will discuss.
    pub(crate) agenda: AgendaView,
    /// What the chair changed, newest first; only for those who run the meeting.
    pub(crate) changes: Option<Vec<ChangeView>>,
}

/// What a link on the page fills into the form.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
    change: Option<String>,
    case_reference: Option<String>,
}

/// Shows a meeting's agenda.
///
/// It holds the cases that the caller may see, and is worked out anew from how they stand.
#[utoipa::path(
    get,
    path = "/meetings/{id}/agenda",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((
        status = 200,
        description = "The agenda",
        body = AgendaPageView,
        headers(("ETag" = String, description = "The meeting's version, for If-Match")),
    )),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let view = load(&app, &caller, id).await?;
    let version = view.meeting.version;
    let form = filled(Form::new(), &asked);
    let page = AgendaPage::new(&caller, &view, form, asked.done.as_deref());
    Ok(accept.reply(&view, &page).version(version).into_response())
}

/// The page again, with what is wrong in the form that changes the agenda.
///
/// It shows what others have changed meanwhile, and the form now builds on that.
pub(super) async fn again(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    form: Form,
    problem: &Problem,
) -> Result<Response, Problem> {
    let view = load(app, caller, id).await?;
    let place = match problem {
        Problem::Conflict(_) => "meanwhile",
        _ => "case_reference",
    };
    let form = form.with_fresh_key().with_faults(placed(problem, place));
    let mut page = AgendaPage::new(caller, &view, form, None);
    page.chrome = page.chrome.faulty(true);
    page.meanwhile = problem.changes();
    Ok(page::html(problem.status(), &page).into_response())
}

async fn load(app: &App, caller: &Caller, id: MeetingId) -> Result<AgendaPageView, Problem> {
    let now = app.clock.now();
    let seen = app.store.agenda(id, caller, now).await?;
    let history = history(app, caller, &seen).await?;
    Ok(AgendaPageView {
        meeting: MeetingView::of(&seen.meeting, &seen.area, caller, now),
        agenda: AgendaView::of(&seen, caller, now),
        changes: history.map(|file| changes::of(&file, &seen.cases)),
    })
}

/// The meeting's journal, for those who run it.
async fn history(
    app: &App,
    caller: &Caller,
    seen: &Seen,
) -> Result<Option<File<domain::meeting::Meeting>>, Problem> {
    if !access::meeting::run(caller, &seen.meeting.area).is_permitted() {
        return Ok(None);
    }
    Ok(Some(
        app.store.meeting_history(seen.meeting.id, caller).await?,
    ))
}

fn filled(form: Form, asked: &Asked) -> Form {
    let given = [
        ("change", &asked.change),
        ("case_reference", &asked.case_reference),
    ];
    given
        .into_iter()
        .filter_map(|(field, value)| Some((field, value.as_deref()?)))
        .fold(form, |form, (field, value)| form.with(field, value))
}

const DONE: [(&str, &str); 3] = [
    ("add", "The case has been added to the agenda"),
    ("remove", "The case has been taken off the agenda"),
    ("first", "The case will be taken first"),
];

#[derive(Template)]
#[template(path = "agenda.html")]
pub(super) struct AgendaPage<'a> {
    chrome: Chrome,
    meeting: &'a MeetingView,
    agenda: &'a AgendaView,
    changes: &'a [ChangeView],
    /// The form that changes the agenda.
    form: Form,
    choices: Vec<Choice>,
    /// What others changed while the form was being filled in.
    meanwhile: &'a [String],
}

impl<'a> AgendaPage<'a> {
    pub(super) fn new(
        caller: &Caller,
        view: &'a AgendaPageView,
        form: Form,
        done: Option<&str>,
    ) -> Self {
        let meeting = &view.meeting;
        Self {
            chrome: chrome(caller, format!("Agenda: {}", meeting.title))
                .at(Place::Meetings)
                .crumb("Meetings", "/meetings")
                .crumb(meeting.title.as_str(), meeting.href.as_str())
                .official_sensitive()
                .success(done, &DONE),
            meeting,
            agenda: &view.agenda,
            changes: view.changes.as_deref().unwrap_or_default(),
            form: form.with_version(meeting.version),
            choices: choices(),
            meanwhile: &[],
        }
    }
}

fn choices() -> Vec<Choice> {
    Change::ALL
        .iter()
        .map(|change| Choice::new(change.value(), change.label()))
        .collect()
}
