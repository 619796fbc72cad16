//! What agreement and difference count for.

use crate::{
    kind::{LEVELS, Level},
    rows::{Part, Rows, amount},
    settings::{Chance, Chances, Settings},
};

/// Least and most that a common or a rare value moves the weight of being the same, in bits.
const RARITY: (f64, f64) = (-4.0, 2.0);

/// Weights in bits, by part and level.
///
/// **Source:** Fellegi and Sunter (1969): the logarithm of how much likelier a level is between two rows
/// about one person than between two about different people.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    parts: Vec<[f64; LEVELS]>,
    address: Vec<bool>,
    address_most: f64,
    address_least: f64,
    prior: f64,
    rarity: bool,
}

impl Weights {
    /// Weights of chances, when one pair in so many is a match.
    ///
    /// A better level never counts for less than a worse one.
    pub fn of(rows: &Rows, chances: &[Chances], settings: &Settings, share: f64) -> Self {
        let parts = chances.iter().map(bits);
        Self {
            parts: parts.collect(),
            address: rows
                .parts
                .iter()
                .map(|part| part.kind.of_address())
                .collect(),
            address_most: settings.address_most,
            address_least: settings.address_least,
            prior: (share / (1.0 - share)).log2(),
            rarity: false,
        }
    }

    /// The same, with rare values counting for more than common ones.
    #[must_use]
    pub fn with_rarity(self) -> Self {
        Self {
            rarity: true,
            ..self
        }
    }

    /// The same, with an address counting for all that its parts do: nobody shares one.
    #[must_use]
    pub fn with_whole_address(self) -> Self {
        Self {
            address_most: f64::INFINITY,
            address_least: f64::NEG_INFINITY,
            ..self
        }
    }

    /// What the levels of a pair count for together, in bits, without the prior.
    pub fn score(&self, levels: &[Option<Level>]) -> f64 {
        let bits = self.parts.iter().zip(levels);
        self.sum(bits.map(|(bits, level)| level.map_or(0.0, |level| of_level(bits, level))))
    }

    /// The same for two rows, of which it is known how rare their values are.
    pub fn score_of(&self, rows: &Rows, pair: (usize, usize), levels: &[Option<Level>]) -> f64 {
        if !self.rarity {
            return self.score(levels);
        }
        let number = |at: usize, part: usize| {
            let row = rows.rows.get(at);
            row.and_then(|row| row.values.get(part))
                .copied()
                .unwrap_or(0)
        };
        let all = rows.parts.iter().zip(&self.parts).zip(levels).enumerate();
        self.sum(all.map(|(at, ((part, bits), level))| {
            let Some(level) = level else { return 0.0 };
            let one = rarity(part, number(pair.0, at));
            let rare = match level {
                Level::Same => one,
                // Nearly a common value counts for no more than that value.
                _ => one.min(rarity(part, number(pair.1, at))).min(0.0),
            };
            let least = of_level(bits, Level::Different);
            match *level {
                Level::Different => least,
                level => (of_level(bits, level) + rare).max(least),
            }
        }))
    }

    fn sum(&self, bits: impl Iterator<Item = f64>) -> f64 {
        let (mut address, mut rest) = (0.0_f64, 0.0);
        for (bits, of_address) in bits.zip(&self.address) {
            if *of_address {
                address += bits;
            } else {
                rest += bits;
            }
        }
        rest + address.max(self.address_least).min(self.address_most)
    }

    /// How likely a score is that of a match.
    pub fn probability(&self, score: f64) -> f64 {
        1.0 / (1.0 + (-(score + self.prior)).exp2())
    }
}

/// Weights of the levels of a part, none above a better one: what is rare is not worth more for that.
fn bits(chances: &Chances) -> [f64; LEVELS] {
    let mut most = f64::INFINITY;
    let weights = chances.map(|chance| {
        // A level that does not occur counts as the one before it.
        most = chance.map_or(most, |Chance { m, u }| most.min((m / u).log2()));
        most
    });
    weights.map(|weight| if weight.is_finite() { weight } else { 0.0 })
}

fn of_level(bits: &[f64; LEVELS], level: Level) -> f64 {
    bits.get(level as usize).copied().unwrap_or(0.0)
}

/// How many bits rarer than usual a value is.
fn rarity(part: &Part, number: u32) -> f64 {
    let count = f64::from(part.count(number));
    // One of those that share it may be the person again.
    let others = (count - 1.0).max(0.5);
    let (least, most) = RARITY;
    (part.usual / others).log2().clamp(least, most)
}

/// How many rows share the value of a row, on average over pairs that share one.
pub fn usual(counts: &[(u32, u32)]) -> f64 {
    let all = counts.iter().map(|(left, right)| f64::from(left + right));
    let (rows, squares) = all.fold((0.0, 0.0), |(rows, squares), n| {
        (rows + n, squares + n * (n - 1.0))
    });
    if rows == 0.0 {
        1.0
    } else {
        (squares / rows).max(0.5)
    }
}

/// How many pairs have the same value, and how many have one each.
pub fn same(part: &Part, alone: bool) -> (f64, f64) {
    let pairs = |left: f64, right: f64| {
        if alone {
            left * (left - 1.0) / 2.0
        } else {
            left * right
        }
    };
    let counts = part.counts.iter();
    let same = counts
        .map(|(left, right)| pairs(f64::from(*left), f64::from(*right)))
        .sum();
    let all = part
        .counts
        .iter()
        .fold((0.0, 0.0), |(l, r), (left, right)| {
            (l + f64::from(*left), r + f64::from(*right))
        });
    (same, pairs(all.0, all.1))
}

/// The share of pairs that are matches, before anything is learned: one row in ten is met again, but no two
/// rows are taken for one person because there are no others.
pub fn first_share(rows: &Rows) -> f64 {
    let (left, right) = rows.sizes;
    let least = if right == 0 { left } else { left.min(right) };
    (amount(least) / 10.0 / rows.pairs().max(1.0)).clamp(1e-9, 0.001)
}
