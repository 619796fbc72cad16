//! Recording whether an agency came (R5.4).

use access::Caller;
use axum::{extract::State, response::Response};
use domain::{
    AgencyId, MeetingId,
    directory::{Area, Partner},
    meeting::{Meeting, Presence},
};
use edge::{
    Accept, App, At, Body, Fields, Problem,
    once::{changed, once},
};
use serde::Deserialize;
use store::{Commit, Once, Outcome};
use utoipa::ToSchema;

use super::{
    AttendanceView, attendance,
    show::{self, Sent},
};
use crate::{again::done, meeting::must_run, running::settled};

/// Whether an agency came.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordAttendance)]
pub(crate) struct AttendanceBody {
    /// Which agency: one that takes part in the area.
    #[schema(required, example = "surrey-police")]
    agency: Option<String>,
    /// `present`, `apologies` or `absent`.
    #[schema(required, example = "present")]
    presence: Option<String>,
    /// Who came, or who sent apologies; 200 characters at most.
    #[schema(example = "Alex Example")]
    people: Option<String>,
}

/// Records whether an agency came.
///
/// Each agency's stands by itself: what is recorded of one changes nothing of another's, so no
/// `If-Match` is asked for.
#[utoipa::path(
    post,
    path = "/meetings/{id}/attendance",
    tag = "Meetings",
    params(("id" = String, Path, description = "The meeting", example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")),
    request_body = AttendanceBody,
    responses((status = 200, description = "Who came, as recorded so far", body = [AttendanceView])),
)]
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    At(id): At<MeetingId>,
    body: Body<AttendanceBody>,
) -> Result<Response, Problem> {
    let key = body.once(&caller, app.clock.now())?;
    match once(&app.store, &key, || record(&app, &caller, id, &body, &key)).await {
        Ok(outcome) => Ok(done(accept, &outcome, "attended")),
        Err(problem) if accept.html() && !problem.faults().is_empty() => {
            let sent = (Sent::Attendance, body.form);
            show::again(&app, &caller, id, sent, &problem).await
        }
        Err(problem) => Err(problem),
    }
}

async fn record(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    body: &Body<AttendanceBody>,
    key: &Once,
) -> Result<Outcome, Problem> {
    let (meeting, area) = app.store.meeting(id, caller).await?;
    must_run(caller, &meeting)?;
    let sent = body.value.clone();
    let mut fields = Fields::default();
    let agency = fields.choice("agency", "the agency", sent.agency, |agency| {
        expected(agency, &meeting, &area)
    });
    let presence = fields.choice(
        "presence",
        "whether the agency came",
        sent.presence,
        Presence::parse,
    );
    let people = fields.line_if_any("people", "who came", sent.people);
    let (agency, presence) = fields.finish(|| Some((agency?, presence?)))?;
    let stamp = app.stamp(caller)?;
    let meeting = settled(app, caller, meeting, &stamp).await?;
    let meeting = meeting.attended(agency, presence, people, &stamp)?;
    let view = attendance(&meeting, &area);
    let outcome = changed(format!("/meetings/{id}/run"), &view)?;
    app.store
        .commit(Commit::of(meeting).once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}

/// The agency, if it takes part in the area or was recorded before.
fn expected(agency: &str, meeting: &Meeting, area: &Area) -> Option<Partner> {
    let agency: AgencyId = agency.parse().ok()?;
    let recorded = meeting.attendance.get(&agency);
    let name = area
        .partner(&agency)
        .or_else(|| recorded.map(|one| one.agency_name.as_str()))?
        .to_owned();
    Some(Partner { agency, name })
}
