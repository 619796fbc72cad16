//! `/actions`: mine, our agency's, outstanding before the meeting, and ended (R4.3).

use access::Caller;
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{NaiveDate, TimeDelta};
use domain::{AreaCode, time};
use edge::{
    Accept, App, Problem,
    page::{Chrome, Link, Place},
};
use serde::{Deserialize, Serialize};
use store::{Cursor, Page, stored::ActionRow};

use crate::{
    action::view::ActionView,
    cases::areas::{self, Run},
    guests::view::AccessRowView,
    page::{self, ROWS},
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(list))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/actions", get(list))
}

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Mine,
    Ours,
    Outstanding,
    Ended,
}

impl Tab {
    const ALL: [Self; 4] = [Self::Mine, Self::Ours, Self::Outstanding, Self::Ended];

    /// Those that the caller has: what is outstanding is for those who run an area.
    fn offered(run: &[Run]) -> impl Iterator<Item = Self> {
        let runs = !run.is_empty();
        Self::ALL
            .into_iter()
            .filter(move |tab| runs || *tab != Self::Outstanding)
    }

    fn value(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Ours => "ours",
            Self::Outstanding => "outstanding",
            Self::Ended => "ended",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Mine => "My actions",
            Self::Ours => "Our agency’s actions",
            Self::Outstanding => "Outstanding before the meeting",
            Self::Ended => "Our ended actions",
        }
    }

    fn nothing(self) -> &'static str {
        match self {
            Self::Mine => "You have no open actions. When an action names you, it is listed here.",
            Self::Ours => "Your agency has no open actions. New ones are also sent to its inbox.",
            Self::Outstanding => {
                "No actions are outstanding. Nothing needs chasing before the meeting."
            }
            Self::Ended => "None of your agency’s actions has ended yet.",
        }
    }
}

/// Why somebody may not see what is outstanding.
const RUNS: &str =
    "Only an area’s coordinator or chair can see the actions outstanding before its meeting.";

/// Which list, and where its page begins.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `mine`, `ours`, `outstanding` (for coordinators and chairs: open
    /// actions of an area due by its next meeting) or `ended`. Unless said otherwise `mine`, or
    /// `ours` when no action names the caller.
    tab: Option<String>,
    /// The code of the area, for `outstanding`.
    #[param(example = "RUN")]
    area: Option<String>,
    /// The token of the page, from `next` of the page before.
    from: Option<String>,
}

/// A list of actions, across areas.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Actions)]
struct ActionsView {
    /// Which list: `mine`, `ours`, `outstanding` or `ended`.
    #[schema(example = "mine")]
    tab: &'static str,
    /// The area of `outstanding`.
    #[schema(example = "RUN")]
    area: Option<String>,
    /// The day of the next meeting, by which those of `outstanding` are due; null when no meeting
    /// is called, and then all open ones are listed.
    #[schema(example = "2026-11-24")]
    before: Option<NaiveDate>,
    /// Soonest due first; ended ones newest first.
    items: Vec<ActionView>,
    /// What else waits for the agency, on the first page of `ours`: access to cases that it leads, to be
    /// answered or reviewed, oldest first.
    access: Vec<AccessRowView>,
    /// Where the next page is.
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "actions.html")]
struct ActionsPage {
    chrome: Chrome,
    view: ActionsView,
    heading: &'static str,
    nothing: &'static str,
    about: String,
    tabs: Vec<Link>,
    areas: Vec<Link>,
    later: bool,
}

/// Actions
///
/// The caller's own, their agency's, those outstanding before an area's next meeting, or ended.
#[utoipa::path(get, path = "/actions", tag = "actions", params(Asked),
    responses((status = 200, description = "A page of the list",
        content((ActionsView = "application/json"), (String = "text/html")))))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let run = areas::run(&app, &caller).await?;
    if run.is_empty() && asked.tab.as_deref() == Some(Tab::Outstanding.value()) {
        return Err(Problem::Forbidden(RUNS.into()));
    }
    let tab = match asked.tab.as_deref() {
        Some(wanted) => Tab::offered(&run).find(|tab| tab.value() == wanted),
        None => None,
    };
    let tab = match tab {
        Some(tab) => tab,
        None => own(&app, &caller).await?,
    };
    let after = page::cursor(asked.from.as_deref())?;
    let area = areas::chosen(&run, asked.area.as_deref()).filter(|_| tab == Tab::Outstanding);
    let before = match area {
        Some(area) => next_meeting(&app, &caller, &area.code).await?,
        None => None,
    };
    let rows = rows(&app, &caller, (tab, area, before), after.as_ref()).await?;
    let base = match area {
        Some(area) => format!("/actions?tab={}&area={}", tab.value(), area.code),
        None => format!("/actions?tab={}", tab.value()),
    };
    let now = app.clock.now();
    let today = time::london_date(now);
    let access = match (tab, &after) {
        (Tab::Ours, None) => app.store.access_to_ours(&caller, ROWS, now).await?.items,
        _ => Vec::new(),
    };
    let view = ActionsView {
        tab: tab.value(),
        area: area.map(|area| area.code.to_string()),
        before,
        items: rows
            .items
            .iter()
            .map(|row| ActionView::of_row(row, today))
            .collect(),
        access: access
            .iter()
            .map(|row| AccessRowView::of(row, now))
            .collect(),
        next: page::next(&rows, &base),
    };
    let mut page = ActionsPage::of(&caller, tab, &run, view);
    page.about = about(tab, area, before);
    page.later = after.is_some();
    if let Some(area) = area {
        page.areas = areas::links(&run, &area.code, "/actions?tab=outstanding");
    }
    Ok(accept.reply(&page.view, &page).into_response())
}

impl ActionsPage {
    fn of(caller: &Caller, tab: Tab, run: &[Run], view: ActionsView) -> Self {
        let link = |each: Tab| {
            Link::new(each.title(), format!("/actions?tab={}", each.value())).current(each == tab)
        };
        let chrome = edge::chrome(caller, tab.title()).at(Place::Actions);
        Self {
            chrome: chrome.official_sensitive().wide(),
            view,
            heading: tab.title(),
            nothing: tab.nothing(),
            about: String::new(),
            tabs: Tab::offered(run).map(link).collect(),
            areas: Vec::new(),
            later: false,
        }
    }
}

/// The list to begin with: the caller's own, or their agency's when no action names them.
async fn own(app: &App, caller: &Caller) -> Result<Tab, Problem> {
    let named = app.store.has_actions(caller).await?;
    Ok(if named { Tab::Mine } else { Tab::Ours })
}

async fn rows(
    app: &App,
    caller: &Caller,
    (tab, area, before): (Tab, Option<&Run>, Option<NaiveDate>),
    after: Option<&Cursor>,
) -> Result<Page<ActionRow>, Problem> {
    let (store, now) = (&app.store, app.clock.now());
    Ok(match (tab, area) {
        (Tab::Outstanding, Some(area)) => {
            store
                .actions_in(&area.code, before, (caller, now), ROWS, after)
                .await?
        }
        (Tab::Ours, _) => store.our_actions(caller, ROWS, after, now).await?,
        (Tab::Ended, _) => store.our_ended_actions(caller, ROWS, after, now).await?,
        (Tab::Mine | Tab::Outstanding, _) => store.my_actions(caller, ROWS, after, now).await?,
    })
}

/// How far ahead meetings are called.
pub(crate) const MEETINGS_AHEAD: TimeDelta = TimeDelta::days(120);

/// The day of the area's next meeting.
async fn next_meeting(
    app: &App,
    caller: &Caller,
    area: &AreaCode,
) -> Result<Option<NaiveDate>, Problem> {
    let now = app.clock.now();
    let meetings = app
        .store
        .meetings_in(area, caller, now, now + MEETINGS_AHEAD)
        .await?;
    let next = meetings.iter().find(|meeting| meeting.cancelled.is_none());
    Ok(next.map(|meeting| meeting.on()))
}

fn about(tab: Tab, area: Option<&Run>, before: Option<NaiveDate>) -> String {
    match (tab, area, before) {
        (Tab::Outstanding, Some(area), Some(on)) => format!(
            "Open actions in {} that are due on or before the next meeting, on {}.",
            area.name,
            time::full_date(on)
        ),
        (Tab::Outstanding, Some(area), None) => {
            format!(
                "No meeting is called in {}, so every open action is listed.",
                area.name
            )
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn the_list_says_by_which_meeting() {
        let area = Run {
            code: fixture::id("RUN"),
            name: "Runnymede".into(),
        };
        let on = fixture::day("2026-11-24");
        assert_eq!(
            about(Tab::Outstanding, Some(&area), Some(on)),
            "Open actions in Runnymede that are due on or before the next meeting, on Tuesday 24 November 2026."
        );
        assert!(about(Tab::Outstanding, Some(&area), None).starts_with("No meeting is called"));
        assert_eq!(about(Tab::Mine, None, None), "");
    }
}
