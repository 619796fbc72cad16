//! Taking other people out of a text (R12.1).
//!
//! What is taken out is found by what is known of them – names, addresses, numbers – and by words
//! that the reviewer adds. A text in which somebody is called "the neighbour at the end" still needs
//! a reader: that is what the review is for.

use std::collections::BTreeSet;

use crate::referral::form::{Subject, SubjectRole};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it was written.
    Said(String),
    /// Something of somebody else.
    Removed,
}

/// What stands in the place of what was removed.
pub const REMOVED: &str = "[removed]";

/// Shortest part of a name that is looked for by itself: shorter ones are parts of common words.
const MIN_LETTERS: usize = 3;

/// Words that stand in names of places and say nothing of anybody.
const COMMON: [&str; 24] = [
    "the", "and", "flat", "road", "street", "lane", "close", "avenue", "drive", "court", "house",
    "park", "crescent", "way", "green", "place", "gardens", "grove", "north", "south", "east",
    "west", "car", "council",
];

/// Words with which somebody may begin to describe a person without naming them.
const DESCRIBES: [&str; 32] = [
    "her",
    "his",
    "their",
    "our",
    "your",
    "its",
    "one",
    "two",
    "some",
    "somebody",
    "someone",
    "people",
    "man",
    "men",
    "woman",
    "women",
    "boy",
    "boys",
    "girl",
    "girls",
    "child",
    "children",
    "neighbour",
    "neighbours",
    "tenant",
    "resident",
    "group",
    "young",
    "not",
    "unknown",
    "they",
    "several",
];

/// Words of other people that are taken out of a text, and the person's own, which stay.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Single words, without case.
    words: BTreeSet<String>,
    /// Several words in a row, each without case, longest first.
    phrases: Vec<Vec<String>>,
}

impl Words {
    /// The words of everybody among `subjects` who is not `own`, of `others` by name, and what the
    /// reviewer added; never a word of `own`.
    pub fn of<'a>(
        subjects: &[Subject],
        is_own: impl Fn(&Subject) -> bool,
        others: impl IntoIterator<Item = &'a str>,
        added: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut own = BTreeSet::new();
        for subject in subjects.iter().filter(|subject| is_own(subject)) {
            own.extend(tokens(subject.name.as_str()).map(|(_, word)| word));
            let aliases = subject.aliases.iter();
            own.extend(aliases.flat_map(|alias| tokens(alias.as_str()).map(|(_, word)| word)));
        }
        // What is part of the person's own address is theirs, whoever else lives in the street.
        let own_addresses = subjects.iter().filter(|subject| is_own(subject));
        let own_addresses = own_addresses.filter_map(|subject| subject.address.as_ref());
        let mut own_places: Vec<Vec<String>> = Vec::new();
        for address in own_addresses {
            own_places.push(
                tokens(address.line.as_str())
                    .map(|(_, word)| word)
                    .collect(),
            );
            if let Some(postcode) = &address.postcode {
                let code = postcode.as_str().to_lowercase();
                own_places.push(vec![code.replace(' ', "")]);
                own_places.push(code.split(' ').map(str::to_owned).collect());
            }
        }
        let mut found = Self::default();
        for subject in subjects.iter().filter(|subject| !is_own(subject)) {
            // A place is named by its words together: each by itself is an ordinary word.
            if subject.role == SubjectRole::Location {
                found.phrase(subject.name.as_str());
            } else {
                found.name(subject.name.as_str(), &own);
                if let Some(alias) = &subject.aliases {
                    found.name(alias.as_str(), &own);
                }
            }
            if let Some(address) = &subject.address {
                found.phrase(address.line.as_str());
                let first = address.line.as_str().split(',').next();
                found.phrase(first.unwrap_or_default());
                if let Some(postcode) = &address.postcode {
                    found.phrase(postcode.as_str());
                    found
                        .words
                        .insert(postcode.as_str().replace(' ', "").to_lowercase());
                }
            }
        }
        let is_own_place = |words: &[String]| {
            let mut places = own_places.iter();
            places.any(|place| place.windows(words.len()).any(|part| part == words))
        };
        found.phrases.retain(|phrase| !is_own_place(phrase));
        found
            .words
            .retain(|word| !is_own_place(std::slice::from_ref(word)));
        for name in others {
            found.name(name, &own);
        }
        for words in added {
            found.phrase(words);
        }
        found
            .phrases
            .sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        found.phrases.dedup();
        found
    }

    /// The same where nothing is known of people but names: the person's `own`, those of staff, and those
    /// of `others` as somebody wrote them, which may be `Bert from 79` or `the man with the dog`.
    pub fn by_name<'a>(
        own: impl IntoIterator<Item = &'a str>,
        (staff, others): (impl IntoIterator<Item = &'a str>, Vec<&'a str>),
        added: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let own = own.into_iter().flat_map(tokens);
        let own: BTreeSet<String> = own.map(|(_, word)| word).collect();
        let mut found = Self::default();
        for name in staff {
            found.name(name, &own);
        }
        for name in others {
            found.described(name, &own);
        }
        for words in added {
            found.phrase(words);
        }
        found
            .phrases
            .sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        found.phrases.dedup();
        found
    }

    /// Somebody as they were described: the whole, and by itself each word that is written as a name is.
    fn described(&mut self, text: &str, own: &BTreeSet<String>) {
        for ((from, _), word) in tokens(text) {
            let rest = text.get(from..).unwrap_or_default();
            let capital = rest.chars().next().is_some_and(char::is_uppercase);
            if capital && !DESCRIBES.contains(&word.as_str()) {
                self.name(&word, own);
            }
        }
        let words: Vec<String> = tokens(text).map(|(_, word)| word).collect();
        if words.iter().any(|word| !own.contains(word)) {
            self.phrase(text);
        }
    }

    /// A person's name: each part by itself, but for parts that are the person's own too.
    fn name(&mut self, name: &str, own: &BTreeSet<String>) {
        for (_, word) in tokens(name) {
            let long = word.chars().count() >= MIN_LETTERS;
            if long && !own.contains(&word) && !COMMON.contains(&word.as_str()) {
                self.words.insert(word);
            }
        }
        self.phrase_but(name, own);
    }

    /// The whole name stands for somebody else even where its parts do not.
    fn phrase_but(&mut self, name: &str, own: &BTreeSet<String>) {
        let words: Vec<String> = tokens(name).map(|(_, word)| word).collect();
        if words.len() > 1 && !words.iter().all(|word| own.contains(word)) {
            self.phrases.push(words);
        }
    }

    fn phrase(&mut self, text: &str) {
        let words: Vec<String> = tokens(text).map(|(_, word)| word).collect();
        match words.as_slice() {
            [] => {}
            [word] => {
                self.words.insert(word.clone());
            }
            _ => self.phrases.push(words),
        }
    }

    /// The text without what is of others; email addresses and telephone numbers are removed as well,
    /// whosever they are: their owner knows them.
    pub fn redact(&self, text: &str) -> Vec<Piece> {
        let found: Vec<((usize, usize), String)> = tokens(text).collect();
        let mut cuts: Vec<(usize, usize)> = contacts(text);
        let mut at = 0;
        while let Some(((start, end), word)) = found.get(at) {
            let rest = found.get(at..).unwrap_or_default();
            let phrase = self.phrases.iter().find(|phrase| begins(rest, phrase));
            if let Some(phrase) = phrase {
                let last = rest.get(phrase.len().saturating_sub(1));
                cuts.push((*start, last.map_or(*end, |((_, end), _)| *end)));
                at += phrase.len();
            } else {
                // `Smith's` is Smith's.
                let bare = word.strip_suffix("'s").or(word.strip_suffix("’s"));
                let is = |word: &str| self.words.contains(word);
                if is(word) || bare.is_some_and(is) {
                    cuts.push((*start, *end));
                }
                at += 1;
            }
        }
        pieces(text, cuts)
    }

    /// The same as one text, [`REMOVED`] in the place of what was removed.
    pub fn redacted(&self, text: &str) -> String {
        let piece = |piece: Piece| match piece {
            Piece::Said(said) => said,
            Piece::Removed => REMOVED.to_owned(),
        };
        self.redact(text).into_iter().map(piece).collect()
    }
}

fn begins(words: &[((usize, usize), String)], phrase: &[String]) -> bool {
    words.len() >= phrase.len()
        && words.iter().zip(phrase).all(|((_, word), wanted)| {
            word == wanted
                || word.strip_suffix("'s") == Some(wanted)
                || word.strip_suffix("’s") == Some(wanted)
        })
}

/// The words of a text, each with its place in bytes, in lower case.
fn tokens(text: &str) -> impl Iterator<Item = ((usize, usize), String)> {
    let mut places = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices() {
        let inside = letter.is_alphanumeric() || matches!(letter, '\'' | '’' | '-');
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                places.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    places.extend(start.map(|from| (from, text.len())));
    let words = places.into_iter().filter_map(|(from, to)| {
        let word = text.get(from..to)?;
        let trimmed = word.trim_matches(['\'', '’', '-']);
        let from = from + word.find(trimmed)?;
        (!trimmed.is_empty()).then(|| ((from, from + trimmed.len()), trimmed.to_lowercase()))
    });
    words.collect::<Vec<_>>().into_iter()
}

/// Where email addresses and telephone numbers stand.
fn contacts(text: &str) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut from = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end().trim_matches(|c: char| !c.is_alphanumeric());
        if word.contains('@') && word.contains('.') {
            let start = from + part.find(word).unwrap_or_default();
            cuts.push((start, start + word.len()));
        }
        from += part.len();
    }
    // A run of digits, spaces and hyphens with ten digits or more, as telephone numbers are.
    let mut start = None;
    let mut last = 0;
    let mut digits = 0;
    for (at, letter) in text.char_indices().chain([(text.len(), 'x')]) {
        match (letter.is_ascii_digit(), start) {
            (true, _) => {
                start = start.or(Some(at));
                last = at + 1;
                digits += 1;
            }
            (false, Some(_)) if matches!(letter, ' ' | '-' | '(' | ')') => {}
            (false, Some(from)) => {
                if (10..=15).contains(&digits) {
                    cuts.push((from, last));
                }
                (start, digits) = (None, 0);
            }
            (false, None) => {}
        }
    }
    cuts
}

fn pieces(text: &str, mut cuts: Vec<(usize, usize)>) -> Vec<Piece> {
    cuts.sort_unstable();
    let mut pieces = Vec::new();
    let mut at = 0;
    for (from, to) in cuts {
        if to <= at {
            continue;
        }
        let from = from.max(at);
        match text.get(at..from) {
            Some("") => {}
            // Between two words of one name there is nothing to read.
            Some(between)
                if between.trim().is_empty() && pieces.last() == Some(&Piece::Removed) => {}
            Some(said) => pieces.push(Piece::Said(said.to_owned())),
            None => continue,
        }
        if pieces.last() != Some(&Piece::Removed) {
            pieces.push(Piece::Removed);
        }
        at = to;
    }
    match text.get(at..) {
        Some("") | None => {}
        Some(rest) => pieces.push(Piece::Said(rest.to_owned())),
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::referral::form::testing;

    fn subject(role: &str, name: &str, aliases: Option<&str>, address: Option<&str>) -> Subject {
        let mut subject = testing::form().subjects.remove(0);
        subject.role = SubjectRole::parse(role).unwrap();
        subject.name = crate::Line::parse(name).unwrap();
        subject.aliases = aliases.map(|alias| crate::Line::parse(alias).unwrap());
        subject.address = address.map(|line| crate::referral::form::Address {
            line: crate::Line::parse(line).unwrap(),
            postcode: crate::referral::form::Postcode::parse("KT15 2AH").ok(),
            uprn: None,
        });
        subject
    }

    fn words(own: &str) -> Words {
        let all = [
            subject(
                "alleged_perpetrator",
                "Quentin Zebrafish",
                Some("Quazza"),
                None,
            ),
            subject(
                "victim",
                "Ottoline Zebrafish",
                None,
                Some("79 Marmalade Crescent, Addlestone"),
            ),
            subject("location", "The Green car park", None, None),
        ];
        let staff = ["Priya Fernsby"];
        Words::of(
            &all,
            |each| each.name.as_str() == own,
            staff,
            ["the man with the dog"],
        )
    }

    #[test]
    fn other_people_go_and_the_person_stays() {
        let words = words("Quentin Zebrafish");
        for (text, left) in [
            (
                "Quentin Zebrafish shouted at Ottoline.",
                "Quentin Zebrafish shouted at [removed].",
            ),
            // A name in common stays; the other's whole name does not.
            (
                "Ottoline Zebrafish’s door; ZEBRAFISH denied it",
                "[removed] door; ZEBRAFISH denied it",
            ),
            ("Told by PRIYA.", "Told by [removed]."),
            ("At 79 Marmalade Crescent again", "At [removed] again"),
            (
                "Lives in kt15 2ah / KT152AH",
                "Lives in [removed] / [removed]",
            ),
            ("Seen with the man with the dog", "Seen with [removed]"),
            ("Behind the green car park", "Behind [removed]"),
            (
                "A green light, a car, a park",
                "A green light, a car, a park",
            ),
            (
                "Ring 07700 900123 or (01932) 555-0100; a.b@c.example",
                "Ring [removed] or ([removed]; [removed]",
            ),
            (
                "On 2026-11-14 at 23:00 for 120 minutes",
                "On 2026-11-14 at 23:00 for 120 minutes",
            ),
        ] {
            assert_eq!(words.redacted(text), left);
        }
    }

    #[test]
    fn it_depends_on_who_asks() {
        let words = words("Ottoline Zebrafish");
        let text = "Quazza (Quentin) threatened Ottoline at 79 Marmalade Crescent";
        assert_eq!(
            words.redacted(text),
            "[removed] ([removed]) threatened Ottoline at 79 Marmalade Crescent"
        );
    }

    #[test]
    fn a_neighbour_keeps_their_own_street_and_what_the_reviewer_adds_always_goes() {
        let all = [
            subject(
                "victim",
                "Ottoline Wren",
                None,
                Some("79 Marmalade Crescent, Addlestone"),
            ),
            subject(
                "alleged_perpetrator",
                "Quentin Zebrafish",
                None,
                Some("77 Marmalade Crescent, Addlestone"),
            ),
            subject(
                "location",
                "Marmalade Crescent",
                None,
                Some("Marmalade Crescent, Addlestone"),
            ),
        ];
        let own = |each: &Subject| each.name.as_str() == "Ottoline Wren";
        let words = |added: Vec<&'static str>| Words::of(&all, own, [], added);
        let text = "From 77 Marmalade Crescent he shouted at 79 Marmalade Crescent, KT15 2AH";
        assert_eq!(
            words(vec![]).redacted(text),
            "From [removed] he shouted at 79 Marmalade Crescent, KT15 2AH"
        );
        assert_eq!(
            words(vec!["Marmalade Crescent", "shouted"]).redacted(text),
            "From [removed] he [removed] at 79 [removed], KT15 2AH"
        );
    }

    proptest! {
        /// Wherever it stands and however it is written, what is another's is gone, and what is said
        /// between stays in its order.
        #[test]
        fn no_word_of_another_is_left(
            parts in proptest::collection::vec(
                prop_oneof![
                    Just("Ottoline".to_owned()), Just("OTTOLINE".to_owned()),
                    Just("ottoline’s".to_owned()), Just("Priya".to_owned()),
                    Just("Fernsby,".to_owned()), Just("79 Marmalade Crescent".to_owned()),
                    "[a-zé.,;:!? ]{0,12}",
                ],
                0..12,
            ),
            gap in "[ \n.,(]{1,2}",
        ) {
            let text = parts.join(&gap);
            let left = words("Quentin Zebrafish").redacted(&text).to_lowercase();
            for gone in ["ottoline", "priya", "fernsby", "marmalade"] {
                prop_assert!(!left.contains(gone), "{gone} in {left:?} of {text:?}");
            }
        }

        #[test]
        fn any_text_is_read_without_a_fault_and_nothing_is_made_up(text in "\\PC{0,60}") {
            let pieces = words("Quentin Zebrafish").redact(&text);
            let mut rest = text.as_str();
            for piece in pieces {
                if let Piece::Said(said) = piece {
                    let at = rest.find(&said);
                    prop_assert!(at.is_some(), "{said:?} is not in {rest:?}");
                    rest = rest.get(at.unwrap() + said.len()..).unwrap();
                }
            }
        }
    }
}
