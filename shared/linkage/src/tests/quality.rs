//! How well people are told apart, on a list of invented ones (R9.1).

use std::collections::BTreeMap;

use super::invented::list;
use crate::{Found, Mapping, Row, Verdict, duplicates, links};

pub(super) const MAPPING: &str = r#"
id = "ref"
[[field]]
name = "first name"
holds = "given-name"
column = "first"
[[field]]
name = "family name"
holds = "family-name"
column = "family"
[[field]]
name = "date of birth"
holds = "date-of-birth"
column = "born"
[[field]]
name = "address"
holds = "address"
column = "address"
[[field]]
name = "town"
holds = "locality"
column = "town"
[[field]]
name = "postcode"
holds = "postcode"
column = "postcode"
"#;

pub(super) fn mapping() -> Mapping {
    // The town and the postcode stand apart, so the address is a street with a number.
    Mapping::read(MAPPING).unwrap()
}

fn person(row: &Row) -> &str {
    row.id.split('/').next().unwrap()
}

/// Precision and recall of the matches.
fn judged(found: &Found, left: &[Row], right: Option<&[Row]>) -> (f64, f64) {
    let others = right.unwrap_or(left);
    let mut matches = found
        .pairs
        .iter()
        .filter(|pair| pair.verdict == Verdict::Match);
    let is_right = |pair: &&crate::Pair| person(&left[pair.left]) == person(&others[pair.right]);
    let all = matches.clone().count() as f64;
    let hits = matches.by_ref().filter(is_right).count() as f64;
    let count = |rows: &[Row]| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        rows.iter()
            .for_each(|row| *counts.entry(person(row).to_owned()).or_default() += 1);
        counts
    };
    let (mine, theirs) = (count(left), count(others));
    let wanted: usize = match right {
        None => mine.values().map(|n| n * (n - 1) / 2).sum(),
        Some(_) => mine
            .iter()
            .map(|(who, n)| n * theirs.get(who).unwrap_or(&0))
            .sum(),
    };
    (hits / all, hits / wanted as f64)
}

/// The floor that a change must not fall through; see `docs/matching.md` for what is reached.
fn holds(found: &Found, left: &[Row], right: Option<&[Row]>, least_recall: f64) {
    let (precision, recall) = judged(found, left, right);
    assert!(precision >= 0.99, "precision {precision}, recall {recall}");
    assert!(
        recall >= least_recall,
        "precision {precision}, recall {recall}"
    );
}

#[test]
fn invented_people_are_told_apart() {
    for seed in [7, 8] {
        let rows = list(seed, 1500);
        let found = duplicates(&mapping(), &rows);
        assert!(found.learned);
        holds(&found, &rows, None, 0.94);
    }
}

#[test]
fn people_of_two_lists_are_found_in_the_other() {
    let rows = list(9, 1500);
    let (left, right): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| row.id.ends_with("/0"));
    let found = links(&mapping(), &left, &right);
    holds(&found, &left, Some(&right), 0.94);
}

#[test]
fn a_list_too_short_to_learn_from_is_judged_by_the_weights_that_ship() {
    let rows = list(10, 40);
    let found = duplicates(&mapping(), &rows);
    assert!(!found.learned);
    holds(&found, &rows, None, 0.9);
}

#[test]
fn whole_names_and_addresses_in_one_cell_are_enough() {
    let whole = Mapping::read(
        r#"
        id = "ref"
        field = [
          { name = "name", holds = "name", column = "name" },
          { name = "date of birth", holds = "date-of-birth", column = "born" },
          { name = "address", holds = "address", column = "address" },
        ]
        "#,
    );
    let rows: Vec<Row> = list(12, 1500)
        .into_iter()
        .map(|row| match row.cells.as_slice() {
            [given, family, born, street, town, postcode] => {
                let name = format!("{given} {family}");
                let address = format!("{street}, {town} {postcode}");
                Row {
                    cells: vec![name, born.clone(), address],
                    ..row
                }
            }
            _ => row,
        })
        .collect();
    holds(&duplicates(&whole.unwrap(), &rows), &rows, None, 0.93);
}

/// What is said of two rows, and the verdict.
fn said(one: [&str; 6], other: [&str; 6]) -> (Verdict, String) {
    let row = |number: usize, cells: [&str; 6]| Row {
        number,
        id: number.to_string(),
        cells: cells.map(str::to_owned).to_vec(),
    };
    let found = duplicates(&mapping(), &[row(2, one), row(3, other)]);
    match found.pairs.first() {
        Some(pair) => (pair.verdict, pair.evidence.join("; ")),
        None => (Verdict::No, String::new()),
    }
}

#[test]
fn each_verdict_says_why_field_by_field() {
    let alex = [
        "William",
        "Brindlecombe",
        "08/02/1990",
        "2 Fernley Road",
        "Cobham Parva",
        "ZZ1 2AB",
    ];
    for (other, verdict, why) in [
        (
            [
                "Bill",
                "Brindlecombe",
                "08/02/1990",
                "2 Fernley Rd",
                "Cobham Parva",
                "ZZ12AB",
            ],
            Verdict::Match,
            "first name is another form of the same name",
        ),
        (
            [
                "Brindlecombe",
                "William",
                "02/08/1990",
                "2 Fernley Rd",
                "",
                "ZZ1 2AB",
            ],
            Verdict::Match,
            "date of birth has day and month in each other’s place",
        ),
        (
            [
                "William",
                "Brindelcombe",
                "08/02/1990",
                "77 Tarn Close",
                "",
                "ZZ9 9XX",
            ],
            Verdict::Match,
            "family name is the same but for a letter or two",
        ),
        (
            [
                "Harriet",
                "Brindlecombe",
                "08/02/1990",
                "2 Fernley Road",
                "Cobham Parva",
                "ZZ1 2AB",
            ],
            Verdict::Possible,
            "perhaps a relative or a twin",
        ),
        (
            [
                "William",
                "Brindlecombe",
                "19/07/1961",
                "2 Fernley Road",
                "Cobham Parva",
                "ZZ1 2AB",
            ],
            Verdict::Possible,
            "perhaps parent and child",
        ),
        (
            [
                "Harriet",
                "Thistlewick",
                "19/07/1961",
                "2 Fernley Road",
                "Cobham Parva",
                "ZZ1 2AB",
            ],
            Verdict::No,
            "",
        ),
    ] {
        let (found, words) = said(alex, other);
        assert_eq!(found, verdict, "{other:?} {words}");
        assert!(words.contains(why), "{words}");
        // Nothing that the rows hold is in the evidence.
        assert!(
            !words.contains("Brindle") && !words.contains("1990"),
            "{words}"
        );
    }
}
