//! Rows side by side, each value known by a number.

use std::collections::BTreeMap;

use crate::{
    block::Parts,
    compare::{crossed, level},
    kind::{Kind, Level},
    mapping::{Mapping, Side},
    normal::Value,
    weights::usual,
};

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the file.
    pub number: usize,
    /// What the file calls it.
    pub id: String,
    /// Its cells, in the order of the mapping's fields.
    pub cells: Vec<String>,
}

/// One thing that is compared, with all values it has.
#[derive(Debug)]
pub struct Part {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The part it is mixed up with.
    pub partner: Option<usize>,
    /// Its values; a row's number of one is one more, and 0 is none.
    pub values: Vec<Value>,
    /// How many rows have each, on the left and on the right.
    pub counts: Vec<(u32, u32)>,
    /// How many other rows usually share a value.
    pub usual: f64,
}

/// A row as numbers of values.
#[derive(Debug)]
pub struct Known {
    /// Which file it is from.
    pub side: Side,
    /// Its place in that file's rows.
    pub at: usize,
    /// The number of its value in each part.
    pub values: Vec<u32>,
}

/// All rows, in an order that does not depend on that of the files.
#[derive(Debug)]
pub struct Rows {
    /// What is compared.
    pub parts: Vec<Part>,
    /// The rows.
    pub rows: Vec<Known>,
    /// How many are on the left and on the right; of one file, none on the right.
    pub sizes: (usize, usize),
}

impl Rows {
    /// Normalises all rows.
    pub fn of(mapping: &Mapping, left: &[Row], right: &[Row]) -> Self {
        let sided = |side: Side, rows: &[Row]| -> Vec<_> {
            let read = rows.iter().enumerate().map(|(at, row)| {
                let values = mapping.values(row.cells.iter().map(String::as_str));
                let joined = |value: &Option<Value>| value.as_ref().map(|v| v.joined.clone());
                let order: Vec<Option<String>> = values.iter().map(joined).collect();
                ((order, side, row.id.clone(), at), values)
            });
            read.collect()
        };
        let mut read = sided(Side::Left, left);
        read.extend(sided(Side::Right, right));
        read.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut parts = empty_parts(mapping);
        let mut known: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); parts.len()];
        let rows = read.into_iter().map(|((_, side, _, at), values)| {
            let places = parts.iter_mut().zip(&mut known);
            let values = places.zip(values).map(|((part, known), value)| {
                value.map_or(0, |value| part.number(known, value, side))
            });
            Known {
                side,
                at,
                values: values.collect(),
            }
        });
        let rows = rows.collect();
        for part in &mut parts {
            part.usual = usual(&part.counts);
        }
        Self {
            parts,
            rows,
            sizes: (left.len(), right.len()),
        }
    }

    /// How many pairs of rows there are.
    pub fn pairs(&self) -> f64 {
        match self.sizes {
            (alone, 0) => amount(alone) * (amount(alone) - 1.0) / 2.0,
            (left, right) => amount(left) * amount(right),
        }
    }

    /// Whether two rows make a pair: any two of one file, or one of each.
    pub fn is_pair(&self, one: usize, other: usize) -> bool {
        let side = |at: usize| self.rows.get(at).map(|row| row.side);
        one != other && (self.sizes.1 == 0 || side(one) != side(other))
    }

    /// What stands in a row, for making keys.
    pub fn spoken(&self, row: &Known) -> Parts<'_> {
        let parts = self.parts.iter().zip(&row.values);
        parts
            .map(|(part, number)| (part.kind, part.value(*number)))
            .collect()
    }

    /// How well two rows agree in each part; `None` where one says nothing.
    pub fn agreement(&self, one: usize, other: usize) -> Vec<Option<Level>> {
        let (Some(one), Some(other)) = (self.rows.get(one), self.rows.get(other)) else {
            return Vec::new();
        };
        let parts = self.parts.iter().zip(one.values.iter().zip(&other.values));
        let levels = parts.map(|(part, (mine, theirs))| part.level(*mine, *theirs));
        let mut levels: Vec<Option<Level>> = levels.collect();
        self.mark_swapped(one, other, &mut levels);
        levels
    }

    fn value(&self, row: &Known, at: usize) -> Option<&Value> {
        self.parts.get(at)?.value(*row.values.get(at)?)
    }

    /// Where two partners stand in each other's place, both are swapped.
    fn mark_swapped(&self, one: &Known, other: &Known, levels: &mut [Option<Level>]) {
        for (at, part) in self.parts.iter().enumerate() {
            let Some(partner) = part.partner.filter(|partner| *partner > at) else {
                continue;
            };
            let straight = [at, partner].map(|at| levels.get(at).copied().flatten());
            if straight.iter().flatten().any(|level| *level < Level::Near) {
                continue;
            }
            let both = |row| self.value(row, at).zip(self.value(row, partner));
            if let (Some(mine), Some(theirs)) = (both(one), both(other))
                && crossed(part.kind, mine, theirs)
            {
                for at in [at, partner] {
                    if let Some(level) = levels.get_mut(at) {
                        *level = Some(Level::Swapped);
                    }
                }
            }
        }
    }
}

fn empty_parts(mapping: &Mapping) -> Vec<Part> {
    let parts = mapping.parts();
    let place = |kind: Kind| parts.iter().position(|(_, other)| *other == kind);
    let made = parts.iter().map(|(name, kind)| Part {
        name: name.clone(),
        kind: *kind,
        partner: kind.partner().and_then(place),
        values: Vec::new(),
        counts: Vec::new(),
        usual: 1.0,
    });
    made.collect()
}

impl Part {
    fn number(&mut self, known: &mut BTreeMap<String, u32>, value: Value, side: Side) -> u32 {
        let next = u32::try_from(self.values.len() + 1).unwrap_or(0);
        let number = *known.entry(value.joined.clone()).or_insert(next);
        if number == next {
            self.values.push(value);
            self.counts.push((0, 0));
        }
        if let Some((left, right)) = place(number).and_then(|at| self.counts.get_mut(at)) {
            match side {
                Side::Left => *left += 1,
                Side::Right => *right += 1,
            }
        }
        number
    }

    /// The value of a number.
    pub fn value(&self, number: u32) -> Option<&Value> {
        self.values.get(place(number)?)
    }

    /// How many rows have the value of a number.
    pub fn count(&self, number: u32) -> u32 {
        let counts = place(number).and_then(|at| self.counts.get(at));
        counts.map_or(0, |(left, right)| left + right)
    }

    fn level(&self, mine: u32, theirs: u32) -> Option<Level> {
        let (one, other) = (self.value(mine)?, self.value(theirs)?);
        if mine == theirs {
            return Some(Level::Same);
        }
        Some(level(self.kind, one, other))
    }
}

fn place(number: u32) -> Option<usize> {
    usize::try_from(number).ok()?.checked_sub(1)
}

/// A count as a number that can be divided.
pub fn amount(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
