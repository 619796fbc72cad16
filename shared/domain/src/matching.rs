//! By what a subject is found again: a name with a date of birth, or with a postcode (R3.1).
//!
//! A key is a hash, so that keys of the table hold no personal data. It hides nothing from somebody
//! who can read the table and guess names; it keeps names out of metrics, tools and logs.

use std::fmt;

use chrono::NaiveDate;

use crate::{
    journal::Hash,
    referral::form::{Postcode, Subject},
};

/// A key under which a subject's cases are found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MatchKey(Hash);

/// A name too short to search for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name needs at least {MIN_LETTERS} letters")]
pub struct TooShort;

/// Fewest letters of a name that is searched for.
pub const MIN_LETTERS: usize = 3;

impl MatchKey {
    /// The key of a name with a date of birth.
    pub fn by_birth(name: &str, born_on: NaiveDate) -> Result<Self, TooShort> {
        Self::of("born", name, &born_on.to_string())
    }

    /// The key of a name with a postcode.
    pub fn by_postcode(name: &str, postcode: &Postcode) -> Result<Self, TooShort> {
        Self::of("postcode", name, postcode.as_str())
    }

    /// The key of somebody who is like another in one way: `pass` says in which, `form` is what the two share
    /// then. It finds more than it means to; whoever looks compares what is recorded.
    pub fn alike(pass: &str, form: u64) -> Self {
        Self(Hash::of(format!("alike\n{pass}\n{form:016x}").as_bytes()))
    }

    fn of(with: &str, name: &str, value: &str) -> Result<Self, TooShort> {
        let name = normal(name);
        if name.chars().filter(|c| c.is_alphanumeric()).count() < MIN_LETTERS {
            return Err(TooShort);
        }
        let text = format!("subject\n{with}\n{name}\n{value}");
        Ok(Self(Hash::of(text.as_bytes())))
    }

    /// Every key under which a subject is found; none for one with a very short name only.
    pub fn all_of(subject: &Subject) -> Vec<Self> {
        let name = subject.name.as_str();
        let born = subject.born_on.map(|on| Self::by_birth(name, on));
        let address = subject.address.as_ref();
        let postcode = address.and_then(|address| address.postcode.as_ref());
        let lives = postcode.map(|code| Self::by_postcode(name, code));
        born.into_iter().chain(lives).flatten().collect()
    }
}

impl fmt::Display for MatchKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for MatchKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MatchKey")
    }
}

/// Whether `text` names somebody: every word of their name stands in it, however it is written. Never
/// for a name too short to search for.
pub fn is_named(name: &str, text: &str) -> bool {
    let (name, text) = (normal(name), normal(text));
    let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
    let words: Vec<&str> = text.split(' ').collect();
    letters >= MIN_LETTERS && name.split(' ').all(|word| words.contains(&word))
}

/// Whether two names may be one person's: either names the other, so that a middle name on one side
/// only does not hide them. A single word, such as a first name, never stands for a whole name.
pub fn may_be_one(name: &str, other: &str) -> bool {
    let whole = |text: &str| normal(text).contains(' ');
    is_named(name, other) || (whole(other) && is_named(other, name))
}

/// A name without what people write differently: case, accents, punctuation, the order of words.
fn normal(name: &str) -> String {
    let letters: String = name
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\'' | '’' | '‘' | '.'))
        .map(plain)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let mut words: Vec<&str> = letters.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

/// A letter without its accent, for the accents of European names.
fn plain(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ţ' | 'ț' | 'ť' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ž' | 'ż' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(name: &str, on: &str) -> String {
        let on = on.parse().unwrap();
        MatchKey::by_birth(name, on).unwrap().to_string()
    }

    #[test]
    fn somebody_is_named_by_every_word_of_their_name_and_not_by_a_part() {
        let name = "Quentin Zebrafish";
        for text in [
            "zebrafish, QUENTIN",
            "It is Quentin J. Zebrafish of number 77",
        ] {
            assert!(is_named(name, text), "{text}");
        }
        for text in ["Quentin", "Quentin Zebra", "Zebrafishes Quentin", ""] {
            assert!(!is_named(name, text), "{text}");
        }
        assert!(!is_named("Al", "Al") && !is_named("", "anybody"));
    }

    #[test]
    fn a_middle_name_on_one_side_does_not_hide_somebody() {
        let short = "Quentin Zebrafish";
        let long = "Zebrafish, Quentin James";
        assert!(may_be_one(short, long) && may_be_one(long, short));
        for other in ["Quentin", "Quentin Zebra", "James Zebrafish", ""] {
            assert!(!may_be_one(short, other), "{other}");
        }
    }

    #[test]
    fn a_name_is_found_however_it_is_written() {
        let key = born("Siobhán O’Example-Smith", "1990-02-28");
        for same in [
            "siobhan o'example smith",
            " SIOBHÁN  OEXAMPLE SMITH ",
            "O'Example-Smith, Siobhan",
        ] {
            assert_eq!(born(same, "1990-02-28"), key, "{same}");
        }
        assert_ne!(born("Siobhan Example Smith", "1990-02-28"), key);
        assert_ne!(born("Siobhan O'Example-Smith", "1990-02-27"), key);
    }

    #[test]
    fn a_key_tells_nothing_and_kinds_of_key_never_meet() {
        let postcode = Postcode::parse("KT15 2AH").unwrap();
        let by = MatchKey::by_postcode("Alex Example", &postcode).unwrap();
        let shown = format!("{by} {by:?}").to_lowercase();
        for told in ["alex", "example", "kt15"] {
            assert!(!shown.contains(told));
        }
        assert_ne!(by.to_string(), born("Alex Example", "1990-02-28"));
    }

    #[test]
    fn a_name_of_hardly_any_letters_finds_nobody() {
        let on = "1990-02-28".parse().unwrap();
        for short in ["", "  ", "A", "A.", "--", "Jo", "J o"] {
            assert_eq!(MatchKey::by_birth(short, on), Err(TooShort), "{short:?}");
        }
        assert!(MatchKey::by_birth("Ng Jo", on).is_ok());
    }
}
