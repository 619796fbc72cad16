//! Merkle trees and inclusion proofs.
//!
//! Leaves and nodes are hashed with different first bytes, so that neither passes for the other,
//! and a tree of any size has one shape: the left half is the largest full tree.
//!
//! **Source:** RFC 6962 s.2.1; the check of a proof, RFC 9162 s.2.1.3.2.

use sha2::{Digest, Sha256};

use crate::journal::Hash;

/// The hash of a leaf.
pub fn leaf(bytes: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(bytes);
    Hash::from(<[u8; 32]>::from(hash.finalize()))
}

fn node(left: Hash, right: Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left.bytes());
    hash.update(right.bytes());
    Hash::from(<[u8; 32]>::from(hash.finalize()))
}

/// The root of a tree over these leaves; that of no leaves is the hash of nothing.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(&[]),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(half(many.len()));
            node(root(left), root(right))
        }
    }
}

/// The size of the left part of a tree of `size` leaves: the largest power of two below it.
fn half(size: usize) -> usize {
    size.next_power_of_two() / 2
}

/// What, beside a leaf, its root follows from, nearest first; `None` when there is no such leaf.
pub fn path(index: usize, leaves: &[Hash]) -> Option<Vec<Hash>> {
    match leaves {
        [] => None,
        [_] => (index == 0).then(Vec::new),
        many => {
            let middle = half(many.len());
            let (left, right) = many.split_at(middle);
            let (mut below, beside) = if index < middle {
                (path(index, left)?, root(right))
            } else {
                (path(index - middle, right)?, root(left))
            };
            below.push(beside);
            Some(below)
        }
    }
}

/// Whether `leaf` stands at `index` in a tree of `size` leaves with this root.
pub fn includes(leaf: Hash, (index, size): (u64, u64), path: &[Hash], root: Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut here, mut last, mut hash) = (index, size - 1, leaf);
    for beside in path {
        if last == 0 {
            return false;
        }
        if here & 1 == 1 || here == last {
            hash = node(*beside, hash);
            // Levels at which this is the lonely last node have no hash in the path.
            while here & 1 == 0 && here != 0 {
                here >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(hash, *beside);
        }
        here >>= 1;
        last >>= 1;
    }
    last == 0 && hash == root
}
