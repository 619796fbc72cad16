//! What a column holds, and the values in its cells.

use serde::Deserialize;

use super::Column;
use crate::{
    kind::Kind,
    normal::{Address, Value, address, fold, split},
};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// First names.
    GivenName,
    /// Family names.
    FamilyName,
    /// A whole name: `Alex Example` or `Example, Alex`.
    Name,
    /// A date of birth.
    DateOfBirth,
    /// A number in a street.
    HouseNumber,
    /// A street.
    Street,
    /// A flat, a building, a second line.
    Building,
    /// A town or suburb.
    Locality,
    /// A postcode.
    Postcode,
    /// A whole address in one cell.
    Address,
    /// What is given to one person only.
    Code,
    /// A telephone number.
    Phone,
    /// An email address.
    Email,
    /// One of few values.
    Category,
    /// Anything else.
    Text,
}

/// A column that is compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What it is called in evidence.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
    /// Where it stands.
    pub column: Column,
}

impl Field {
    pub(super) fn parts(&self) -> Vec<(String, Kind)> {
        let named = |kind| vec![(self.name.clone(), kind)];
        let of = |parts: &[(&str, Kind)]| {
            let parts = parts.iter();
            parts
                .map(|(name, kind)| ((*name).to_owned(), *kind))
                .collect()
        };
        match self.holds {
            Holds::GivenName => named(Kind::Given),
            Holds::FamilyName => named(Kind::Family),
            Holds::Name => of(&[("first name", Kind::Given), ("family name", Kind::Family)]),
            Holds::DateOfBirth => named(Kind::Birth),
            Holds::HouseNumber => named(Kind::Number),
            Holds::Street => named(Kind::Street),
            Holds::Building => named(Kind::Building),
            Holds::Locality => named(Kind::Locality),
            Holds::Postcode => named(Kind::Postcode),
            Holds::Address => of(&[
                ("house number", Kind::Number),
                ("street", Kind::Street),
                ("place", Kind::Locality),
                ("postcode", Kind::Postcode),
            ]),
            Holds::Code | Holds::Phone | Holds::Email => named(Kind::Code),
            Holds::Category => named(Kind::Category),
            Holds::Text => named(Kind::Text),
        }
    }

    pub(super) fn values(&self, cell: &str) -> Vec<Option<Value>> {
        match self.holds {
            Holds::Name => {
                let (given, family) = name(cell);
                vec![
                    Value::read(Kind::Given, &given),
                    Value::read(Kind::Family, &family),
                ]
            }
            Holds::Address => {
                let Address {
                    number,
                    street,
                    locality,
                    postcode,
                } = address(cell);
                vec![
                    Value::read(Kind::Number, &number),
                    Value::read(Kind::Street, &street),
                    Value::read(Kind::Locality, &locality),
                    Value::read(Kind::Postcode, &postcode),
                ]
            }
            Holds::Phone => vec![Value::read(Kind::Code, &phone(cell))],
            _ => {
                let kinds = self.parts().into_iter();
                kinds.map(|(_, kind)| Value::read(kind, cell)).collect()
            }
        }
    }
}

/// First names and family name of a whole name.
fn name(cell: &str) -> (String, String) {
    if let Some((family, given)) = cell.split_once(',') {
        return (fold(given), fold(family));
    }
    // A double name keeps its hyphen until it is known which part it is.
    let words: Vec<&str> = cell.split_whitespace().collect();
    match words.split_last() {
        Some((family, given)) => (fold(&given.join(" ")), fold(family)),
        None => Default::default(),
    }
}

/// The figures of a telephone number as it is dialled at home.
fn phone(cell: &str) -> String {
    let figures: String = split(&fold(cell)).concat();
    let figures: String = figures.chars().filter(char::is_ascii_digit).collect();
    let home = figures
        .strip_prefix("0044")
        .or_else(|| figures.strip_prefix("44"));
    match home {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => figures,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_are_taken_apart() {
        for (cell, given, family) in [
            ("Alex Example", "alex", "example"),
            ("Example, Alex B.", "alex b", "example"),
            ("Mr Alex Example-Smith", "mr alex", "example smith"),
            ("Example", "", "example"),
            ("", "", ""),
        ] {
            assert_eq!(name(cell), (given.to_owned(), family.to_owned()), "{cell}");
        }
        assert_eq!(phone("+44 (0)1483 000 000"), "01483000000");
        assert_eq!(phone("01483 000000"), "01483000000");
    }
}
