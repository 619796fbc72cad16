//! What a field speaks of, and how well two of them agree.

use serde::Deserialize;

/// What is compared: decides how a value is normalised and how agreement is graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// First names.
    Given,
    /// Family names.
    Family,
    /// A date of birth.
    Birth,
    /// A number, or whatever else is given to one person only: of insurance, of a telephone.
    Code,
    /// A number in a street.
    Number,
    /// A street.
    Street,
    /// What else stands before the place: a flat, a building, a second line.
    Building,
    /// A village, town or suburb.
    Locality,
    /// A postcode.
    Postcode,
    /// One of few values: a county, a sex.
    Category,
    /// Anything else.
    Text,
}

impl Kind {
    /// Whether it is a part of an address: those agree together, so they count together.
    pub fn of_address(self) -> bool {
        matches!(
            self,
            Self::Number | Self::Street | Self::Building | Self::Locality | Self::Postcode
        )
    }

    /// The kind that people mix it up with.
    pub fn partner(self) -> Option<Self> {
        match self {
            Self::Given => Some(Self::Family),
            Self::Family => Some(Self::Given),
            Self::Street => Some(Self::Building),
            Self::Building => Some(Self::Street),
            _ => None,
        }
    }
}

/// How well two values agree, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The same after normalising.
    Same,
    /// The same but for a slip: a letter, a digit, two of them swapped.
    Slip,
    /// The same by another form: a pet name, one half of a double name.
    Variant,
    /// The same in each other's place: day and month, first name and family name.
    Swapped,
    /// Alike to the eye or the ear.
    Near,
    /// Agreeing in a part: an initial, two of day, month and year, a postcode's district.
    Part,
    /// Different.
    Different,
}

/// Number of [`Level`]s.
pub const LEVELS: usize = 7;

impl Level {
    /// All of them, the best first.
    pub const ALL: [Self; LEVELS] = [
        Self::Same,
        Self::Slip,
        Self::Variant,
        Self::Swapped,
        Self::Near,
        Self::Part,
        Self::Different,
    ];
}
