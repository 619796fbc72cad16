//! How far the packs of a meeting are, in words.

use chrono::{DateTime, Utc};
use domain::time;

use crate::meeting::MeetingView;

/// Where the packs stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Cancelled,
    BeingMade,
    Made(DateTime<Utc>),
    Never,
    /// Their time has come, and the next run of the schedule makes them.
    Due,
    Ahead(DateTime<Utc>),
}

impl Progress {
    fn of(meeting: &MeetingView, requested_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        match (meeting.packs_made_at, requested_at) {
            (None, _) if meeting.cancelled.is_some() => Self::Cancelled,
            (_, Some(_)) if meeting.is_ahead() => Self::BeingMade,
            (Some(at), _) => Self::Made(at),
            (None, _) if !meeting.is_ahead() => Self::Never,
            (None, _) if meeting.packs_due_at <= now => Self::Due,
            (None, _) => Self::Ahead(meeting.packs_due_at),
        }
    }
}

/// A sentence or two for the meeting's own pages.
pub(crate) fn sentence(
    meeting: &MeetingView,
    requested_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> String {
    match Progress::of(meeting, requested_at, now) {
        Progress::Cancelled => "The meeting was cancelled, so no packs are made.".into(),
        Progress::BeingMade => {
            "Packs are being made. This takes up to a minute: reload the page to see them.".into()
        }
        // Asked for early, or for a meeting that was put off since.
        Progress::Made(at) if meeting.is_ahead() && at < meeting.packs_due_at => format!(
            "Packs were last made on {}. They will be made again on {}.",
            time::long_time(at),
            time::long_time(meeting.packs_due_at)
        ),
        Progress::Made(at) => format!("Packs were last made on {}.", time::long_time(at)),
        Progress::Never => "No packs were made for this meeting.".into(),
        Progress::Due => {
            "Packs are due and will be made within minutes: reload the page to see them.".into()
        }
        Progress::Ahead(at) => format!("Packs will be made on {}.", time::long_time(at)),
    }
}

/// A few words for a list of meetings.
pub(crate) fn brief(meeting: &MeetingView, now: DateTime<Utc>) -> String {
    match Progress::of(meeting, None, now) {
        Progress::Cancelled | Progress::Never => "None".into(),
        Progress::BeingMade | Progress::Due => "Due now".into(),
        Progress::Made(_) => "Made; none for your agency".into(),
        Progress::Ahead(at) => format!("Due {}", time::long_date(time::london_date(at))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn said(requested: bool, change: impl FnOnce(&mut MeetingView)) -> String {
        let mut meeting = sample::meeting_view("2026-12-08");
        change(&mut meeting);
        sentence(&meeting, requested.then(sample::now), sample::now())
    }

    #[test]
    fn people_are_told_when_to_expect_packs() {
        assert_eq!(
            said(false, |_| {}),
            "Packs will be made on 3 December 2026 at 7am."
        );
        let due = said(false, |meeting| meeting.packs_due_at = sample::now());
        assert!(due.starts_with("Packs are due"));
        assert!(said(true, |_| {}).starts_with("Packs are being made."));
        let made = said(false, |meeting| meeting.packs_made_at = Some(sample::now()));
        assert!(made.starts_with("Packs were last made on 21 November 2026"));
        assert!(
            made.ends_with("They will be made again on 3 December 2026 at 7am."),
            "{made}"
        );
        let over = said(false, |meeting| {
            meeting.packs_made_at = Some(sample::now());
            meeting.status = "started";
        });
        assert!(!over.contains("again"), "{over}");
    }

    #[test]
    fn nothing_is_promised_for_a_meeting_that_is_over_or_off() {
        let started = said(true, |meeting| meeting.status = "started");
        assert_eq!(started, "No packs were made for this meeting.");
        let off = said(false, |meeting| {
            meeting.status = "cancelled";
            meeting.cancelled = Some("No chair".into());
        });
        assert_eq!(off, "The meeting was cancelled, so no packs are made.");
    }
}
