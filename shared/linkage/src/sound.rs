//! How a word sounds, roughly.

/// Most sounds that are kept.
const KEPT: usize = 5;

/// What words that sound alike share: the first sound and the classes of the consonants after it.
///
/// Vowels, doubled letters and silent ones fall away; a beginning that is written in two ways counts
/// as one. Text in other scripts keeps its letters.
///
/// **Source:** the classes of Soundex (Russell 1918), which cuts after three and trusts the first letter.
pub fn sound(word: &[char]) -> String {
    let word = beginning(word);
    let mut kept = String::new();
    let mut last = None;
    for (at, letter) in word.iter().enumerate() {
        let class = class(*letter);
        if at == 0 {
            kept.push(first(*letter));
        } else if let Some(class) = class
            && last != Some(class)
        {
            kept.push(class);
        }
        // `h` and `w` do not part two letters of one class.
        if !matches!(letter, 'h' | 'w') || at == 0 {
            last = class;
        }
        if kept.chars().count() >= KEPT {
            break;
        }
    }
    kept
}

/// The word with a beginning that is heard as it is written.
fn beginning(word: &[char]) -> Vec<char> {
    let (start, rest) = match word {
        ['k', 'n', rest @ ..] | ['g', 'n', rest @ ..] | ['p', 'n', rest @ ..] => ("n", rest),
        ['w', 'r', rest @ ..] => ("r", rest),
        ['p', 'h', rest @ ..] => ("f", rest),
        ['m', 'a', 'c', rest @ ..] if rest.len() > 2 => ("mc", rest),
        rest => ("", rest),
    };
    start.chars().chain(rest.iter().copied()).collect()
}

fn first(letter: char) -> char {
    match letter {
        'c' | 'q' => 'k',
        'z' => 's',
        'j' => 'g',
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' => 'a',
        other => other,
    }
}

fn class(letter: char) -> Option<char> {
    match letter {
        'b' | 'f' | 'p' | 'v' => Some('1'),
        'c' | 'g' | 'j' | 'k' | 'q' | 's' | 'x' | 'z' => Some('2'),
        'd' | 't' => Some('3'),
        'l' => Some('4'),
        'm' | 'n' => Some('5'),
        'r' => Some('6'),
        other if other.is_ascii() => None,
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_alike_is_alike() {
        for (one, other) in [
            ("smith", "smyth"),
            ("philip", "filip"),
            ("catherine", "kathryn"),
            ("macdonald", "mcdonald"),
            ("knight", "night"),
            ("geoffrey", "jeffrey"),
        ] {
            let heard = |word: &str| sound(&word.chars().collect::<Vec<_>>());
            assert_eq!(heard(one), heard(other), "{one} {other}");
        }
    }

    #[test]
    fn what_sounds_different_is_different() {
        let heard = |word: &str| sound(&word.chars().collect::<Vec<_>>());
        assert_ne!(heard("smith"), heard("jones"));
        assert_ne!(heard("павел"), heard("петр"));
        assert_eq!(heard(""), "");
    }
}
