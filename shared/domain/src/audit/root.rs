//! What is signed: the root of a tree over everything new, linked to the root before.
//!
//! INVARIANT (root): a root's text names the hash of the text before it, and roots are numbered from
//! 1 without gaps. Who keeps the newest root keeps all of them from being changed.

use std::{collections::BTreeSet, fmt::Write};

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use super::{SealedReading, merkle};
use crate::journal::{Hash, Scheme, Sealed};

/// One entry of a journal or of the log of readings, as a tree holds it: no word of what it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// The kind of aggregate.
    pub aggregate: String,
    /// Which one.
    pub id: String,
    /// Where in it: `entry 0000000007`, or `reading <time> <name>`.
    pub place: String,
    /// The entry's hash.
    pub hash: Hash,
}

impl Leaf {
    /// The leaf of a journal entry.
    pub fn entry(entry: &Sealed) -> Self {
        Self {
            aggregate: entry.header.aggregate.clone(),
            id: entry.header.id.clone(),
            place: format!("entry {:010}", entry.header.seq),
            hash: entry.hash,
        }
    }

    /// The leaf of a reading.
    pub fn reading(reading: &SealedReading) -> Self {
        Self {
            aggregate: reading.aggregate.clone(),
            id: reading.id.clone(),
            place: format!("reading {} {}", time(reading.at), reading.name()),
            hash: reading.hash,
        }
    }

    /// Its hash in a tree.
    pub fn hashed(&self) -> Hash {
        let fields = [
            self.aggregate.as_bytes(),
            self.id.as_bytes(),
            self.place.as_bytes(),
            &self.hash.bytes(),
        ];
        merkle::leaf(&Scheme::Sha256.digest("leaf", &fields).bytes())
    }
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Its number, from 1 without gaps.
    pub number: u64,
    /// When it was made, UTC.
    pub at: DateTime<Utc>,
    /// Hash of the text of the statement before; [`Hash::ZERO`] for the first.
    pub prev: Hash,
    /// How many leaves its tree has; none is said too.
    pub leaves: u64,
    /// The root of the tree.
    pub tree: Hash,
    /// The SHA-256 of the public key (as DER) that it is signed with.
    pub key: Hash,
}

impl Statement {
    /// The statement after `before` over these leaves, and the leaves in the order of its tree.
    ///
    /// The same leaves in any order, and any of them twice, give the same statement.
    pub fn next(
        before: Option<&Self>,
        leaves: Vec<Leaf>,
        at: DateTime<Utc>,
        key: Hash,
    ) -> (Self, Vec<Leaf>) {
        let leaves: Vec<Leaf> = BTreeSet::from_iter(leaves).into_iter().collect();
        let statement = Self {
            number: before.map_or(0, |before| before.number) + 1,
            at: at.trunc_subsecs(3),
            prev: before.map_or(Hash::ZERO, Self::hash),
            leaves: leaves.len() as u64,
            tree: merkle::root(&hashes(&leaves)),
            key,
        };
        (statement, leaves)
    }

    /// The bytes that are signed: lines that anybody can read and any tool can check.
    ///
    /// **Shape:** `openssl dgst -sha256 -verify key.pem -signature root.der root.txt`
    pub fn text(&self) -> String {
        let Self {
            number,
            at,
            prev,
            leaves,
            tree,
            key,
        } = self;
        let mut text = String::from("charmm root 1\n");
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "number {number}\nat {}\nprev {prev}\nleaves {leaves}\ntree {tree}\nkey {key}\n",
            time(*at)
        );
        text
    }

    /// What the next statement names as the one before it.
    pub fn hash(&self) -> Hash {
        Hash::of(self.text().as_bytes())
    }
}

/// A statement with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedRoot {
    /// What is signed.
    pub statement: Statement,
    /// ECDSA P-256 with SHA-256 over [`Statement::text`], ASN.1 DER, in hexadecimal digits.
    pub signature: String,
}

/// A root as it is kept: with its leaves, from which anybody can build the tree again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootDocument {
    /// The signed statement.
    pub root: SignedRoot,
    /// The leaves, in the order of the tree.
    pub leaves: Vec<Leaf>,
}

impl RootDocument {
    /// Whether the tree over the leaves is the one that the statement names.
    pub fn holds(&self) -> bool {
        let statement = &self.root.statement;
        statement.leaves == self.leaves.len() as u64
            && merkle::root(&hashes(&self.leaves)) == statement.tree
    }

    /// The hashes of its leaves, from which proofs are made.
    pub fn hashes(&self) -> Vec<Hash> {
        hashes(&self.leaves)
    }
}

fn hashes(leaves: &[Leaf]) -> Vec<Hash> {
    leaves.iter().map(Leaf::hashed).collect()
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
