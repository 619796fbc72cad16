//! Meetings of one forum follow each other: what is new since the one before is on the next agenda.
//! Where one is called, moved or called off, that of those around it changes (R5.2).

use chrono::{DateTime, Utc};

use super::{Event, Meeting, Refused};
use crate::{Journal, Stamp};

/// When the forum met before a meeting that starts then; one that was called off did not meet.
pub fn before<'a>(
    starts_at: DateTime<Utc>,
    meetings: impl Iterator<Item = &'a Meeting>,
) -> Option<DateTime<Utc>> {
    let standing = meetings.filter(|meeting| meeting.cancelled.is_none());
    let starts = standing.map(|meeting| meeting.starts_at);
    starts.filter(|other| *other < starts_at).max()
}

/// Those of the meetings of a forum in an area that change when each that is to come follows the one
/// before it; `from` is how far back they are all there.
pub fn in_turn(
    meetings: Vec<Journal<Meeting>>,
    from: DateTime<Utc>,
    stamp: &Stamp,
) -> Result<Vec<Journal<Meeting>>, Refused> {
    let all: Vec<Meeting> = meetings.iter().map(|each| each.record().clone()).collect();
    let mut changed = Vec::new();
    for meeting in meetings {
        let since = before(meeting.starts_at, all.iter());
        // One that follows a meeting from before all these still does.
        let unknown = since.is_none() && meeting.since.is_some_and(|since| since < from);
        let follows = meeting.is_ahead(stamp.at) && since != meeting.since && !unknown;
        let meeting = if follows {
            meeting.write(Event::Follows { since }, stamp)?
        } else {
            meeting
        };
        if !meeting.pending().is_empty() {
            changed.push(meeting);
        }
    }
    Ok(changed)
}
