//! Titles, pet names and abbreviations: data (`rules/words.toml`, `rules/pet-names.txt`).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde::Deserialize;

use crate::similar::slips;

/// Letters of a name that is known although one of them is wrong.
const LONG_ENOUGH: usize = 5;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    titles: BTreeSet<String>,
    absent: BTreeSet<String>,
    units: BTreeSet<String>,
    ways: BTreeMap<String, Vec<String>>,
    short: BTreeMap<String, Vec<String>>,
}

/// What words stand for.
pub struct Words {
    titles: BTreeSet<String>,
    absent: BTreeSet<String>,
    units: BTreeSet<String>,
    ways: BTreeSet<String>,
    long: BTreeMap<String, String>,
    names: BTreeMap<String, Vec<usize>>,
    initials: Vec<char>,
}

/// Parsed once per process; a test holds the file to its shape.
static SHIPPED: LazyLock<Words> = LazyLock::new(|| {
    let listed: Listed = toml::from_str(include_str!("../../rules/words.toml")).unwrap_or_default();
    Words::of(listed, include_str!("../../rules/pet-names.txt"))
});

impl Words {
    /// Those that ship.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Whether a word is a title, such as `mr`.
    pub fn is_title(&self, word: &str) -> bool {
        self.titles.contains(word)
    }

    /// Whether folded text says that nothing is known.
    pub fn is_absent(&self, folded: &str) -> bool {
        self.absent.contains(folded)
    }

    /// Whether a word announces a part of a building, such as `flat`.
    pub fn is_unit(&self, word: &str) -> bool {
        self.units.contains(word)
    }

    /// Whether a word says what sort of street it is.
    pub fn is_way(&self, word: &str) -> bool {
        self.ways.contains(word)
    }

    /// A word of an address in full.
    pub fn in_full<'a>(&'a self, word: &'a str) -> &'a str {
        self.long.get(word).map_or(word, String::as_str)
    }

    /// The groups of first names that a name belongs to.
    pub fn groups(&self, name: &str) -> &[usize] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first letters of the full names of groups.
    pub fn initials(&self, groups: &[usize]) -> Vec<char> {
        groups
            .iter()
            .filter_map(|group| self.initials.get(*group))
            .copied()
            .collect()
    }

    /// The groups of names that a longer one is only a letter away from.
    pub fn groups_nearly(&self, letters: &[char]) -> Vec<usize> {
        if letters.len() < LONG_ENOUGH {
            return Vec::new();
        }
        let near = self.names.iter().filter(|(name, _)| {
            let name: Vec<char> = name.chars().collect();
            name.len() + 1 >= LONG_ENOUGH && slips(&name, letters, 1).is_some()
        });
        near.flat_map(|(_, groups)| groups).copied().collect()
    }
}

impl Words {
    fn of(listed: Listed, pet_names: &str) -> Self {
        let ways: BTreeSet<String> = listed.ways.keys().cloned().collect();
        let shortened = listed.ways.into_iter().chain(listed.short);
        let long = shortened.flat_map(|(full, forms)| {
            let pairs = forms.into_iter().map(move |form| (form, full.clone()));
            pairs.collect::<Vec<_>>()
        });
        Self {
            titles: listed.titles,
            absent: listed.absent,
            units: listed.units,
            ways,
            long: long.collect(),
            names: grouped(pet_names),
            initials: lines(pet_names)
                .filter_map(|line| line.chars().next())
                .collect(),
        }
    }
}

fn lines(pet_names: &str) -> impl Iterator<Item = &str> {
    pet_names.lines().filter(|line| !line.starts_with('#'))
}

/// The groups that each name stands in.
fn grouped(pet_names: &str) -> BTreeMap<String, Vec<usize>> {
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (group, line) in lines(pet_names).enumerate() {
        for name in line.split_whitespace() {
            names.entry(name.to_owned()).or_default().push(group);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let listed: Listed = toml::from_str(include_str!("../../rules/words.toml")).unwrap();
        let words = Words::of(listed, include_str!("../../rules/pet-names.txt"));
        assert!(words.names.len() > 300);
        assert!(words.is_title("mr") && words.is_way("street") && words.is_unit("flat"));
        assert_eq!(words.in_full("rd"), "road");
        let shared = |one, other| {
            let other = words.groups(other);
            words.groups(one).iter().any(|group| other.contains(group))
        };
        assert!(shared("bill", "william") && shared("peggy", "margaret"));
        assert!(!shared("alexander", "alexandra") && shared("alex", "alexandra"));
    }
}
