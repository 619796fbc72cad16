//! `/actions/{id}`: one action, its steps so far, and the agency's answer to it.

mod answer;
mod steps;
pub(crate) mod view;

use std::collections::BTreeSet;

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    ActionId,
    case::{Action, ActionStatus, Ending},
};
use edge::{
    Accept, App, At, Problem,
    page::{Choice, Chrome, Form, Place},
};
use serde::Serialize;

use self::{
    steps::{NotToldView, StepView},
    view::ActionView,
};
use crate::{
    again::Again,
    case::{Done, choices, opened::Opened},
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(show, answer::accept, answer::decline, answer::complete))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/actions/{id}", get(show))
        .merge(answer::routes())
}

/// An action with what has happened to it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = ActionWithSteps)]
struct TaskView {
    /// The action.
    action: ActionView,
    /// What the case is about, in a line.
    #[schema(example = "Threats and noise around the parade of shops")]
    headline: String,
    /// Emails about it that did not arrive, until somebody has dealt with them.
    not_told: Vec<NotToldView>,
    /// What has happened to it so far, oldest first.
    steps: Vec<StepView>,
    /// What the caller may do: `accept`, `decline`, `complete`.
    #[schema(example = json!(["accept", "decline", "complete"]))]
    may: Vec<&'static str>,
    /// The agencies that see it, by name, when it is limited; null when everybody on the case does.
    only: Option<Vec<String>>,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    version: u64,
}

impl TaskView {
    fn can(&self, what: &str) -> bool {
        self.may.contains(&what)
    }
}

#[derive(Template)]
#[template(path = "action/page.html")]
struct TaskPage {
    chrome: Chrome,
    view: TaskView,
    endings: Vec<Choice>,
    changes: Vec<String>,
    accept: Form,
    decline: Form,
    complete: Form,
}

impl TaskPage {
    /// The form with something to mend, if there is one.
    fn faulty(&self) -> Option<&Form> {
        [&self.accept, &self.decline, &self.complete]
            .into_iter()
            .find(|form| form.is_faulty())
    }
}

/// A form of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Accept,
    Decline,
    Complete,
}

const DONE: [(&str, &str); 3] = [
    ("accepted", "The action has been accepted"),
    (
        "declined",
        "The action has been declined: the coordinator decides what happens next",
    ),
    ("completed", "The outcome has been recorded"),
];

/// An action
///
/// The task, its case, where it stands, and the steps taken so far.
#[utoipa::path(get, path = "/actions/{id}", tag = "actions",
    params(("id" = String, Path, description = "The action")),
    responses((status = 200, description = "The action",
        content((TaskView = "application/json"), (String = "text/html")))))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ActionId>,
    accept: Accept,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let mut page = page(&app, &caller, id, None).await?;
    page.chrome = page.chrome.success(query.done.as_deref(), &DONE);
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.version)
        .into_response())
}

async fn page(
    app: &App,
    caller: &Caller,
    id: ActionId,
    again: Option<(Which, Again)>,
) -> Result<TaskPage, Problem> {
    let opened = Opened::of_action(app, caller, id).await?;
    let view = view_of(&opened, caller, id)?;
    let faulty = again
        .as_ref()
        .is_some_and(|(_, again)| again.form.is_faulty());
    let title = format!(
        "Action {} on case {}",
        view.action.number, view.action.reference
    );
    let mut page = TaskPage {
        chrome: edge::chrome(caller, title)
            .at(Place::Actions)
            .official_sensitive()
            .faulty(faulty)
            .crumb("Actions", "/actions"),
        endings: choices::of(Ending::ALL, Ending::value, Ending::label),
        changes: Vec::new(),
        accept: Form::new(),
        decline: Form::new(),
        complete: Form::new(),
        view,
    };
    if let Some((which, again)) = again {
        page.changes = again.changes;
        match which {
            Which::Accept => page.accept = again.form,
            Which::Decline => page.decline = again.form,
            Which::Complete => page.complete = again.form,
        }
    }
    Ok(page)
}

fn view_of(opened: &Opened, caller: &Caller, id: ActionId) -> Result<TaskView, Problem> {
    let case = opened.case();
    let action = case.action(id)?;
    let agency_name = opened.names.get(&action.agency);
    let key = (case.id, case.reference.as_str());
    Ok(TaskView {
        action: ActionView::of(action, key, &agency_name, opened.today()),
        headline: case.headline.to_string(),
        not_told: steps::not_told(opened, caller, action),
        steps: steps::steps(opened, action),
        may: may(opened, caller, action),
        only: limited(opened, id),
        version: case.version(),
    })
}

/// Everybody who sees an action that is limited.
fn limited(opened: &Opened, id: ActionId) -> Option<Vec<String>> {
    let limit = opened.case().limit_on(id.into())?;
    let agencies = limit.only.iter().chain([&limit.agency]);
    let names: BTreeSet<_> = agencies.map(|agency| opened.names.get(agency)).collect();
    Some(names.into_iter().collect())
}

fn may(opened: &Opened, caller: &Caller, action: &Action) -> Vec<&'static str> {
    let answer = policy::answer(caller, action).is_permitted();
    let end = policy::end(caller, opened.case(), action).is_permitted();
    let waiting = matches!(action.status, ActionStatus::Assigned);
    let may = [
        ("accept", answer && waiting),
        ("decline", answer && waiting),
        ("complete", end && action.is_open()),
    ];
    may.into_iter()
        .filter_map(|(what, may)| may.then_some(what))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use domain::{directory::Role, gateway::Gateway};

    fn assigned() -> (Opened, ActionId) {
        let police = fixture::stamp("PC Lee", "surrey-police", 2);
        let task = fixture::task("surrey-police", "2026-11-24");
        let case = fixture::case()
            .assign(task, Gateway::CrimeAndDisorder, &police)
            .unwrap();
        let id = case.open_actions()[0].id;
        let opened = Opened::new(fixture::file(case), fixture::stored_area(), fixture::at(5));
        (opened, id)
    }

    #[test]
    fn the_tasked_agency_answers_and_the_coordinator_may_end() {
        let (opened, id) = assigned();
        let may = |caller: &Caller| view_of(&opened, caller, id).unwrap().may;
        let police = fixture::caller("PC Lee", "surrey-police", "Surrey Police", &[]);
        assert_eq!(may(&police), ["accept", "decline", "complete"]);
        let council = "runnymede-council";
        let coordinator = fixture::caller("Ana", council, "Runnymede", &[Role::Coordinator]);
        assert_eq!(may(&coordinator), ["complete"]);
        let housing = fixture::caller("Hugo Marsh", "oak-housing", "Oak Housing", &[]);
        assert!(may(&housing).is_empty());
    }

    #[test]
    fn its_steps_are_its_own() {
        let (opened, id) = assigned();
        let police = fixture::caller("PC Lee", "surrey-police", "Surrey Police", &[]);
        let steps = view_of(&opened, &police, id).unwrap().steps;
        assert_eq!(steps.len(), 1);
        assert_eq!(
            steps[0].words,
            "Assigned action 1 to Surrey Police, due on 24 November 2026"
        );
    }
}
