//! The next meetings, as far as the caller may know of them.

use access::Caller;
use chrono::{DateTime, Utc};
use domain::{AreaCode, Journal, meeting::Meeting, time};
use edge::{App, Problem};
use serde::Serialize;

use super::desk::DeskView;
use crate::actions::MEETINGS_AHEAD;

/// How many of the next meetings are shown.
const SHOWN: usize = 3;

/// A meeting to come.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = NextMeeting, example = json!({
    "href": "/meetings/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0c1", "title": "Runnymede CHaRMM",
    "starts_at": "2026-11-24T10:00:00Z", "place": "Online, by Teams",
    "agenda_href": "/meetings/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0c1/agenda",
    "pack_href": "/meetings/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0c1/packs/surrey-police"
}))]
pub(super) struct MeetingView {
    /// Its address.
    pub(super) href: String,
    /// What it is called.
    pub(super) title: String,
    /// When it starts, UTC.
    pub(super) starts_at: DateTime<Utc>,
    /// Where.
    pub(super) place: String,
    /// Its agenda.
    pub(super) agenda_href: String,
    /// The pack of the caller's agency, once it has been made.
    pub(super) pack_href: Option<String>,
}

impl MeetingView {
    /// A meeting of the area called `area`.
    pub(super) fn of(meeting: &Meeting, area: &str, caller: &Caller) -> Self {
        let href = format!("/meetings/{}", meeting.id);
        let agency = caller
            .agency()
            .filter(|agency| meeting.packs.contains_key(agency));
        Self {
            title: meeting.title(area),
            starts_at: meeting.starts_at,
            place: meeting.place.to_string(),
            agenda_href: format!("{href}/agenda"),
            pack_href: agency.map(|agency| format!("{href}/packs/{agency}")),
            href,
        }
    }

    /// When, in words.
    pub(super) fn starts(&self) -> String {
        let day = time::full_date(time::london_date(self.starts_at));
        format!(
            "{day} at {}",
            time::clock_time(time::london(self.starts_at))
        )
    }
}

/// The next meeting of an area.
pub(super) async fn next_in(
    app: &App,
    caller: &Caller,
    area: &AreaCode,
) -> Result<Option<Journal<Meeting>>, Problem> {
    let now = app.clock.now();
    let meetings = app
        .store
        .meetings_in(area, caller, now, now + MEETINGS_AHEAD)
        .await?;
    Ok(meetings
        .into_iter()
        .find(|meeting| meeting.cancelled.is_none()))
}

/// A meeting under the name of its own area, which another may have taken over.
pub(super) async fn seen(
    app: &App,
    caller: &Caller,
    meeting: &Meeting,
) -> Result<MeetingView, Problem> {
    let area = app.store.area_lately(&meeting.area).await?;
    Ok(MeetingView::of(meeting, &area.name, caller))
}

/// The next meeting of each area that concerns the caller, soonest first.
///
/// Those are the areas named in their roles; without any, those that their agency takes part in.
///
/// What the desks of the areas that the caller runs show already is not looked up again.
pub(super) async fn next(
    app: &App,
    caller: &Caller,
    desks: &[DeskView],
) -> Result<Vec<MeetingView>, Problem> {
    let on_desk = |code: &AreaCode| desks.iter().any(|desk| desk.area == code.as_str());
    let mut areas = caller.areas();
    areas.retain(|code| !on_desk(code));
    if areas.is_empty() && desks.is_empty() {
        let all = app.store.areas_lately().await?;
        let mut ours = all;
        ours.retain(|area| {
            let agency = caller.agency();
            agency.is_some_and(|agency| area.partner(agency).is_some())
        });
        edge::areas::folded(caller, &mut ours);
        areas = ours.iter().map(|area| area.code.clone()).collect();
    }
    let mut meetings: Vec<_> = desks
        .iter()
        .filter_map(|desk| desk.meeting.clone())
        .collect();
    for code in &areas {
        if let Some(meeting) = next_in(app, caller, code).await? {
            meetings.push(seen(app, caller, &meeting).await?);
        }
    }
    meetings.sort_by_key(|meeting| meeting.starts_at);
    meetings.truncate(SHOWN);
    Ok(meetings)
}
