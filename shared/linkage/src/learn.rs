//! Learns weights from the rows themselves, without being told which are matches.

use std::collections::BTreeMap;

use crate::{
    kind::{LEVELS, Level},
    rows::{Rows, amount},
    settings::{Chance, Chances, Settings},
    weights::{Weights, first_share, same},
};

/// How often what is expected is reckoned anew.
const TURNS: usize = 15;
/// Pairs picked at random to see how often people who differ agree.
const PICKED: usize = 100_000;
/// As how many matches the shipped chances count.
const PRIOR_MATCHES: f64 = 20.0;
/// By how much rows about one person may be likelier to differ than the shipped chances say. Without a bound,
/// a file with few matches and many namesakes teaches that namesakes are matches.
const WORSE: f64 = 2.5;
/// As how many agreements between different people the shipped chances count.
const PRIOR_AGREEMENTS: f64 = 3.0;

/// Levels of the parts of a pair.
pub type Pattern = Vec<Option<Level>>;

/// Chances of a part and level.
type Table = Vec<[f64; LEVELS]>;

/// Weights, learned or as they ship.
#[derive(Debug)]
pub struct Learned {
    /// The weights.
    pub weights: Weights,
    /// How many matches there are about; `None` when there was too little to learn from.
    pub matches: Option<f64>,
}

/// Learns from the patterns of candidate pairs.
///
/// Chances between different people come from all pairs, by counting values and picking pairs at random, less
/// what matches add to them; chances between rows about one person by expectation and maximisation over the
/// candidates, which hold nearly all matches. The shipped chances start it and count as a few matches.
///
/// **Source:** Winkler (1988) for the estimation; Dempster, Laird and Rubin (1977).
pub fn learn(rows: &Rows, patterns: &[Pattern], settings: &Settings) -> Learned {
    let shipped: Vec<Chances> = rows
        .parts
        .iter()
        .map(|part| settings.chances(part.kind))
        .collect();
    let first = Weights::of(rows, &shipped, settings, first_share(rows));
    let (least_rows, least_matches) = settings.learn_from;
    if rows.rows.len() < least_rows {
        return Learned {
            weights: first,
            matches: None,
        };
    }
    let tallied = tally(patterns);
    let seen = Seen::of(rows);
    let mut weights = first.clone();
    let mut matches = 0.0;
    for _ in 0..TURNS {
        let expected = expect(&weights, &tallied, rows.parts.len());
        matches = expected.matches;
        let chances = seen.chances(&shipped, &expected);
        let share = (matches.max(1.0) / rows.pairs()).clamp(1e-12, 0.5);
        weights = Weights::of(rows, &chances, settings, share);
    }
    if matches < least_matches {
        return Learned {
            weights: first,
            matches: None,
        };
    }
    Learned {
        weights: weights.with_rarity(),
        matches: Some(matches),
    }
}

fn tally(patterns: &[Pattern]) -> Vec<(&Pattern, f64)> {
    let mut tallied: BTreeMap<&Pattern, f64> = BTreeMap::new();
    for pattern in patterns {
        *tallied.entry(pattern).or_default() += 1.0;
    }
    tallied.into_iter().collect()
}

/// What matches are expected to show.
struct Expected {
    matches: f64,
    levels: Table,
}

fn expect(weights: &Weights, tallied: &[(&Pattern, f64)], parts: usize) -> Expected {
    let mut expected = Expected {
        matches: 0.0,
        levels: vec![[0.0; LEVELS]; parts],
    };
    for (pattern, count) in tallied {
        let likely = count * weights.probability(weights.score(pattern));
        expected.matches += likely;
        add(&mut expected.levels, pattern, likely);
    }
    expected
}

fn add(table: &mut Table, pattern: &Pattern, amount: f64) {
    for (counts, level) in table.iter_mut().zip(pattern) {
        if let Some(level) = level
            && let Some(count) = counts.get_mut(*level as usize)
        {
            *count += amount;
        }
    }
}

/// What all pairs show, matches or not.
struct Seen {
    /// Levels of pairs picked at random.
    picked: Table,
    /// How many pairs there are for each one picked.
    each: f64,
    /// Pairs that are the same, and pairs of which both say something.
    same: Vec<(f64, f64)>,
}

impl Seen {
    fn of(rows: &Rows) -> Self {
        let mut picked = vec![[0.0; LEVELS]; rows.parts.len()];
        let mut count = 0;
        let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..PICKED * 2 {
            let pair = (
                roll(&mut dice, rows.rows.len()),
                roll(&mut dice, rows.rows.len()),
            );
            if rows.is_pair(pair.0, pair.1) {
                add(&mut picked, &rows.agreement(pair.0, pair.1), 1.0);
                count += 1;
            }
            if count == PICKED {
                break;
            }
        }
        let alone = rows.sizes.1 == 0;
        Self {
            picked,
            each: rows.pairs() / amount(count.max(1)),
            same: rows.parts.iter().map(|part| same(part, alone)).collect(),
        }
    }

    fn chances(&self, shipped: &[Chances], expected: &Expected) -> Vec<Chances> {
        let parts = shipped
            .iter()
            .zip(&expected.levels)
            .zip(self.picked.iter().zip(&self.same));
        parts
            .map(|((shipped, matched), (picked, same))| {
                let among: f64 = matched.iter().sum();
                let mut chances = *shipped;
                let mut rest = 1.0;
                for (at, chance) in chances.iter_mut().enumerate() {
                    let Some(before) = chance else { continue };
                    let of = |counts: &[f64; LEVELS]| counts.get(at).copied().unwrap_or(0.0);
                    let m = (PRIOR_MATCHES * before.m + of(matched)) / (PRIOR_MATCHES + among);
                    let u = match at {
                        0 => unmatched(same.0 - of(matched), same.1 - among, before.u, 1.0),
                        at if at + 1 == LEVELS => f64::max(rest, 0.01),
                        _ => {
                            let all: f64 = picked.iter().sum();
                            let (found, all) = (of(picked) * self.each, all * self.each);
                            unmatched(found - of(matched), all - among, before.u, self.each)
                        }
                    };
                    rest -= u;
                    *chance = Some(Chance { m, u });
                }
                bound(chances, shipped)
            })
            .collect()
    }
}

/// Holds the chance of differing to at most [`WORSE`] of what ships.
fn bound(chances: Chances, shipped: &Chances) -> Chances {
    let different = |of: &Chances| of.last().copied().flatten().map(|chance| chance.m);
    let (Some(found), Some(before)) = (different(&chances), different(shipped)) else {
        return chances;
    };
    let most = before * WORSE;
    if found <= most {
        return chances;
    }
    let scale = (1.0 - most) / (1.0 - found).max(f64::EPSILON);
    let mut bounded =
        chances.map(|chance| chance.map(|Chance { m, u }| Chance { m: m * scale, u }));
    if let Some(Some(last)) = bounded.last_mut() {
        last.m = most;
    }
    bounded
}

/// The chance of an agreement among pairs that do not match, each one seen standing for so many.
fn unmatched(found: f64, all: f64, before: f64, each: f64) -> f64 {
    let (found, all) = ((found / each).max(0.0), (all / each).max(1.0));
    (found + PRIOR_AGREEMENTS) / (all + PRIOR_AGREEMENTS / before)
}

/// The next of a row of numbers that look random and are always the same (Marsaglia 2003).
fn roll(dice: &mut u64, sides: usize) -> usize {
    *dice ^= *dice << 13;
    *dice ^= *dice >> 7;
    *dice ^= *dice << 17;
    let sides = u64::try_from(sides.max(1)).unwrap_or(1);
    usize::try_from((*dice >> 11) % sides).unwrap_or(0)
}
