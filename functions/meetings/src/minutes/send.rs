//! Sending the minutes: agencies are told where they are, and each reads its own part (R5.4).

use access::Caller;
use axum::{extract::State, response::Response};
use domain::MeetingId;
use edge::{
    Accept, App, At, Body, Problem,
    once::{changed, once},
};
use serde::Deserialize;
use store::{Commit, Once, Outcome};
use utoipa::ToSchema;

use super::{MinutesView, SentView, show, told};
use crate::{again::done, meeting::must_run};

/// Nothing has to be said to send minutes.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SendMinutes)]
pub(crate) struct SendBody {}

/// Sends the minutes.
///
/// Agencies that came or sent apologies, and those on a case of the meeting, are told where they are:
/// nothing of them is in the message. Sent again after something has changed, they are the next version;
/// sent again as they were, nobody is told anything.
#[utoipa::path(
    post,
    path = "/meetings/{id}/minutes",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = SendBody,
    responses((status = 200, description = "The version that was sent", body = SentView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    body: Body<SendBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || send(&app, &caller, id, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "sent")),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            show::again(&app, &caller, id, &problem).await
        }
        Err(problem) => Err(problem),
    }
}

async fn send(app: &App, caller: &Caller, id: MeetingId, key: &Once) -> Result<Outcome, Problem> {
    let now = app.clock.now();
    let (meeting, _) = app.store.meeting(id, caller).await?;
    must_run(caller, &meeting)?;
    meeting.may_record(now)?;
    let (seen, files) = app.store.minuted(id, caller, now).await?;
    let view = MinutesView::of(&seen, &files, caller, now);
    let stamp = app.stamp(caller)?;
    let told = told(&seen, &files);
    let meeting = seen.meeting.convene(&seen.agenda, &stamp)?;
    let meeting = meeting.send_minutes(view.hash(), told, &stamp)?;
    let sent = meeting.minutes.as_ref().map(SentView::of);
    let outcome = changed(format!("/meetings/{id}/minutes"), &sent)?;
    app.store
        .commit(Commit::of(meeting).once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}
