//! The hash chain over a journal.
//!
//! INVARIANT (chain): `hash = H(prev ‖ header ‖ commitment)` and `commitment = H(salt ‖ payload)`,
//! with H = SHA-256 over length-prefixed fields. A payload and its salt can be erased (R12.2) and
//! the chain still verifies; any other change, insertion, deletion or reordering shows. A cut
//! tail shows only against a head kept elsewhere.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Header, JournalFault, Sealed};

/// A SHA-256 value, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash([u8; 32]);

impl Hash {
    /// What stands before the first entry.
    pub const ZERO: Self = Self([0; 32]);

    /// SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The bare bytes.
    pub fn bytes(self) -> [u8; 32] {
        self.0
    }
}

impl From<[u8; 32]> for Hash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}
impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
impl From<Hash> for String {
    fn from(hash: Hash) -> String {
        hash.to_string()
    }
}

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a hash")]
pub struct InvalidHash;

impl FromStr for Hash {
    type Err = InvalidHash;
    fn from_str(text: &str) -> Result<Self, InvalidHash> {
        if text.len() != 64 {
            return Err(InvalidHash);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = pair.iter().try_fold(0u8, |value, digit| {
                let digit = match digit {
                    b'0'..=b'9' => digit - b'0',
                    b'a'..=b'f' => digit - b'a' + 10,
                    _ => return Err(InvalidHash),
                };
                Ok(value << 4 | digit)
            })?;
        }
        Ok(Self(bytes))
    }
}
impl TryFrom<String> for Hash {
    type Error = InvalidHash;
    fn try_from(text: String) -> Result<Self, InvalidHash> {
        text.parse()
    }
}

/// What an entry commits to instead of its payload.
pub fn commitment(salt: &str, payload: &str) -> Hash {
    digest("charmm payload 1", &[salt.as_bytes(), payload.as_bytes()])
}

/// The hash of the entry with this `header` and `commitment` after the one hashed `prev`.
pub fn link(prev: Hash, header: &Header, commitment: Hash) -> Hash {
    // Fields in the order of declaration: never through a map, whose order is a build setting.
    let actor = serde_json::to_string(&header.actor).unwrap_or_default();
    digest(
        "charmm entry 1",
        &[
            &prev.0,
            header.aggregate.as_bytes(),
            header.id.as_bytes(),
            &header.seq.to_be_bytes(),
            header.at.to_rfc3339().as_bytes(),
            actor.as_bytes(),
            header.kind.as_bytes(),
            &header.schema.to_be_bytes(),
            &commitment.0,
        ],
    )
}

/// Checks a whole journal from its first entry.
///
/// **Errors:** the first entry that does not fit, by its position.
pub fn verify(entries: &[Sealed]) -> Result<Hash, JournalFault> {
    let mut prev = Hash::ZERO;
    for (entry, seq) in entries.iter().zip(1..) {
        let broken = JournalFault::Broken { seq };
        let payload_fits = match (&entry.payload, &entry.salt) {
            (Some(payload), Some(salt)) => commitment(salt, payload) == entry.commitment,
            (None, None) => true,
            _ => false,
        };
        let fits = payload_fits
            && entry.header.seq == seq
            && entry.prev == prev
            && link(prev, &entry.header, entry.commitment) == entry.hash;
        if !fits {
            return Err(broken);
        }
        prev = entry.hash;
    }
    Ok(prev)
}

/// SHA-256 over fields, each preceded by its length, so that no two lists of fields hash alike.
pub(crate) fn digest(domain: &str, fields: &[&[u8]]) -> Hash {
    let mut hash = Sha256::new();
    for field in std::iter::once(&domain.as_bytes()).chain(fields) {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    Hash(hash.finalize().into())
}
