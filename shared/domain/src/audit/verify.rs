//! The check of an export: of itself, of the proofs in it, and against roots kept elsewhere.
//!
//! A change, an insertion, a deletion or another order within a journal breaks its chain, and the
//! first entry that does not fit is named. That the end of a journal was cut off, that a reading is
//! missing or that a whole record is gone shows only against roots kept elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Export, Leaf, RootDocument, SignedRoot, export::FORMAT, merkle};
use crate::journal::{Hash, Sealed, chain};

/// How long after it was written an entry may still be on its way into a root.
pub const ON_ITS_WAY: TimeDelta = TimeDelta::hours(2);

/// What the check found in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Journals, each a whole chain.
    pub journals: usize,
    /// Entries in them.
    pub entries: usize,
    /// Entries whose payload was erased.
    pub erased: usize,
    /// Readings.
    pub readings: usize,
    /// Readings that were erased.
    pub readings_erased: usize,
    /// Roots looked at, their signatures good.
    pub roots: usize,
    /// Entries and readings that stand under one of the roots.
    pub sealed: usize,
    /// Those that stand under none because none was made since.
    pub waiting: usize,
    /// Roots made after the export, which say nothing of what it lacks.
    pub after: usize,
    /// Leaves that came into a root long after they say they were written: they were put in
    /// afterwards, or the stream was behind. Everything under the first root is older than it.
    pub late: Vec<Leaf>,
}

/// The first thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not an export of a kind known here.
    #[error("this is not an export that this program knows")]
    Format,
    /// An entry that was changed, put in, taken out before it, or moved.
    #[error("{aggregate} {id}: entry {seq} does not fit the chain")]
    Entry {
        /// The kind of aggregate.
        aggregate: String,
        /// Which one.
        id: String,
        /// The first entry that does not fit.
        seq: u64,
    },
    /// A reading that was changed.
    #[error("{aggregate} {id}: the reading of {at} was changed")]
    Reading {
        /// The kind of aggregate.
        aggregate: String,
        /// Which one.
        id: String,
        /// When it says it happened.
        at: DateTime<Utc>,
    },
    /// Readings that are not in the order of time, or one of them twice.
    #[error("{aggregate} {id}: the reading of {at} is out of order")]
    Order {
        /// The kind of aggregate.
        aggregate: String,
        /// Which one.
        id: String,
        /// When it says it happened.
        at: DateTime<Utc>,
    },
    /// Something that is of another record than the export.
    #[error("{0} {1} does not belong into this export, or is in it twice")]
    Foreign(String, String),
    /// A root whose signature is not by the key.
    #[error("root {0} is not signed by the key")]
    Signature(u64),
    /// A root that does not follow the one before it.
    #[error("root {0} does not follow the root before it")]
    Link(u64),
    /// A root whose leaves are not those it was signed over.
    #[error("root {0} does not hold the leaves that it was signed over")]
    Tree(u64),
    /// A proof that leads nowhere.
    #[error("{}: the proof under root {root} does not hold", told(.leaf))]
    Proof {
        /// What it is of.
        leaf: Leaf,
        /// The root it should lead to.
        root: u64,
    },
    /// Something sealed that is not in the export.
    #[error("{}: sealed by root {root}, and missing from the export", told(.leaf))]
    Missing {
        /// What is missing.
        leaf: Leaf,
        /// The root that sealed it.
        root: u64,
    },
    /// Something that is not what was sealed in its place.
    #[error("{}: is not what root {root} sealed", told(.leaf))]
    Differs {
        /// What was sealed.
        leaf: Leaf,
        /// The root that sealed it.
        root: u64,
    },
    /// Something that should have been sealed long ago.
    #[error("{}: stands under no root, though roots were made since", told(.leaf))]
    Unsealed {
        /// What it is.
        leaf: Leaf,
    },
}

fn told(leaf: &Leaf) -> String {
    format!("{} {}: {}", leaf.aggregate, leaf.id, leaf.place)
}

/// Checks everything that an export can show of itself, the proofs in it included.
///
/// **Errors:** the first entry, reading, root or proof that does not fit.
pub fn verify(export: &Export, signed: impl Fn(&SignedRoot) -> bool) -> Result<Summary, Fault> {
    if export.format != FORMAT {
        return Err(Fault::Format);
    }
    let mut summary = Summary::default();
    let mut seen = BTreeSet::new();
    for journal in &export.journals {
        let (aggregate, id) = chained(journal)?;
        if !seen.insert((aggregate.clone(), id.clone())) {
            return Err(Fault::Foreign(aggregate, id));
        }
        summary.journals += 1;
        summary.entries += journal.len();
        summary.erased += journal.iter().filter(|one| one.payload.is_none()).count();
    }
    readings(export, &mut summary)?;
    if let Some(leaf) = export.leaves().find(|leaf| !export.part.holds(leaf)) {
        return Err(Fault::Foreign(leaf.aggregate, leaf.id));
    }
    proofs(export, signed, &mut summary)?;
    Ok(summary)
}

/// The aggregate whose whole journal this is.
fn chained(journal: &[Sealed]) -> Result<(String, String), Fault> {
    let Some(first) = journal.first() else {
        return Err(Fault::Format);
    };
    let (aggregate, id) = (first.header.aggregate.clone(), first.header.id.clone());
    let broken = |seq| Fault::Entry {
        aggregate: aggregate.clone(),
        id: id.clone(),
        seq,
    };
    let mut places = journal.iter().zip(1..);
    let foreign = places.find(|(entry, _)| {
        let header = &entry.header;
        header.aggregate != aggregate || header.id != id
    });
    let place = match chain::verify(journal) {
        Ok(_) => None,
        Err(
            crate::journal::JournalFault::Broken { seq }
            | crate::journal::JournalFault::OutOfPlace { seq, .. }
            | crate::journal::JournalFault::Unreadable { seq },
        ) => Some(seq),
    };
    let first_bad = place.into_iter().chain(foreign.map(|(_, seq)| seq)).min();
    match first_bad {
        Some(seq) => Err(broken(seq)),
        None => Ok((aggregate, id)),
    }
}

fn readings(export: &Export, summary: &mut Summary) -> Result<(), Fault> {
    let mut last: BTreeMap<(&str, &str), Leaf> = BTreeMap::new();
    for reading in &export.readings {
        let (aggregate, id) = (reading.aggregate.clone(), reading.id.clone());
        let at = reading.at;
        if !reading.holds() {
            return Err(Fault::Reading { aggregate, id, at });
        }
        let leaf = Leaf::reading(reading);
        let of = (reading.aggregate.as_str(), reading.id.as_str());
        if last.get(&of).is_some_and(|before| *before >= leaf) {
            return Err(Fault::Order { aggregate, id, at });
        }
        last.insert(of, leaf);
        summary.readings += 1;
        summary.readings_erased += usize::from(reading.reading.is_none());
    }
    Ok(())
}

fn proofs(
    export: &Export,
    signed: impl Fn(&SignedRoot) -> bool,
    summary: &mut Summary,
) -> Result<(), Fault> {
    let mut roots = BTreeMap::new();
    for root in &export.roots {
        let number = root.statement.number;
        if !signed(root) || roots.insert(number, &root.statement).is_some() {
            return Err(Fault::Signature(number));
        }
    }
    summary.roots = roots.len();
    let own: BTreeSet<Leaf> = export.leaves().collect();
    let mut proven = BTreeSet::new();
    for proof in &export.proofs {
        let holds = roots.get(&proof.root).is_some_and(|statement| {
            let place = (proof.index, statement.leaves);
            merkle::includes(proof.leaf.hashed(), place, &proof.path, statement.tree)
        });
        if !holds {
            let (leaf, root) = (proof.leaf.clone(), proof.root);
            return Err(Fault::Proof { leaf, root });
        }
        present(&own, &proof.leaf, proof.root)?;
        proven.insert(&proof.leaf);
    }
    summary.sealed = proven.len();
    Ok(())
}

/// That a sealed leaf is in the export as it was sealed.
fn present(own: &BTreeSet<Leaf>, leaf: &Leaf, root: u64) -> Result<(), Fault> {
    if own.contains(leaf) {
        return Ok(());
    }
    let same_place = |other: &&Leaf| {
        (&other.aggregate, &other.id, &other.place) == (&leaf.aggregate, &leaf.id, &leaf.place)
    };
    let from = Leaf {
        hash: Hash::ZERO,
        ..leaf.clone()
    };
    let leaf = leaf.clone();
    match own.range(from..).next().filter(same_place) {
        Some(_) => Err(Fault::Differs { leaf, root }),
        None => Err(Fault::Missing { leaf, root }),
    }
}

/// Checks the roots themselves: signatures, numbers from 1 without gaps, links and trees.
///
/// **Errors:** the first root that does not fit.
pub fn roots(
    documents: &[RootDocument],
    signed: impl Fn(&SignedRoot) -> bool,
) -> Result<(), Fault> {
    let mut before: Option<&RootDocument> = None;
    for (document, number) in documents.iter().zip(1..) {
        let statement = &document.root.statement;
        let prev = before.map_or(Hash::ZERO, |before| before.root.statement.hash());
        let in_time = before.is_none_or(|before| before.root.statement.at <= statement.at);
        if statement.number != number || statement.prev != prev || !in_time {
            return Err(Fault::Link(number));
        }
        if !signed(&document.root) {
            return Err(Fault::Signature(number));
        }
        if !document.holds() {
            return Err(Fault::Tree(number));
        }
        before = Some(document);
    }
    Ok(())
}

/// Checks an export against all roots, from the first on, which [`roots`] found in order: what was
/// sealed is there, and what is there was sealed, unless it is younger than the newest root allows.
///
/// **Errors:** the first leaf that is missing, differs, or was never sealed.
pub fn against(
    export: &Export,
    documents: &[RootDocument],
    mut summary: Summary,
) -> Result<Summary, Fault> {
    let own: BTreeSet<Leaf> = export.leaves().collect();
    let mut sealed = BTreeSet::new();
    let mut before: Option<DateTime<Utc>> = None;
    let times: BTreeMap<Leaf, DateTime<Utc>> = times(export).collect();
    for document in documents {
        let statement = &document.root.statement;
        summary.after += usize::from(statement.at > export.at);
        for leaf in &document.leaves {
            // A copy of the export may be older than the newest roots.
            if !export.part.holds(leaf) || (statement.at > export.at && !own.contains(leaf)) {
                continue;
            }
            present(&own, leaf, statement.number)?;
            let late =
                |since: DateTime<Utc>| times.get(leaf).is_some_and(|at| *at + ON_ITS_WAY < since);
            if sealed.insert(leaf) && before.is_some_and(late) {
                summary.late.push(leaf.clone());
            }
        }
        before = Some(statement.at);
    }
    let newest = before.unwrap_or(DateTime::<Utc>::MIN_UTC);
    for (leaf, at) in &times {
        if sealed.contains(leaf) {
            continue;
        }
        if at
            .checked_add_signed(ON_ITS_WAY)
            .is_some_and(|by| by <= newest)
        {
            let leaf = leaf.clone();
            return Err(Fault::Unsealed { leaf });
        }
        summary.waiting += 1;
    }
    summary.roots = documents.len();
    summary.sealed = sealed.len();
    Ok(summary)
}

/// Every leaf of the export, and when it says it was written.
fn times(export: &Export) -> impl Iterator<Item = (Leaf, DateTime<Utc>)> {
    let entries = export.journals.iter().flatten();
    let entries = entries.map(|entry| (Leaf::entry(entry), entry.header.at));
    let readings = export.readings.iter();
    entries.chain(readings.map(|reading| (Leaf::reading(reading), reading.at)))
}
