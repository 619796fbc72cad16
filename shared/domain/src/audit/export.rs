//! What leaves the system to be checked elsewhere.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Leaf, RootDocument, SealedReading, SignedRoot, merkle};
use crate::journal::{Hash, Sealed};

/// What [`Export::format`] says.
pub const FORMAT: &str = "charmm audit 1";

/// What an export is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Part {
    /// Everything.
    Everything,
    /// One aggregate.
    One {
        /// Its kind.
        aggregate: String,
        /// Which one.
        id: String,
    },
}

impl Part {
    /// Whether the leaf is of this part.
    pub fn holds(&self, leaf: &Leaf) -> bool {
        match self {
            Self::Everything => true,
            Self::One { aggregate, id } => leaf.aggregate == *aggregate && leaf.id == *id,
        }
    }
}

/// Journals and readings with their hashes, and what proves that they were sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// [`FORMAT`].
    pub format: String,
    /// When it was made, UTC.
    pub at: DateTime<Utc>,
    /// What it is of.
    pub part: Part,
    /// Whole journals, each from its first entry.
    pub journals: Vec<Vec<Sealed>>,
    /// Readings, oldest first.
    pub readings: Vec<SealedReading>,
    /// The roots that the proofs lead to.
    pub roots: Vec<SignedRoot>,
    /// That an entry or a reading stands under one of the roots.
    pub proofs: Vec<Proof>,
}

/// That a leaf stands under a root, without the other leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The leaf.
    pub leaf: Leaf,
    /// The number of the root.
    pub root: u64,
    /// Where in the tree, from 0.
    pub index: u64,
    /// The hashes beside the way up, nearest first.
    pub path: Vec<Hash>,
}

impl Export {
    /// An export without proofs.
    pub fn new(
        part: Part,
        journals: Vec<Vec<Sealed>>,
        readings: Vec<SealedReading>,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            at,
            part,
            journals,
            readings,
            roots: Vec::new(),
            proofs: Vec::new(),
        }
    }

    /// The same with proofs of everything in it that stands under one of these roots. Of the roots
    /// only the statements are taken along: other records' leaves are none of the reader's concern.
    pub fn proven(mut self, documents: &[RootDocument]) -> Self {
        let own: std::collections::BTreeSet<Leaf> = self.leaves().collect();
        for document in documents {
            let hashes = document.hashes();
            for (index, leaf) in document.leaves.iter().enumerate() {
                if let Some(path) = own
                    .contains(leaf)
                    .then(|| merkle::path(index, &hashes))
                    .flatten()
                {
                    self.proofs.push(Proof {
                        leaf: leaf.clone(),
                        root: document.root.statement.number,
                        index: index as u64,
                        path,
                    });
                }
            }
            self.roots.push(document.root.clone());
        }
        self
    }

    /// The leaf of everything in it.
    pub fn leaves(&self) -> impl Iterator<Item = Leaf> {
        let entries = self.journals.iter().flatten().map(Leaf::entry);
        entries.chain(self.readings.iter().map(Leaf::reading))
    }
}
