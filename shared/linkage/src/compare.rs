//! How well two values agree.

use crate::{
    kind::{Kind, Level},
    normal::{Birth, Value},
    similar::{likeness, slips},
};

/// From this likeness on, two names or places are alike to the eye.
const ALIKE: f64 = 0.88;

/// Years that a child is younger, at least.
const A_GENERATION: u16 = 15;

/// Grades two values of one kind; the same either way round.
pub fn level(kind: Kind, one: &Value, other: &Value) -> Level {
    if one.joined == other.joined {
        return Level::Same;
    }
    match kind {
        Kind::Given => given(one, other),
        Kind::Family => family(one, other),
        Kind::Birth => birth(one, other),
        Kind::Code => slip(one, other, 5, Level::Different),
        Kind::Number => number(one, other),
        Kind::Postcode => post_code(one, other),
        Kind::Street | Kind::Building | Kind::Locality | Kind::Text => place(one, other),
        Kind::Category => Level::Different,
    }
}

/// Whether two values that stand in each other's place are the same: each as it would be graded in its own.
pub fn crossed(kind: Kind, mine: (&Value, &Value), theirs: (&Value, &Value)) -> bool {
    let grades = match kind {
        Kind::Given | Kind::Family => [given(mine.0, theirs.1), given(mine.1, theirs.0)],
        kind => [level(kind, mine.0, theirs.1), level(kind, mine.1, theirs.0)],
    };
    let good = |grade: &Level| *grade <= Level::Slip;
    match kind {
        // One of them may be a pet name, an initial or half a double name.
        Kind::Given | Kind::Family => {
            let vague = |grade: &Level| matches!(grade, Level::Near | Level::Different);
            grades.iter().any(good) && !grades.iter().any(vague)
        }
        _ => grades.iter().all(good),
    }
}

fn slip(one: &Value, other: &Value, least: usize, otherwise: Level) -> Level {
    let long = one.letters.len().min(other.letters.len()) >= least;
    if long && slips(&one.letters, &other.letters, 1).is_some() {
        Level::Slip
    } else {
        otherwise
    }
}

/// One slip in four letters or more, two in nine or more.
fn slipped(one: &Value, other: &Value) -> bool {
    let short = one.letters.len().min(other.letters.len());
    let most = match short {
        0..=3 => return false,
        4..=8 => 1,
        _ => 2,
    };
    slips(&one.letters, &other.letters, most).is_some()
}

fn given(one: &Value, other: &Value) -> Level {
    if one.joined == other.joined {
        return Level::Same;
    }
    if slipped(one, other) {
        return Level::Slip;
    }
    let pet = one.groups.iter().any(|group| other.groups.contains(group));
    if pet || share_a_word(one, other) {
        return Level::Variant;
    }
    let initial = |short: &Value, long: &Value| {
        let letter = short.letters.first();
        let known = letter.is_some_and(|letter| long.initials.contains(letter));
        short.letters.len() <= 2 && (letter == long.letters.first() || known)
    };
    if initial(one, other) || initial(other, one) {
        return Level::Part;
    }
    near(one, other).unwrap_or(Level::Different)
}

fn family(one: &Value, other: &Value) -> Level {
    if slipped(one, other) {
        Level::Slip
    } else if share_a_word(one, other) {
        Level::Variant
    } else {
        near(one, other).unwrap_or(Level::Different)
    }
}

/// Whether one name is a word, or some words, of the other.
fn share_a_word(one: &Value, other: &Value) -> bool {
    let (short, long) = if one.words.len() <= other.words.len() {
        (one, other)
    } else {
        (other, one)
    };
    let whole = short.words.iter().filter(|word| word.chars().count() > 2);
    long.words.len() > 1 && whole.clone().count() > 0 && {
        let mut whole = whole;
        whole.all(|word| long.words.contains(word))
    }
}

fn near(one: &Value, other: &Value) -> Option<Level> {
    let heard = one.sound.chars().count() > 2 && one.sound == other.sound;
    (heard || likeness(&one.core, &other.core) >= ALIKE).then_some(Level::Near)
}

fn birth(one: &Value, other: &Value) -> Level {
    let (Some(mine), Some(theirs)) = (one.birth, other.birth) else {
        return Level::Different;
    };
    if mine.turned() == theirs {
        Level::Swapped
    } else if slips(&one.letters, &other.letters, 1).is_some() {
        Level::Slip
    } else if shared_parts(mine, theirs) >= 2 {
        Level::Part
    } else {
        Level::Different
    }
}

fn shared_parts(mine: Birth, theirs: Birth) -> usize {
    let ((year, month, day), (y, m, d)) = (mine.parts(), theirs.parts());
    let other_years = mine.year().abs_diff(theirs.year()) >= A_GENERATION;
    // Parent and child may share a birthday.
    if other_years {
        return 0;
    }
    usize::from(year == y) + usize::from(month == m) + usize::from(day == d)
}

fn number(one: &Value, other: &Value) -> Level {
    let figures = |value: &Value| -> Vec<char> {
        let start = value.letters.iter().take_while(|c| c.is_ascii_digit());
        start.copied().collect()
    };
    let (mine, theirs) = (figures(one), figures(other));
    // One digit of two is as good as none, unless they are swapped or one is left out.
    let long = mine.len().min(theirs.len()) > 2
        || mine.len() != theirs.len()
        || mine.iter().rev().eq(&theirs);
    if mine.len().max(theirs.len()) > 1 && long && slips(&one.letters, &other.letters, 1).is_some()
    {
        Level::Slip
    } else if !mine.is_empty() && mine == theirs {
        // `14` and `14 Rear`.
        Level::Part
    } else {
        Level::Different
    }
}

fn post_code(one: &Value, other: &Value) -> Level {
    if slips(&one.letters, &other.letters, 1).is_some() {
        Level::Slip
    } else if district(one) == district(other) {
        Level::Part
    } else {
        Level::Different
    }
}

/// What stands before the last three of a British postcode; the first two figures of another.
pub fn district(code: &Value) -> &[char] {
    let british = code.letters.len() > 4 && code.letters.iter().any(char::is_ascii_alphabetic);
    let end = if british {
        code.letters.len().saturating_sub(3)
    } else {
        2
    };
    code.letters.get(..end).unwrap_or(&code.letters)
}

fn place(one: &Value, other: &Value) -> Level {
    if slipped(one, other) {
        return Level::Slip;
    }
    if one.core == other.core || likeness(&one.core, &other.core) >= ALIKE {
        return Level::Near;
    }
    let long = |word: &&String| word.chars().count() > 3;
    let shared = one
        .words
        .iter()
        .filter(long)
        .any(|word| other.words.contains(word));
    if shared {
        Level::Part
    } else {
        Level::Different
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(kind: Kind, one: &str, other: &str) -> Level {
        let (one, other) = (
            Value::read(kind, one).unwrap(),
            Value::read(kind, other).unwrap(),
        );
        assert_eq!(level(kind, &one, &other), level(kind, &other, &one));
        level(kind, &one, &other)
    }

    #[test]
    fn agreement_is_graded_as_people_err() {
        for (kind, one, other, wanted) in [
            (Kind::Given, "Mr. John", "JOHN", Level::Same),
            (Kind::Given, "Zoë", "zoe", Level::Same),
            (Kind::Given, "Bill", "William", Level::Variant),
            (Kind::Given, "Mary Jane", "Mary", Level::Variant),
            (Kind::Given, "Micheal", "Michael", Level::Slip),
            (Kind::Given, "J", "John", Level::Part),
            (Kind::Given, "A", "Tony", Level::Part),
            (Kind::Given, "Catherine", "Kathryn", Level::Variant),
            (Kind::Given, "John", "Peter", Level::Different),
            (Kind::Family, "O'Example", "OEXAMPLE", Level::Same),
            (Kind::Family, "Example-Smith", "Example Smith", Level::Same),
            (Kind::Family, "Example-Smith", "Smith", Level::Variant),
            (Kind::Family, "Smith", "Smyth", Level::Slip),
            (
                Kind::Family,
                "Featherstone",
                "Fetherstonehaugh",
                Level::Near,
            ),
            (Kind::Family, "Smith", "Patel", Level::Different),
            (Kind::Birth, "1990-02-08", "8 Feb 1990", Level::Same),
            (Kind::Birth, "1990-02-08", "02/08/1990", Level::Swapped),
            (Kind::Birth, "1990-02-08", "1990-02-09", Level::Slip),
            (Kind::Birth, "1990-02-08", "1909-02-08", Level::Slip),
            (Kind::Birth, "1990-02-08", "1990-02-21", Level::Part),
            (Kind::Birth, "1990-02-08", "1961-12-21", Level::Different),
            (Kind::Code, "AB 12 34 56 C", "ab123456c", Level::Same),
            (Kind::Code, "5322906", "5322096", Level::Slip),
            (Kind::Number, "12", "12a", Level::Part),
            (Kind::Number, "12", "21", Level::Slip),
            (Kind::Number, "7", "4", Level::Different),
            (Kind::Number, "12", "97", Level::Different),
            (Kind::Street, "Station Rd", "Station Road", Level::Same),
            (Kind::Street, "Station Road", "Station Street", Level::Near),
            (
                Kind::Street,
                "Condamine Street",
                "Condamine Strset",
                Level::Slip,
            ),
            (
                Kind::Street,
                "Eddy Crescent",
                "Maltby Crescent",
                Level::Different,
            ),
            (Kind::Postcode, "GU22 7AA", "gu227aa", Level::Same),
            (Kind::Postcode, "GU22 7AA", "GU22 9XX", Level::Part),
            (Kind::Postcode, "4011", "4101", Level::Slip),
            (Kind::Postcode, "2259", "6163", Level::Different),
            (Kind::Category, "nsw", "NSW", Level::Same),
            (Kind::Category, "nsw", "vic", Level::Different),
        ] {
            assert_eq!(graded(kind, one, other), wanted, "{kind:?} {one} {other}");
        }
    }
}
