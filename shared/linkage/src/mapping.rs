//! Which columns of a file mean what: a mapping in TOML.

mod field;

use serde::Deserialize;

use crate::{kind::Kind, normal::Value, settings::Settings};

pub use field::{Field, Holds};

/// Which side a file stands on; a file alone is the left one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The first file.
    Left,
    /// The second file.
    Right,
}

/// The heading of a column, of either file or one of each.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// The same heading in both.
    Both(String),
    /// One for each.
    Each {
        /// In the first file.
        left: String,
        /// In the second.
        right: String,
    },
}

impl Column {
    /// The heading on a side.
    pub fn on(&self, side: Side) -> &str {
        match (self, side) {
            (Self::Both(heading), _) => heading,
            (Self::Each { left, .. }, Side::Left) => left,
            (Self::Each { right, .. }, Side::Right) => right,
        }
    }
}

/// Which columns mean what.
///
/// **Shape:** `id = "ref"`, then for each column `[[field]]` with `name`, `holds` and `column`;
/// `[settings]` gives anew whatever of `rules/matching.toml` is to differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// Where the reference of a row stands.
    pub id: Column,
    /// What is compared.
    pub fields: Vec<Field>,
    /// How it is judged.
    pub settings: Settings,
}

/// A mapping that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMapping {
    /// It is no TOML, or says what no mapping says.
    #[error("{0}")]
    Unread(String),
    /// There is nothing to compare.
    #[error("it names no field to compare")]
    NoField,
    /// More than can be compared.
    #[error("it names more than {MOST_FIELDS} things to compare")]
    TooMany,
    /// A pass of something that is not known.
    #[error("the pass “{0}” is not known")]
    Pass(String),
}

/// Most parts that are compared: a pattern of agreement fits one word of 64 bits.
pub const MOST_FIELDS: usize = 16;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Column,
    #[serde(default)]
    field: Vec<Field>,
    #[serde(default)]
    settings: toml::Table,
}

impl Mapping {
    /// Reads a mapping.
    pub fn read(text: &str) -> Result<Self, BadMapping> {
        let unread = |error: toml::de::Error| BadMapping::Unread(error.to_string().trim().into());
        let written: Written = toml::from_str(text).map_err(unread)?;
        let mut shipped: toml::Table =
            toml::from_str(include_str!("../rules/matching.toml")).map_err(unread)?;
        lay_over(&mut shipped, written.settings);
        let mapping = Self {
            id: written.id,
            fields: written.field,
            settings: shipped.try_into().map_err(unread)?,
        };
        mapping.checked()
    }

    fn checked(self) -> Result<Self, BadMapping> {
        let parts = self.parts().len();
        if parts == 0 {
            return Err(BadMapping::NoField);
        }
        if parts > MOST_FIELDS {
            return Err(BadMapping::TooMany);
        }
        let Settings {
            passes, look_up, ..
        } = &self.settings;
        let elements = passes.iter().chain(look_up).flatten();
        match elements
            .clone()
            .find(|element| !crate::block::is_known(element))
        {
            Some(strange) => Err(BadMapping::Pass(strange.clone())),
            None => Ok(self),
        }
    }

    /// What is compared, one name and kind each; a whole name or address is several.
    pub fn parts(&self) -> Vec<(String, Kind)> {
        self.fields.iter().flat_map(Field::parts).collect()
    }

    /// The cells of a row, in the order of the fields, as values in the order of the parts.
    pub fn values<'a>(&self, cells: impl IntoIterator<Item = &'a str>) -> Vec<Option<Value>> {
        let fields = self.fields.iter().zip(cells);
        fields
            .flat_map(|(field, cell)| field.values(cell))
            .collect()
    }
}

/// Puts what one table says over another, table by table.
fn lay_over(under: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => lay_over(below, above),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "
        id = \"ref\"
        [[field]]
        name = \"name\"
        holds = \"name\"
        column = { left = \"Name\", right = \"Full name\" }
    ";

    #[test]
    fn a_mapping_is_read_with_what_it_gives_anew() {
        let mapping = Mapping::read(&format!("{SMALL}\n[settings]\ncertain = 0.9")).unwrap();
        assert!((mapping.settings.certain - 0.9).abs() < 1e-9);
        assert_eq!(mapping.settings.passes, Settings::shipped().passes);
        let column = mapping
            .fields
            .first()
            .map(|field| field.column.on(Side::Right));
        assert_eq!(column, Some("Full name"));
        assert_eq!(mapping.parts().len(), 2);
    }

    #[test]
    fn what_no_mapping_says_is_refused() {
        for (text, hint) in [
            ("id = 1", "id"),
            ("id = \"ref\"", "no field"),
            (&format!("{SMALL}\nkind = 1"), "kind"),
            (&format!("{SMALL}\n[settings]\ncertian = 0.9"), "certian"),
            (
                &format!("{SMALL}\n[settings]\npasses = [[\"shoe.size\"]]"),
                "shoe.size",
            ),
            (
                &format!(
                    "id = \"r\"\n{}",
                    "[[field]]\nname = \"a\"\nholds = \"address\"\ncolumn = \"a\"\n".repeat(5)
                ),
                "16",
            ),
        ] {
            let error = Mapping::read(text).unwrap_err().to_string();
            assert!(error.contains(hint), "{error}");
        }
    }
}
