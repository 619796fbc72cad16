//! The chair adds, removes or moves a case, with a reason (R5.2).

mod asked;

use access::Caller;
use asked::Asked;
use axum::{extract::State, response::Response};
use domain::{
    MeetingId,
    case::Case,
    meeting::{Adjustment, Agenda, agenda::Change},
};
use edge::{
    Accept, App, At, Body, Problem,
    once::{changed, once},
};
use serde::Deserialize;
use store::{Commit, Once, Outcome, meetings::Seen};
use utoipa::ToSchema;

use super::{AgendaView, changes, show};
use crate::{again::done, meeting::must_run};

/// A change to the agenda. The case is named by its reference or by its id.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AdjustAgenda)]
pub(crate) struct AdjustBody {
    /// What: `add`, `remove` or `first`.
    #[schema(required, example = "add")]
    change: Option<String>,
    /// The case's reference.
    #[schema(example = "RUN-2026-0042")]
    case_reference: Option<String>,
    /// The case's id, instead of its reference.
    #[schema(example = json!(null))]
    case: Option<String>,
    /// Why; 5,000 characters at most. Everybody who sees the case reads it in their pack.
    #[schema(required, example = "The family asked to be heard early.")]
    reason: Option<String>,
}

/// Adds a case to the agenda, takes it off, or takes it first.
///
/// `If-Match` names the version of the meeting that the caller has seen.
#[utoipa::path(
    post,
    path = "/meetings/{id}/agenda",
    tag = "Meetings",
    params(
        ("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001"),
        ("If-Match" = String, Header, description = "The ETag of the meeting or agenda as read", example = "\"4\""),
    ),
    request_body = AdjustBody,
    responses((status = 200, description = "The agenda as it now is", body = AgendaView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    body: Body<AdjustBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || adjust(&app, &caller, id, &body, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, word(&body.value))),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            show::again(&app, &caller, id, body.form, &problem).await
        }
        Err(problem) => Err(problem),
    }
}

/// What was done, for the page that the sender is led to.
fn word(body: &AdjustBody) -> &str {
    let change = body.change.as_deref().and_then(Change::parse);
    change.map_or("", Change::value)
}

async fn adjust(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    body: &Body<AdjustBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let mut seen = app.store.agenda(id, caller, app.clock.now()).await?;
    must_run(caller, &seen.meeting)?;
    let asked = Asked::read(body.value.clone())?;
    current(app, caller, &seen, body).await?;
    let case = asked.case.find(app, caller, &seen).await?;
    if asked.change == Change::Add {
        seen.meeting.admits(&case)?;
    }
    let stamp = app.stamp(caller)?;
    let adjustment = Adjustment {
        change: asked.change,
        case: case.id,
        reason: asked.reason,
    };
    let meeting = seen.meeting.adjust(adjustment, &seen.agenda, &stamp)?;
    if !seen.cases.iter().any(|known| known.id == case.id) {
        seen.cases.push(case);
    }
    let cases: Vec<Case> = seen
        .cases
        .iter()
        .map(|case| case.record().clone())
        .collect();
    seen.agenda = Agenda::build(&meeting, &cases);
    seen.meeting = meeting;
    let view = AgendaView::of(&seen, caller, stamp.at);
    let outcome = changed(format!("/meetings/{id}/agenda"), &view)?;
    app.store
        .commit(Commit::of(seen.meeting).once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}

/// Refuses a change that builds on an older version than the one now stored.
async fn current(
    app: &App,
    caller: &Caller,
    seen: &Seen,
    body: &Body<AdjustBody>,
) -> Result<(), Problem> {
    let version = seen.meeting.version();
    if body.if_match.required()? == version {
        return Ok(());
    }
    let file = app.store.meeting_history(seen.meeting.id, caller).await?;
    body.if_match
        .check(version, |before| changes::since(&file, &seen.cases, before))
}
