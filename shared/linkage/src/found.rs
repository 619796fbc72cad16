//! Pairs of rows, judged.

use crate::{
    candidates::{Candidates, Capped},
    cautions::Cautions,
    evidence,
    kind::{Kind, Level},
    learn::{Learned, Pattern, learn},
    mapping::Mapping,
    resolve,
    rows::{Row, Rows},
    settings::Settings,
    weights::Weights,
};

/// What is thought of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The same person.
    Match,
    /// Somebody should look.
    Possible,
    /// Two people, as far as can be told.
    No,
}

/// Two rows that may speak of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The place of one in the rows of the first file.
    pub left: usize,
    /// The place of the other in the rows of the second file, or of the same.
    pub right: usize,
    /// What they agree in counts for so many bits.
    pub score: f64,
    /// How likely they are one person.
    pub probability: f64,
    /// What is thought of them.
    pub verdict: Verdict,
    /// Why, a few words for each field.
    pub evidence: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Matches and possible ones, the likeliest first.
    pub pairs: Vec<Pair>,
    /// How many pairs were compared.
    pub compared: usize,
    /// Blocks that were too large to compare everything in them, the largest first.
    pub capped: Vec<Capped>,
    /// Whether the weights were learned from these rows.
    pub learned: bool,
}

/// Rows of one file that speak of the same person.
pub fn duplicates(mapping: &Mapping, rows: &[Row]) -> Found {
    find(mapping, &Rows::of(mapping, rows, &[]))
}

/// Rows of one file and of another that speak of the same person.
pub fn links(mapping: &Mapping, left: &[Row], right: &[Row]) -> Found {
    if left.is_empty() || right.is_empty() {
        return Found {
            pairs: Vec::new(),
            compared: 0,
            capped: Vec::new(),
            learned: false,
        };
    }
    find(mapping, &Rows::of(mapping, left, right))
}

fn find(mapping: &Mapping, rows: &Rows) -> Found {
    let settings = &mapping.settings;
    let candidates = Candidates::of(rows, settings);
    let patterns: Vec<Pattern> = candidates
        .pairs
        .iter()
        .map(|(one, other)| rows.agreement(*one as usize, *other as usize))
        .collect();
    let Learned { weights, matches } = learn(rows, &patterns, settings);
    let cautions = Cautions::of(rows, settings, &patterns, matches);
    let weights = if cautions.are_needless() {
        weights.with_whole_address()
    } else {
        weights
    };
    let judge = Judge {
        rows,
        weights: &weights,
        settings,
        cautions,
    };
    let pairs = candidates.pairs.iter().zip(patterns);
    let judged =
        pairs.map(|((one, other), levels)| judge.judged(*one as usize, *other as usize, levels));
    let mut judged: Vec<Judged> = judged.filter(|pair| pair.verdict != Verdict::No).collect();
    resolve::between_two_people(&judge, &mut judged);
    resolve::through_a_third(&judge, &mut judged);
    let mut pairs: Vec<Pair> = judged.into_iter().map(|pair| pair.shown(rows)).collect();
    pairs.sort_by(|one, other| {
        let by_chance = other.probability.total_cmp(&one.probability);
        by_chance.then((one.left, one.right).cmp(&(other.left, other.right)))
    });
    Found {
        pairs,
        compared: candidates.pairs.len(),
        capped: candidates.capped,
        learned: matches.is_some(),
    }
}

/// What pairs are judged by.
pub(crate) struct Judge<'a> {
    pub(crate) rows: &'a Rows,
    pub(crate) weights: &'a Weights,
    pub(crate) settings: &'a Settings,
    pub(crate) cautions: Cautions<'a>,
}

/// A judged pair, by numbers of [`Rows`].
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) one: usize,
    pub(crate) other: usize,
    pub(crate) levels: Pattern,
    pub(crate) score: f64,
    pub(crate) probability: f64,
    pub(crate) verdict: Verdict,
    /// What keeps it from being a match, or makes it one.
    pub(crate) remark: Option<String>,
}

impl Judge<'_> {
    /// Whether two rows of one name or house are held apart.
    pub(crate) fn are_two_people(&self, one: usize, other: usize) -> bool {
        let levels = self.rows.agreement(one, other);
        let mut parts = self.rows.parts.iter().zip(&levels);
        // Names that are written in another order may be more than is seen through.
        let strangers = parts
            .any(|(part, level)| part.kind == Kind::Family && *level == Some(Level::Different));
        !strangers && self.cautions.against(&levels).is_some()
    }

    pub(crate) fn judged(&self, one: usize, other: usize, levels: Pattern) -> Judged {
        let score = self.weights.score_of(self.rows, (one, other), &levels);
        let probability = self.weights.probability(score);
        let remark = self.cautions.against(&levels).map(str::to_owned);
        let verdict = if probability >= self.settings.certain && remark.is_none() {
            Verdict::Match
        } else if probability >= self.settings.possible {
            Verdict::Possible
        } else {
            Verdict::No
        };
        Judged {
            one,
            other,
            levels,
            score,
            probability,
            verdict,
            remark,
        }
    }
}

impl Judged {
    fn shown(self, rows: &Rows) -> Pair {
        let known = |at: usize| {
            rows.rows
                .get(at)
                .map(|row| (row.side, row.at))
                .unwrap_or((crate::Side::Left, 0))
        };
        let (one, other) = (known(self.one), known(self.other));
        let (left, right) = if one <= other {
            (one, other)
        } else {
            (other, one)
        };
        let mut evidence = evidence::words(rows, &self.levels);
        evidence.extend(self.remark);
        Pair {
            left: left.1,
            right: right.1,
            score: self.score,
            probability: self.probability,
            verdict: self.verdict,
            evidence,
        }
    }
}
