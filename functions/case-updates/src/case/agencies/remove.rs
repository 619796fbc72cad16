//! Taking an agency off a case.

use access::{Caller, case as policy};
use axum::{extract::State, response::Response};
use domain::{AgencyId, CaseId};
use edge::{Accept, App, Body, Fields, Problem, Within, accept::see_other};
use serde::Deserialize;
use store::Outcome;

use crate::{
    again::{Again, led_to},
    case::{
        MANAGES,
        ask::Ask,
        change::{Answer, Change, Changed, Target},
        frame::{Frame, Tab},
        opened::Opened,
        permit,
    },
};

/// Why an agency is taken off.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RemoveAgency, example = json!({"reason": "The family has moved to another landlord."}))]
pub(super) struct RemoveBody {
    /// Why; up to 5,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// The page that asks why.
pub(super) async fn ask(
    State(app): State<App>,
    caller: Caller,
    Within(id, agency): Within<CaseId, AgencyId>,
    accept: Accept,
) -> Result<Response, Problem> {
    if !accept.html() {
        return Ok(see_other(&format!("/cases/{id}/agencies")));
    }
    show(&app, &caller, (id, agency), Again::first()).await
}

async fn show(
    app: &App,
    caller: &Caller,
    (id, agency): (CaseId, AgencyId),
    again: Again,
) -> Result<Response, Problem> {
    let opened = Opened::newest(app, caller, id).await?;
    permit(&policy::manage(caller, opened.case()), MANAGES)?;
    let member = opened
        .case()
        .agencies
        .get(&agency)
        .ok_or(Problem::NotFound)?;
    let frame = Frame::of(
        &opened,
        Tab::Agencies,
        &format!("Take {} off this case", member.name),
    );
    let page = Ask {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        action: format!("/cases/{id}/agencies/{agency}/remove"),
        about: format!(
            "{} will no longer see this case. What it brought stays, and stays its own.",
            member.name
        ),
        agencies: Vec::new(),
        text: false,
        why: "Why does it no longer need to see this case?",
        button: "Take off the case",
        grave: true,
        frame,
        again,
    };
    Ok(page.response())
}

/// Take an agency off a case
///
/// From now on it no longer sees the case. Refused while it leads the case or has open actions.
#[utoipa::path(post, path = "/cases/{id}/agencies/{agency}/remove", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("agency" = String, Path, description = "The agency", example = "surrey-police"),
        ("If-Match" = Option<String>, Header, description = "The version this is based on")),
    request_body(content((RemoveBody = "application/json"),
        (RemoveBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Taken off", body = Changed)))]
pub(super) async fn remove(
    State(app): State<App>,
    caller: Caller,
    Within(id, agency): Within<CaseId, AgencyId>,
    accept: Accept,
    body: Body<RemoveBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, (id, &agency), &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}/agencies?done=removed"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, (id, agency), again).await
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    (id, agency): (CaseId, &AgencyId),
    body: &Body<RemoveBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?;
    let mut fields = Fields::default();
    let reason = fields.prose(
        "reason",
        "why the agency no longer needs to see this case",
        body.value.reason.clone(),
    );
    let reason = fields.finish(|| reason)?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}/agencies"),
    };
    change
        .make((policy::manage, MANAGES), answer, |opened, stamp| {
            Ok(opened
                .file
                .journal
                .remove_agency(agency.clone(), reason.clone(), stamp)?)
        })
        .await
}
