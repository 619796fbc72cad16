//! `/`: what this is, for everybody; what awaits the caller, once they are signed in.
//!
//! | file | what it shows |
//! |---|---|
//! | [`desk`] | an area, for its coordinator and chair: triage, reviews, actions |
//! | [`work`] | the caller's own actions, and their agency's actions and cases |
//! | [`meetings`] | the next meetings, with their packs |

mod desk;
mod glance;
mod meetings;
mod work;

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use edge::{
    Accept, App, Problem,
    page::{Chrome, Place},
};
use serde::Serialize;

use self::{desk::DeskView, meetings::MeetingView, work::WorkView};
use crate::cases::areas;

#[derive(utoipa::OpenApi)]
#[openapi(paths(start))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/", get(start))
}

/// What awaits the caller.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Start)]
struct StartView {
    /// Who is signed in; null for nobody, and then everything else is empty.
    person: Option<PersonView>,
    /// Where to sign in.
    #[schema(example = "/sign-in")]
    sign_in: &'static str,
    /// The areas that the caller coordinates or chairs.
    desks: Vec<DeskView>,
    /// The caller's own work and their agency's.
    work: Option<WorkView>,
    /// The next meetings the caller's agency takes part in, soonest first.
    meetings: Vec<MeetingView>,
}

/// Somebody signed in.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = SignedIn, example = json!({
    "name": "Ana Silva", "agency": "runnymede-council", "agency_name": "Runnymede Borough Council"
}))]
struct PersonView {
    /// Their name.
    name: String,
    /// The agency they act for.
    agency: String,
    /// Its name.
    agency_name: String,
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage {
    chrome: Chrome,
}

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    chrome: Chrome,
    name: String,
    desks: Vec<DeskView>,
    work: WorkView,
    meetings: Vec<MeetingView>,
}

/// What awaits the caller
///
/// For coordinators and chairs the state of their areas; for everybody their own actions, their
/// agency's actions and cases, and the next meetings. Without sign-in, where to sign in.
#[utoipa::path(get, path = "/", tag = "service", security((), ("bearer" = [])),
    responses((status = 200, description = "What awaits the caller",
        content((StartView = "application/json"), (String = "text/html")))))]
async fn start(
    State(app): State<App>,
    caller: Option<Caller>,
    accept: Accept,
) -> Result<Response, Problem> {
    match caller {
        Some(caller) => signed_in(&app, &caller, accept).await,
        None => Ok(welcome(accept)),
    }
}

fn welcome(accept: Accept) -> Response {
    let view = StartView {
        person: None,
        sign_in: "/sign-in",
        desks: Vec::new(),
        work: None,
        meetings: Vec::new(),
    };
    let chrome = Chrome::new("Community safety casework");
    accept.reply(&view, &WelcomePage { chrome }).into_response()
}

async fn signed_in(app: &App, caller: &Caller, accept: Accept) -> Result<Response, Problem> {
    let run = areas::run(app, caller).await?;
    let mut desks = Vec::new();
    for area in &run {
        desks.push(DeskView::load(app, caller, area).await?);
    }
    let work = WorkView::load(app, caller).await?;
    let meetings = meetings::next(app, caller, &desks).await?;
    let person = person(caller);
    let page = StartPage {
        chrome: edge::chrome(caller, "Your work")
            .at(Place::Home)
            .official_sensitive(),
        name: person
            .as_ref()
            .map(|person| person.name.clone())
            .unwrap_or_default(),
        desks: desks.clone(),
        work: work.clone(),
        meetings: meetings.clone(),
    };
    let view = StartView {
        person,
        sign_in: "/sign-in",
        desks,
        work: Some(work),
        meetings,
    };
    Ok(accept.reply(&view, &page).into_response())
}

fn person(caller: &Caller) -> Option<PersonView> {
    match caller {
        Caller::Person {
            name,
            agency,
            agency_name,
            ..
        } => Some(PersonView {
            name: name.clone(),
            agency: agency.to_string(),
            agency_name: agency_name.clone(),
        }),
        Caller::Agency(_) | Caller::System(_) => None,
    }
}
