//! Records and journals as items.

use domain::{
    Actor, Entry, Journal,
    journal::{Hash, Header, Scheme, Sealed, open},
};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Store, keys,
    stored::{Index, Stored},
    table::from_item,
};

/// A record as stored, with its journal's version and last hash.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RecordItem {
    pub(crate) pk: String,
    pub(crate) sk: String,
    #[serde(flatten)]
    pub(crate) index: Index,
    /// Number of entries in the journal.
    pub(crate) version: u64,
    /// Hash of the last one.
    pub(crate) head: Hash,
    /// The record as JSON text, or what a list shows of it.
    pub(crate) body: String,
}

impl RecordItem {
    pub(crate) fn of<A: Stored>(journal: &Journal<A>) -> Result<Self, Error> {
        let record = journal.record();
        Ok(Self {
            pk: keys::aggregate(A::KIND, &record.id()),
            sk: keys::RECORD.to_owned(),
            index: record.index(),
            version: journal.version(),
            head: journal.head(),
            body: serde_json::to_string(record).map_err(|_| Error::Unreadable("record"))?,
        })
    }

    pub(crate) fn journal<A: Stored>(&self) -> Result<Journal<A>, Error> {
        let record = serde_json::from_str(&self.body).map_err(|_| Error::Unreadable("record"))?;
        Ok(Journal::stored(record, self.version, self.head))
    }
}

/// A journal entry as stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EntryItem {
    pub(crate) pk: String,
    pub(crate) sk: String,
    pub(crate) aggregate: String,
    pub(crate) id: String,
    pub(crate) seq: u64,
    pub(crate) at: chrono::DateTime<chrono::Utc>,
    /// The actor as JSON text: an entry's header is read back exactly as it was hashed.
    pub(crate) actor: String,
    pub(crate) kind: String,
    pub(crate) schema: u16,
    #[serde(default, skip_serializing_if = "Scheme::is_first")]
    pub(crate) scheme: Scheme,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) payload: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) salt: Option<String>,
    pub(crate) commitment: Hash,
    pub(crate) prev: Hash,
    pub(crate) hash: Hash,
    /// Of the first entry of what a request made: the hash of that request. Not part of the chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<Hash>,
}

impl EntryItem {
    pub(crate) fn of(entry: &Sealed) -> Result<Self, Error> {
        let header = entry.header.clone();
        Ok(Self {
            pk: keys::aggregate(&header.aggregate, &header.id),
            sk: keys::entry(header.seq),
            actor: serde_json::to_string(&header.actor).map_err(|_| Error::Unreadable("actor"))?,
            aggregate: header.aggregate,
            id: header.id,
            seq: header.seq,
            at: header.at,
            kind: header.kind,
            schema: header.schema,
            scheme: header.scheme,
            payload: entry.payload.clone(),
            salt: entry.salt.clone(),
            commitment: entry.commitment,
            prev: entry.prev,
            hash: entry.hash,
            request: None,
        })
    }

    pub(crate) fn sealed(self) -> Result<Sealed, Error> {
        let actor: Actor =
            serde_json::from_str(&self.actor).map_err(|_| Error::Unreadable("actor"))?;
        let header = Header {
            aggregate: self.aggregate,
            id: self.id,
            seq: self.seq,
            at: self.at,
            actor,
            kind: self.kind,
            schema: self.schema,
            scheme: self.scheme,
        };
        Ok(Sealed {
            header,
            payload: self.payload,
            salt: self.salt,
            commitment: self.commitment,
            prev: self.prev,
            hash: self.hash,
        })
    }
}

/// What of a journal entry goes when what it said is erased (INVARIANT (chain)).
pub(crate) const SAID: [&str; 2] = ["payload", "salt"];

/// Reads a journal entry from a stored item, such as a stream record's new image.
pub fn entry_from_item<I>(item: I) -> Result<Sealed, Error>
where
    serde_dynamo::Item: From<I>,
{
    let item: EntryItem =
        serde_dynamo::from_item(item).map_err(|_| Error::Unreadable("journal entry"))?;
    item.sealed()
}

/// An aggregate together with journal entries of it, oldest first.
#[derive(Debug, Clone)]
pub struct File<A: Stored> {
    /// The record and its place in the journal.
    pub journal: Journal<A>,
    /// Entries, oldest first; the newest ones if there are earlier ones.
    pub entries: Vec<Entry<A::Event>>,
    /// Whether there are entries before the first one here.
    pub has_earlier: bool,
    /// The number of the first entry that was looked at: what is missing after it is not shown to
    /// this reader.
    pub from: u64,
}

impl Store {
    /// The record of an aggregate.
    pub(crate) async fn record<A: Stored>(&self, pk: String) -> Result<Journal<A>, Error> {
        let item: Option<RecordItem> = self.table.get(pk, keys::RECORD).await?;
        item.ok_or(Error::NotFound)?.journal()
    }

    /// The record and the newest `entries` of the journal, in one query.
    pub(crate) async fn file<A: Stored>(&self, pk: String, entries: i32) -> Result<File<A>, Error> {
        let (journal, sealed, has_earlier) = self.sealed_file::<A>(pk, entries).await?;
        let from = sealed
            .first()
            .map_or(journal.version() + 1, |entry| entry.header.seq);
        Ok(File {
            entries: open::<A>(&sealed)?,
            from,
            journal,
            has_earlier,
        })
    }

    /// The same with its entries sealed, oldest first, and whether there are earlier ones.
    pub(crate) async fn sealed_file<A: Stored>(
        &self,
        pk: String,
        entries: i32,
    ) -> Result<(Journal<A>, Vec<Sealed>, bool), Error> {
        let (items, more) = self
            .table
            .between(pk, keys::ENTRY_PREFIX, keys::RECORD, true, entries + 1)
            .await?;
        let mut items = items.into_iter();
        // Backwards, the record comes first; see keys.
        let record: RecordItem = from_item(items.next().ok_or(Error::NotFound)?)?;
        let mut entries = items
            .map(entry_from_item)
            .collect::<Result<Vec<_>, Error>>()?;
        entries.reverse();
        Ok((record.journal()?, entries, more))
    }

    /// The whole journal as sealed entries, oldest first, for verification. No policy is asked: it
    /// is for the system and for tests, and no function hands its payloads to anybody.
    pub async fn sealed_entries(&self, kind: &str, id: &str) -> Result<Vec<Sealed>, Error> {
        let pk = keys::aggregate(kind, id);
        let (items, _) = self
            .table
            .between(pk, keys::ENTRY_PREFIX, "J#~", false, i32::MAX)
            .await?;
        items.into_iter().map(entry_from_item).collect()
    }
}
