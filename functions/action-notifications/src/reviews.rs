//! Reminders of what is due to somebody who applied for an ASB Case Review (R7.3). As with actions, each
//! is an entry in the review's journal first, and the notice to the area's team follows from it.

use domain::{AreaCode, CaseReviewId, case_review::remind, time};
use store::{Commit, Error};

use crate::{
    Notifier,
    sweep::{PAGE, SWEEP, Swept, TRIES},
};

impl Notifier {
    /// Reminds an area's team of what is due soon or overdue.
    pub(crate) async fn sweep_reviews(
        &self,
        code: &AreaCode,
        swept: &mut Swept,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let today = time::london_date(now);
        let until = remind::soon(today);
        let mut after = None;
        loop {
            let page = self
                .store
                .case_reviews_due(code, until, (&SWEEP, now), PAGE, after.as_ref())
                .await?;
            for review in &page.items {
                if review.reminder(today).is_none() {
                    continue;
                }
                match self.remind_of_review(review.id).await {
                    Ok(sent) => swept.steps += u32::from(sent),
                    // One that cannot be written to does not keep the others from it.
                    Err(error) => {
                        tracing::error!(review = %review.id, %error, "case review not reminded of");
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

    /// Sends the reminder that has come; whether there was one. What has ended since the list was read
    /// has none.
    async fn remind_of_review(&self, id: CaseReviewId) -> Result<bool, Error> {
        for _ in 0..TRIES {
            let review = self.store.applied_for(id).await?;
            let before = review.version();
            let review = review.remind(&edge::stamp(&SWEEP, self.clock.now())?)?;
            if review.version() == before {
                return Ok(false);
            }
            match self.store.commit(Commit::of(review)).await {
                Ok(()) => return Ok(true),
                Err(Error::Conflict) => continue,
                Err(other) => return Err(other),
            }
        }
        Err(Error::Conflict)
    }
}
