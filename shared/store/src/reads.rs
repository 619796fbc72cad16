//! The log of who read what (R3.4). Read entries have a range of their own in the partition of
//! what was read, and no condition, so that they never contend with writers.

use access::{Caller, Decision};
use chrono::{DateTime, Utc};
use domain::{Actor, journal::Hash};
use serde::{Deserialize, Serialize};

use crate::{Error, Store, keys, table::from_item};

/// One reading of personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// What part: `case`, `history`, `pack`, …
    pub what: String,
    /// Ids of the policies that permitted it.
    pub policies: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReadItem {
    pk: String,
    sk: String,
    read: String,
}

impl Store {
    /// Logs a reading of a referral, a case, an action or a pack. Nothing is shown when this fails.
    /// Lists are not logged.
    pub(crate) async fn log_read(
        &self,
        pk: String,
        caller: &Caller,
        what: &str,
        decision: &Decision,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        // The system's own jobs read in order to write; what they write is in the journal.
        if matches!(caller, Caller::System(_)) {
            return Ok(());
        }
        let read = Read {
            at: now,
            actor: caller.actor(),
            what: what.to_owned(),
            policies: decision
                .policies()
                .iter()
                .map(|id| (*id).to_owned())
                .collect(),
        };
        let read = serde_json::to_string(&read).map_err(|_| Error::Unreadable("read"))?;
        // Two readings of one part by one person in one millisecond are one.
        let id = Hash::of(read.as_bytes())
            .to_string()
            .chars()
            .take(16)
            .collect::<String>();
        let sk = keys::read(now, &id);
        self.table.put(&ReadItem { pk, sk, read }).await
    }

    /// Readings of one aggregate, newest first, at most `limit`.
    pub(crate) async fn reads(&self, pk: String, limit: i32) -> Result<Vec<Read>, Error> {
        let from = keys::READ_PREFIX;
        let (items, _) = self.table.between(pk, from, "A#~", true, limit).await?;
        items
            .into_iter()
            .map(|item| {
                let item: ReadItem = from_item(item)?;
                serde_json::from_str(&item.read).map_err(|_| Error::Unreadable("read"))
            })
            .collect()
    }
}
