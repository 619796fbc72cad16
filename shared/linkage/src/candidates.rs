//! Pairs that are worth comparing: those that share a key.

use crate::{block::keys, rows::Rows, settings::Settings};

/// A block that was too large to compare everything in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Capped {
    /// What its rows share.
    pub pass: String,
    /// How many rows it has.
    pub rows: usize,
}

/// Pairs of rows, and what was left out.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The pairs, the smaller number first, each once.
    pub pairs: Vec<(u32, u32)>,
    /// Blocks of which only neighbours were paired, the largest first.
    pub capped: Vec<Capped>,
}

impl Candidates {
    /// Pairs all rows that share a key.
    pub fn of(rows: &Rows, settings: &Settings) -> Self {
        let mut found = Self::default();
        for pass in &settings.passes {
            let mut keyed = Vec::new();
            for (at, row) in (0_u32..).zip(&rows.rows) {
                let spoken = rows.spoken(row);
                keyed.extend(keys(pass, &spoken).into_iter().map(|key| (key, at)));
            }
            keyed.sort_unstable();
            for block in keyed.chunk_by(|(one, _), (other, _)| one == other) {
                found.pair(rows, block, settings.block_most, pass);
            }
            // As soon as possible, so that memory stays that of what is found.
            found.pairs.sort_unstable();
            found.pairs.dedup();
        }
        found
            .capped
            .sort_by(|one, other| (other.rows, &one.pass).cmp(&(one.rows, &other.pass)));
        found
    }

    fn pair(&mut self, rows: &Rows, block: &[(u64, u32)], most: usize, pass: &[String]) {
        for (at, (_, one)) in block.iter().enumerate() {
            for (_, other) in block.iter().skip(at + 1).take(most) {
                if rows.is_pair(*one as usize, *other as usize) {
                    self.pairs.push((*one, *other));
                }
            }
        }
        if block.len() > most + 1 {
            self.capped.push(Capped {
                pass: pass.join(" and "),
                rows: block.len(),
            });
        }
    }
}
