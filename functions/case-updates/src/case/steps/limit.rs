//! Limiting a decision or an action to named agencies, by the agency that wrote it (R3.3).

use access::{Caller, case as policy};
use axum::{Router, extract::State, response::Response, routing::get};
use domain::{
    CaseId, Entry,
    case::{Event, Limit},
};
use edge::{Accept, App, Body, Problem, Within, accept::see_other};
use store::Outcome;

use super::worded;
use crate::{
    again::{Again, led_to},
    case::{
        change::{Answer, Change, Changed, Target},
        entries::limit::{Asked, LimitBody, sights, sights_of_task},
        frame::Tab,
        opened::Opened,
        permit,
    },
};

const OWN: &str = "Only the agency that wrote this can change who sees it.";

pub(super) fn routes() -> Router<App> {
    Router::new().route("/cases/{id}/steps/{step}/limit", get(ask).post(limit))
}

/// Change who sees a decision or an action
///
/// Everybody on the case, or the agency that wrote it and those it names; of an action the agency that
/// is tasked and the lead as well. Nobody else sees anything of it from now on; packs that were made
/// before keep it in their PDF.
#[utoipa::path(post, path = "/cases/{id}/steps/{step}/limit", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("step" = u64, Path, description = "The step, by its position in the journal", example = 7)),
    request_body(content((LimitBody = "application/json"), (LimitBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Changed", body = Changed)))]
pub(super) async fn limit(
    State(app): State<App>,
    caller: Caller,
    Within(id, step): Within<CaseId, u64>,
    accept: Accept,
    body: Body<LimitBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, (id, step), &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}?done=limited"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (id, step), again).await
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    (id, step): (CaseId, u64),
    body: &Body<LimitBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Whole(id), body)?;
    let only = body.value.clone().read()?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}#chronology"),
    };
    change
        .make((policy::tell, OWN), answer, |opened, stamp| {
            let entry = limitable(&opened, caller, step)?;
            let case = opened.file.journal;
            Ok(case.limit_step(&entry, only.clone(), stamp)?)
        })
        .await
}

/// The step, which the caller may limit.
///
/// **Errors:** 404 when they see no such step, or it cannot be limited; 403 when it is another
/// agency's.
fn limitable(opened: &Opened, caller: &Caller, step: u64) -> Result<Entry<Event>, Problem> {
    let entry = worded(opened, step)?;
    let event = entry.event.as_ref();
    if !event.is_some_and(Event::can_be_limited) {
        return Err(Problem::NotFound);
    }
    permit(
        &policy::limit_step(caller, opened.case(), &entry.header),
        OWN,
    )?;
    Ok(entry)
}

async fn ask(
    State(app): State<App>,
    caller: Caller,
    at: Within<CaseId, u64>,
    accept: Accept,
) -> Result<Response, Problem> {
    let Within(id, step) = at;
    if accept.html() {
        show(&app, &caller, (id, step), Again::first()).await
    } else {
        Ok(see_other(&format!("/cases/{id}")))
    }
}

async fn show(
    app: &App,
    caller: &Caller,
    (id, step): (CaseId, u64),
    again: Again,
) -> Result<Response, Problem> {
    let opened = Opened::whole(app, caller, id).await?;
    let entry = limitable(&opened, caller, step)?;
    let event = entry.event.as_ref();
    let limit: Option<&Limit> = event
        .and_then(Event::entry)
        .and_then(|entry| opened.case().limits.get(&entry));
    let (what, sights) = match event {
        Some(Event::Decided { .. }) => ("decision", sights()),
        _ => ("action", sights_of_task()),
    };
    let asked = Asked {
        tab: Tab::Case,
        what,
        sights,
        action: format!("/cases/{id}/steps/{step}/limit"),
        only: limit.map(|limit| &limit.only),
    };
    Ok(asked.page(&opened, caller, again))
}
