//! One entry of the log of readings: what the law asks to be kept of it, and how it is sealed.
//!
//! INVARIANT (reading): `hash = H(aggregate ‖ id ‖ at ‖ commitment)` and `commitment = H(salt ‖
//! reading)`. A reading and its salt can be erased and the hash still fits; any other change shows.
//! Readings stand in no chain, so that they never contend with writers: that one is missing or was
//! put in shows against the signed roots.

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use super::Processing;
use crate::{
    Actor, AgencyId, Prose,
    journal::{Hash, JournalFault, Scheme, chain},
};

/// One consultation or disclosure of personal data.
///
/// **Source:** Data Protection Act 2018 s.62(2) and (3): date and time, the identity of the person,
/// and of a disclosure the recipient. The justification is kept where one was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who, with the agency they acted for.
    pub actor: Actor,
    /// What part: `case`, `history`, `pack`, …
    pub what: String,
    /// Consultation, or disclosure when it leaves to somebody else.
    #[serde(default = "consultation")]
    pub processing: Processing,
    /// To whom it was disclosed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<Prose>,
    /// Ids of the policies that permitted it.
    pub policies: Vec<String>,
    /// References or ids of what a list named, each once; empty for anything that is no list, and in
    /// readings from before lists were logged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<String>,
}

impl Reading {
    /// The agency that somebody read for; a pack is made in the name of its agency.
    pub fn agency(&self) -> Option<AgencyId> {
        reading_agency(&self.actor)
    }
}

/// The agency in whose name `actor` reads.
pub fn reading_agency(actor: &Actor) -> Option<AgencyId> {
    match actor {
        Actor::Person { agency, .. } => Some(agency.clone()),
        Actor::Public => None,
        Actor::System { job } => job.strip_prefix("for ")?.parse().ok(),
    }
}

/// What every reading was before it said so.
fn consultation() -> Processing {
    Processing::Consultation
}

/// A reading as stored: its text, and what commits to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedReading {
    /// The kind of aggregate that was read.
    pub aggregate: String,
    /// Which one.
    pub id: String,
    /// When, UTC, to the millisecond.
    pub at: DateTime<Utc>,
    /// The reading as JSON text, exactly the bytes that were hashed; `None` once erased.
    pub reading: Option<String>,
    /// Random bytes (hex) that keep an erased reading from being guessed; erased with it.
    pub salt: Option<String>,
    /// By which hash it is sealed.
    #[serde(default, skip_serializing_if = "Scheme::is_first")]
    pub scheme: Scheme,
    /// H(salt ‖ reading).
    pub commitment: Hash,
    /// Hash of this entry.
    pub hash: Hash,
}

impl SealedReading {
    /// Seals a reading of an aggregate; `salt` is fresh randomness.
    ///
    /// **Errors:** it cannot be written as JSON.
    pub fn seal(
        (aggregate, id): (&str, &str),
        reading: Reading,
        salt: [u8; 16],
    ) -> Result<Self, serde_json::Error> {
        let at = reading.at.trunc_subsecs(3);
        let text = serde_json::to_string(&Reading { at, ..reading })?;
        let salt: String = salt.iter().map(|byte| format!("{byte:02x}")).collect();
        let scheme = Scheme::OF_NEW;
        let commitment = chain::commitment(scheme, &salt, &text);
        let of = (aggregate.to_owned(), id.to_owned());
        let said = (Some(text), Some(salt));
        Ok(Self::stored(of, at, said, (scheme, commitment)))
    }

    /// A reading as it was stored: its text and salt, unless erased, and what commits to them.
    pub fn stored(
        (aggregate, id): (String, String),
        at: DateTime<Utc>,
        (reading, salt): (Option<String>, Option<String>),
        (scheme, commitment): (Scheme, Hash),
    ) -> Self {
        let mut stored = Self {
            aggregate,
            id,
            at,
            reading,
            salt,
            scheme,
            commitment,
            hash: Hash::ZERO,
        };
        stored.hash = stored.link();
        stored
    }

    fn link(&self) -> Hash {
        self.scheme.digest(
            "reading",
            &[
                self.aggregate.as_bytes(),
                self.id.as_bytes(),
                self.at.to_rfc3339().as_bytes(),
                &self.commitment.bytes(),
            ],
        )
    }

    /// What tells it from others of the same millisecond: the beginning of its hash.
    pub fn name(&self) -> String {
        self.hash.to_string().chars().take(16).collect()
    }

    /// Reads it back; `None` once erased.
    ///
    /// **Errors:** the text is not a reading.
    pub fn open(&self) -> Result<Option<Reading>, JournalFault> {
        let text = self.reading.as_deref();
        let read = text.map(serde_json::from_str).transpose();
        read.map_err(|_| JournalFault::Unreadable { seq: 0 })
    }

    /// Whether the hash follows from what it covers, and the text says the time that it stands at.
    pub fn holds(&self) -> bool {
        let text_fits = match (&self.reading, &self.salt) {
            (Some(text), Some(salt)) => {
                let at = self.open().ok().flatten().map(|reading| reading.at);
                chain::commitment(self.scheme, salt, text) == self.commitment && at == Some(self.at)
            }
            (None, None) => true,
            _ => false,
        };
        text_fits && self.link() == self.hash
    }
}
