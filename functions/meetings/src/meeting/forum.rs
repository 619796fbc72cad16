//! The meetings of one forum in one area: what is called, and how each follows the one before.

use access::Caller;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    AreaCode, Journal, Line, MeetingId, Stamp, WebLink,
    meeting::{Called, Forum, Meeting, turns},
    time,
};
use edge::{App, Fields, Problem};
use store::Commit;

use super::list::end_of_time;

/// How far back the forum's last meeting is looked for; no forum sleeps longer.
const LOOK_BACK: TimeDelta = TimeDelta::days(2 * 366);

/// The meetings of a forum of an area itself, from two years ago on.
pub(super) struct OfForum {
    pub(super) meetings: Vec<Journal<Meeting>>,
    from: DateTime<Utc>,
}

impl OfForum {
    /// Reads them.
    pub(super) async fn read(
        app: &App,
        caller: &Caller,
        area: &AreaCode,
        forum: Forum,
    ) -> Result<Self, Problem> {
        let from = app.clock.now() - LOOK_BACK;
        let to = end_of_time();
        let mut meetings = app.store.meetings_in(area, caller, from, to).await?;
        // Before the first meeting of an area every open case is new, also what it has taken over.
        meetings.retain(|meeting| meeting.area == *area && meeting.forum == forum);
        Ok(Self { meetings, from })
    }

    /// Those of them, as a series knows them.
    pub(super) fn called(&self) -> Vec<Called> {
        self.meetings.iter().map(|each| Called::of(each)).collect()
    }

    /// The last one that stands.
    pub(super) fn last(&self) -> Option<&Meeting> {
        let records = self.meetings.iter().map(|each| each.record());
        let standing = records.filter(|meeting| meeting.cancelled.is_none());
        standing.max_by_key(|meeting| meeting.starts_at)
    }

    /// The same with meetings that are called or changed, in the place of those they were.
    pub(super) fn with(mut self, changed: impl IntoIterator<Item = Journal<Meeting>>) -> Self {
        for meeting in changed {
            self.meetings.retain(|other| other.id != meeting.id);
            self.meetings.push(meeting);
        }
        self
    }

    /// Those that change once each follows the one before it.
    pub(super) fn changed(self, stamp: &Stamp) -> Result<Vec<Journal<Meeting>>, Problem> {
        Ok(turns::in_turn(self.meetings, self.from, stamp)?)
    }
}

/// All of these, written in one transaction.
pub(super) fn commit(changed: Vec<Journal<Meeting>>) -> Commit {
    changed.into_iter().fold(Commit::default(), Commit::with)
}

/// One of them.
///
/// **Errors:** 500 when it is none of them.
pub(super) fn find(
    changed: &[Journal<Meeting>],
    id: MeetingId,
) -> Result<&Journal<Meeting>, Problem> {
    let found = changed.iter().find(|meeting| meeting.id == id);
    found.ok_or_else(|| Problem::Broken("a changed meeting is missing".to_owned()))
}

/// The start of a meeting on the 24-hour clock in London.
pub(super) fn clock(meeting: &Meeting) -> String {
    time::london(meeting.starts_at).format("%H:%M").to_string()
}

/// Where a meeting is, and where to join it online.
pub(super) fn whereabouts(
    fields: &mut Fields,
    place: Option<String>,
    online: Option<String>,
) -> (Option<Line>, Option<WebLink>) {
    let place = fields.line("place", "where the meeting is", place);
    let sent = online.filter(|sent| !sent.trim().is_empty());
    let link = match sent.as_deref().map(WebLink::parse) {
        Some(Err(fault)) => {
            fields.fault("online", format!("Link to join online {fault}"));
            None
        }
        Some(Ok(link)) => Some(link),
        None => None,
    };
    (place, link)
}
