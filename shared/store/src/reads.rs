//! The log of who read what (R3.4). Read entries have a range of their own in the partition of
//! what was read, and no condition, so that they never contend with writers.

use access::{Caller, Decision};
use chrono::{DateTime, Utc};
use domain::{
    ActionId, AgencyId, EntryId, Prose,
    audit::{Processing, SealedReading},
    case::Case,
    journal::{Hash, Scheme, chain},
    notice::{Recipient, access::Readers},
};
use serde::{Deserialize, Serialize};

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

/// A disclosure that is logged together with the commit that makes it, or not at all: see
/// [`crate::Commit::disclosing`].
#[derive(Debug)]
#[must_use = "it is not logged"]
pub struct Disclosed(ReadItem);

impl Disclosed {
    /// That a person takes something out of the service for somebody else.
    pub(crate) fn of(
        pk: &str,
        (caller, what): (&Caller, &str),
        decision: &Decision,
        disclosure: Disclosure,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let read = disclosed((caller, what), decision, disclosure, now);
        sealed(pk, read).map(Self)
    }

    pub(crate) fn item(&self) -> &ReadItem {
        &self.0
    }
}

/// Readings that are looked through at a time for those who read something.
const READINGS_AT_A_TIME: i32 = 1_000;

/// Whether what agencies brought was shown: entries, what documents are called, decisions and actions.
fn shows_entries(read: &Read) -> bool {
    matches!(
        read.what.as_str(),
        "case" | "history" | "as_at" | "audit" | "pack" | "minutes" | "subject access" | "document"
    )
}

/// What has changed, of which somebody may have been shown how it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// What an agency brought, which it may have limited.
    Brought(EntryId),
    /// What everybody on the case is shown of it.
    Case,
    /// The words of an action, which has a page of its own as well.
    Action(ActionId),
}

/// Whether it left the service, for somebody who is no agency in it.
fn left(read: &Read) -> bool {
    let outside = |to: &String| to.parse::<AgencyId>().is_err();
    read.processing == Processing::Disclosure && read.recipient.as_ref().is_some_and(outside)
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

    pub(crate) fn sk(&self) -> &str {
        &self.sk
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
            ..reading((caller, what), processing, decision.policies(), now)
        };
        self.put_read(&pk, read).await
    }

    /// Logs that a list named all these to a person, by the policies that permitted it: with the
    /// person, since a page names many records and is one reading. Nothing is shown when this fails,
    /// and nothing is logged where nothing was named.
    pub(crate) async fn log_list(
        &self,
        caller: &Caller,
        what: &str,
        (policies, mut names): (&[&'static str], Vec<String>),
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        // Jobs of the system read in order to write, and packs log what they hold case by case.
        let Some(person) = caller.person().filter(|_| !names.is_empty()) else {
            return Ok(());
        };
        names.sort();
        names.dedup();
        let read = Read {
            named: names,
            ..reading((caller, what), Processing::Consultation, policies, now)
        };
        self.put_read(&keys::person(person), read).await
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
        let read = disclosed((caller, what), decision, disclosure, now);
        self.put_read(&pk, read).await
    }

    async fn put_read(&self, pk: &str, read: Read) -> Result<(), Error> {
        self.table.put(&sealed(pk, read)?).await
    }

    /// Who has seen something on the case between two instants: agencies that are or were on the case,
    /// and people by themselves who never were; and whether it may have left the service. Of an entry
    /// or a document that an agency brought, nobody from whom it was limited.
    pub async fn readers(
        &self,
        case: &Case,
        changed: Changed,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Readers, Error> {
        let first = keys::read(from, "");
        let mut last = keys::read(to, "~");
        let mut readers = Readers::default();
        loop {
            let pk = keys::case(case.id);
            let (items, more) = self
                .table
                .between(pk, &first, &last, true, READINGS_AT_A_TIME)
                .await?;
            for item in items {
                let item: ReadItem = from_item(item)?;
                // The next part begins with the last of this one; whoever read is counted once.
                last = item.sk;
                let Some(text) = item.read else {
                    continue;
                };
                let read = serde_json::from_str(&text).map_err(|_| Error::Unreadable("read"))?;
                readers.seen.extend(reader(case, changed, &read));
                readers.handed_over |= left(&read) && showed(case, changed, &read);
            }
            if !more {
                return Ok(readers);
            }
        }
    }

    /// What has been handed over from a case to somebody outside, newest first; the reading is
    /// logged.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller does not answer for it.
    pub async fn handed_over(
        &self,
        case: &Case,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Vec<Read>, Error> {
        let decision = access::audit::take_out(caller, case);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "readings"));
        }
        let pk = keys::case(case.id);
        self.log_read(pk.clone(), caller, "handed over", &decision, now)
            .await?;
        let mut reads = self.reads(pk, i32::MAX).await?;
        reads.retain(left);
        Ok(reads)
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

/// A reading as it is stored. The salt makes every key new: nothing that was sealed is ever written over.
fn sealed(pk: &str, read: Read) -> Result<ReadItem, Error> {
    let unreadable = || Error::Unreadable("read");
    let (aggregate, id) = keys::aggregate_of(pk).ok_or_else(unreadable)?;
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| Error::Unavailable("randomness".into()))?;
    let sealed = SealedReading::seal((&aggregate, &id), read, salt);
    Ok(ReadItem::of(sealed.map_err(|_| unreadable())?))
}

fn disclosed(
    (caller, what): (&Caller, &str),
    decision: &Decision,
    disclosure: Disclosure,
    now: DateTime<Utc>,
) -> Read {
    let policies = decision.policies();
    Read {
        recipient: Some(disclosure.recipient),
        justification: Some(disclosure.justification),
        ..reading((caller, what), Processing::Disclosure, policies, now)
    }
}

fn reading(
    (caller, what): (&Caller, &str),
    processing: Processing,
    policies: &[&'static str],
    now: DateTime<Utc>,
) -> Read {
    Read {
        at: now,
        actor: caller.actor(),
        what: what.to_owned(),
        processing,
        recipient: None,
        justification: None,
        policies: policies.iter().map(|id| (*id).to_owned()).collect(),
        named: Vec::new(),
    }
}

/// Whom to tell of what this reading showed; nobody when it did not show it.
fn reader(case: &Case, changed: Changed, read: &Read) -> Option<Recipient> {
    let agency = read.agency().filter(|_| showed(case, changed, read))?;
    if case.agencies.contains_key(&agency) || case.former.contains_key(&agency) {
        Some(Recipient::AgencyInbox(agency))
    } else {
        read.actor.person().map(Recipient::Person)
    }
}

/// Whether this reading showed it.
fn showed(case: &Case, changed: Changed, read: &Read) -> bool {
    let (entry, on_its_page) = match changed {
        Changed::Brought(entry) => (Some(entry), false),
        Changed::Case => (None, false),
        Changed::Action(action) => (Some(action.into()), read.what == "action"),
    };
    let limit = entry.and_then(|entry| case.limit_on(entry));
    let admitted = limit.is_none_or(|limit| {
        let open = limit.open_until.is_some_and(|until| read.at < until);
        open || read.agency().is_some_and(|agency| limit.admits(&agency))
    });
    (on_its_page || shows_entries(read)) && admitted
}
