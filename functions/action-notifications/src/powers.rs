//! Reminders of what falls due with a power: before the day, and once it has passed (R6.5). As with
//! actions, each is an entry in the case's journal first, and the notice follows from it.

use chrono::Days;
use domain::{
    AreaCode, Journal, Stamp,
    case::{Case, come, days_ahead},
    law::{Adopted, Law},
    time,
};
use store::{Error, stored::OrderRow};

use crate::{
    Notifier,
    sweep::{PAGE, SWEEP, Swept},
};

impl Notifier {
    /// Sends the reminders of an area that have come today.
    pub(crate) async fn sweep_powers(
        &self,
        code: &AreaCode,
        adopted: &Adopted,
        swept: &mut Swept,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let today = time::london_date(now);
        let law = Law::on(today, adopted).in_area(code);
        let Some(ahead) = days_ahead(law) else {
            return Ok(());
        };
        let until = today.checked_add_days(Days::new(ahead)).unwrap_or(today);
        let mut after = None;
        loop {
            let page = self
                .store
                .orders_in(code, &SWEEP, PAGE, after.as_ref(), now)
                .await?;
            for row in &page.items {
                let first = row.due.iter().map(|due| due.on).min();
                // They come by their first day: from here on nothing has come yet.
                if first.is_some_and(|first| first > until) {
                    return Ok(());
                }
                if come(&row.due, &row.reminded, (today, ahead)).is_none() {
                    continue;
                }
                match self.remind(row, law).await {
                    Ok(sent) => swept.steps += u32::from(sent),
                    // One case that cannot be written to does not keep the others from it.
                    Err(error) => {
                        tracing::error!(case = %row.case, %error, "power not reminded of");
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

    async fn remind(&self, row: &OrderRow, law: Law<'_>) -> Result<bool, Error> {
        let remind =
            |case: Journal<Case>, stamp: &Stamp| case.remind_of_power(row.number, law, stamp);
        self.take(row.case, remind).await
    }
}
