//! The minutes of a meeting, drawn from what was recorded, as far as their reader may see it (R5.4).

mod drawn;
pub(crate) mod send;
pub(crate) mod show;

use access::Caller;
use chrono::{DateTime, Utc};
use domain::{
    AgencyId, Journal,
    directory::Partner,
    journal::Hash,
    meeting::{Meeting, minutes::Sent},
    time,
};
pub(crate) use drawn::DrawnView;
use serde::Serialize;
use store::{cases::CaseFile, meetings::Seen};
use utoipa::ToSchema;

use crate::{
    meeting::MeetingView,
    running::{AttendanceView, StatementView, attendance},
};

/// The minutes of a meeting, as far as the caller may see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Minutes)]
pub(crate) struct MinutesView {
    /// When, where, which forum.
    pub(crate) meeting: MeetingView,
    /// When they were last sent; null while they are a draft, which only those who run the meeting see.
    pub(crate) sent: Option<SentView>,
    /// Whether what the caller sees, who runs the meeting, is other than what was sent; false for others.
    #[schema(example = false)]
    pub(crate) changed: bool,
    /// The agencies that came, sent apologies or were absent, by name.
    pub(crate) attendance: Vec<AttendanceView>,
    /// That the confidentiality statement was read out, if it was.
    pub(crate) statement: Option<StatementView>,
    /// The cases that were on the agenda and that the caller may see, in order.
    pub(crate) cases: Vec<MinutedView>,
}

/// When minutes were sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MinutesSent)]
pub(crate) struct SentView {
    /// 1 when they were first sent, 2 when they had changed, …
    #[schema(example = 1)]
    pub(crate) version: u32,
    /// Who sent them.
    #[schema(example = "Priya Example")]
    pub(crate) by: String,
    /// When, UTC.
    #[schema(example = "2026-11-24T13:00:00Z")]
    pub(crate) at: DateTime<Utc>,
}

impl SentView {
    pub(crate) fn of(sent: &Sent) -> Self {
        Self {
            version: sent.version,
            by: sent.by.clone(),
            at: sent.at,
        }
    }

    /// When they were sent, in words.
    pub(crate) fn when(&self) -> String {
        time::long_time(self.at)
    }
}

/// What was recorded on a case.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MinutedCase)]
pub(crate) struct MinutedView {
    /// The case's id.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be002")]
    pub(crate) case: String,
    /// What people call it.
    #[schema(example = "RUN-2026-0042")]
    pub(crate) reference: String,
    /// What it is about.
    #[schema(example = "Shouting and loud music at night in a block of flats")]
    pub(crate) headline: String,
    /// What was recorded on it at the meeting.
    pub(crate) recorded: DrawnView,
}

impl MinutesView {
    /// The minutes as the store gave them to `caller`: the meeting, and its cases in order.
    fn of(seen: &Seen, files: &[CaseFile], caller: &Caller, now: DateTime<Utc>) -> Self {
        let meeting = &seen.meeting;
        let came = attendance(meeting, &seen.area).into_iter();
        let cases = files.iter().map(|file| MinutedView {
            case: file.journal.id.to_string(),
            reference: file.journal.reference.clone(),
            headline: file.journal.headline.to_string(),
            recorded: DrawnView::of(meeting.id, file, caller, now),
        });
        Self {
            meeting: MeetingView::of(meeting, &seen.area, caller, now),
            sent: meeting.minutes.as_ref().map(SentView::of),
            changed: false,
            attendance: came.filter(|one| one.presence.is_some()).collect(),
            statement: meeting.statement.as_ref().map(StatementView::of),
            cases: cases.collect(),
        }
        .compared(meeting)
    }

    /// The same, saying whether what is sent would be other than what was.
    fn compared(mut self, meeting: &Journal<Meeting>) -> Self {
        self.changed = self.meeting.may_run
            && meeting
                .minutes
                .as_ref()
                .is_some_and(|sent| sent.hash != self.hash());
        self
    }

    /// What they say; how far an action has come since is no part of it.
    fn hash(&self) -> Hash {
        let cases = self.cases.iter().cloned().map(|mut case| {
            case.recorded.forget_progress();
            case
        });
        let cases: Vec<_> = cases.collect();
        let said = (&self.attendance, &self.statement, cases);
        // Plain values, which JSON can always hold.
        Hash::of(serde_json::to_string(&said).unwrap_or_default().as_bytes())
    }

    /// Whether there is something to send, and the caller may.
    fn can_be_sent(&self) -> bool {
        let new = self.sent.is_none() || self.changed;
        let begun = !self.meeting.is_ahead() && self.meeting.cancelled.is_none();
        self.meeting.may_run && new && begun
    }
}

/// The agencies that are told: those that came or sent apologies, and those on a case of the meeting.
fn told(seen: &Seen, files: &[CaseFile]) -> Vec<Partner> {
    use domain::meeting::Presence;
    let meeting = &seen.meeting;
    let came = |agency: &AgencyId| {
        let recorded = meeting.attendance.get(agency);
        recorded.is_some_and(|one| one.presence != Presence::Absent)
    };
    let concerned = |agency: &AgencyId| {
        let mut cases = files.iter();
        cases.any(|file| file.journal.agencies.contains_key(agency))
    };
    let partners = seen.area.partners.iter();
    let told = partners.filter(|each| came(&each.agency) || concerned(&each.agency));
    told.cloned().collect()
}

#[cfg(test)]
mod tests;
