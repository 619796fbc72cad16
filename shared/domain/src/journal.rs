//! The journal of an aggregate: what happened to it, who did it and when, chained by hashes.
//!
//! INVARIANT (fold): a record is the fold of its journal, at all times.
//! INVARIANT (chain): each entry's hash covers the one before it; see [`chain`].
//! INVARIANT (author): an entry is made only by [`Journal::write`], which takes a [`Stamp`].

pub mod chain;

use std::ops::Deref;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use chain::{Hash, Scheme};

use crate::{Actor, Stamp};

/// Something with a journal of its own.
pub trait Aggregate: Clone + Serialize + DeserializeOwned {
    /// What it is called in keys and hashes, such as `case`.
    const KIND: &'static str;
    /// The number written into new entries; raised when the shape of an event changes.
    const SCHEMA: u16 = 1;
    /// What can happen to it. Serialised with its kind in the field `event`.
    type Event: Clone + Serialize + DeserializeOwned;

    /// Its id, as it stands in keys and hashes.
    fn id(&self) -> String;

    /// The record after `event`; `None` before the first one.
    ///
    /// Total: an event that cannot follow is a [`JournalFault`], never a panic.
    fn fold(record: Option<Self>, event: &Self::Event, head: &Header)
    -> Result<Self, JournalFault>;

    /// Whether the record after `event` follows from it alone, whatever came before.
    fn begins_anew(_event: &Self::Event) -> bool {
        false
    }

    /// What stands in the place of events whose payloads `event` has erased, by their positions.
    ///
    /// INVARIANT (instead): each folds as what it stands in the place of did, so a journal of which
    /// something was erased has the same record as before, now and on any past day. The event and
    /// the erasure of the payloads are one transaction.
    fn instead(_event: &Self::Event) -> &[(u64, Self::Event)] {
        &[]
    }

    /// Brings a payload written under an older schema to today's shape; old entries are never
    /// rewritten.
    fn upcast(_schema: u16, payload: Value) -> Value {
        payload
    }
}

/// What every entry carries besides its payload. It holds no personal data of subjects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Which kind of aggregate.
    pub aggregate: String,
    /// Which one.
    pub id: String,
    /// Position in the journal, from 1 without gaps.
    pub seq: u64,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// The kind of event, such as `action_assigned`.
    pub kind: String,
    /// Under which schema the payload was written.
    pub schema: u16,
    /// By which hash it is sealed.
    #[serde(default, skip_serializing_if = "Scheme::is_first")]
    pub scheme: Scheme,
}

/// One entry as stored: header, payload, and their places in the hash chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Who, when, where.
    pub header: Header,
    /// The event as JSON text, exactly the bytes that were hashed; `None` once erased (R12.2).
    pub payload: Option<String>,
    /// Random bytes (hex) that keep an erased payload from being guessed; erased with it.
    pub salt: Option<String>,
    /// H(salt ‖ payload).
    pub commitment: Hash,
    /// Hash of the entry before, [`Hash::ZERO`] for the first.
    pub prev: Hash,
    /// Hash of this entry.
    pub hash: Hash,
}

/// One entry as read: its header and, unless erased, its event.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<E> {
    /// Who, when, where.
    pub header: Header,
    /// What happened; `None` once erased.
    pub event: Option<E>,
    /// Hash of this entry.
    pub hash: Hash,
}

/// A journal that does not hold together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalFault {
    /// An event stands where it cannot.
    #[error("entry {seq} ({kind}) cannot follow what stands before it")]
    OutOfPlace {
        /// Its position.
        seq: u64,
        /// Its kind.
        kind: String,
    },
    /// A payload that is not an event of its aggregate.
    #[error("entry {seq} cannot be read")]
    Unreadable {
        /// Its position.
        seq: u64,
    },
    /// A hash that does not follow from what it covers.
    #[error("entry {seq} does not fit the chain")]
    Broken {
        /// Its position.
        seq: u64,
    },
}

impl JournalFault {
    /// An event that cannot follow what stands before it.
    pub fn out_of_place(head: &Header) -> Self {
        Self::OutOfPlace {
            seq: head.seq,
            kind: head.kind.clone(),
        }
    }
}

impl Sealed {
    /// Reads the event back, upcasting old schemas.
    pub fn open<A: Aggregate>(&self) -> Result<Entry<A::Event>, JournalFault> {
        let unreadable = || JournalFault::Unreadable {
            seq: self.header.seq,
        };
        let event = match &self.payload {
            None => None,
            Some(text) => {
                let value: Value = serde_json::from_str(text).map_err(|_| unreadable())?;
                let value = A::upcast(self.header.schema, value);
                Some(serde_json::from_value(value).map_err(|_| unreadable())?)
            }
        };
        Ok(Entry {
            header: self.header.clone(),
            event,
            hash: self.hash,
        })
    }
}

/// A record with its place in its journal, and the entries decided but not yet committed.
///
/// Dereferences to the record. Commands take it by value and give it back with more entries.
#[derive(Debug, Clone)]
pub struct Journal<A: Aggregate> {
    record: A,
    stored: Option<A>,
    stored_version: u64,
    head: Hash,
    pending: Vec<Sealed>,
    erased: Vec<u64>,
}

impl<A: Aggregate> Deref for Journal<A> {
    type Target = A;
    fn deref(&self) -> &A {
        &self.record
    }
}

impl<A: Aggregate> Journal<A> {
    /// A new aggregate, from its first event.
    pub fn begin(id: &str, event: A::Event, stamp: &Stamp) -> Result<Self, JournalFault> {
        let (entry, record) = seal::<A>(None, id, 1, Hash::ZERO, event, stamp)?;
        Ok(Self {
            record,
            stored: None,
            stored_version: 0,
            head: entry.hash,
            pending: vec![entry],
            erased: Vec::new(),
        })
    }

    /// An aggregate as it was stored, at `version` with the last hash `head`.
    pub fn stored(record: A, version: u64, head: Hash) -> Self {
        Self {
            stored: Some(record.clone()),
            record,
            stored_version: version,
            head,
            pending: Vec::new(),
            erased: Vec::new(),
        }
    }

    /// Appends an event and folds it into the record.
    pub fn write(mut self, event: A::Event, stamp: &Stamp) -> Result<Self, JournalFault> {
        let seq = self.version() + 1;
        let id = self.record.id();
        let erased = A::instead(&event).iter().map(|(seq, _)| *seq);
        self.erased.extend(erased);
        let (entry, record) = seal::<A>(Some(self.record), &id, seq, self.head, event, stamp)?;
        self.record = record;
        self.head = entry.hash;
        self.pending.push(entry);
        Ok(self)
    }

    /// Number of entries, counting those not yet committed.
    pub fn version(&self) -> u64 {
        self.stored_version + self.pending.len() as u64
    }

    /// The version that was read, which a commit is conditional on; 0 for a new aggregate.
    pub fn stored_version(&self) -> u64 {
        self.stored_version
    }

    /// The record as it was read; `None` for a new aggregate.
    pub fn stored_record(&self) -> Option<&A> {
        self.stored.as_ref()
    }

    /// The record as it now is.
    pub fn record(&self) -> &A {
        &self.record
    }

    /// Fills in what a record holds of others while it is looked at: nothing that is stored.
    pub(crate) fn fill_in(mut self, fill: impl FnOnce(&mut A)) -> Self {
        fill(&mut self.record);
        self
    }

    /// Hash of the last entry.
    pub fn head(&self) -> Hash {
        self.head
    }

    /// Entries decided but not yet committed.
    pub fn pending(&self) -> &[Sealed] {
        &self.pending
    }

    /// Positions of stored entries whose payloads go when this is committed (INVARIANT (instead)).
    pub fn erased(&self) -> &[u64] {
        &self.erased
    }
}

/// The tag that every event is serialised with.
#[derive(Deserialize)]
struct Kind {
    event: String,
}

fn seal<A: Aggregate>(
    record: Option<A>,
    id: &str,
    seq: u64,
    prev: Hash,
    event: A::Event,
    stamp: &Stamp,
) -> Result<(Sealed, A), JournalFault> {
    let unreadable = || JournalFault::Unreadable { seq };
    let payload = serde_json::to_string(&event).map_err(|_| unreadable())?;
    let Kind { event: kind } = serde_json::from_str(&payload).map_err(|_| unreadable())?;
    let header = Header {
        aggregate: A::KIND.to_owned(),
        id: id.to_owned(),
        seq,
        at: stamp.at,
        actor: stamp.actor.clone(),
        kind,
        schema: A::SCHEMA,
        scheme: Scheme::OF_NEW,
    };
    let record = A::fold(record, &event, &header)?;
    let salt = Hash::from(stamp.draw(&format!("salt:{}:{id}:{seq}", A::KIND)));
    let commitment = chain::commitment(header.scheme, &salt.to_string(), &payload);
    let hash = chain::link(prev, &header, commitment);
    let entry = Sealed {
        header,
        payload: Some(payload),
        salt: Some(salt.to_string()),
        commitment,
        prev,
        hash,
    };
    Ok((entry, record))
}

/// Opens entries of a journal, of which the last one is the newest. What stands in the place of
/// something erased is put there (INVARIANT (instead)).
pub fn open<'a, A: Aggregate>(
    sealed: impl IntoIterator<Item = &'a Sealed>,
) -> Result<Vec<Entry<A::Event>>, JournalFault> {
    let opened = sealed.into_iter().map(Sealed::open::<A>);
    let mut entries: Vec<Entry<A::Event>> = opened.collect::<Result<_, _>>()?;
    let said = entries.iter().filter_map(|entry| entry.event.as_ref());
    let instead: Vec<_> = said.flat_map(A::instead).cloned().collect();
    for (seq, event) in instead {
        let place = entries.iter_mut().find(|entry| entry.header.seq == seq);
        if let Some(place) = place {
            place.event.get_or_insert(event);
        }
    }
    Ok(entries)
}

/// Where the fold of a journal starts: at the last event that begins anew, or else at the first. What
/// stands before that may have been erased, and counts for nothing.
pub fn start<A: Aggregate>(entries: &[Entry<A::Event>]) -> usize {
    let anew = |entry: &Entry<A::Event>| entry.event.as_ref().is_some_and(A::begins_anew);
    entries.iter().rposition(anew).unwrap_or(0)
}

/// The fold of a whole journal, or of a prefix of it: the record "as at" its last entry.
///
/// It starts where [`start`] says.
///
/// **Errors:** when an entry cannot follow the one before, or a payload that the fold needs is
/// erased.
pub fn fold<A: Aggregate>(entries: &[Entry<A::Event>]) -> Result<Option<A>, JournalFault> {
    let mut needed = entries.iter().skip(start::<A>(entries));
    needed.try_fold(None, |record, entry| match &entry.event {
        Some(event) => A::fold(record, event, &entry.header).map(Some),
        None => Err(JournalFault::Unreadable {
            seq: entry.header.seq,
        }),
    })
}
