//! By which rows a subject is found again although their name was misspelt, their date of birth turned or
//! their address shortened, and how whoever is found is judged (R9.1). Pure.
//!
//! INVARIANT (few keys): a look-up reads at most [`MOST_KEYS`] lists of [`MOST_OF_A_KEY`] rows each and
//! [`MOST_READ`] records, however many cases are stored.
//!
//! What is compared stands in the records, never in a key: keys are hashes of what two people share.

use chrono::NaiveDate;
use domain::{
    Line,
    case::Case,
    matching::MatchKey,
    referral::form::{Postcode, Subject},
};
use linkage::lookup::{Likeness, Person};

/// By which rules the rows of a case are made, kept with them: whoever changes what [`keys_of`] gives for
/// somebody – `look_up`, how names are read – raises it, and [`Store::renew_keys`](crate::Store::renew_keys)
/// writes the rows of every case anew. Cases from before it was kept have 0: only exact rows, perhaps.
pub(crate) const RECIPE: u32 = 1;

/// Most rows by which one subject is found: two that are exact, and six for being like.
pub const MOST_KEYS: usize = 8;
/// Most of them for being like.
const MOST_ALIKE: usize = 6;
/// Most cases that are taken from the list of one key, the newest first.
pub const MOST_OF_A_KEY: usize = 20;
/// Most records that one look-up reads: those that share the most keys.
pub const MOST_READ: usize = 40;
/// Most rows of one case, two for each of the most subjects that a case can have: what else is written
/// with it has to fit one transaction of 100 items as well. The more subjects, the fewer for being like.
const MOST_OF_A_CASE: usize = 2 * Case::MAX_SUBJECTS;
/// Other names of one subject that are compared.
const MOST_NAMES: usize = 3;

/// Whom to look for: as much as is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Their name, or another that they use.
    pub name: Option<Line>,
    /// Their date of birth.
    pub born_on: Option<NaiveDate>,
    /// House and street.
    pub address: Option<Line>,
    /// Their postcode.
    pub postcode: Option<Postcode>,
}

impl Sought {
    /// A subject of a referral or of a case, by their first name.
    pub fn of(subject: &Subject) -> Self {
        let address = subject.address.as_ref();
        Self {
            name: Some(subject.name.clone()),
            born_on: subject.born_on,
            address: address.map(|address| address.line.clone()),
            postcode: address.and_then(|address| address.postcode.clone()),
        }
    }

    /// Whether it says enough of one person for others to learn that there is a case about them: a name, and
    /// something that few of that name share. Whoever types a name alone fishes.
    pub fn names_one(&self) -> bool {
        self.name.is_some() && (self.born_on.is_some() || self.postcode.is_some())
    }

    pub(crate) fn person(&self) -> Person {
        let name = self.name.as_ref().map(Line::as_str).unwrap_or_default();
        person(
            name,
            self.born_on,
            self.address.as_ref(),
            self.postcode.as_ref(),
        )
    }

    /// The keys that it shares with exactly whom it says.
    pub(crate) fn exact(&self) -> Vec<MatchKey> {
        let Some(name) = self.name.as_ref().map(Line::as_str) else {
            return Vec::new();
        };
        let born = self.born_on.map(|on| MatchKey::by_birth(name, on));
        let lives = self.postcode.as_ref();
        let lives = lives.map(|code| MatchKey::by_postcode(name, code));
        born.into_iter().chain(lives).flatten().collect()
    }

    /// The keys that it shares with those who are like it, the surest first.
    pub(crate) fn alike(&self) -> Vec<MatchKey> {
        keys(&self.person())
    }

    /// Whether there is anything to look for.
    pub fn is_enough(&self) -> bool {
        !self.exact().is_empty() || !self.alike().is_empty()
    }
}

fn person(
    name: &str,
    born_on: Option<NaiveDate>,
    address: Option<&Line>,
    postcode: Option<&Postcode>,
) -> Person {
    let line = address.map(|line| line.as_str().to_owned());
    let code = postcode.map(|code| code.as_str().to_owned());
    let address: Vec<String> = line.into_iter().chain(code).collect();
    Person {
        name: name.to_owned(),
        born: born_on.map(|on| on.to_string()).unwrap_or_default(),
        address: address.join(", "),
    }
}

/// A subject under each of their names.
fn people(subject: &Subject) -> Vec<Person> {
    let first = Sought::of(subject).person();
    let others = other_names(subject).into_iter().map(|name| Person {
        name,
        ..first.clone()
    });
    std::iter::once(first.clone()).chain(others).collect()
}

fn other_names(subject: &Subject) -> Vec<String> {
    let said = subject.aliases.as_ref().map(Line::as_str);
    let names = said
        .into_iter()
        .flat_map(|said| said.split([',', ';', '/']));
    let names = names.map(str::trim).filter(|name| !name.is_empty());
    names.take(MOST_NAMES).map(str::to_owned).collect()
}

fn keys(person: &Person) -> Vec<MatchKey> {
    let keys = person.keys().into_iter();
    keys.map(|(pass, form)| MatchKey::alike(&pass, form))
        .collect()
}

/// The rows of one subject for being like: those of another name go before what is least sure.
fn alike_of(subject: &Subject) -> Vec<MatchKey> {
    let mut own = keys(&Sought::of(subject).person());
    let other = other_names(subject).into_iter().next();
    let other = other.map(|name| keys(&person(&name, None, None, None)));
    let least_sure = own.split_off(own.len().min(MOST_ALIKE - 1));
    own.extend(other.into_iter().flatten());
    own.extend(least_sure);
    own.truncate(MOST_ALIKE);
    own
}

/// All keys by which the subjects of a case are found.
pub(crate) fn keys_of(subjects: &[Subject]) -> Vec<MatchKey> {
    let exact = MOST_KEYS - MOST_ALIKE;
    let each = MOST_OF_A_CASE / subjects.len().max(1);
    let each = each.saturating_sub(exact);
    let alike = subjects
        .iter()
        .flat_map(|subject| alike_of(subject).into_iter().take(each));
    let exact = subjects.iter().flat_map(MatchKey::all_of);
    exact.chain(alike).collect()
}

/// How the likest of these subjects compares with whom is looked for, and their number from 0.
pub(crate) fn likest(sought: &Sought, subjects: &[Subject]) -> Option<(usize, Likeness)> {
    let person = sought.person();
    let numbered = subjects.iter().enumerate();
    let named = numbered.flat_map(|(number, subject)| {
        let people = people(subject).into_iter();
        people
            .enumerate()
            .map(move |(name, each)| (number, name, each))
    });
    let named: Vec<(usize, usize, Person)> = named.collect();
    let all: Vec<Person> = named.iter().map(|(.., person)| person.clone()).collect();
    let mut like = person.among(&all).into_iter().next()?;
    let (number, name, _) = named.get(like.at)?;
    if *name > 0 {
        like.evidence
            .insert(0, "by another name that they use".to_owned());
    }
    Some((*number, like))
}

/// Whether somebody who may not see the case may learn that there is one.
///
/// INVARIANT (stub): only of whom they named exactly, by name with date of birth or with postcode. Whatever
/// agrees in part would let somebody try dates and addresses until the answer changes, and so learn of a
/// hidden case what they did not know.
pub(crate) fn may_be_told(sought: &Sought, exact: bool) -> bool {
    sought.names_one() && exact
}

#[cfg(test)]
mod tests {
    use domain::referral::form::{Address, Form, SubjectRole};

    use super::*;

    fn subject(name: &str, born_on: &str, aliases: &str) -> Subject {
        Subject {
            born_on: born_on.parse().ok(),
            aliases: Line::parse(aliases).ok(),
            address: Some(Address {
                line: Line::parse("12 Example Road, Addlestone").unwrap(),
                postcode: Postcode::parse("KT15 2AH").ok(),
                uprn: None,
            }),
            ..Subject::named(SubjectRole::Victim, Line::parse(name).unwrap())
        }
    }

    #[test]
    fn a_subject_has_few_keys_and_a_large_case_fits_a_transaction() {
        let whole = subject("Quentin Zebrafish", "1991-02-28", "Quill, Zed");
        assert_eq!(keys_of(std::slice::from_ref(&whole)).len(), MOST_KEYS);
        for many in 1..=Case::MAX_SUBJECTS {
            let rows = keys_of(&vec![whole.clone(); many]).len();
            assert!(rows <= MOST_OF_A_CASE, "{many}: {rows}");
            assert!(rows >= 2 * many, "{many}: {rows}");
        }
        assert_eq!(keys_of(&vec![whole; Form::MAX_SUBJECTS]).len(), 60);
    }

    #[test]
    fn whoever_is_sought_shares_a_key_under_a_misspelt_and_another_name() {
        let known = subject("Quentin Zebrafish", "1991-02-28", "Tobias Quill");
        let kept = keys_of(std::slice::from_ref(&known));
        for (name, born) in [
            ("Qentin Zebrafich", Some("1991-02-28")),
            ("Quentin Zebrafish", Some("1991-02-27")),
            ("Zebrafish, Quentin", None),
            ("Tobias Quil", None),
        ] {
            let sought = Sought {
                name: Line::parse(name).ok(),
                born_on: born.and_then(|on| on.parse().ok()),
                ..Sought::default()
            };
            assert!(
                sought.alike().iter().any(|key| kept.contains(key)),
                "{name}"
            );
            let (number, like) = likest(&sought, std::slice::from_ref(&known)).unwrap();
            assert_eq!(number, 0);
            let other = like
                .evidence
                .iter()
                .any(|said| said.contains("another name"));
            assert_eq!(other, name.starts_with("Tobias"), "{:?}", like.evidence);
        }
    }

    #[test]
    fn strangers_are_told_of_nobody_but_whom_they_named_exactly() {
        let known = subject("Quentin Zebrafish", "1991-02-28", "Quill");
        let kept: Vec<_> = MatchKey::all_of(&known);
        let told = |name: &str, born: Option<&str>, postcode: Option<&str>| {
            let sought = Sought {
                name: Line::parse(name).ok(),
                born_on: born.and_then(|on| on.parse().ok()),
                address: None,
                postcode: postcode.and_then(|code| Postcode::parse(code).ok()),
            };
            let met = sought.exact().iter().any(|key| kept.contains(key));
            may_be_told(&sought, met)
        };
        assert!(told("zebrafish, QUENTIN", Some("1991-02-28"), None));
        assert!(told("Quentin Zebrafish", None, Some("KT15 2AH")));
        for (name, born, postcode) in [
            ("Quentin Zebrafish", None, None),
            ("Quentin Zebrafish", None, Some("ZZ1 1AA")),
            ("Quentin Zebrafish", Some("1991-02-27"), None),
            ("Quentin Zebrafich", Some("1991-02-28"), None),
            ("Quill", Some("1991-02-28"), None),
            ("Tarquin Zebrafish", Some("1991-02-28"), Some("KT15 2AH")),
        ] {
            assert!(!told(name, born, postcode), "{name} {born:?} {postcode:?}");
        }
    }
}
