//! What holds whatever the rows say.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{
    invented::{Dice, list},
    quality::mapping,
};
use crate::{
    Mapping, Pair, Row, Side,
    compare::level,
    duplicates,
    kind::{Kind, LEVELS, Level},
    links,
    normal::{Value, address, fold, postcode},
    rows::Rows,
    settings::Settings,
    weights::{Weights, first_share},
};

const KINDS: [Kind; 11] = [
    Kind::Given,
    Kind::Family,
    Kind::Birth,
    Kind::Code,
    Kind::Number,
    Kind::Street,
    Kind::Building,
    Kind::Locality,
    Kind::Postcode,
    Kind::Category,
    Kind::Text,
];

fn row(number: usize, cells: &[String]) -> Row {
    Row {
        number,
        id: number.to_string(),
        cells: cells.to_vec(),
    }
}

/// Pairs by reference, so that the order of rows does not show.
fn by_reference(pairs: &[Pair], left: &[Row], right: &[Row]) -> BTreeSet<(String, String, String)> {
    let shown = pairs.iter().map(|pair| {
        let (one, other) = (left[pair.left].id.clone(), right[pair.right].id.clone());
        let (one, other) = if one < other {
            (one, other)
        } else {
            (other, one)
        };
        let verdict = format!(
            "{:?} {:.9} {:?}",
            pair.verdict, pair.probability, pair.evidence
        );
        (one, other, verdict)
    });
    shown.collect()
}

fn weights(mapping: &Mapping, rows: &Rows) -> Weights {
    let settings = &mapping.settings;
    let chances: Vec<_> = rows
        .parts
        .iter()
        .map(|part| settings.chances(part.kind))
        .collect();
    Weights::of(rows, &chances, settings, first_share(rows))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn normalising_twice_changes_nothing(text in any::<String>()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once.clone());
        let code = postcode(&once);
        prop_assert_eq!(postcode(&code), code.clone());
        for kind in KINDS {
            if let Some(value) = Value::read(kind, &text) {
                let again = Value::read(kind, &value.words.join(" "));
                if !matches!(kind, Kind::Street | Kind::Building | Kind::Locality) {
                    prop_assert_eq!(again.map(|value| value.joined), Some(value.joined));
                }
            }
        }
    }

    #[test]
    fn nothing_that_is_written_breaks_it(one in any::<String>(), other in any::<String>()) {
        for kind in KINDS {
            if let (Some(one), Some(other)) = (Value::read(kind, &one), Value::read(kind, &other)) {
                prop_assert_eq!(level(kind, &one, &other), level(kind, &other, &one));
                prop_assert_eq!(level(kind, &one, &one), Level::Same);
            }
        }
        address(&one);
        let mapping = mapping();
        let cells = [one.clone(), other.clone(), one.clone(), other.clone(), one, other];
        let turned: Vec<String> = cells.iter().rev().cloned().collect();
        let rows = [row(2, &cells), row(3, &turned), row(4, &cells)];
        let found = duplicates(&mapping, &rows);
        prop_assert!(found.pairs.iter().all(|pair| pair.score.is_finite()));
    }

    #[test]
    fn a_pair_scores_the_same_from_either_side(seed in any::<u64>()) {
        let rows = list(seed, 2);
        let mapping = mapping();
        for pair in rows.windows(2) {
            let (one, other) = (&pair[..1], &pair[1..]);
            let (there, back) = (links(&mapping, one, other), links(&mapping, other, one));
            prop_assert_eq!(
                by_reference(&there.pairs, one, other),
                by_reference(&back.pairs, other, one)
            );
        }
    }

    #[test]
    fn a_field_made_more_equal_never_lowers_the_score(
        levels in proptest::collection::vec(proptest::option::of(0..LEVELS), 9),
        at in 0..9_usize,
    ) {
        let mapping = mapping();
        let rows = Rows::of(&mapping, &list(3, 40), &[]);
        let weights = weights(&mapping, &rows);
        let levels: Vec<Option<Level>> = levels.iter().map(|at| at.map(|at| Level::ALL[at])).collect();
        if let Some(level) = levels[at] && level != Level::Same {
            let mut better = levels.clone();
            better[at] = Some(Level::ALL[level as usize - 1]);
            prop_assert!(weights.score(&better) >= weights.score(&levels));
        }
    }
}

#[test]
fn a_cell_made_the_same_never_lowers_the_score() {
    let mapping = mapping();
    let rows = list(11, 60);
    let mut compared = 0;
    for pair in rows.windows(2) {
        let (one, other) = (&pair[0], &pair[1]);
        let scored = |other: &Row| {
            let both = [one.clone(), other.clone()];
            let rows = Rows::of(&mapping, &both, &[]);
            weights(&mapping, &rows).score(&rows.agreement(0, 1))
        };
        for at in 0..one.cells.len() {
            let mut nearer = other.clone();
            nearer.cells[at] = one.cells[at].clone();
            let both_there = !one.cells[at].is_empty() && !other.cells[at].is_empty();
            // Names in each other's place agree as a pair; one alone put right takes that from the other.
            if both_there && at > 1 {
                assert!(
                    scored(&nearer) >= scored(other) - 1e-9,
                    "{one:?} {other:?} {at}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 200);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let mapping = mapping();
    let rows = list(5, 400);
    let before = duplicates(&mapping, &rows);
    assert!(before.learned && before.pairs.len() > 100);
    let mut dice = Dice::new(99);
    let mut mixed = rows.clone();
    for at in (1..mixed.len()).rev() {
        mixed.swap(at, dice.below(at + 1));
    }
    let after = duplicates(&mapping, &mixed);
    let (before, after) = (
        by_reference(&before.pairs, &rows, &rows),
        by_reference(&after.pairs, &mixed, &mixed),
    );
    assert_eq!(before, after);
}

#[test]
fn a_block_that_is_too_large_is_reported_and_bounded() {
    let mapping = mapping();
    let one = &list(5, 1)[0];
    let rows: Vec<Row> = (0..600).map(|number| row(number, &one.cells)).collect();
    let found = duplicates(&mapping, &rows);
    let most = mapping.settings.block_most;
    assert!(found.capped.iter().all(|block| block.rows == 600));
    assert!(!found.capped.is_empty());
    assert!(found.compared <= 600 * most, "{}", found.compared);
}

#[test]
fn nothing_is_found_where_there_is_nothing() {
    let mapping = mapping();
    let blank = row(2, &vec![String::new(); 6]);
    assert!(duplicates(&mapping, &[]).pairs.is_empty());
    assert!(
        duplicates(&mapping, &[blank.clone(), blank.clone()])
            .pairs
            .is_empty()
    );
    assert!(links(&mapping, &[], &[blank]).pairs.is_empty());
    assert_eq!(mapping.id.on(Side::Left), "ref");
    assert!(Settings::shipped().passes.len() <= 18);
}
