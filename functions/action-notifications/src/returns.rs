//! What follows from a report on an email: a note in the ledger, and an entry in the journal of what
//! the notice was about when it did not do its work.
//!
//! Both are written in one transaction, which fails when a report of the kind was noted before. So
//! the same report delivered twice, or twice at once, changes nothing (INVARIANT (heard once)).

use access::Caller;
use domain::{
    journal::Hash,
    notice::{Feedback, Notice},
};
use store::{Commit, Error};

use crate::{Notifier, feedback::Report, notifier::Fault};

const FEEDBACK: Caller = Caller::System("mail-feedback");
/// Tries when somebody else changes the record in between.
const TRIES: u32 = 5;

impl Notifier {
    /// Takes in what SES published.
    ///
    /// **Errors:** whatever keeps it from being written, so that the topic comes again and puts the
    /// message aside in the end; a report on an email that is none of ours is no error.
    pub(crate) async fn hear(&self, message: &str) -> Result<(), Fault> {
        match Report::parse(message)? {
            Report::Nothing => Ok(()),
            Report::OnNoNotice => {
                tracing::warn!("a report on an email without a notice");
                Ok(())
            }
            Report::On(id, feedback) => self.heard(id, &feedback).await,
        }
    }

    async fn heard(&self, id: Hash, feedback: &Feedback) -> Result<(), Fault> {
        let Some(claim) = self.store.notice(id).await? else {
            tracing::warn!(notice = %id, came = feedback.came.value(), "a report on an unknown notice");
            return Ok(());
        };
        if !feedback.came.is_return() {
            return Ok(self.store.note_feedback(id, feedback).await?);
        }
        for _ in 0..TRIES {
            if self.store.heard(id, feedback.came).await? {
                return Ok(());
            }
            let commit = self.returned(&claim.notice, feedback).await?;
            match self.store.commit(commit.noting(id, feedback)).await {
                Ok(()) => {
                    tracing::warn!(notice = %id, came = feedback.came.value(), "a notice came back");
                    return Ok(());
                }
                Err(Error::Conflict) => continue,
                Err(other) => return Err(other.into()),
            }
        }
        Err(Error::Conflict.into())
    }

    /// What is written where the notice belongs.
    async fn returned(&self, notice: &Notice, feedback: &Feedback) -> Result<Commit, Fault> {
        let now = self.clock.now();
        let matter = self.store.matter(notice, &FEEDBACK, now).await?;
        let stamp = edge::stamp(&FEEDBACK, now)?;
        Ok(matter.notice_returned(notice, feedback, &stamp)?)
    }
}
