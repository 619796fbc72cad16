//! The page with the minutes of a meeting.

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

use super::MinutesView;
use crate::again::placed;

/// Shows the minutes of a meeting, as far as the caller may see them.
///
/// Drawn anew from what was recorded: a decision that was corrected reads as it now does, and one that
/// was withdrawn is gone. Before they are sent, only those who run the meeting read them.
#[utoipa::path(
    get,
    path = "/meetings/{id}/minutes",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    responses((status = 200, description = "The minutes", body = MinutesView)),
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
    let page = MinutesPage::new(&caller, &view, Form::new(), done.done.as_deref());
    Ok(accept.reply(&view, &page).version(version).into_response())
}

async fn load(app: &App, caller: &Caller, id: MeetingId) -> Result<MinutesView, Problem> {
    let now = app.clock.now();
    // A draft is refused before any case is read.
    let (meeting, _) = app.store.meeting(id, caller).await?;
    let runs = access::meeting::run(caller, &meeting.area).is_permitted();
    if meeting.minutes.is_none() && !runs {
        return Err(Problem::Forbidden(
            "The minutes of this meeting have not been sent yet.".into(),
        ));
    }
    let (seen, files) = app.store.minuted(id, caller, now).await?;
    Ok(MinutesView::of(&seen, &files, caller, now))
}

/// The page again, with why the minutes were not sent.
pub(super) async fn again(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    problem: &Problem,
) -> Result<Response, Problem> {
    let view = load(app, caller, id).await?;
    let form = Form::new().with_faults(placed(problem, "send"));
    let mut page = MinutesPage::new(caller, &view, form, None);
    page.chrome = page.chrome.faulty(true);
    Ok(page::html(problem.status(), &page).into_response())
}

const DONE: [(&str, &str); 1] = [(
    "sent",
    "The minutes have been sent: the agencies will be told by email",
)];

#[derive(Template)]
#[template(path = "minutes.html")]
struct MinutesPage<'a> {
    chrome: Chrome,
    view: &'a MinutesView,
    /// The form that sends them.
    form: Form,
}

impl<'a> MinutesPage<'a> {
    fn new(caller: &Caller, view: &'a MinutesView, form: Form, done: Option<&str>) -> Self {
        let meeting = &view.meeting;
        Self {
            chrome: chrome(caller, format!("Minutes: {}", meeting.title))
                .at(Place::Meetings)
                .crumb("Meetings", "/meetings")
                .crumb(meeting.title.as_str(), meeting.href.as_str())
                .official_sensitive()
                .success(done, &DONE),
            view,
            form,
        }
    }
}
