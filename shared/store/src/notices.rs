//! The ledger of outbound messages: one item per notice, for ever.
//!
//! INVARIANT (once): a notice is claimed by a conditional write before it is sent and marked after.
//! A crash in between leads to a second sending – at most one extra copy per lost reply – and
//! never to a second ledger item.

use chrono::{DateTime, Utc};
use domain::notice::Notice;
use serde::{Deserialize, Serialize};

use crate::{Error, Store, keys};

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
        let mut claim = self.notice(notice).await?.ok_or(Error::NotFound)?;
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
    pub async fn notice(&self, notice: &Notice) -> Result<Option<Claim>, Error> {
        let item: Option<ClaimItem> = self
            .table
            .get(keys::notice(notice.id), keys::RECORD)
            .await?;
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
}
