//! A request that must not happen twice (R1.4).
//!
//! The outcome is written in the transaction of the work itself, so there is no moment at which
//! the work is done and its key unknown. It is kept for a week; client tokens of the table last
//! ten minutes only.
//!
//! A request that makes a referral needs no row of its own: the referral's id follows from the
//! request, so that a second one finds its place taken, and for ever.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Journal, ReferralId, journal::Hash, referral::Referral};
use serde::{Deserialize, Serialize};
use uuid::Builder;

use crate::{Error, Store, keys};

/// How long a repeated request gets the first one's answer.
const KEPT: TimeDelta = TimeDelta::days(7);

/// A request's idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// Who asks: the same key from somebody else is another request.
    pub caller: String,
    /// The key they chose.
    pub key: String,
    /// Hash of method, path and body.
    pub request: Hash,
    /// When it arrived, UTC.
    pub at: DateTime<Utc>,
}

impl Once {
    /// The id of the referral that this request makes.
    pub fn referral(&self) -> ReferralId {
        let name = keys::asked(&self.caller, &self.key).bytes();
        let mut id = [0; 16];
        for (to, from) in id.iter_mut().zip(name) {
            *to = from;
        }
        ReferralId::from(Builder::from_custom_bytes(id).into_uuid())
    }
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// HTTP status.
    pub status: u16,
    /// Where the result is.
    pub location: Option<String>,
    /// The JSON body, as text.
    pub body: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OnceItem {
    pk: String,
    sk: String,
    request: Hash,
    outcome: Outcome,
    /// Epoch seconds, for the table's own clearing up.
    expires_at: i64,
}

impl OnceItem {
    pub(crate) fn of(once: &Once, outcome: Outcome) -> Self {
        Self {
            pk: keys::once(&once.caller, &once.key),
            sk: keys::RECORD.to_owned(),
            request: once.request,
            outcome,
            expires_at: (once.at + KEPT).timestamp(),
        }
    }
}

#[derive(Deserialize)]
struct MadeItem {
    request: Option<Hash>,
}

impl Store {
    /// The referral that this request made, as it now stands, and the hash of what it was made
    /// from; `None` when it made none.
    pub async fn made(&self, once: &Once) -> Result<Option<(Journal<Referral>, Hash)>, Error> {
        let pk = keys::referral(once.referral());
        let first: Option<MadeItem> = self.table.get(&pk, keys::entry(1)).await?;
        let Some(first) = first else { return Ok(None) };
        let from = first.request.ok_or(Error::Unreadable("request"))?;
        Ok(Some((self.record(pk).await?, from)))
    }

    /// What was answered to this request before, if it was made before.
    ///
    /// **Errors:** [`Error::Reused`] when the key belongs to another request.
    pub async fn replay(&self, once: &Once) -> Result<Option<Outcome>, Error> {
        let pk = keys::once(&once.caller, &once.key);
        let before: Option<OnceItem> = self.table.get(pk, keys::RECORD).await?;
        match before {
            // The table clears expired items within days, not at once.
            Some(item) if item.expires_at < once.at.timestamp() => Ok(None),
            Some(item) if item.request == once.request => Ok(Some(item.outcome)),
            Some(_) => Err(Error::Reused),
            None => Ok(None),
        }
    }
}
