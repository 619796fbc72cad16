//! Calling a meeting off (R5.1).

use access::Caller;
use axum::{extract::State, response::Response};
use domain::MeetingId;
use edge::{
    Accept, App, At, Body, Fields, Problem,
    once::{changed, once},
};
use serde::Deserialize;
use store::{Once, Outcome};
use utoipa::ToSchema;

use super::{
    MeetingView,
    forum::{self, OfForum},
    must_run, show,
};
use crate::again::done;

/// Why a meeting is called off.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CancelMeeting)]
pub(crate) struct CancelBody {
    /// Why; 5,000 characters at most. Those who take part can read it.
    #[schema(
        required,
        example = "Too few agencies can attend; the next meeting is on 8 December."
    )]
    reason: Option<String>,
}

/// Calls a meeting off.
///
/// No packs are made for it any more; packs already made stay readable.
#[utoipa::path(
    post,
    path = "/meetings/{id}/cancel",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = CancelBody,
    responses((status = 200, description = "The meeting, now cancelled", body = MeetingView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    body: Body<CancelBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || cancel(&app, &caller, id, &body, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "cancelled")),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            show::again(&app, &caller, id, body.form, &problem).await
        }
        Err(problem) => Err(problem),
    }
}

async fn cancel(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    body: &Body<CancelBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let (meeting, area) = app.store.meeting(id, caller).await?;
    must_run(caller, &meeting)?;
    let mut fields = Fields::default();
    let reason = fields.prose(
        "reason",
        "why the meeting is cancelled",
        body.value.reason.clone(),
    );
    let reason = fields.finish(|| reason)?;
    body.if_match.check(meeting.version(), |_| {
        vec!["The meeting has changed since you looked at it.".into()]
    })?;
    let stamp = app.stamp(caller)?;
    let others = OfForum::read(app, caller, &meeting.area, meeting.forum).await?;
    let meeting = meeting.cancel(reason, area.partners.clone(), &stamp)?;
    let view = MeetingView::of(&meeting, &area, caller, stamp.at);
    let outcome = changed(view.href.clone(), &view)?;
    let all = others.with([meeting]).changed(&stamp)?;
    let commit = forum::commit(all).once(key, outcome.clone());
    app.store.commit(commit).await?;
    Ok(outcome)
}
