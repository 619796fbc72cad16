//! Typed identifiers, all in one registry so that none can be mistaken for another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not an identifier of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidId(&'static str);

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident $label:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// **Shape:** a UUIDv7, or for a referral a UUIDv8 that follows from the request that made
        /// it; keys hold no area, because areas merge (R11.3).
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
        impl $name {
            /// The bare UUID.
            pub fn uuid(self) -> Uuid { self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!($label, ":{}"), self.0) }
        }
        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                // Only the canonical form: one resource has one URL.
                let id = Uuid::parse_str(text).map_err(|_| InvalidId($label))?;
                if id.to_string() == text { Ok(Self(id)) } else { Err(InvalidId($label)) }
            }
        }
    )*};
}

uuid_ids! {
    /// A referral.
    ReferralId "referral id";
    /// A case.
    CaseId "case id";
    /// An action on a case.
    ActionId "action id";
    /// A line in a case's chronology.
    EntryId "entry id";
    /// A meeting.
    MeetingId "meeting id";
    /// A person of staff.
    PersonId "person id";
    /// A request for access to a case, or an emergency access.
    AccessId "access id";
    /// A person's request for what is held about them.
    SubjectAccessId "subject access id";
    /// An application for an ASB Case Review.
    CaseReviewId "case review id";
}

/// A task is brought to its case as well: what limits an entry limits it by the same id.
impl From<ActionId> for EntryId {
    fn from(action: ActionId) -> Self {
        Self(action.0)
    }
}

impl From<EntryId> for ActionId {
    fn from(entry: EntryId) -> Self {
        Self(entry.0)
    }
}

impl CaseReviewId {
    /// What people call it, such as `C-2D7F8A4B`: drawn from the random part of the id, so that it
    /// does not lead to the address that only its sender knows.
    pub fn reference(self) -> String {
        let (_, low) = self.0.as_u64_pair();
        format!("C-{:08X}", low & 0xffff_ffff)
    }
}

impl SubjectAccessId {
    /// What people call it, such as `S-2D7F8A4B`: drawn from the random part of the id.
    pub fn reference(self) -> String {
        let (_, low) = self.0.as_u64_pair();
        format!("S-{:08X}", low & 0xffff_ffff)
    }
}

impl AccessId {
    /// What people call it, such as `A-2D7F8A4B`: drawn from the random part of the id, so that it
    /// tells neither the case nor when it was asked.
    pub fn reference(self) -> String {
        let (_, low) = self.0.as_u64_pair();
        format!("A-{:08X}", low & 0xffff_ffff)
    }
}

/// An agency's short name, such as `surrey-police`.
///
/// **Shape:** 2–40 characters of `a–z`, `0–9` and `-`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgencyId(String);

/// An area's code, the first part of a case reference, such as `RUN`.
///
/// **Shape:** 2–5 capital letters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode(String);

macro_rules! text_id {
    ($name:ident, $label:literal, $len:expr, $allowed:expr) => {
        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                let allowed: fn(char) -> bool = $allowed;
                if $len.contains(&text.len()) && text.chars().all(allowed) {
                    Ok(Self(text))
                } else {
                    Err(InvalidId($label))
                }
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text.to_owned())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
text_id!(AgencyId, "agency id", (2..=40), |c| c.is_ascii_lowercase()
    || c.is_ascii_digit()
    || c == '-');
text_id!(AreaCode, "area code", (2..=5), |c| c.is_ascii_uppercase());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_only_in_canonical_form() {
        let id = CaseId::from(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_00ab));
        assert_eq!(id.to_string().parse::<CaseId>(), Ok(id));
        assert!(id.to_string().to_uppercase().parse::<CaseId>().is_err());
        assert!("../../etc".parse::<CaseId>().is_err());
    }

    #[test]
    fn short_names_refuse_what_would_confuse_a_key() {
        assert!("surrey-police".parse::<AgencyId>().is_ok());
        for bad in ["", "a", "Surrey Police", "a#b", "a/b", "é-é"] {
            assert!(bad.parse::<AgencyId>().is_err(), "{bad}");
        }
        assert!("RUN".parse::<AreaCode>().is_ok());
        assert!("run".parse::<AreaCode>().is_err());
    }
}
