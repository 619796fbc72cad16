//! The caller's own work, and their agency's.

use access::Caller;
use domain::time;
use edge::{App, Problem};
use serde::Serialize;

use super::glance::{Glance, LOOK};
use crate::{
    action::view::ActionView,
    cases::row::CaseRowView,
    guests::{self, view::AccessRowView},
};

/// What awaits somebody as a person of their agency.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Work)]
pub(super) struct WorkView {
    /// Actions that name the caller, soonest due first.
    pub(super) mine: Glance<ActionView>,
    /// Actions of their agency, soonest due first.
    pub(super) ours: Glance<ActionView>,
    /// Access to cases that waits for their answer or review, oldest first.
    pub(super) access: Glance<AccessRowView>,
    /// Open cases that their agency is on, by what is due first.
    pub(super) cases: Glance<CaseRowView>,
}

impl WorkView {
    /// What awaits the caller now.
    pub(super) async fn load(app: &App, caller: &Caller) -> Result<Self, Problem> {
        let now = app.clock.now();
        let today = time::london_date(now);
        let watched = guests::watched(app, caller).await?;
        let work = app.store.work(&watched, caller, LOOK, now).await?;
        let (waiting, more) = work.access;
        let action = |row: &store::stored::ActionRow| ActionView::of_row(row, today);
        Ok(Self {
            mine: Glance::of(&work.mine, action),
            ours: Glance::of(&work.ours, action),
            access: Glance::counted(&waiting, more, |row| AccessRowView::of(row, now)),
            cases: Glance::of(&work.cases, |row| CaseRowView::of(row, today)),
        })
    }
}
