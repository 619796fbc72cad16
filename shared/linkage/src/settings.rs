//! Weights, thresholds and passes: data (`rules/matching.toml`).

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use crate::kind::{Kind, LEVELS, Level};

/// How likely a level of agreement is.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chance {
    /// Between two rows about one person.
    pub m: f64,
    /// Between two rows about different people.
    pub u: f64,
}

/// Chances of all levels of a kind, the best first; `None` for those that do not occur.
pub type Chances = [Option<Chance>; LEVELS];

/// When a pair that scores as a match is only a possible one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caution {
    /// The kind that is different.
    pub different: Kind,
    /// Kinds of which one being the same takes the caution away.
    #[serde(default)]
    pub unless: Vec<Kind>,
    /// What is said.
    pub says: String,
}

/// What decides between match, possible and no.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// From this probability on it is a match.
    pub certain: f64,
    /// From this probability on it is possible.
    pub possible: f64,
    /// From this probability on it is a match if both rows match a third.
    pub through_a_third: f64,
    /// Most bits that an address counts for; those who live together share all of it.
    pub address_most: f64,
    /// Fewest bits of the same; whoever moves differs in all of it.
    pub address_least: f64,
    /// Most rows of one block that are compared with each other.
    pub block_most: usize,
    /// Fewest rows, and fewest matches among them, that weights are learned from.
    pub learn_from: (usize, f64),
    /// For so many pairs that look like relatives, for each match, cautions are heeded.
    pub relatives: f64,
    /// By what rows are found: each a list of `kind.form`.
    pub passes: Vec<Vec<String>>,
    /// By what one person is looked up among those in a table: the same, but few.
    pub look_up: Vec<Vec<String>>,
    /// When to be careful.
    #[serde(rename = "caution")]
    pub cautions: Vec<Caution>,
    /// Chances by kind and level.
    pub weights: BTreeMap<Kind, BTreeMap<Level, Chance>>,
}

/// Parsed once per process; a test holds the file to its shape. Without it nothing matches.
static SHIPPED: LazyLock<Settings> = LazyLock::new(|| {
    toml::from_str(include_str!("../rules/matching.toml")).unwrap_or(Settings {
        certain: 2.0,
        possible: 2.0,
        through_a_third: 2.0,
        address_most: 0.0,
        address_least: 0.0,
        block_most: 0,
        learn_from: (usize::MAX, f64::MAX),
        relatives: 0.0,
        passes: Vec::new(),
        look_up: Vec::new(),
        cautions: Vec::new(),
        weights: BTreeMap::new(),
    })
});

impl Settings {
    /// Those that ship.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The chances of a kind.
    pub fn chances(&self, kind: Kind) -> Chances {
        let of = self.weights.get(&kind);
        Level::ALL.map(|level| of.and_then(|levels| levels.get(&level)).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_and_every_kind_adds_up() {
        let settings: Settings = toml::from_str(include_str!("../rules/matching.toml")).unwrap();
        assert_eq!(&settings, Settings::shipped());
        assert_eq!(settings.weights.len(), 11);
        for (kind, levels) in &settings.weights {
            for of in [|c: &Chance| c.m, |c: &Chance| c.u] {
                let sum: f64 = levels.values().map(of).sum();
                assert!((sum - 1.0).abs() < 0.01, "{kind:?} {sum}");
                assert!(levels.values().all(|chance| of(chance) > 0.0));
            }
        }
    }
}
