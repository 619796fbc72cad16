//! The hash chain over a journal.
//!
//! INVARIANT (chain): `hash = H(prev ‖ header ‖ commitment)` and `commitment = H(salt ‖ payload)`,
//! with H over length-prefixed fields; each entry says which H is its own ([`Scheme`]). A payload and its salt can be erased (R12.2) and
//! the chain still verifies; any other change, insertion, deletion or reordering shows. A cut
//! tail shows only against a head kept elsewhere.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha512_256, digest::consts::U32};

use super::{Header, JournalFault, Sealed};

/// Which hash seals an entry or a reading (ASVS V11.2.2). An entry keeps its own for good: to change over,
/// [`Scheme::OF_NEW`] is changed, and what is written from then on follows on what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Scheme {
    /// SHA-256: what an entry that names none is sealed by.
    #[default]
    #[serde(rename = "sha-256")]
    Sha256,
    /// SHA-512/256 (FIPS 180-4), which cannot be lengthened by whoever knows a hash.
    #[serde(rename = "sha-512/256")]
    Sha512t256,
}

impl Scheme {
    /// By which new entries and readings are sealed.
    pub const OF_NEW: Self = Self::Sha256;

    /// Whether it is the one that needs no naming.
    pub fn is_first(&self) -> bool {
        *self == Self::Sha256
    }

    /// The hash over `what` is hashed, such as `entry`, and its fields, each preceded by its length, so that
    /// no two lists of fields hash alike. The scheme is hashed with them: nothing can pass as another's.
    pub(crate) fn digest(self, what: &str, fields: &[&[u8]]) -> Hash {
        match self {
            Self::Sha256 => over::<Sha256>(&["charmm ", what, " 1"], fields),
            Self::Sha512t256 => over::<Sha512_256>(&["charmm ", what, " 2"], fields),
        }
    }
}

fn over<D>(name: &[&str], fields: &[&[u8]]) -> Hash
where
    D: Digest<OutputSize = U32>,
{
    let mut hash = D::new();
    let length: usize = name.iter().map(|part| part.len()).sum();
    hash.update((length as u64).to_be_bytes());
    name.iter().for_each(|part| hash.update(part));
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    Hash(hash.finalize().into())
}

/// A value of 256 bits, written as 64 hexadecimal digits.
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
pub fn commitment(scheme: Scheme, salt: &str, payload: &str) -> Hash {
    scheme.digest("payload", &[salt.as_bytes(), payload.as_bytes()])
}

/// The hash of the entry with this `header` and `commitment` after the one hashed `prev`.
pub fn link(prev: Hash, header: &Header, commitment: Hash) -> Hash {
    // Fields in the order of declaration: never through a map, whose order is a build setting.
    let actor = serde_json::to_string(&header.actor).unwrap_or_default();
    header.scheme.digest(
        "entry",
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
            (Some(payload), Some(salt)) => {
                commitment(entry.header.scheme, salt, payload) == entry.commitment
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Actor;

    fn entry(scheme: Scheme, seq: u64, prev: Hash) -> Sealed {
        let header = Header {
            aggregate: "case".into(),
            id: "1".into(),
            seq,
            at: "2026-11-20T09:00:00Z".parse().unwrap(),
            actor: Actor::System {
                job: "a test".into(),
            },
            kind: "opened".into(),
            schema: 1,
            scheme,
        };
        let (payload, salt) = (format!("{{\"entry\":{seq}}}"), "00ff".to_owned());
        let commitment = commitment(scheme, &salt, &payload);
        Sealed {
            hash: link(prev, &header, commitment),
            header,
            payload: Some(payload),
            salt: Some(salt),
            commitment,
            prev,
        }
    }

    fn mixed() -> Vec<Sealed> {
        let schemes = [Scheme::Sha256, Scheme::Sha512t256, Scheme::Sha256];
        let mut entries: Vec<Sealed> = Vec::new();
        for (scheme, seq) in schemes.into_iter().zip(1..) {
            let prev = entries.last().map_or(Hash::ZERO, |last| last.hash);
            entries.push(entry(scheme, seq, prev));
        }
        entries
    }

    /// ASVS V11.2.2.
    #[test]
    fn a_chain_goes_on_by_another_hash_and_no_entry_passes_as_sealed_by_another() {
        let entries = mixed();
        assert_eq!(verify(&entries), Ok(entries[2].hash));
        for at in 0..entries.len() {
            let mut changed = entries.clone();
            let scheme = &mut changed[at].header.scheme;
            *scheme = match scheme {
                Scheme::Sha256 => Scheme::Sha512t256,
                Scheme::Sha512t256 => Scheme::Sha256,
            };
            let broken = JournalFault::Broken { seq: at as u64 + 1 };
            assert_eq!(verify(&changed), Err(broken));
        }
        let mut other = entries;
        other[1].payload = Some("{}".into());
        assert_eq!(verify(&other), Err(JournalFault::Broken { seq: 2 }));
    }

    #[test]
    fn an_entry_of_before_names_no_hash_and_is_read_as_it_was() {
        let old = serde_json::to_value(entry(Scheme::Sha256, 1, Hash::ZERO)).unwrap();
        assert!(old["header"].get("scheme").is_none());
        assert_eq!(
            old["hash"],
            "526f7764a6056acd011d3b5dbe10cc9511eb0606b219ddffddb3bd2021fc8a7a"
        );
        let new = entry(Scheme::Sha512t256, 1, Hash::ZERO);
        let text = serde_json::to_string(&new).unwrap();
        assert!(text.contains(r#""scheme":"sha-512/256""#));
        assert_eq!(serde_json::from_str::<Sealed>(&text).unwrap(), new);
    }
}
