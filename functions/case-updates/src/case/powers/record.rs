//! Recording a step: the rules of its day block it, warn of it, or let it pass (R6.3).

use access::{Caller, case as policy};
use axum::{extract::State, response::Response};
use domain::{CaseId, case::Case};
use edge::{Accept, App, At, Body, Problem, Within};
use store::Outcome;

use super::{
    ask::{self, TELLS},
    body::StepBody,
};
use crate::{
    again::{Again, led_to},
    case::change::{Answer, Change, Changed, Target},
};

/// Begin a tool or power
///
/// Its first step: considered, consulted on, or issued or applied for. A step that a rule blocks is
/// refused with the rule’s citation, and whether it is statute or local policy. One that a rule warns
/// of needs `acknowledged`.
#[utoipa::path(post, path = "/cases/{id}/powers", tag = "cases",
    params(("id" = String, Path, description = "The case")),
    request_body(content((StepBody = "application/json"),
        (StepBody = "application/x-www-form-urlencoded"))),
    responses((status = 201, description = "Recorded", body = Changed),
        (status = 422, description = "A rule blocks it, or warns of it and nobody acknowledged that")))]
pub(super) async fn begin(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<StepBody>,
) -> Result<Response, Problem> {
    let made = begun(&app, &caller, id, &body).await;
    answer(&app, &caller, (id, None), (accept, body, made)).await
}

/// Take the next step with a power
///
/// What was recorded before, and what the case says of the respondent, need not be sent again.
#[utoipa::path(post, path = "/cases/{id}/powers/{number}", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("number" = u32, Path, description = "The number of the power, from 1", example = 1)),
    request_body(content((StepBody = "application/json"),
        (StepBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Recorded", body = Changed),
        (status = 422, description = "A rule blocks it, or warns of it and nobody acknowledged that")))]
pub(super) async fn step(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
    body: Body<StepBody>,
) -> Result<Response, Problem> {
    let made = stepped(&app, &caller, (id, number), &body).await;
    answer(&app, &caller, (id, Some(number)), (accept, body, made)).await
}

async fn answer(
    app: &App,
    caller: &Caller,
    at: (CaseId, Option<u32>),
    (accept, body, made): (Accept, Body<StepBody>, Result<Outcome, Problem>),
) -> Result<Response, Problem> {
    match made {
        Ok(outcome) => {
            let page = outcome.location.clone().unwrap_or_default();
            Ok(led_to(accept, &outcome, &format!("{page}?done=recorded")))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            ask::again(app, caller, at, again).await
        }
    }
}

async fn begun(
    app: &App,
    caller: &Caller,
    id: CaseId,
    body: &Body<StepBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?;
    let (power, taking) = body.value.clone().begin()?;
    let adopted = app.store.adopted().await?;
    let answer = Answer {
        new: true,
        href: format!("/cases/{id}/powers/{{new}}"),
    };
    change
        .make((policy::tell, TELLS), answer, |opened, stamp| {
            let case = opened.file.journal;
            Ok(case.begin_power(power, taking.clone(), &adopted, stamp)?)
        })
        .await
}

async fn stepped(
    app: &App,
    caller: &Caller,
    (id, number): (CaseId, u32),
    body: &Body<StepBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?;
    let adopted = app.store.adopted().await?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}/powers/{number}"),
    };
    change
        .make((policy::tell, TELLS), answer, |opened, stamp| {
            let power = |case: &Case| case.power(number).map(|used| used.power);
            let power = power(opened.case()).ok_or(Problem::NotFound)?;
            let taking = body.value.clone().step(power)?;
            let case = opened.file.journal;
            Ok(case.step_power(number, taking, &adopted, stamp)?)
        })
        .await
}
