//! One value, ready to be compared.

use super::{
    address::{postcode, street},
    birth::Birth,
    text::{fold, words as split},
    words::Words,
};
use crate::{kind::Kind, sound::sound};

/// A value after normalising.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its words without the gaps: what makes two values the same.
    pub joined: String,
    /// The letters of [`Self::joined`].
    pub letters: Vec<char>,
    /// Its words; of a street without the sort of street.
    pub words: Vec<String>,
    /// The letters of those words.
    pub core: Vec<char>,
    /// How those words sound together.
    pub sound: String,
    /// The groups of first names it belongs to.
    pub groups: Vec<usize>,
    /// The first letters of the full names of those groups.
    pub initials: Vec<char>,
    /// When it is a date.
    pub birth: Option<Birth>,
}

impl Value {
    /// Reads a cell; `None` when it says nothing.
    pub fn read(kind: Kind, cell: &str) -> Option<Self> {
        // A column of figures that passed through a spreadsheet ends in `.0`.
        let cell = cell.trim().trim_end_matches(".0");
        let folded = fold(cell);
        let shipped = Words::shipped();
        if folded.is_empty() || shipped.is_absent(&folded) {
            return None;
        }
        match kind {
            Kind::Given | Kind::Family => Self::of_name(kind, &folded),
            Kind::Birth => Birth::read(cell).map(Self::of_birth),
            Kind::Street | Kind::Building | Kind::Locality => Self::of_place(&folded),
            Kind::Postcode => Self::of_words(vec![postcode(&folded)]),
            Kind::Code | Kind::Number => Self::of_words(vec![folded.replace(' ', "")]),
            Kind::Category | Kind::Text => Self::of_words(owned(&split(&folded))),
        }
    }

    fn of_name(kind: Kind, folded: &str) -> Option<Self> {
        let shipped = Words::shipped();
        let all = split(folded);
        let kept: Vec<&str> = all
            .iter()
            .copied()
            .filter(|word| !shipped.is_title(word))
            .collect();
        // Somebody may be called Major.
        let kept = if kept.is_empty() { all } else { kept };
        let mut value = Self::of_words(owned(&kept))?;
        value.groups = kept
            .iter()
            .flat_map(|word| shipped.groups(word))
            .copied()
            .collect();
        if value.groups.is_empty() && kind == Kind::Given {
            value.groups = shipped.groups_nearly(&value.letters);
        }
        value.initials = shipped.initials(&value.groups);
        Some(value)
    }

    fn of_place(folded: &str) -> Option<Self> {
        let shipped = Words::shipped();
        let full = street(folded);
        let words = split(&full);
        let core: Vec<&str> = words
            .iter()
            .copied()
            .filter(|word| !shipped.is_way(word))
            .collect();
        let mut value = Self::of_words(owned(&words))?;
        if !core.is_empty() && core.len() < words.len() {
            value.core = core.iter().flat_map(|word| word.chars()).collect();
            value.sound = sound(&value.core);
            value.words = owned(&core);
        }
        Some(value)
    }

    fn of_birth(birth: Birth) -> Self {
        let text = birth.text();
        Self {
            letters: text.chars().collect(),
            core: text.chars().collect(),
            words: vec![text.clone()],
            joined: text,
            sound: String::new(),
            groups: Vec::new(),
            initials: Vec::new(),
            birth: Some(birth),
        }
    }

    fn of_words(words: Vec<String>) -> Option<Self> {
        let joined = words.concat();
        let letters: Vec<char> = joined.chars().collect();
        (!joined.is_empty()).then(|| Self {
            sound: sound(&letters),
            core: letters.clone(),
            groups: Vec::new(),
            initials: Vec::new(),
            birth: None,
            joined,
            letters,
            words,
        })
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
