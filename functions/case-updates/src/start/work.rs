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
        let today = time::london_date(app.clock.now());
        let mine = app.store.my_actions(caller, LOOK, None).await?;
        let ours = app.store.our_actions(caller, LOOK, None).await?;
        let cases = app.store.cases_of_agency(caller, LOOK, None).await?;
        let now = app.clock.now();
        let (waiting, more) = guests::waiting(app, caller).await?;
        let action = |row: &store::stored::ActionRow| ActionView::of_row(row, today);
        Ok(Self {
            mine: Glance::of(&mine, action),
            ours: Glance::of(&ours, action),
            access: Glance::counted(&waiting, more, |row| AccessRowView::of(row, now)),
            cases: Glance::of(&cases, |row| CaseRowView::of(row, today)),
        })
    }
}
