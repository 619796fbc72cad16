//! Meetings of the caller's areas: those ahead, and those past (R5.1).

use access::Caller;
use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Months, NaiveDate, NaiveTime, TimeZone, Utc};
use domain::{Journal, directory::Area, time};
use edge::{
    Accept, App, Problem, chrome,
    page::{Chrome, Place},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::MeetingView;
use crate::packs::progress;

/// How many months of past meetings one page shows.
const MONTHS: Months = Months::new(12);

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Window {
    /// Show the twelve months of meetings before this day instead of those ahead.
    #[param(example = "2025-11-21")]
    before: Option<NaiveDate>,
    /// What has just been done.
    #[param(ignore)]
    #[serde(default)]
    done: Option<String>,
}

const DONE: [(&str, &str); 1] = [("called", "The meetings have been called")];

/// Meetings of the caller's areas.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Meetings)]
pub(crate) struct MeetingsView {
    /// Those today or later, soonest first.
    pub(crate) upcoming: Vec<MeetingView>,
    /// Those of the twelve months before, latest first.
    pub(crate) past: Vec<MeetingView>,
    /// Where earlier ones are, if there may be any.
    #[schema(example = "/meetings?before=2025-11-21")]
    pub(crate) earlier: Option<String>,
}

/// Lists the meetings of the caller's areas.
///
/// Those are the areas that the caller coordinates or chairs, and those in which their agency
/// takes part.
#[utoipa::path(
    get,
    path = "/meetings",
    tag = "Meetings",
    params(Window),
    responses((status = 200, description = "Meetings today or later, and those of the twelve months before", body = MeetingsView)),
)]
pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    window: Result<Query<Window>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(window) =
        window.map_err(|_| Problem::field("before", "must be a date, like 2025-11-21"))?;
    let title = if window.before.is_some() {
        "Earlier meetings"
    } else {
        "Meetings"
    };
    let mut areas = areas(&app, &caller).await?;
    let may_schedule = areas
        .iter()
        .any(|area| access::meeting::run(&caller, &area.code).is_permitted());
    edge::areas::folded(&caller, &mut areas);
    let view = view(&app, &caller, &areas, &window).await?;
    let page = ListPage {
        chrome: chrome(&caller, title)
            .at(Place::Meetings)
            .success(window.done.as_deref(), &DONE),
        may_schedule,
        earlier_only: window.before.is_some(),
        now: app.clock.now(),
        view: &view,
    };
    Ok(accept.reply(&view, &page).into_response())
}

/// The areas whose meetings the caller may see.
pub(crate) async fn areas(app: &App, caller: &Caller) -> Result<Vec<Journal<Area>>, Problem> {
    let mut areas = app.store.areas_lately().await?;
    areas.retain(|area| access::meeting::attend(caller, area).is_permitted());
    Ok(areas)
}

async fn view(
    app: &App,
    caller: &Caller,
    areas: &[Journal<Area>],
    window: &Window,
) -> Result<MeetingsView, Problem> {
    let now = app.clock.now();
    let today = time::london_date(now);
    let until = window.before.unwrap_or(today);
    let from = until.checked_sub_months(MONTHS).unwrap_or(until);
    let to = match window.before {
        Some(before) => midnight(before),
        None => end_of_time(),
    };
    let mut meetings = Vec::new();
    for area in areas {
        let found = app
            .store
            .meetings_in(&area.code, caller, midnight(from), to)
            .await?;
        for meeting in &found {
            // One of an area that was taken over keeps its name.
            let own = app.store.area_lately(&meeting.area).await?;
            meetings.push(MeetingView::of(meeting, &own, caller, now));
        }
    }
    Ok(arrange(meetings, until, from))
}

/// Those from `until` on, soonest first; those before it, latest first.
fn arrange(meetings: Vec<MeetingView>, until: NaiveDate, from: NaiveDate) -> MeetingsView {
    let (mut upcoming, mut past): (Vec<_>, Vec<_>) = meetings
        .into_iter()
        .partition(|meeting| meeting.on >= until);
    upcoming.sort_by(|a, b| (a.starts_at, &a.title).cmp(&(b.starts_at, &b.title)));
    past.sort_by(|a, b| (b.starts_at, &a.title).cmp(&(a.starts_at, &b.title)));
    let earlier = (!past.is_empty()).then(|| format!("/meetings?before={from}"));
    MeetingsView {
        upcoming,
        past,
        earlier,
    }
}

/// The beginning of a day in London; in UTC if the clocks should ever skip midnight.
fn midnight(on: NaiveDate) -> DateTime<Utc> {
    let civil = on.and_time(NaiveTime::MIN);
    time::instant(civil).unwrap_or_else(|| Utc.from_utc_datetime(&civil))
}

/// Later than any meeting that can be called: dates are taken up to the year 2200.
pub(crate) fn end_of_time() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(2300, 1, 1).map_or(DateTime::<Utc>::MAX_UTC, midnight)
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'a> {
    chrome: Chrome,
    may_schedule: bool,
    earlier_only: bool,
    now: DateTime<Utc>,
    view: &'a MeetingsView,
}

impl ListPage<'_> {
    /// How far the packs are, in a few words.
    fn packs(&self, meeting: &MeetingView) -> String {
        progress::brief(meeting, self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn those_ahead_come_soonest_first_and_those_past_latest_first() {
        let meetings =
            ["2026-10-13", "2026-12-08", "2026-11-21", "2026-09-01"].map(sample::meeting_view);
        let view = arrange(meetings.into(), day("2026-11-21"), day("2025-11-21"));
        let days = |views: &[MeetingView]| {
            views
                .iter()
                .map(|view| view.on.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(days(&view.upcoming), ["2026-11-21", "2026-12-08"]);
        assert_eq!(days(&view.past), ["2026-10-13", "2026-09-01"]);
        assert_eq!(view.earlier.as_deref(), Some("/meetings?before=2025-11-21"));
    }

    #[test]
    fn an_empty_year_ends_the_list() {
        let view = arrange(Vec::new(), day("2026-11-21"), day("2025-11-21"));
        assert_eq!(view.earlier, None);
    }

    #[test]
    fn days_begin_at_midnight_in_london() {
        assert_eq!(
            midnight(day("2026-06-30")).to_string(),
            "2026-06-29 23:00:00 UTC"
        );
        assert!(end_of_time() > midnight(day("2200-12-31")));
    }

    #[test]
    fn the_page_says_what_to_do_when_there_is_nothing() {
        let view = MeetingsView {
            upcoming: Vec::new(),
            past: Vec::new(),
            earlier: None,
        };
        let page = ListPage {
            chrome: Chrome::new("Meetings"),
            may_schedule: true,
            earlier_only: false,
            now: sample::now(),
            view: &view,
        };
        let html = page.render().unwrap();
        assert!(html.contains("No meetings are scheduled."));
        assert!(html.contains("/meetings/new"));
    }
}
