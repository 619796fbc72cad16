//! Giving the lead to another agency.

use access::{Caller, case as policy};
use axum::{extract::State, response::Response};
use domain::{AgencyId, CaseId, Prose};
use edge::{Accept, App, At, Body, Fields, Problem, accept::see_other};
use serde::Deserialize;
use store::Outcome;

use crate::{
    again::{Again, led_to},
    case::{
        MANAGES,
        ask::Ask,
        change::{Answer, Change, Changed, Target},
        choices,
        frame::{Frame, Tab},
        opened::Opened,
        permit,
    },
};

/// Who is to lead, and why.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeLead, example = json!({
    "agency": "oak-housing", "reason": "The tenancy is now the main lever."
}))]
pub(super) struct LeadBody {
    /// An agency on the case.
    #[schema(value_type = String)]
    agency: Option<String>,
    /// Why; up to 5,000 characters.
    #[schema(value_type = String)]
    reason: Option<String>,
}

impl LeadBody {
    fn read(self) -> Result<(AgencyId, Prose), Problem> {
        let mut fields = Fields::default();
        let agency = fields.id("agency", "agency that will lead", self.agency);
        let reason = fields.prose("reason", "why the lead changes", self.reason);
        fields.finish(|| Some((agency?, reason?)))
    }
}

/// The page that asks who leads from now on.
pub(super) async fn ask(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
) -> Result<Response, Problem> {
    if !accept.html() {
        return Ok(see_other(&format!("/cases/{id}/agencies")));
    }
    show(&app, &caller, id, Again::first()).await
}

async fn show(app: &App, caller: &Caller, id: CaseId, again: Again) -> Result<Response, Problem> {
    let opened = Opened::newest(app, caller, id).await?;
    let case = opened.case();
    permit(&policy::manage(caller, case), MANAGES)?;
    let frame = Frame::of(&opened, Tab::Agencies, "Change the lead agency");
    let page = Ask {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        action: format!("/cases/{id}/lead"),
        about: format!("{} leads this case now.", opened.names.get(&case.lead)),
        agencies: choices::members(&opened, |agency| *agency != case.lead),
        text: false,
        why: "Why does the lead change?",
        button: "Change the lead",
        grave: false,
        frame,
        again: again.at_version(case.version()),
    };
    Ok(page.response())
}

/// Change the lead agency
///
/// The new lead must be on the case already. Needs the version it is based on.
#[utoipa::path(post, path = "/cases/{id}/lead", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((LeadBody = "application/json"),
        (LeadBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Changed", body = Changed)))]
pub(super) async fn lead(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CaseId>,
    accept: Accept,
    body: Body<LeadBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, id, &body).await {
        Ok(outcome) => Ok(led_to(
            accept,
            &outcome,
            &format!("/cases/{id}/agencies?done=lead"),
        )),
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            show(&app, &caller, id, again).await
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    id: CaseId,
    body: &Body<LeadBody>,
) -> Result<Outcome, Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?.based()?;
    let (agency, reason) = body.value.clone().read()?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}/agencies"),
    };
    change
        .make((policy::manage, MANAGES), answer, |opened, stamp| {
            Ok(opened
                .file
                .journal
                .change_lead(agency.clone(), reason.clone(), stamp)?)
        })
        .await
}
