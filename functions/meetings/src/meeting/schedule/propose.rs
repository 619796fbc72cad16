//! The next day on which a forum meets, as its cadence has it (R5.1).

use access::Caller;
use chrono::{NaiveDate, TimeDelta};
use domain::{
    Journal,
    directory::Area,
    meeting::{Forum, Meeting},
    time,
};
use edge::{App, Problem, page::Form};

use super::LOOK_BACK;

/// How far ahead meetings are called.
const LOOK_AHEAD: TimeDelta = TimeDelta::days(2 * 366);

/// A meeting that comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposed {
    area: String,
    forum: Forum,
    on: NaiveDate,
    /// The start of the last one, on the 24-hour clock in London, and where it was.
    like: Option<(String, String)>,
    /// `Runnymede JAG: Thursday 7 January 2027`.
    pub(super) words: String,
    /// `Every 7 weeks`.
    pub(super) cadence: String,
}

impl Proposed {
    /// The form with this meeting in it.
    pub(super) fn href(&self) -> String {
        format!(
            "/meetings/new?area={}&forum={}",
            self.area,
            self.forum.value()
        )
    }

    /// Whether it is this forum of this area.
    pub(super) fn is(&self, area: &str, forum: &str) -> bool {
        self.area == area && self.forum.value() == forum
    }

    /// The form filled in with it.
    pub(super) fn fill(&self, form: Form) -> Form {
        let form = form
            .with("area", &self.area)
            .with("forum", self.forum.value())
            .with_date("on", self.on);
        match &self.like {
            Some((at, place)) => form.with("at", at).with("place", place),
            None => form,
        }
    }
}

/// What comes next of each forum whose cadence is settled: one read for each area that has one.
pub(super) async fn proposals(
    app: &App,
    caller: &Caller,
    areas: &[Journal<Area>],
) -> Result<Vec<Proposed>, Problem> {
    let now = app.clock.now();
    let mut all = Vec::new();
    for area in areas.iter().filter(|area| !area.cadences.is_empty()) {
        let (from, to) = (now - LOOK_BACK, now + LOOK_AHEAD);
        let meetings = app.store.meetings_in(&area.code, caller, from, to).await?;
        let meetings: Vec<&Meeting> = meetings.iter().map(|each| each.record()).collect();
        let forums = area.forums.iter();
        all.extend(
            forums.filter_map(|forum| propose(area, *forum, &meetings, time::london_date(now))),
        );
    }
    Ok(all)
}

pub(super) fn propose(
    area: &Area,
    forum: Forum,
    meetings: &[&Meeting],
    today: NaiveDate,
) -> Option<Proposed> {
    let cadence = area.cadences.of(forum)?;
    let own = meetings.iter().filter(|meeting| {
        meeting.area == area.code && meeting.forum == forum && meeting.cancelled.is_none()
    });
    let last = own.max_by_key(|meeting| meeting.starts_at);
    let on = cadence.next(last.map(|meeting| meeting.on()), today)?;
    Some(Proposed {
        area: area.code.to_string(),
        forum,
        on,
        like: last.map(|meeting| {
            let start = time::london(meeting.starts_at);
            (start.format("%H:%M").to_string(), meeting.place.to_string())
        }),
        words: format!("{} {}: {}", area.name, forum.label(), time::full_date(on)),
        cadence: cadence.label(),
    })
}
