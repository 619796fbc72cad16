//! The page on which a meeting is run: as a whole, or one case of it.

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{
    CaseId, MeetingId,
    case::Rag,
    meeting::{Agenda, Presence},
};
use edge::{
    Accept, App, At, Problem,
    again::Again,
    chrome,
    page::{self, Choice, Chrome, Form, Place},
};
use serde::Deserialize;

use super::{AttendanceView, RecordedView, RunCaseView, RunView, StatementView};
use crate::{
    again::placed,
    agenda::ItemView,
    meeting::{MeetingView, must_run},
    minutes::SentView,
};

/// What of the meeting is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    done: Option<String>,
    /// A case of its agenda.
    case: Option<String>,
    /// The case after this one.
    after: Option<String>,
}

/// Shows a meeting to those who run it: who came, the confidentiality statement, its cases in order and
/// what was recorded on them; with `case`, what is new on that one.
#[utoipa::path(
    get,
    path = "/meetings/{id}/run",
    tag = "Meetings",
    params(
        ("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("case" = Option<String>, Query, description = "A case of its agenda", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002"),
        ("after" = Option<String>, Query, description = "In place of `case`: the one after this", example = json!(null)),
    ),
    responses((status = 200, description = "The meeting as it is run", body = RunView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let view = load(&app, &caller, id, &asked).await?;
    let version = view.meeting.version;
    let reply = match &view.case {
        Some(case) => {
            let page = CasePage::new(
                &caller,
                &view,
                case,
                (Again::first(), asked.after.as_deref()),
            );
            accept.reply(&view, &page)
        }
        None => {
            let forms = (Form::new(), Form::new());
            let page = RunPage::new(&caller, &view, forms, &asked);
            accept.reply(&view, &page)
        }
    };
    Ok(reply.version(version).into_response())
}

async fn load(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    asked: &Asked,
) -> Result<RunView, Problem> {
    let now = app.clock.now();
    // Whoever does not run it is refused before any case is read.
    let (meeting, _) = app.store.meeting(id, caller).await?;
    must_run(caller, &meeting)?;
    let seen = app.store.agenda(id, caller, now).await?;
    let parsed = |id: &String| id.parse::<CaseId>().map_err(|_| Problem::NotFound);
    let case = match (&asked.case, &asked.after) {
        (Some(id), _) => {
            let of_it = |case: &CaseId| seen.agenda.has(*case);
            Some(parsed(id).ok().filter(of_it).ok_or(Problem::NotFound)?)
        }
        (None, Some(before)) => after(&seen.agenda, parsed(before)?),
        (None, None) => None,
    };
    let mut view = RunView::of(&seen, caller, now);
    if let Some(case) = case {
        let file = app.store.case_history(case, caller, now).await?;
        view.case = Some(RunCaseView::of(&seen.meeting, &file, caller, now));
    }
    Ok(view)
}

/// The case that is discussed after another.
fn after(agenda: &Agenda, before: CaseId) -> Option<CaseId> {
    let mut items = agenda.items.iter().map(|item| item.case);
    items.find(|case| *case == before)?;
    items.next()
}

/// Which of the page's forms was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    Attendance,
    Statement,
    Case(CaseId),
}

/// The page again, with what is wrong in the form that was sent; what was typed is kept.
pub(super) async fn again(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    (sent, form): (Sent, Form),
    problem: &Problem,
) -> Result<Response, Problem> {
    let mut asked = Asked::default();
    let field = match sent {
        Sent::Attendance => "agency",
        Sent::Statement => "read_by",
        Sent::Case(case) => {
            asked.case = Some(case.to_string());
            "decision"
        }
    };
    let view = load(app, caller, id, &asked).await?;
    let form = form.with_fresh_key().with_faults(placed(problem, field));
    if let Some(case) = &view.case {
        let again = Again {
            form,
            changes: problem.changes().to_vec(),
            status: problem.status(),
        };
        let mut page = CasePage::new(caller, &view, case, (again, None));
        page.chrome = page.chrome.faulty(true);
        return Ok(page::html(problem.status(), &page).into_response());
    }
    let forms = match sent {
        Sent::Attendance => (form, Form::new()),
        Sent::Statement | Sent::Case(_) => (Form::new(), form),
    };
    let mut page = RunPage::new(caller, &view, forms, &asked);
    page.chrome = page.chrome.faulty(true);
    Ok(page::html(problem.status(), &page).into_response())
}

const DONE: [(&str, &str); 2] = [
    ("attended", "Attendance has been recorded"),
    ("read", "The confidentiality statement has been recorded"),
];

/// A case in the list of those that the meeting takes.
struct Stop<'a> {
    item: &'a ItemView,
    href: String,
    /// What was recorded on it, and when last.
    recorded: Option<&'a RecordedView>,
    /// Whether it is the one that is shown.
    current: bool,
}

/// The cases in the order in which they are taken.
fn stops(view: &RunView) -> Vec<Stop<'_>> {
    let sections = view.agenda.sections.iter();
    let mut items: Vec<_> = sections.flat_map(|section| &section.items).collect();
    items.sort_by_key(|item| item.order);
    let current = view.case.as_ref().map(|case| case.case.as_str());
    items
        .into_iter()
        .map(|item| Stop {
            href: format!("{}/run?case={}", view.meeting.href, item.case),
            recorded: view.recorded.iter().find(|each| each.case == item.case),
            current: current == Some(item.case.as_str()),
            item,
        })
        .collect()
}

#[derive(Template)]
#[template(path = "run.html")]
struct RunPage<'a> {
    chrome: Chrome,
    meeting: &'a MeetingView,
    attendance: &'a [AttendanceView],
    statement: Option<&'a StatementView>,
    minutes: Option<&'a SentView>,
    stops: Vec<Stop<'a>>,
    /// Whether the last case was just recorded on.
    finished: bool,
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
        asked: &Asked,
    ) -> Self {
        let meeting = &view.meeting;
        let agencies = view.attendance.iter();
        let presences = Presence::ALL.iter();
        Self {
            chrome: chrome_of(caller, meeting)
                .wide()
                .success(asked.done.as_deref(), &DONE),
            meeting,
            attendance: &view.attendance,
            statement: view.statement.as_ref(),
            minutes: view.minutes.as_ref(),
            stops: stops(view),
            finished: asked.after.is_some(),
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

fn chrome_of(caller: &Caller, meeting: &MeetingView) -> Chrome {
    chrome(caller, format!("Run: {}", meeting.title))
        .at(Place::Meetings)
        .crumb("Meetings", "/meetings")
        .crumb(meeting.title.as_str(), meeting.href.as_str())
        .official_sensitive()
}

#[derive(Template)]
#[template(path = "run_case.html")]
struct CasePage<'a> {
    chrome: Chrome,
    meeting: &'a MeetingView,
    case: &'a RunCaseView,
    stops: Vec<Stop<'a>>,
    /// The stop that is shown, and those around it.
    here: usize,
    /// The case that was recorded on before this one was led to.
    before: Option<(&'a str, &'a RecordedView)>,
    rags: Vec<Choice>,
    again: Again,
}

impl<'a> CasePage<'a> {
    fn new(
        caller: &Caller,
        view: &'a RunView,
        case: &'a RunCaseView,
        (again, after): (Again, Option<&str>),
    ) -> Self {
        let meeting = &view.meeting;
        let stops = stops(view);
        let here = stops.iter().position(|stop| stop.current);
        let before = stops
            .iter()
            .find(|stop| after == Some(stop.item.case.as_str()));
        let before = before.and_then(|stop| Some((stop.item.reference.as_str(), stop.recorded?)));
        let mut chrome = chrome_of(caller, meeting)
            .crumb("Run", format!("{}/run", meeting.href))
            .wide()
            .faulty(again.form.is_faulty());
        chrome.title = format!("{}: {}", case.reference, meeting.title);
        Self {
            chrome,
            meeting,
            case,
            here: here.unwrap_or_default(),
            before,
            stops,
            rags: page::offer(Rag::ALL, Rag::value, Rag::label),
            again: again.at_version(case.version),
        }
    }

    /// The stop that is shown.
    fn stop(&self) -> Option<&Stop<'a>> {
        self.stops.get(self.here)
    }

    fn previous(&self) -> Option<&Stop<'a>> {
        self.stops.get(self.here.checked_sub(1)?)
    }

    fn next(&self) -> Option<&Stop<'a>> {
        self.stops.get(self.here + 1)
    }
}
