//! What a request to call a meeting asks for.

use chrono::{DateTime, Utc};
use domain::{AreaCode, Journal, Line, WebLink, directory::Area, meeting::Forum};
use edge::{Fields, Problem};

use super::ScheduleBody;
use crate::meeting::forum::whereabouts;

/// What was asked for, once it is known to make sense.
pub(super) struct Asked {
    pub(super) area: AreaCode,
    pub(super) forum: Forum,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) place: Line,
    pub(super) online: Option<WebLink>,
}

/// Reads what was asked, with every fault at once.
pub(super) fn read(body: ScheduleBody, areas: &[Journal<Area>]) -> Result<Asked, Problem> {
    let mut fields = Fields::default();
    let area = fields.choice("area", "an area", body.area, |code| {
        areas.iter().find(|area| area.code.as_str() == code)
    });
    let forum = fields.choice("forum", "a forum", body.forum, Forum::parse);
    if let (Some(area), Some(forum)) = (area, forum) {
        let held = area.forums.contains(&forum);
        fields.check(
            "forum",
            held,
            format!("{} does not hold a {}", area.name, forum.label()),
        );
    }
    let on = fields.date("on", "the date", body.on);
    let at = fields.time("at", "the start time", body.at);
    let starts_at = fields.civil(("at", on, at));
    let (place, online) = whereabouts(&mut fields, body.place, body.online);
    fields.finish(|| {
        Some(Asked {
            area: area?.code.clone(),
            forum: forum?,
            starts_at: starts_at?,
            place: place?,
            online,
        })
    })
}
