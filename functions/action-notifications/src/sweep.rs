//! Reminders, chasing and escalation: of actions here, of what falls due with a power in `powers`, of
//! access that waits in `visits`, of what is due in a case review in `reviews`. Each step is an entry in
//! the journal of the case or review, and the notice follows from the entry. A sweep that runs twice, or
//! stops half-way, takes no step twice.

use access::Caller;
use chrono::Days;
use domain::{
    AreaCode, CaseId, Journal, Stamp,
    case::{Case, Decided},
    directory::Area,
    time,
};
use store::{Commit, Error, stored::ActionRow};

use crate::Notifier;

pub(crate) const SWEEP: Caller = Caller::System("action-sweep");
/// Actions read at a time.
pub(crate) const PAGE: i32 = 200;
/// Tries when somebody else changes the case or review in between.
pub(crate) const TRIES: u32 = 5;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Swept {
    /// Steps taken.
    pub steps: u32,
    /// Actions, powers, access and case reviews whose step had come but could not be taken; the next
    /// sweep tries again.
    pub failed: u32,
}

impl Notifier {
    pub(crate) async fn sweep(&self) -> Result<Swept, Error> {
        let mut swept = Swept::default();
        let adopted = self.store.adopted().await?;
        for area in self.store.areas().await? {
            self.sweep_area(&area.code.clone(), area.record(), &mut swept)
                .await?;
            self.sweep_powers(&area.code, &adopted, &mut swept).await?;
            self.sweep_access(area.record(), &mut swept).await?;
            self.sweep_reviews(&area.code, &mut swept).await?;
        }
        tracing::info!(steps = swept.steps, failed = swept.failed, "actions swept");
        Ok(swept)
    }

    async fn sweep_area(
        &self,
        code: &AreaCode,
        area: &Area,
        swept: &mut Swept,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let today = time::london_date(now);
        let until = today.checked_add_days(Days::new(area.chase.remind_before));
        let mut after = None;
        loop {
            let page = self
                .store
                .actions_in(code, until, (&SWEEP, now), PAGE, after.as_ref())
                .await?;
            for row in &page.items {
                if area.chase.step(&row.action, today).is_none() {
                    continue;
                }
                match self.step(row, area).await {
                    Ok(taken) => swept.steps += u32::from(taken),
                    // One action that cannot be chased does not keep the others from it.
                    Err(error) => {
                        tracing::error!(action = %row.action.id, %error, "action not chased");
                        swept.failed += 1;
                    }
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn step(&self, row: &ActionRow, area: &Area) -> Result<bool, Error> {
        let action = row.action.id;
        let chase = |case: Journal<Case>, stamp: &Stamp| case.chase(action, &area.chase, stamp);
        self.take(row.case, chase).await
    }

    /// Takes the step on a case that `decide` finds to have come; whether there was one. What ended,
    /// was answered or has gone since the list was read is refused, and is none.
    pub(crate) async fn take(
        &self,
        case: CaseId,
        decide: impl Fn(Journal<Case>, &Stamp) -> Decided,
    ) -> Result<bool, Error> {
        for _ in 0..TRIES {
            let now = self.clock.now();
            let case = self.store.case_alone(case, &SWEEP, now).await?.journal;
            let before = case.version();
            let case = match decide(case, &edge::stamp(&SWEEP, now)?) {
                Ok(case) if case.version() > before => case,
                Ok(_) | Err(_) => return Ok(false),
            };
            match self.store.commit(Commit::of(case)).await {
                Ok(()) => return Ok(true),
                Err(Error::Conflict) => continue,
                Err(other) => return Err(other),
            }
        }
        Err(Error::Conflict)
    }
}
