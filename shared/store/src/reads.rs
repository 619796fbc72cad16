//! The log of who read what (R3.4). Read entries have a range of their own in the partition of
//! what was read, and no condition, so that they never contend with writers.

use access::{Caller, Decision};
use chrono::{DateTime, Utc};
use domain::{Actor, AgencyId, EntryId, case::Case, journal::Hash, notice::Recipient};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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

impl Read {
    /// The agency that somebody read for; a pack is made in the name of its agency.
    pub fn agency(&self) -> Option<AgencyId> {
        match &self.actor {
            Actor::Person { agency, .. } => Some(agency.clone()),
            Actor::System { job } => job.strip_prefix("for ")?.parse().ok(),
        }
    }

    /// Whether what agencies brought was shown.
    fn shows_entries(&self) -> bool {
        matches!(self.what.as_str(), "case" | "history" | "pack")
    }
}

/// Most readings that are looked through for those who read an entry; the newest count.
const MOST_READINGS: i32 = 2_000;

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

    /// Who read an entry of the case between two instants: agencies that are or were on the case, and
    /// people by themselves who never were. Not the agency that brought it, nor anybody from whom it
    /// was limited.
    pub async fn readers(
        &self,
        case: &Case,
        entry: EntryId,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<Recipient>, Error> {
        let pk = keys::case(case.id);
        let (first, last) = (keys::read(from, ""), keys::read(to, "~"));
        let (items, _) = self
            .table
            .between(pk, &first, &last, true, MOST_READINGS)
            .await?;
        let mut readers = BTreeSet::new();
        for item in items {
            let item: ReadItem = from_item(item)?;
            let read: Read =
                serde_json::from_str(&item.read).map_err(|_| Error::Unreadable("read"))?;
            readers.extend(reader(case, entry, &read));
        }
        Ok(readers.into_iter().collect())
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

/// Whom to tell of what this reading showed; nobody when it did not show the entry.
fn reader(case: &Case, entry: EntryId, read: &Read) -> Option<Recipient> {
    let agency = read.agency().filter(|_| read.shows_entries())?;
    if let Some(limit) = case.limits.get(&entry) {
        let open = limit.open_until.is_some_and(|until| read.at < until);
        if !open && !limit.admits(&agency) {
            return None;
        }
    }
    if case.agencies.contains_key(&agency) || case.former.contains_key(&agency) {
        Some(Recipient::AgencyInbox(agency))
    } else {
        read.actor.person().map(Recipient::Person)
    }
}
