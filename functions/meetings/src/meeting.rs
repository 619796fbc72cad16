//! A meeting as its pages and the API show it.

pub(crate) mod cancel;
mod forum;
pub(crate) mod list;
pub(crate) mod moving;
pub(crate) mod schedule;
pub(crate) mod series;
pub(crate) mod show;

use access::Caller;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Journal,
    directory::Area,
    meeting::{Forum, Meeting, Move},
    time,
};
use edge::{Problem, page::Choice};
use serde::Serialize;
use utoipa::ToSchema;

/// A meeting of a forum.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Meeting)]
pub(crate) struct MeetingView {
    /// Its id, a UUID.
    #[schema(example = "0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub(crate) id: String,
    /// Its address.
    #[schema(example = "/meetings/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001")]
    pub(crate) href: String,
    /// Its version, also sent as `ETag`; what changes the agenda names it in `If-Match`.
    #[schema(example = 4)]
    pub(crate) version: u64,
    /// What people call it.
    #[schema(example = "Runnymede CHaRMM")]
    pub(crate) title: String,
    /// Which forum: `charmm` (people and families) or `jag` (places).
    #[schema(example = "charmm")]
    pub(crate) forum: &'static str,
    /// The forum in words.
    #[schema(example = "Community Harm and Risk Management Meeting")]
    pub(crate) forum_name: &'static str,
    /// The area's code.
    #[schema(example = "RUN")]
    pub(crate) area: String,
    /// The area's name.
    #[schema(example = "Runnymede")]
    pub(crate) area_name: String,
    /// When it starts, UTC.
    #[schema(example = "2026-11-24T10:00:00Z")]
    pub(crate) starts_at: DateTime<Utc>,
    /// The civil date in London.
    #[schema(example = "2026-11-24")]
    pub(crate) on: NaiveDate,
    /// The start for people, London time.
    #[schema(example = "Tuesday 24 November 2026 at 10am")]
    pub(crate) starts: String,
    /// A room, or how to join online.
    #[schema(example = "Committee Room 1, Civic Centre, Addlestone")]
    pub(crate) place: String,
    /// Where to join online, if that can be done and it was not cancelled.
    #[schema(example = "https://teams.microsoft.com/l/meetup-join/19%3ameeting")]
    pub(crate) online: Option<String>,
    /// The day that its series had for it, if it is one of a series.
    #[schema(example = "2026-11-24")]
    pub(crate) planned_on: Option<NaiveDate>,
    /// How it was moved, in order.
    pub(crate) moves: Vec<MoveView>,
    /// When the forum met before, UTC: what is new since then is on the agenda.
    #[schema(example = "2026-10-13T09:00:00Z")]
    pub(crate) since: Option<DateTime<Utc>>,
    /// `scheduled`, `started` or `cancelled`.
    #[schema(example = "scheduled")]
    pub(crate) status: &'static str,
    /// Why it was cancelled, if it was.
    #[schema(example = json!(null))]
    pub(crate) cancelled: Option<String>,
    /// When its packs are due to be made, UTC.
    #[schema(example = "2026-11-19T07:00:00Z")]
    pub(crate) packs_due_at: DateTime<Utc>,
    /// When its packs were last made, UTC.
    #[schema(example = "2026-11-19T07:00:04.120Z")]
    pub(crate) packs_made_at: Option<DateTime<Utc>>,
    /// Where the pack of the caller's own agency is, once made.
    #[schema(example = "/meetings/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001/packs/surrey-police")]
    pub(crate) own_pack: Option<String>,
    /// Which version of its minutes was last sent; null until they are.
    #[schema(example = json!(null))]
    pub(crate) minutes: Option<u32>,
    /// Whether the caller may change the agenda, ask for packs and cancel it.
    #[schema(example = false)]
    pub(crate) may_run: bool,
}

impl MeetingView {
    /// The meeting as `caller` may see it.
    pub(crate) fn of(
        meeting: &Journal<Meeting>,
        area: &Area,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id: meeting.id.to_string(),
            href: format!("/meetings/{}", meeting.id),
            version: meeting.version(),
            title: meeting.title(&area.name),
            forum: meeting.forum.value(),
            forum_name: meeting.forum.full_name(),
            area: meeting.area.to_string(),
            area_name: area.name.clone(),
            starts_at: meeting.starts_at,
            on: meeting.on(),
            starts: starts(meeting.starts_at),
            place: meeting.place.to_string(),
            online: joined(meeting),
            planned_on: meeting.planned_on,
            moves: meeting.moves.iter().map(MoveView::of).collect(),
            since: meeting.since,
            status: status(meeting, now),
            cancelled: meeting.cancelled.as_ref().map(ToString::to_string),
            packs_due_at: meeting.packs_due_at,
            packs_made_at: meeting.packs_made_at,
            own_pack: own_pack(meeting, caller),
            minutes: meeting.minutes.as_ref().map(|sent| sent.version),
            may_run: access::meeting::run(caller, &meeting.area).is_permitted(),
        }
    }

    /// Whether it lies ahead and stands.
    pub(crate) fn is_ahead(&self) -> bool {
        self.status == SCHEDULED
    }

    /// Whether there are minutes that the caller may read.
    pub(crate) fn has_minutes(&self) -> bool {
        self.minutes.is_some() || (self.may_run && !self.is_ahead() && self.cancelled.is_none())
    }

    /// What is done to it can still be done by the caller.
    pub(crate) fn can_change(&self) -> bool {
        self.may_run && self.is_ahead()
    }

    /// The day on which the forum met before, in words.
    pub(crate) fn last_met(&self) -> Option<String> {
        self.since.map(|at| time::long_date(time::london_date(at)))
    }
}

/// A move of a meeting.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MeetingMove)]
pub(crate) struct MoveView {
    /// When it was to start before, UTC.
    #[schema(example = "2026-11-24T10:00:00Z")]
    pub(crate) was_at: DateTime<Utc>,
    /// The same for people, London time.
    #[schema(example = "Tuesday 24 November 2026 at 10am")]
    pub(crate) was: String,
    /// Where it was to be before.
    #[schema(example = "Committee Room 1, Civic Centre, Addlestone")]
    pub(crate) was_in: String,
    /// Why it was moved.
    #[schema(example = "The room is being repaired.")]
    pub(crate) reason: String,
    /// Who moved it.
    #[schema(example = "Dana Whitfield")]
    pub(crate) by: String,
    /// When, UTC.
    #[schema(example = "2026-11-10T09:12:00Z")]
    pub(crate) at: DateTime<Utc>,
}

impl MoveView {
    fn of(one: &Move) -> Self {
        Self {
            was_at: one.was_at,
            was: starts(one.was_at),
            was_in: one.was_in.to_string(),
            reason: one.reason.to_string(),
            by: one.by.clone(),
            at: one.at,
        }
    }

    /// When it was moved, in words.
    pub(crate) fn when(&self) -> String {
        time::long_time(self.at)
    }
}

/// `Tuesday 24 November 2026 at 10am`, London time.
fn starts(at: DateTime<Utc>) -> String {
    let civil = time::london(at);
    let day = time::full_date(civil.date());
    format!("{day} at {}", time::clock_time(civil))
}

const SCHEDULED: &str = "scheduled";

fn status(meeting: &Meeting, now: DateTime<Utc>) -> &'static str {
    if meeting.cancelled.is_some() {
        "cancelled"
    } else if meeting.starts_at <= now {
        "started"
    } else {
        SCHEDULED
    }
}

/// Where to join it online; nobody is to join one that was cancelled.
fn joined(meeting: &Meeting) -> Option<String> {
    let online = meeting.online.as_ref();
    let online = online.filter(|_| meeting.cancelled.is_none());
    online.map(ToString::to_string)
}

/// The address of the pack of the caller's own agency, once made.
fn own_pack(meeting: &Meeting, caller: &Caller) -> Option<String> {
    let agency = caller.agency()?;
    meeting
        .packs
        .contains_key(agency)
        .then(|| format!("/meetings/{}/packs/{agency}", meeting.id))
}

/// Refuses a caller who may see the meeting but does not run it.
///
/// **Errors:** 403.
pub(crate) fn must_run(caller: &Caller, meeting: &Meeting) -> Result<(), Problem> {
    if access::meeting::run(caller, &meeting.area).is_permitted() {
        Ok(())
    } else {
        Err(Problem::Forbidden(
            "Only the area's coordinator and chair can change its meetings.".into(),
        ))
    }
}

/// Forums as radios offer them.
fn forum_choices() -> Vec<Choice> {
    Forum::ALL
        .iter()
        .map(|forum| {
            let hint = match forum {
                Forum::Charmm => "Deals with people and families",
                Forum::Jag => "Deals with places",
            };
            Choice::new(
                forum.value(),
                format!("{} – {}", forum.label(), forum.full_name()),
            )
            .hint(hint)
        })
        .collect()
}
