//! The ledger of outbound messages: one item per notice, for ever, and one beside it for each kind
//! of report that the mail provider made of it.
//!
//! INVARIANT (once): a notice is claimed by a conditional write before it is sent and marked after.
//! A crash in between leads to a second sending – at most one extra copy per lost reply – and
//! never to a second ledger item.
//! INVARIANT (heard once): of each kind of report the first is kept, by a conditional write, so the
//! same report delivered twice changes nothing. Reports lie beside the notice and not in it: a
//! report that overtakes the mark of its own sending must not contend with it.
//!
//! No policy is asked here: a notice holds nothing personal, and only the sender of notices reads
//! them. People see one through [`crate::Store::matter_of_return`], which asks.

use chrono::{DateTime, Utc};
use domain::{
    journal::Hash,
    notice::{Came, Feedback, Notice},
};
use serde::{Deserialize, Serialize};

use crate::{Error, Store, keys, table::from_item};

/// A notice's place in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The notice.
    pub notice: Notice,
    /// When it was first claimed, UTC.
    pub claimed_at: DateTime<Utc>,
    /// How often sending was tried.
    pub tries: u32,
    /// When it was sent, UTC; `None` until then.
    pub sent_at: Option<DateTime<Utc>>,
    /// What the provider called the message.
    pub provider_id: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ClaimItem {
    pk: String,
    sk: String,
    body: String,
    version: u64,
}

impl ClaimItem {
    fn of(claim: &Claim, version: u64) -> Result<Self, Error> {
        Ok(Self {
            pk: keys::notice(claim.notice.id),
            sk: keys::RECORD.to_owned(),
            body: serde_json::to_string(claim).map_err(|_| Error::Unreadable("notice"))?,
            version,
        })
    }
}

/// A report of the mail provider, as stored.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FeedbackItem {
    pk: String,
    sk: String,
    body: String,
}

impl FeedbackItem {
    pub(crate) fn of(notice: Hash, feedback: &Feedback) -> Result<Self, Error> {
        Ok(Self {
            pk: keys::notice(notice),
            sk: keys::feedback(feedback.came),
            body: serde_json::to_string(feedback).map_err(|_| Error::Unreadable("feedback"))?,
        })
    }

    fn feedback(&self) -> Result<Feedback, Error> {
        serde_json::from_str(&self.body).map_err(|_| Error::Unreadable("feedback"))
    }
}

impl Store {
    /// Claims a notice before sending it; gives the claim, which says whether it was sent before.
    pub async fn claim_notice(&self, notice: &Notice, now: DateTime<Utc>) -> Result<Claim, Error> {
        let first = Claim {
            notice: notice.clone(),
            claimed_at: now,
            tries: 1,
            sent_at: None,
            provider_id: None,
        };
        let item = ClaimItem::of(&first, 1)?;
        match self.table.put_after(&item, None).await {
            Ok(()) => Ok(first),
            Err(Error::Conflict) => self.claim_again(notice).await,
            Err(other) => Err(other),
        }
    }

    async fn claim_again(&self, notice: &Notice) -> Result<Claim, Error> {
        let mut claim = self.notice(notice.id).await?.ok_or(Error::NotFound)?;
        if claim.sent_at.is_none() {
            let before = u64::from(claim.tries);
            claim.tries += 1;
            // Two deliveries of one entry at once: one of them claims, the other comes again.
            let item = ClaimItem::of(&claim, before + 1)?;
            self.table.put_after(&item, Some(before)).await?;
        }
        Ok(claim)
    }

    /// The ledger's item of a notice, if there is one.
    pub async fn notice(&self, id: Hash) -> Result<Option<Claim>, Error> {
        let item: Option<ClaimItem> = self.table.get(keys::notice(id), keys::RECORD).await?;
        item.map(|item| serde_json::from_str(&item.body).map_err(|_| Error::Unreadable("notice")))
            .transpose()
    }

    /// Marks a claimed notice as sent.
    ///
    /// **Errors:** [`Error::Conflict`] when another delivery claimed it meanwhile.
    pub async fn notice_sent(
        &self,
        claim: Claim,
        provider_id: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let tries = u64::from(claim.tries);
        let sent = Claim {
            sent_at: Some(now),
            provider_id,
            ..claim
        };
        self.table
            .put_after(&ClaimItem::of(&sent, tries + 1)?, Some(tries))
            .await
    }

    /// Notes a report of the mail provider that asks nothing of anybody; the first of its kind is
    /// kept. One that somebody has to act on goes with [`crate::Commit::noting`].
    pub async fn note_feedback(&self, notice: Hash, feedback: &Feedback) -> Result<(), Error> {
        let item = FeedbackItem::of(notice, feedback)?;
        match self.table.put_after(&item, None).await {
            Err(Error::Conflict) => Ok(()),
            other => other,
        }
    }

    /// Whether a report of this kind was noted.
    pub async fn heard(&self, notice: Hash, came: Came) -> Result<bool, Error> {
        let place = (keys::notice(notice), keys::feedback(came));
        let item: Option<FeedbackItem> = self.table.get(place.0, place.1).await?;
        Ok(item.is_some())
    }

    /// Everything that the mail provider reported of a notice, the first of each kind.
    pub async fn feedback(&self, notice: Hash) -> Result<Vec<Feedback>, Error> {
        let from = keys::FEEDBACK_PREFIX;
        let most = i32::try_from(Came::ALL.len()).unwrap_or(i32::MAX);
        let pk = keys::notice(notice);
        let (items, _) = self.table.between(pk, from, "F#~", false, most).await?;
        items
            .into_iter()
            .map(|item| from_item::<FeedbackItem>(item)?.feedback())
            .collect()
    }
}
