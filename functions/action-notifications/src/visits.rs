//! Access that waits too long: a request that nobody answered, an emergency that nobody reviewed
//! (R3.1). As with actions, each step is an entry in the case's journal first.

use domain::{Journal, Stamp, case::Case, directory::Area, time};
use store::{Error, stored::AccessRow};

use crate::{
    Notifier,
    sweep::{PAGE, SWEEP, Swept},
};

impl Notifier {
    /// Chases what waits in an area.
    pub(crate) async fn sweep_access(&self, area: &Area, swept: &mut Swept) -> Result<(), Error> {
        let now = self.clock.now();
        let today = time::london_date(now);
        let mut after = None;
        loop {
            let page = self
                .store
                .access_in(&area.code, &SWEEP, PAGE, after.as_ref(), now)
                .await?;
            for row in &page.items {
                // A row from before there was such a day does not say: its case does.
                let come = row.waiting.is_none_or(|waiting| {
                    let step = area.chase.late(waiting.due_on, waiting.last_step, today);
                    step.is_some()
                });
                if !come {
                    continue;
                }
                match self.chase_access(row, area).await {
                    Ok(taken) => swept.steps += u32::from(taken),
                    // One that cannot be chased does not keep the others from it.
                    Err(error) => {
                        tracing::error!(access = %row.id, %error, "access not chased");
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

    async fn chase_access(&self, row: &AccessRow, area: &Area) -> Result<bool, Error> {
        let chase =
            |case: Journal<Case>, stamp: &Stamp| case.chase_access(row.id, &area.chase, stamp);
        self.take(row.case, chase).await
    }
}
