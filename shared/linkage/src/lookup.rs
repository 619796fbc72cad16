//! One person among those who are kept in a table: by which keys, and how whoever is found is judged (R9.1).

use std::sync::LazyLock;

use crate::{
    Mapping, Row, Verdict, block,
    block::Parts,
    found::links,
    kind::Kind,
    mapping::{BadMapping, Column},
    settings::Settings,
};

/// What is known of somebody, as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Their whole name; empty when it is not known.
    pub name: String,
    /// Their date of birth, such as `1990-02-28`; empty when it is not known.
    pub born: String,
    /// Their address on one line, with its postcode last; empty when it is not known.
    pub address: String,
}

/// How somebody who was found compares with the one who is looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// Their place among those who were found.
    pub at: usize,
    /// What is thought of it; never [`Verdict::No`].
    pub verdict: Verdict,
    /// How likely they are one person.
    pub probability: f64,
    /// Why, a few words for each field, without anything that is known of either.
    pub evidence: Vec<String>,
}

/// Parsed once per process; a test holds the file to its shape. Without it nobody is found.
static PERSON: LazyLock<Mapping> = LazyLock::new(|| read().unwrap_or_else(|_| nothing()));

fn read() -> Result<Mapping, BadMapping> {
    Mapping::read(include_str!("../rules/person.toml"))
}

fn nothing() -> Mapping {
    Mapping {
        id: Column::Both(String::new()),
        fields: Vec::new(),
        settings: Settings::shipped().clone(),
    }
}

impl Person {
    fn cells(&self) -> [&str; 3] {
        [&self.name, &self.born, &self.address]
    }

    fn row(&self, number: usize) -> Row {
        Row {
            number,
            id: number.to_string(),
            cells: self.cells().map(str::to_owned).to_vec(),
        }
    }

    /// The keys by which they are found, each with what it is of, the surest first: at most one for each
    /// pass, and none where something that it needs is not known.
    pub fn keys(&self) -> Vec<(String, u64)> {
        let values = PERSON.values(self.cells());
        let kinds: Vec<Kind> = PERSON.parts().into_iter().map(|(_, kind)| kind).collect();
        let values = values.iter().map(Option::as_ref);
        let parts: Parts<'_> = kinds.into_iter().zip(values).collect();
        let passes = PERSON.settings.look_up.iter();
        passes
            .flat_map(|pass| {
                let keys = block::keys(pass, &parts).into_iter();
                keys.map(|key| (pass.join("+"), key))
            })
            .collect()
    }

    /// Those of `others` who may be the same person, the likeliest first.
    pub fn among(&self, others: &[Self]) -> Vec<Likeness> {
        let rows: Vec<Row> = (2..)
            .zip(others)
            .map(|(number, other)| other.row(number))
            .collect();
        // Each by themselves, so that what is said of one does not depend on who else was found.
        let mut like: Vec<Likeness> = rows
            .iter()
            .enumerate()
            .filter_map(|(at, row)| {
                let found = links(&PERSON, &[self.row(1)], std::slice::from_ref(row));
                let pair = found.pairs.into_iter().next()?;
                Some(Likeness {
                    at,
                    verdict: pair.verdict,
                    probability: pair.probability,
                    evidence: pair.evidence,
                })
            })
            .collect();
        like.sort_by(|one, other| {
            let by_chance = other.probability.total_cmp(&one.probability);
            by_chance.then(one.at.cmp(&other.at))
        });
        like
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tests::invented;

    fn person(name: &str, born: &str, address: &str) -> Person {
        Person {
            name: name.into(),
            born: born.into(),
            address: address.into(),
        }
    }

    fn meet(one: &Person, other: &Person) -> bool {
        let keys: BTreeSet<_> = one.keys().into_iter().collect();
        other.keys().iter().any(|key| keys.contains(key))
    }

    #[test]
    fn the_file_is_read_and_everybody_has_few_keys() {
        let mapping = read().unwrap();
        assert_eq!(mapping.parts().len(), 7);
        let whole = person(
            "Alex Example",
            "1990-02-28",
            "12 Station Road, Exampleton, ZZ1 2AB",
        );
        assert_eq!(whole.keys().len(), mapping.settings.look_up.len());
        assert!(whole.keys().len() <= 6, "each is a row of the table");
        assert!(Person::default().keys().is_empty());
    }

    #[test]
    fn a_slip_a_pet_name_and_another_order_are_seen_through() {
        let known = person(
            "William Brindlecombe",
            "1990-02-08",
            "2 Fernley Road, Cobham Parva, ZZ1 2AB",
        );
        for (other, says) in [
            (
                person("Wiliam Brindelcombe", "1990-02-08", ""),
                "but for a letter or two",
            ),
            (
                person("Bill Brindlecombe", "1990-02-08", ""),
                "another form of the same name",
            ),
            (
                person("William Brindlecombe", "1990-08-02", ""),
                "day and month",
            ),
            (
                person("William Brindlecombe", "1990-02-09", ""),
                "but for one digit",
            ),
            (
                person("Brindlecombe, William", "1990-02-08", ""),
                "is the same",
            ),
            (
                person("Brindlecombe William", "1990-02-08", ""),
                "each other’s place",
            ),
            (
                person("Mr W Brindlecombe", "", "2 Fernley Rd, ZZ12AB"),
                "postcode is the same",
            ),
            (
                person("William Brindlecombe", "", ""),
                "family name is the same",
            ),
        ] {
            assert!(meet(&known, &other), "{other:?}");
            let like = other.among(std::slice::from_ref(&known));
            let said = like.first().map(|one| one.evidence.join("; "));
            let said = said.unwrap_or_default();
            assert!(said.contains(says), "{other:?}: {said}");
            assert!(!said.contains("Brindle") && !said.contains("1990"));
        }
        let stranger = person("Harriet Thistlewick", "1961-07-19", "");
        assert!(stranger.among(&[known]).is_empty());
    }

    /// R9.1: of people who are written down again with one to three slips, how many are found by the few
    /// keys of the table at all. The floor is just under what is reached.
    #[test]
    fn few_keys_find_nearly_everybody_again() {
        let rows = invented::list(21, 1500);
        let people: Vec<(String, Person)> = rows
            .iter()
            .map(|row| {
                let [given, family, born, street, town, postcode] = row.cells.as_slice() else {
                    panic!("six cells")
                };
                let who = row.id.split('/').next().unwrap().to_owned();
                let address = format!("{street}, {town}, {postcode}");
                (who, person(&format!("{given} {family}"), born, &address))
            })
            .collect();
        let (mut again, mut met, mut recognised) = (0.0, 0.0, 0.0);
        for pair in people.windows(2) {
            let [(one, first), (other, second)] = pair else {
                continue;
            };
            if one == other {
                again += 1.0;
                met += f64::from(u8::from(meet(first, second)));
                let like = second.among(std::slice::from_ref(first));
                recognised += f64::from(u8::from(meet(first, second) && !like.is_empty()));
            }
        }
        assert!(again > 500.0);
        assert!(met / again >= 0.98, "found {}", met / again);
        assert!(
            recognised / again >= 0.96,
            "recognised {}",
            recognised / again
        );
    }
}
