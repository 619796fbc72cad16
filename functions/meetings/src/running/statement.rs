//! Recording that the confidentiality statement was read out (R5.4).

use access::Caller;
use axum::{extract::State, response::Response};
use domain::MeetingId;
use edge::{
    Accept, App, At, Body, Fields, Problem,
    once::{changed, once},
};
use serde::Deserialize;
use store::{Commit, Once, Outcome};
use utoipa::ToSchema;

use super::show::{self, Sent};
use crate::{
    again::done,
    meeting::{MeetingView, must_run},
    running::settled,
};

/// Who read the confidentiality statement out.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordStatement)]
pub(crate) struct StatementBody {
    /// Who read it out; 200 characters at most.
    #[schema(required, example = "Casey Example")]
    read_by: Option<String>,
}

/// Records that the confidentiality statement was read out.
#[utoipa::path(
    post,
    path = "/meetings/{id}/statement",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = StatementBody,
    responses((status = 200, description = "The meeting", body = MeetingView)),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    body: Body<StatementBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || record(&app, &caller, id, &body, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "read")),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            let sent = (Sent::Statement, body.form);
            show::again(&app, &caller, id, sent, &problem).await
        }
        Err(problem) => Err(problem),
    }
}

async fn record(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    body: &Body<StatementBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let (meeting, area) = app.store.meeting(id, caller).await?;
    must_run(caller, &meeting)?;
    let mut fields = Fields::default();
    let sent = body.value.read_by.clone();
    let read_by = fields.line("read_by", "who read the statement out", sent);
    let read_by = fields.finish(|| read_by)?;
    let stamp = app.stamp(caller)?;
    let meeting = settled(app, caller, meeting, &stamp).await?;
    let meeting = meeting.statement_read(read_by, &stamp)?;
    let view = MeetingView::of(&meeting, &area, caller, stamp.at);
    let outcome = changed(format!("/meetings/{id}/run"), &view)?;
    app.store
        .commit(Commit::of(meeting).once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}
