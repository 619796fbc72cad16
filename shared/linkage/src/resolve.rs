//! What follows for a pair from others: two rows that are the same as a third are the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::found::{Judge, Judged, Verdict};

/// Most rows of a group in which every pair is looked at again.
const LARGEST: usize = 30;

/// By so many bits a match is much likelier than another.
const MUCH: f64 = 6.0;

/// Takes pairs for matches that are matched to a third, unless they themselves speak against it.
///
/// A caution stands, and so does a probability below the settings' `through_a_third`: so one wrong
/// match does not join two people's groups.
pub(crate) fn through_a_third(judge: &Judge<'_>, pairs: &mut Vec<Judged>) {
    let mut sure: BTreeSet<(usize, usize)> = BTreeSet::new();
    let matches = pairs.iter().filter(|pair| pair.verdict == Verdict::Match);
    sure.extend(matches.map(|pair| (pair.one, pair.other)));
    let mut found = BTreeMap::new();
    for group in groups(&sure)
        .into_iter()
        .filter(|group| (3..=LARGEST).contains(&group.len()))
    {
        for (at, one) in group.iter().enumerate() {
            for other in group.iter().skip(at + 1) {
                let (one, other) = (*one.min(other), *one.max(other));
                if judge.rows.is_pair(one, other) && !sure.contains(&(one, other)) {
                    let levels = judge.rows.agreement(one, other);
                    found.insert((one, other), judge.judged(one, other, levels));
                }
            }
        }
    }
    found.retain(|_, pair| {
        pair.remark.is_none() && pair.probability >= judge.settings.through_a_third
    });
    pairs.retain(|pair| !found.contains_key(&(pair.one, pair.other)));
    pairs.extend(found.into_values().map(|pair| Judged {
        verdict: Verdict::Match,
        remark: Some("both are the same as a third".to_owned()),
        ..pair
    }));
}

/// Where a row matches two rows that are two people, only the much likelier one stays a match.
///
/// A row without a date of birth may be the parent or the child of one name: somebody has to look.
pub(crate) fn between_two_people(judge: &Judge<'_>, pairs: &mut [Judged]) {
    let mut matched: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.verdict == Verdict::Match) {
        matched
            .entry(pair.one)
            .or_default()
            .push((pair.other, pair.score));
        matched
            .entry(pair.other)
            .or_default()
            .push((pair.one, pair.score));
    }
    let mut doubtful = BTreeSet::new();
    for (row, others) in matched.iter().filter(|(_, others)| others.len() <= LARGEST) {
        for (at, (one, score)) in others.iter().enumerate() {
            for (other, against) in others.iter().skip(at + 1) {
                if !judge.are_two_people(*one, *other) {
                    continue;
                }
                doubtful.extend((score - against < MUCH).then_some((*row, *one)));
                doubtful.extend((against - score < MUCH).then_some((*row, *other)));
            }
        }
    }
    for pair in pairs
        .iter_mut()
        .filter(|pair| pair.verdict == Verdict::Match)
    {
        let (there, back) = ((pair.one, pair.other), (pair.other, pair.one));
        if doubtful.contains(&there) || doubtful.contains(&back) {
            pair.verdict = Verdict::Possible;
            pair.remark = Some("one of them matches another person as well".to_owned());
        }
    }
}

/// Rows that hang together.
fn groups(pairs: &BTreeSet<(usize, usize)>) -> Vec<Vec<usize>> {
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    for (one, other) in pairs {
        let (one, other) = (root(&first, *one), root(&first, *other));
        first.insert(one.max(other), one.min(other));
    }
    let mut groups: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for row in pairs.iter().flat_map(|(one, other)| [*one, *other]) {
        groups.entry(root(&first, row)).or_default().insert(row);
    }
    groups
        .into_values()
        .map(|group| group.into_iter().collect())
        .collect()
}

/// The row that stands for a row's group. Each step leads to a smaller number.
fn root(first: &BTreeMap<usize, usize>, row: usize) -> usize {
    let mut row = row;
    while let Some(next) = first.get(&row).filter(|next| **next < row) {
        row = *next;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_hang_together_are_one_group() {
        let pairs = [(1, 2), (5, 6), (2, 9), (4, 6), (9, 12)].into();
        assert_eq!(groups(&pairs), vec![vec![1, 2, 9, 12], vec![4, 5, 6]]);
        assert!(groups(&BTreeSet::new()).is_empty());
    }
}
