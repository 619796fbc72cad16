//! Accepting, declining and completing an action.

mod body;

use access::{Caller, case as policy};
use axum::{Router, extract::State, response::Response, routing::get};
use domain::{
    ActionId, Journal, Prose, Stamp,
    case::{Case, Ending},
};
use edge::{Accept, App, At, Body, Problem, accept::see_other, page::html};
use store::Outcome;

use self::body::{AcceptBody, CompleteBody, DeclineBody};
use super::Which;
use crate::{
    again::{Again, led_to},
    case::{
        change::{Answer, Change, Changed, Target},
        permit,
    },
};

const ANSWERS: &str = "Only the agency that was tasked can accept or decline this action.";
const ENDS: &str = "Only the agency that was tasked, the area’s coordinator or chair, or the agency that leads the case can do this.";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/actions/{id}/accept", get(back).post(accept))
        .route("/actions/{id}/decline", get(back).post(decline))
        .route("/actions/{id}/complete", get(back).post(complete))
}

/// The forms are on the action's own page: a reloaded error page leads there.
async fn back(At(id): At<ActionId>) -> Response {
    see_other(&format!("/actions/{id}"))
}

/// Accept an action
///
/// The tasked agency takes it on.
#[utoipa::path(post, path = "/actions/{id}/accept", tag = "actions",
    params(("id" = String, Path, description = "The action"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on")),
    request_body(content((AcceptBody = "application/json"), (AcceptBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Accepted", body = Changed)))]
pub(super) async fn accept(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ActionId>,
    accept: Accept,
    body: Body<AcceptBody>,
) -> Result<Response, Problem> {
    let made = command(&app, &caller, id, &body, Ok(Given::Accepted)).await;
    reply(
        &app,
        &caller,
        id,
        accept,
        Which::Accept,
        made.map_err(|p| (p, body.form)),
    )
    .await
}

/// Decline an action
///
/// The tasked agency does not take it on, and says why; the coordinator decides what next.
#[utoipa::path(post, path = "/actions/{id}/decline", tag = "actions",
    params(("id" = String, Path, description = "The action"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on")),
    request_body(content((DeclineBody = "application/json"), (DeclineBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Declined", body = Changed)))]
pub(super) async fn decline(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ActionId>,
    accept: Accept,
    body: Body<DeclineBody>,
) -> Result<Response, Problem> {
    let given = body
        .value
        .clone()
        .read()
        .map(|reason| Given::Declined { reason });
    let made = command(&app, &caller, id, &body, given).await;
    reply(
        &app,
        &caller,
        id,
        accept,
        Which::Decline,
        made.map_err(|p| (p, body.form)),
    )
    .await
}

/// Complete an action
///
/// Done, not done or no longer possible, with evidence: by the tasked agency, or by those who
/// manage the case when it reports at the meeting.
#[utoipa::path(post, path = "/actions/{id}/complete", tag = "actions",
    params(("id" = String, Path, description = "The action"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on")),
    request_body(content((CompleteBody = "application/json"), (CompleteBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Completed", body = Changed)))]
pub(super) async fn complete(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ActionId>,
    accept: Accept,
    body: Body<CompleteBody>,
) -> Result<Response, Problem> {
    let given = body
        .value
        .clone()
        .read()
        .map(|(ending, evidence)| Given::Ended { ending, evidence });
    let made = command(&app, &caller, id, &body, given).await;
    reply(
        &app,
        &caller,
        id,
        accept,
        Which::Complete,
        made.map_err(|p| (p, body.form)),
    )
    .await
}

/// The answer to an action.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Given {
    Accepted,
    Declined { reason: Prose },
    Ended { ending: Ending, evidence: Prose },
}

async fn command<T>(
    app: &App,
    caller: &Caller,
    id: ActionId,
    body: &Body<T>,
    given: Result<Given, Problem>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Action(id), body)?;
    let given = given?;
    let answer = Answer {
        new: false,
        href: format!("/actions/{id}"),
    };
    change
        .make((policy::see, ENDS), answer, |opened, stamp| {
            let action = opened.case().action(id)?;
            match given {
                Given::Accepted | Given::Declined { .. } => {
                    permit(&policy::answer(caller, action), ANSWERS)?;
                }
                Given::Ended { .. } => permit(&policy::end(caller, opened.case(), action), ENDS)?,
            }
            apply(opened.file.journal, id, given.clone(), stamp)
        })
        .await
}

fn apply(
    case: Journal<Case>,
    id: ActionId,
    given: Given,
    stamp: &Stamp,
) -> Result<Journal<Case>, Problem> {
    Ok(match given {
        Given::Accepted => case.accept_action(id, stamp)?,
        Given::Declined { reason } => case.decline_action(id, reason, stamp)?,
        Given::Ended { ending, evidence } => case.end_action(id, ending, evidence, stamp)?,
    })
}

async fn reply(
    app: &App,
    caller: &Caller,
    id: ActionId,
    accept: Accept,
    which: Which,
    made: Result<Outcome, (Problem, edge::page::Form)>,
) -> Result<Response, Problem> {
    let word = match which {
        Which::Accept => "accepted",
        Which::Decline => "declined",
        Which::Complete => "completed",
    };
    match made {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/actions/{id}?done={word}"),
        )),
        Err((problem, form)) => {
            let again = Again::after(problem, accept, form)?;
            let status = again.status;
            let page = super::page(app, caller, id, Some((which, again))).await?;
            Ok(html(status, &page))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use domain::gateway::Gateway;

    #[test]
    fn an_ended_action_cannot_be_accepted() {
        let police = fixture::stamp("PC Lee", "surrey-police", 2);
        let task = fixture::task("surrey-police", "2026-11-24");
        let case = fixture::case()
            .assign(task, Gateway::CrimeAndDisorder, &police)
            .unwrap();
        let id = case.open_actions()[0].id;
        let ended = Given::Ended {
            ending: Ending::Done,
            evidence: fixture::prose("Seen."),
        };
        let case = apply(case, id, ended, &police).unwrap();
        let refused = apply(case, id, Given::Accepted, &police).unwrap_err();
        assert_eq!(
            refused.detail(),
            "This action is ended, so it cannot be accepted or declined."
        );
    }
}
