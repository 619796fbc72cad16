//! `/cases/{id}/actions`: the actions of a case, and assigning another (R4.1).

mod body;

use access::{Caller, case as policy, entry};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{AgencyId, CaseId};
use edge::{
    Accept, App, At, Body, Problem,
    page::{self, Choice, Chrome},
};
use serde::{Deserialize, Serialize};
use store::Outcome;

use self::body::TaskBody;
use super::{
    MANAGES,
    change::{Answer, Change, Changed, Target},
    choices,
    entries::limit,
    frame::{Frame, Tab},
    opened::Opened,
    sharing::Offered,
};
use crate::{
    action::view::ActionView,
    again::{Again, led_to},
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, assign))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/cases/{id}/actions", get(list).post(assign))
}

/// The actions of a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CaseActions)]
struct TasksView {
    /// Open ones first, soonest due first; then those declined or ended, newest first.
    actions: Vec<ActionView>,
    /// Whether the caller may assign actions.
    may_manage: bool,
    /// The case's version, as in `ETag`.
    #[schema(example = 8)]
    version: u64,
}

#[derive(Template)]
#[template(path = "case/actions.html")]
struct TasksPage {
    chrome: Chrome,
    frame: Frame,
    view: TasksView,
    may_assign: bool,
    again: Again,
    members: Vec<Choice>,
    /// The agency to be tasked, once chosen: its short name and its name.
    tasked: Option<(String, String)>,
    people: Vec<Choice>,
    gateways: Vec<Choice>,
    meetings: Vec<Choice>,
    offered: Offered,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    done: Option<String>,
    agency: Option<String>,
}

/// Actions of a case
///
/// Open ones first, soonest due first.
#[utoipa::path(get, path = "/cases/{id}/actions", tag = "actions",
    params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The actions",
        content((TasksView = "application/json"), (String = "text/html")))))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    Query(query): Query<Asked>,
) -> Result<Response, Problem> {
    let mut page = show(&app, &caller, id, (query.agency.as_deref(), Again::first())).await?;
    let words = [(
        "assigned",
        "The action has been assigned: the agency will be told by email",
    )];
    page.chrome = page.chrome.success(query.done.as_deref(), &words);
    Ok(accept
        .reply(&page.view, &page)
        .version(page.view.version)
        .into_response())
}

/// The page; its form lists the people of the agency that was `chosen` before, if one was.
async fn show(
    app: &App,
    caller: &Caller,
    id: CaseId,
    (chosen, again): (Option<&str>, Again),
) -> Result<TasksPage, Problem> {
    let opened = Opened::newest(app, caller, id).await?;
    let case = opened.case();
    let may_manage = policy::manage(caller, case).is_permitted();
    let may_assign = may_manage && case.is_open();
    let mut frame = Frame::of(&opened, Tab::Actions, "Actions on this case");
    frame.warned(&opened, caller);
    let tasked: Option<AgencyId> = chosen.and_then(|agency| agency.parse().ok());
    let tasked = tasked.filter(|agency| may_assign && case.agencies.contains_key(agency));
    let people = match &tasked {
        Some(agency) => people(app, agency).await?,
        None => Vec::new(),
    };
    let meetings = if may_assign {
        choices::meetings(app, caller, &opened).await?
    } else {
        Vec::new()
    };
    Ok(TasksPage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        view: TasksView {
            actions: actions(&opened, caller),
            may_manage,
            version: case.version(),
        },
        may_assign,
        members: choices::members(&opened, |_| true),
        tasked: tasked.map(|agency| (agency.to_string(), opened.names.get(&agency))),
        people,
        gateways: choices::gateways(),
        offered: Offered {
            sights: limit::sights_of_task(),
            ..Offered::of(&opened, caller)
        },
        meetings,
        frame,
        again,
    })
}

async fn people(app: &App, agency: &AgencyId) -> Result<Vec<Choice>, Problem> {
    let people = app.store.people_of(agency).await?;
    Ok(people
        .iter()
        .map(|each| Choice::new(each.id.to_string(), &each.name))
        .collect())
}

fn actions(opened: &Opened, caller: &Caller) -> Vec<ActionView> {
    let case = opened.case();
    let mut actions: Vec<_> = entry::tasks(caller, case, opened.now).collect();
    actions.sort_by_key(|action| {
        // Open: by due date, ascending. Ended: by the end, descending.
        let ended = action
            .ended_at()
            .map(|at| std::cmp::Reverse(at.timestamp_millis()));
        (!action.is_open(), ended, action.due_on, action.number)
    });
    let key = (case.id, case.reference.as_str());
    let view = |action: &domain::case::Action| {
        ActionView::of(
            action,
            key,
            &opened.names.get(&action.agency),
            opened.today(),
        )
    };
    actions.into_iter().map(view).collect()
}

/// Assign an action
///
/// To an agency on the case, which is told by email and, if it has one, on its SNS topic. The
/// person is named by `person` or by `person_email`, or nobody is.
#[utoipa::path(post, path = "/cases/{id}/actions", tag = "actions",
    params(("id" = String, Path, description = "The case"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on")),
    request_body(content((TaskBody = "application/json"),
        (TaskBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Assigned", body = Changed)))]
async fn assign(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<TaskBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, id, &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}/actions?done=assigned"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            // The form with the list of people sends `person`, even when nobody was chosen.
            let listed = !again.form.all("person").is_empty();
            let agency = again.form.value("agency").to_owned();
            let chosen = listed.then_some(agency.as_str());
            let page = show(&app, &caller, id, (chosen, again)).await?;
            Ok(page::html(page.again.status, &page))
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    id: CaseId,
    body: &Body<TaskBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?;
    let asked = body.value.clone().read()?;
    // What is wrong with it is said only when it was not done before: people and meetings change.
    let completed = asked.complete(app, caller).await;
    let answer = Answer {
        new: true,
        href: "/actions/{new}".into(),
    };
    change
        .make((policy::manage, MANAGES), answer, |opened, stamp| {
            let (task, sharing) = completed.clone()?;
            Ok(opened.file.journal.assign_shared(task, sharing, stamp)?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use domain::{case::Ending, gateway::Gateway};

    #[test]
    fn open_actions_stand_first_and_soonest_first() {
        let police = fixture::stamp("PC Lee", "surrey-police", 2);
        let case = fixture::case();
        let mut case = case;
        for due_on in ["2026-12-10", "2026-11-24", "2026-12-01"] {
            let task = fixture::task("surrey-police", due_on);
            case = case
                .assign(task, Gateway::CrimeAndDisorder, &police)
                .unwrap();
        }
        let first = case.open_actions()[0].id;
        let case = case
            .end_action(first, Ending::Done, fixture::prose("Seen."), &police)
            .unwrap();
        let opened = Opened::new(fixture::file(case), fixture::stored_area(), fixture::at(5));
        let caller = fixture::caller("PC Lee", "surrey-police", "Surrey Police", &[]);
        let due: Vec<_> = actions(&opened, &caller)
            .iter()
            .map(ActionView::due)
            .collect();
        assert_eq!(
            due,
            ["1 December 2026", "10 December 2026", "24 November 2026"]
        );
    }
}
