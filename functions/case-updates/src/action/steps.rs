//! What has happened to an action so far.

use access::{Caller, notice as policy};
use chrono::{DateTime, Utc};
use domain::{
    case::{Action, Event, wording::as_it_reads},
    notice::{About, Notice, Returned, Tells},
    text::capital,
    time,
};
use serde::Serialize;

use crate::{case::opened::Opened, words};

/// Something that happened to an action.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = ActionStep, example = json!({
    "at": "2026-11-17T10:00:00Z", "by": "Ana Silva",
    "agency_name": "Runnymede Borough Council",
    "words": "Assigned action 3 to Surrey Police, due on 24 November 2026", "text": null
}))]
pub(super) struct StepView {
    /// When, UTC.
    pub(super) at: DateTime<Utc>,
    /// Who; `charmm` for the system itself.
    pub(super) by: String,
    /// The agency they acted for; null for the system itself.
    pub(super) agency_name: Option<String>,
    /// What, in words.
    pub(super) words: String,
    /// The reason or the evidence that was given.
    pub(super) text: Option<String>,
}

impl StepView {
    pub(super) fn when(&self) -> String {
        time::long_time(self.at)
    }

    pub(super) fn instant(&self) -> String {
        self.at.to_rfc3339()
    }

    pub(super) fn source(&self) -> &str {
        self.agency_name.as_deref().unwrap_or_default()
    }
}

/// An email about an action that did not arrive, until somebody has dealt with it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = NotTold, example = json!({
    "words": "The email “Your agency has a new action” to Surrey Police (shared inbox) did not arrive (permanent bounce), 20 November 2026.",
    "href": null
}))]
pub(super) struct NotToldView {
    /// What happened, in a sentence.
    pub(super) words: String,
    /// Where the area's coordinator deals with it; null for everybody else.
    pub(super) href: Option<String>,
}

/// Emails about the action that did not arrive and that nobody has dealt with yet.
pub(super) fn not_told(opened: &Opened, caller: &Caller, action: &Action) -> Vec<NotToldView> {
    let case = opened.case();
    let deals = policy::deal(caller, &case.area).is_permitted();
    let about = |returned: &&Returned| is_about(&returned.notice, action);
    case.returns
        .iter()
        .filter(about)
        .map(|returned| {
            let to = case.recipient(&returned.notice.recipient);
            let sentence = capital(&returned.sentence(&to));
            let on = time::long_date(time::london_date(returned.at));
            NotToldView {
                words: format!("{sentence}, {on}."),
                href: deals.then(|| format!("/notices/returned/{}", returned.notice.id)),
            }
        })
        .collect()
}

fn is_about(notice: &Notice, action: &Action) -> bool {
    notice.about() == Some(About::Action(action.id))
}

/// What happened to the action, as far as the newest part of the journal goes.
pub(super) fn steps(opened: &Opened, action: &Action) -> Vec<StepView> {
    let (read, _) = as_it_reads(&opened.file.entries);
    let steps = read.iter().filter_map(|entry| {
        let event = entry.event.as_ref()?;
        let text = match event {
            Event::ActionAssigned { action: id, .. }
            | Event::ActionAccepted { action: id }
            | Event::ActionChased { action: id, .. }
                if *id == action.id =>
            {
                None
            }
            Event::ActionDeclined { action: id, reason } if *id == action.id => Some(reason),
            Event::ActionEnded {
                action: id,
                evidence,
                ..
            } if *id == action.id => Some(evidence),
            Event::NoticeReturned(back) if is_about(&back.notice, action) => None,
            Event::NoticeSettled(settled) if is_about(&settled.notice, action) => {
                Some(&settled.note)
            }
            _ => return None,
        };
        let actor = &entry.header.actor;
        Some(StepView {
            at: entry.header.at,
            by: actor.name().to_owned(),
            agency_name: actor.agency().map(|agency| opened.names.get(agency)),
            words: words::heading(event, opened.case(), &opened.names),
            text: text.map(ToString::to_string),
        })
    });
    steps.collect()
}
