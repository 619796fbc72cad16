//! How far two words are apart.

/// Letters beyond this are not looked at when likeness is measured: a mask of them fits one word.
const LOOKED_AT: usize = 64;

/// The smallest number of letters put in, left out, changed or swapped with their neighbour that makes
/// one word of the other, or `None` when it is more than `most`.
///
/// **Source:** the restricted distance of Damerau (1964): no part is edited twice.
pub fn slips(one: &[char], other: &[char], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    // Each slip changes at most two of the letters that occur, and most words differ in more.
    if (occurring(one) ^ occurring(other)).count_ones() as usize > 2 * most {
        return None;
    }
    let (one, other) = without_shared_ends(one, other);
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    let mut last = None;
    for (row, letter) in one.iter().enumerate() {
        let next = line(*letter, last, other, (&before, &above), row + 1);
        if next.iter().all(|cost| *cost > most) {
            return None;
        }
        before = std::mem::replace(&mut above, next);
        last = Some(*letter);
    }
    above.last().copied().filter(|cost| *cost <= most)
}

/// Which letters occur, one bit each; letters that share a bit only make it less sharp.
fn occurring(word: &[char]) -> u64 {
    word.iter()
        .fold(0, |bits, letter| bits | 1 << (u32::from(*letter) % 64))
}

/// One line of the table of costs, from the two above it.
fn line(
    letter: char,
    last: Option<char>,
    other: &[char],
    (before, above): (&[usize], &[usize]),
    row: usize,
) -> Vec<usize> {
    let mut next = Vec::with_capacity(other.len() + 1);
    next.push(row);
    let mut left = row;
    let mut previous = None;
    let corners = above.iter().zip(above.iter().skip(1));
    for (at, (theirs, (corner, up))) in other.iter().zip(corners).enumerate() {
        let mut cost = (corner + usize::from(letter != *theirs))
            .min(up + 1)
            .min(left + 1);
        let swapped = last == Some(*theirs) && previous == Some(letter);
        if let Some(far) = at.checked_sub(1).and_then(|at| before.get(at))
            && swapped
        {
            cost = cost.min(far + 1);
        }
        next.push(cost);
        left = cost;
        previous = Some(*theirs);
    }
    next
}

fn without_shared_ends<'a>(one: &'a [char], other: &'a [char]) -> (&'a [char], &'a [char]) {
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (rest(one, start), rest(other, start));
    let backwards = one.iter().rev().zip(other.iter().rev());
    let end = backwards.take_while(|(a, b)| a == b).count();
    (front(one, end), front(other, end))
}

fn rest(word: &[char], start: usize) -> &[char] {
    word.get(start..).unwrap_or_default()
}

fn front(word: &[char], end: usize) -> &[char] {
    word.get(..word.len().saturating_sub(end))
        .unwrap_or_default()
}

/// How alike two words are, from 0 to 1, with credit for a shared beginning; the same either way round.
///
/// **Source:** Jaro (1989), Winkler (1990).
pub fn likeness(one: &[char], other: &[char]) -> f64 {
    // Letters are paired greedily, which may depend on the order: so there is only one.
    let (short, long) = if (one.len(), one) <= (other.len(), other) {
        (one, other)
    } else {
        (other, one)
    };
    let jaro = jaro(short, long);
    let start = short.iter().zip(long).take(4);
    let start = start.take_while(|(a, b)| a == b).count();
    jaro + amount(start) * 0.1 * (1.0 - jaro)
}

fn jaro(short: &[char], long: &[char]) -> f64 {
    let (short, long) = (looked_at(short), looked_at(long));
    if short.is_empty() || long.is_empty() {
        return 0.0;
    }
    let window = (long.len() / 2).saturating_sub(1);
    let (mut mine, mut theirs) = (0_u64, 0_u64);
    for (at, letter) in short.iter().enumerate() {
        let from = at.saturating_sub(window);
        let near = long
            .iter()
            .enumerate()
            .skip(from)
            .take(at + window + 1 - from);
        let free = near
            .filter(|(place, other)| *other == letter && theirs & (1 << place) == 0)
            .map(|(place, _)| place)
            .next();
        if let Some(place) = free {
            mine |= 1 << at;
            theirs |= 1 << place;
        }
    }
    let shared = amount(mine.count_ones() as usize);
    if shared == 0.0 {
        return 0.0;
    }
    let moved = paired(short, mine).zip(paired(long, theirs));
    let moved = amount(moved.filter(|(a, b)| a != b).count()) / 2.0;
    (shared / amount(short.len()) + shared / amount(long.len()) + (shared - moved) / shared) / 3.0
}

fn looked_at(word: &[char]) -> &[char] {
    word.get(..LOOKED_AT).unwrap_or(word)
}

fn paired(word: &[char], mask: u64) -> impl Iterator<Item = &char> {
    let letters = word.iter().enumerate();
    letters
        .filter(move |(at, _)| mask & (1 << at) != 0)
        .map(|(_, letter)| letter)
}

/// A small count as a number that can be divided.
fn amount(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(word: &str) -> Vec<char> {
        word.chars().collect()
    }

    #[test]
    fn slips_are_counted_as_damerau_does() {
        for (one, other, wanted) in [
            ("", "", 0),
            ("smith", "smith", 0),
            ("smith", "smiht", 1),
            ("smith", "smth", 1),
            ("smith", "smithe", 1),
            ("smith", "smyth", 1),
            ("ca", "abc", 3),
            ("kitten", "sitting", 3),
            ("waller", "wallner", 1),
        ] {
            let found = slips(&letters(one), &letters(other), 9);
            assert_eq!(found, Some(wanted), "{one} {other}");
        }
        assert_eq!(slips(&letters("smith"), &letters("jones"), 2), None);
    }

    #[test]
    fn likeness_is_that_of_the_published_examples() {
        for (one, other, wanted) in [
            ("martha", "marhta", 0.961),
            ("dixon", "dicksonx", 0.813),
            ("dwayne", "duane", 0.84),
            ("abc", "xyz", 0.0),
            ("", "abc", 0.0),
        ] {
            let found = likeness(&letters(one), &letters(other));
            assert!((found - wanted).abs() < 0.001, "{one} {other} {found}");
        }
    }
}
