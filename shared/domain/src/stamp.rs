//! Who did it, when, and the randomness that ids and salts are drawn from.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::{AgencyId, PersonId, time};

/// Who is written into history.
///
/// INVARIANT (author): no event without actor and time. [`crate::Journal::write`] takes a
/// [`Stamp`], and a stamp cannot be made without an actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Actor {
    /// A person of staff, with the name they had then: history keeps the names of leavers.
    Person {
        /// Who.
        person: PersonId,
        /// The name as it was.
        name: String,
        /// The agency they acted for, which owns what they bring (R2.4).
        agency: AgencyId,
    },
    /// A member of the public, who has no account. Who they are, if they said so, stands in what
    /// they told, which can be erased; a header cannot.
    Public,
    /// The system itself, on a schedule.
    System {
        /// Which job, such as `action-sweep`.
        job: String,
    },
}

/// What stands for the name of somebody who has no account.
pub const PUBLIC: &str = "A member of the public";

impl Actor {
    /// The agency acted for, if it was a person.
    pub fn agency(&self) -> Option<&AgencyId> {
        match self {
            Self::Person { agency, .. } => Some(agency),
            Self::Public | Self::System { .. } => None,
        }
    }

    /// The person, if it was one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { person, .. } => Some(*person),
            Self::Public | Self::System { .. } => None,
        }
    }

    /// The name to show.
    pub fn name(&self) -> &str {
        match self {
            Self::Person { name, .. } => name,
            Self::Public => PUBLIC,
            Self::System { .. } => "charmm",
        }
    }
}

/// Everything a command may not decide for itself: actor, time and randomness.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Who acts.
    pub actor: Actor,
    /// When, UTC.
    pub at: DateTime<Utc>,
    seed: [u8; 32],
}

impl Stamp {
    /// A stamp from 32 fresh random bytes; one per command, never shared between commands.
    pub fn new(actor: Actor, at: DateTime<Utc>, seed: [u8; 32]) -> Self {
        // Milliseconds: what every store and language on the way keeps exactly.
        Self {
            actor,
            at: at.trunc_subsecs(3),
            seed,
        }
    }

    /// The civil date in London.
    pub fn today(&self) -> NaiveDate {
        time::london_date(self.at)
    }

    /// 32 bytes drawn from the seed for `label`; the same label gives the same bytes.
    pub(crate) fn draw(&self, label: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(label.as_bytes());
        hash.finalize().into()
    }

    /// A UUIDv7 for `label`, so that a command retried with its stamp makes the same ids.
    pub fn uuid(&self, label: &str) -> Uuid {
        let mut random = [0; 10];
        for (to, from) in random.iter_mut().zip(self.draw(label)) {
            *to = from;
        }
        let millis = u64::try_from(self.at.timestamp_millis()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}
