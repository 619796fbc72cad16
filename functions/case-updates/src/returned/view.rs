//! A returned message as the list, the start page and its own page show it.

use chrono::{DateTime, Utc};
use domain::{
    notice::{About, Returned},
    time,
};
use serde::Serialize;
use store::stored::ReturnedRow;

/// An email that did not arrive, or was unwanted.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = ReturnedMessage, example = json!({
    "id": "9f2c6a1d0e7b4c3f8a5d2e1b6c9f0a3d7e4b1c8f5a2d9e6b3c0f7a4d1e8b5c2f",
    "href": "/notices/returned/9f2c6a1d0e7b4c3f8a5d2e1b6c9f0a3d7e4b1c8f5a2d9e6b3c0f7a4d1e8b5c2f",
    "to": "Surrey Police (shared inbox)",
    "message": "action_assigned", "message_words": "Your agency has a new action",
    "reference": "RUN-2026-0001", "about": "/actions/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be0aa",
    "came": "bounced", "came_words": "The address does not exist or refuses mail",
    "class": "Permanent/General", "at": "2026-11-20T09:05:00Z",
    "advice": "Tell them another way now."
}))]
pub(crate) struct ReturnedView {
    /// The notice's id.
    pub(crate) id: String,
    /// Its address.
    pub(crate) href: String,
    /// For whom it was: an agency's inbox, a role or a person; never an address.
    pub(crate) to: String,
    /// What it says.
    pub(crate) message: &'static str,
    /// The same in words.
    pub(crate) message_words: &'static str,
    /// The reference of the referral or case, or the title of the meeting.
    pub(crate) reference: String,
    /// The address of what it is about.
    pub(crate) about: String,
    /// What became of it: `bounced`, `suppressed`, `mailbox_full`, `refused`, `unclear`,
    /// `complained` or `not_sent`.
    pub(crate) came: &'static str,
    /// The same in words.
    pub(crate) came_words: &'static str,
    /// The mail service's own name for why.
    pub(crate) class: String,
    /// When it was learnt of, UTC.
    pub(crate) at: DateTime<Utc>,
    /// What to do about it.
    pub(crate) advice: &'static str,
}

impl ReturnedView {
    /// A row of the list.
    pub(crate) fn of_row(row: &ReturnedRow) -> Self {
        Self::of(&row.returned, &row.to)
    }

    /// A returned notice; `to` is its recipient in words.
    pub(crate) fn of(returned: &Returned, to: &str) -> Self {
        let (notice, came) = (&returned.notice, returned.feedback.came);
        Self {
            id: notice.id.to_string(),
            href: format!("/notices/returned/{}", notice.id),
            to: to.to_owned(),
            message: notice.message.value(),
            message_words: notice.message.label(),
            reference: notice.reference.clone(),
            about: match notice.about() {
                // Nobody reads the pack itself but its agency.
                Some(About::Pack(meeting, _)) => format!("/meetings/{meeting}/packs"),
                _ => notice.path.clone(),
            },
            came: came.value(),
            came_words: came.label(),
            class: returned.feedback.class.as_str().to_owned(),
            at: returned.at,
            advice: came.advice(),
        }
    }

    /// When it was learnt of, in words.
    pub(crate) fn when(&self) -> String {
        time::long_time(self.at)
    }

    /// The day on which it was learnt of, in words.
    pub(crate) fn day(&self) -> String {
        time::long_date(time::london_date(self.at))
    }
}
