//! The log of who read what (R3.4). Read entries have a range of their own in the partition of
//! what was read, and no condition, so that they never contend with writers.

use access::{Caller, Decision};
use chrono::{DateTime, Utc};
use domain::{
    EntryId, Prose,
    audit::{Processing, SealedReading},
    case::Case,
    journal::{Hash, Scheme, chain},
    notice::Recipient,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub use domain::audit::Reading as Read;

use crate::{
    Error, Store, keys,
    table::{Attributes, from_item},
};

/// Something that leaves to somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// To whom.
    pub recipient: String,
    /// Why.
    pub justification: Prose,
}

/// Most readings that are looked through for those who read an entry; the newest count.
const MOST_READINGS: i32 = 2_000;

/// Whether what agencies brought was shown.
fn shows_entries(read: &Read) -> bool {
    matches!(
        read.what.as_str(),
        "case" | "history" | "as_at" | "audit" | "pack"
    )
}

/// A read entry as stored. Its hash follows from what is here.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReadItem {
    pk: String,
    sk: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(default, skip_serializing_if = "Scheme::is_first")]
    scheme: Scheme,
    /// Missing in entries from before they were sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commitment: Option<Hash>,
}

impl ReadItem {
    fn of(sealed: SealedReading) -> Self {
        Self {
            pk: keys::aggregate(&sealed.aggregate, &sealed.id),
            sk: keys::read(sealed.at, &sealed.name()),
            read: sealed.reading,
            salt: sealed.salt,
            scheme: sealed.scheme,
            commitment: Some(sealed.commitment),
        }
    }

    pub(crate) fn sealed(self) -> Result<SealedReading, Error> {
        let unreadable = || Error::Unreadable("read");
        let (aggregate, id) = keys::aggregate_of(&self.pk).ok_or_else(unreadable)?;
        let at = keys::read_at(&self.sk).ok_or_else(unreadable)?;
        let salt = match self.commitment {
            Some(_) => self.salt,
            None => Some(self.salt.unwrap_or_default()),
        };
        let text = self.read.as_deref().unwrap_or_default();
        let salted = salt.as_deref().unwrap_or_default();
        let commitment = self.commitment;
        let commitment = commitment.unwrap_or_else(|| chain::commitment(self.scheme, salted, text));
        Ok(SealedReading::stored(
            (aggregate, id),
            at,
            (self.read, salt),
            (self.scheme, commitment),
        ))
    }
}

/// Reads a read entry from a stored item, such as a stream record's new image.
pub fn reading_from_item<I>(item: I) -> Result<SealedReading, Error>
where
    serde_dynamo::Item: From<I>,
{
    let item: ReadItem = serde_dynamo::from_item(item).map_err(|_| Error::Unreadable("read"))?;
    item.sealed()
}

impl Store {
    /// Logs a reading of a referral, a case, an action or a pack. Nothing is shown when this fails.
    /// Lists are not logged.
    ///
    /// What is read as an agency, to be put into its pack, is disclosed to it.
    pub(crate) async fn log_read(
        &self,
        pk: String,
        caller: &Caller,
        what: &str,
        decision: &Decision,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let (processing, recipient) = match caller {
            // The system's own jobs read in order to write; what they write is in the journal.
            Caller::System(_) => return Ok(()),
            Caller::Agency(agency) => (Processing::Disclosure, Some(agency.to_string())),
            Caller::Person { .. } => (Processing::Consultation, None),
        };
        let read = Read {
            recipient,
            ..reading((caller, what), processing, decision, now)
        };
        self.put_read(&pk, read).await
    }

    /// Logs that a person takes something out of the service for somebody else.
    pub(crate) async fn log_disclosure(
        &self,
        pk: String,
        (caller, what): (&Caller, &str),
        decision: &Decision,
        disclosure: Disclosure,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let read = Read {
            recipient: Some(disclosure.recipient),
            justification: Some(disclosure.justification),
            ..reading((caller, what), Processing::Disclosure, decision, now)
        };
        self.put_read(&pk, read).await
    }

    async fn put_read(&self, pk: &str, read: Read) -> Result<(), Error> {
        let unreadable = || Error::Unreadable("read");
        let (aggregate, id) = keys::aggregate_of(pk).ok_or_else(unreadable)?;
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| Error::Unavailable("randomness".into()))?;
        let sealed = SealedReading::seal((&aggregate, &id), read, salt);
        // The salt makes every key new: nothing that was sealed is ever written over.
        let item = ReadItem::of(sealed.map_err(|_| unreadable())?);
        self.table.put(&item).await
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
            let Some(text) = item.read else {
                continue;
            };
            let read = serde_json::from_str(&text).map_err(|_| Error::Unreadable("read"))?;
            readers.extend(reader(case, entry, &read));
        }
        Ok(readers.into_iter().collect())
    }

    /// Readings of one aggregate, newest first, at most `limit`; those erased are left out.
    pub(crate) async fn reads(&self, pk: String, limit: i32) -> Result<Vec<Read>, Error> {
        let items = self.read_items(pk, true, limit).await?.into_iter();
        let texts = items.map(|item| from_item::<ReadItem>(item).map(|item| item.read));
        let texts = texts.collect::<Result<Vec<_>, _>>()?;
        let read = |text: String| serde_json::from_str(&text);
        let reads = texts.into_iter().flatten().map(read);
        reads
            .map(|read| read.map_err(|_| Error::Unreadable("read")))
            .collect()
    }

    /// All readings of one aggregate as they are sealed, oldest first.
    pub(crate) async fn sealed_reads(&self, pk: String) -> Result<Vec<SealedReading>, Error> {
        let items = self.read_items(pk, false, i32::MAX).await?;
        items.into_iter().map(reading_from_item).collect()
    }

    async fn read_items(
        &self,
        pk: String,
        newest_first: bool,
        limit: i32,
    ) -> Result<Vec<Attributes>, Error> {
        let from = keys::READ_PREFIX;
        let found = self.table.between(pk, from, "A#~", newest_first, limit);
        Ok(found.await?.0)
    }
}

fn reading(
    (caller, what): (&Caller, &str),
    processing: Processing,
    decision: &Decision,
    now: DateTime<Utc>,
) -> Read {
    let policies = decision.policies().iter();
    Read {
        at: now,
        actor: caller.actor(),
        what: what.to_owned(),
        processing,
        recipient: None,
        justification: None,
        policies: policies.map(|id| (*id).to_owned()).collect(),
    }
}

/// Whom to tell of what this reading showed; nobody when it did not show the entry.
fn reader(case: &Case, entry: EntryId, read: &Read) -> Option<Recipient> {
    let agency = read.agency().filter(|_| shows_entries(read))?;
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
