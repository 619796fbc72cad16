//! Asking for packs now, rather than when they are due (R5.3).

use access::Caller;
use axum::{extract::State, response::Response};
use domain::MeetingId;
use edge::{Accept, App, At, Body, Fields, Problem, once::once};
use http::StatusCode;
use serde::Deserialize;
use store::{Commit, Once, Outcome};
use utoipa::ToSchema;

use super::{PacksView, list};
use crate::{again::done, meeting::must_run};

/// Why packs are wanted now.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestPacks)]
pub(crate) struct RequestBody {
    /// Why, if there is something to say; 5,000 characters at most.
    #[schema(example = "Two cases were added after the packs had been made.")]
    reason: Option<String>,
}

/// Asks for packs now.
///
/// They are made within seconds; only agencies whose pack has changed get a new version and are
/// told.
#[utoipa::path(
    post,
    path = "/meetings/{id}/packs",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = RequestBody,
    responses((status = 202, description = "The packs as they are until the new ones are made; `requested_at` is null again once they are", body = PacksView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    body: Body<RequestBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || {
        request(&app, &caller, id, &body.value, &key)
    })
    .await
    {
        Ok(outcome) => Ok(done(accept, &outcome, "requested")),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            list::again(&app, &caller, id, body.form, &problem).await
        }
        Err(problem) => Err(problem),
    }
}

async fn request(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    body: &RequestBody,
    key: &Once,
) -> Result<Outcome, Problem> {
    let (meeting, _) = app.store.meeting(id, caller).await?;
    must_run(caller, &meeting)?;
    let mut fields = Fields::default();
    let reason = fields.prose_if_any("reason", "why packs are wanted now", body.reason.clone());
    let reason = fields.finish(|| Some(reason))?;
    let meeting = meeting.request_packs(reason, &app.stamp(caller)?)?;
    let outcome = accepted(id, &PacksView::of(&meeting, &[], caller))?;
    app.store
        .commit(Commit::of(meeting).once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}

/// 202: the packs are on their way.
fn accepted(id: MeetingId, view: &PacksView) -> Result<Outcome, Problem> {
    let body =
        serde_json::to_string(view).map_err(|fault| Problem::Broken(format!("json: {fault}")))?;
    Ok(Outcome {
        status: StatusCode::ACCEPTED.as_u16(),
        location: Some(format!("/meetings/{id}/packs")),
        body: Some(body),
    })
}
