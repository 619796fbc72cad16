//! Running a meeting: who came, the confidentiality statement, and its cases in order (R5.4, R5.5).

pub(crate) mod attendance;
mod case;
pub(crate) mod record;
pub(crate) mod show;
pub(crate) mod statement;

use access::Caller;
pub(crate) use case::RunCaseView;
use chrono::{DateTime, Utc};
use domain::{
    CaseId, Journal, Stamp,
    directory::Area,
    meeting::{Attendance, Meeting, Recorded, Statement},
    time,
};
use edge::{App, Problem};
use serde::Serialize;
use store::meetings::Seen;
use utoipa::ToSchema;

use crate::{agenda::AgendaView, meeting::MeetingView, minutes::SentView};

/// A meeting as those who run it see it while it is held.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RunningMeeting)]
pub(crate) struct RunView {
    /// When, where, which forum.
    pub(crate) meeting: MeetingView,
    /// The agencies that take part in the area, and others that came, by name.
    pub(crate) attendance: Vec<AttendanceView>,
    /// That the confidentiality statement was read out, as last recorded.
    pub(crate) statement: Option<StatementView>,
    /// The cases to discuss, in order.
    pub(crate) agenda: AgendaView,
    /// On which of them something was recorded, and when last.
    pub(crate) recorded: Vec<RecordedView>,
    /// When the minutes were last sent, if they were.
    pub(crate) minutes: Option<SentView>,
    /// The case that was asked for, as the meeting deals with it.
    pub(crate) case: Option<RunCaseView>,
}

/// That something was recorded on a case.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RecordedOnCase)]
pub(crate) struct RecordedView {
    /// The case's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    pub(crate) case: String,
    /// Which things: `decision`, `action`, `rating`.
    #[schema(example = json!(["decision", "action"]))]
    pub(crate) matters: Vec<&'static str>,
    /// Who recorded the last of it.
    #[schema(example = "Priya Example")]
    pub(crate) by: String,
    /// When, UTC.
    #[schema(example = "2026-11-24T10:20:00Z")]
    pub(crate) at: DateTime<Utc>,
}

impl RecordedView {
    fn of(case: CaseId, recorded: &Recorded) -> Self {
        let matters = recorded.matters.iter();
        Self {
            case: case.to_string(),
            matters: matters.map(|matter| matter.value()).collect(),
            by: recorded.by.clone(),
            at: recorded.at,
        }
    }

    /// The time of day at which it was recorded, and by whom.
    pub(crate) fn when(&self) -> String {
        let at = time::london(self.at).format("%H:%M");
        format!("{at} by {}", self.by)
    }
}

/// Whether an agency came.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AgencyAttendance)]
pub(crate) struct AttendanceView {
    /// The agency.
    #[schema(example = "surrey-police")]
    pub(crate) agency: String,
    /// Its name.
    #[schema(example = "Surrey Police")]
    pub(crate) agency_name: String,
    /// `present`, `apologies` or `absent`; null until recorded.
    #[schema(example = "present")]
    pub(crate) presence: Option<&'static str>,
    /// The same in words.
    #[serde(skip)]
    pub(crate) label: &'static str,
    /// Who came, or who sent apologies.
    #[schema(example = "Alex Example")]
    pub(crate) people: Option<String>,
    /// Who recorded it.
    #[schema(example = "Priya Example")]
    pub(crate) by: Option<String>,
    /// When it was recorded, UTC.
    #[schema(example = "2026-11-24T10:02:00Z")]
    pub(crate) at: Option<DateTime<Utc>>,
}

impl AttendanceView {
    fn of(agency: &str, name: &str, attendance: Option<&Attendance>) -> Self {
        let people = attendance.and_then(|one| one.people.as_ref());
        Self {
            agency: agency.to_owned(),
            agency_name: name.to_owned(),
            presence: attendance.map(|one| one.presence.value()),
            label: attendance.map_or("Not recorded", |one| one.presence.label()),
            people: people.map(ToString::to_string),
            by: attendance.map(|one| one.by.clone()),
            at: attendance.map(|one| one.at),
        }
    }

    /// When it was recorded, in words.
    pub(crate) fn when(&self) -> Option<String> {
        self.at.map(time::long_time)
    }
}

/// That the confidentiality statement was read out.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = StatementRead)]
pub(crate) struct StatementView {
    /// Who read it out.
    #[schema(example = "Casey Example")]
    pub(crate) read_by: String,
    /// Who recorded it.
    #[schema(example = "Priya Example")]
    pub(crate) by: String,
    /// When it was recorded, UTC.
    #[schema(example = "2026-11-24T10:01:00Z")]
    pub(crate) at: DateTime<Utc>,
}

impl StatementView {
    pub(crate) fn of(read: &Statement) -> Self {
        Self {
            read_by: read.read_by.to_string(),
            by: read.by.clone(),
            at: read.at,
        }
    }

    /// When it was recorded, in words.
    pub(crate) fn when(&self) -> String {
        time::long_time(self.at)
    }
}

impl RunView {
    fn of(seen: &Seen, caller: &Caller, now: DateTime<Utc>) -> Self {
        let (meeting, area) = (&seen.meeting, &seen.area);
        let recorded = meeting.recorded.iter();
        // Of a case that they may not see they do not learn that anything was recorded.
        let recorded = recorded.filter(|(id, _)| seen.cases.iter().any(|case| case.id == **id));
        Self {
            meeting: MeetingView::of(meeting, area, caller, now),
            attendance: attendance(meeting, area),
            statement: meeting.statement.as_ref().map(StatementView::of),
            agenda: AgendaView::of(seen, caller, now),
            recorded: recorded
                .map(|(case, recorded)| RecordedView::of(*case, recorded))
                .collect(),
            minutes: meeting.minutes.as_ref().map(SentView::of),
            case: None,
        }
    }
}

/// The meeting with its agenda settled, once it is held: what is recorded from then on, here or on the
/// page of a case, takes no case off it.
pub(crate) async fn settled(
    app: &App,
    caller: &Caller,
    meeting: Journal<Meeting>,
    stamp: &Stamp,
) -> Result<Journal<Meeting>, Problem> {
    if meeting.convened.is_some() || meeting.may_record(stamp.at).is_err() {
        return Ok(meeting);
    }
    let seen = app.store.agenda(meeting.id, caller, stamp.at).await?;
    Ok(seen.meeting.convene(&seen.agenda, stamp)?)
}

/// Every agency that is expected, and those that were and no longer take part.
pub(crate) fn attendance(meeting: &Meeting, area: &Area) -> Vec<AttendanceView> {
    let expected = area.partners.iter().map(|partner| {
        let recorded = meeting.attendance.get(&partner.agency);
        AttendanceView::of(partner.agency.as_str(), &partner.name, recorded)
    });
    let others = meeting.attendance.iter();
    let others = others.filter(|(agency, _)| area.partner(agency).is_none());
    let others = others
        .map(|(agency, one)| AttendanceView::of(agency.as_str(), &one.agency_name, Some(one)));
    let mut all: Vec<_> = expected.chain(others).collect();
    all.sort_by(|one, other| one.agency_name.cmp(&other.agency_name));
    all
}
