//! Addresses and postcodes.

use super::{
    text::{fold, words as split},
    words::Words,
};

/// A whole address in its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// The number in the street, with a flat before it as in `2/14a`.
    pub number: String,
    /// The street, or whatever else the first line says.
    pub street: String,
    /// Whatever stands after the street.
    pub locality: String,
    /// The postcode, if it ends in one.
    pub postcode: String,
}

/// Words of an address in full, from folded text.
pub fn street(folded: &str) -> String {
    let shipped = Words::shipped();
    let words = split(folded);
    let last = words.len().saturating_sub(1);
    let full = words
        .iter()
        .enumerate()
        .map(|(at, word)| match (*word, at) {
            // `St James` is a saint, and `James St` a street; `Dr` and `La` likewise begin a name.
            ("st", 0) if last > 0 => "saint",
            (short, 0) if last > 0 && is_only_a_way(short) => short,
            (short, _) => shipped.in_full(short),
        });
    full.collect::<Vec<_>>().join(" ")
}

fn is_only_a_way(short: &str) -> bool {
    let shipped = Words::shipped();
    shipped.is_way(shipped.in_full(short))
}

/// A postcode as British ones and those of four or five figures are compared: without gaps.
pub fn postcode(folded: &str) -> String {
    let code = folded.replace(' ', "");
    british(&code).unwrap_or(code)
}

/// A British postcode with `o` for `0` and `i` for `1` put right in the place of the figure.
fn british(code: &str) -> Option<String> {
    let letters: Vec<char> = code.chars().collect();
    let (out, inward) = letters.split_at_checked(letters.len().checked_sub(3)?)?;
    let [figure, one, two] = inward else {
        return None;
    };
    let figure = match figure {
        'o' => '0',
        'i' | 'l' => '1',
        other => *other,
    };
    let fits = figure.is_ascii_digit()
        && one.is_ascii_alphabetic()
        && two.is_ascii_alphabetic()
        && (2..=4).contains(&out.len())
        && out.first().is_some_and(char::is_ascii_alphabetic)
        // Or `Close` would be one.
        && out.iter().any(char::is_ascii_digit);
    let whole = out.iter().chain([&figure, one, two]).collect();
    fits.then_some(whole)
}

fn is_figures(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

/// Takes an address in one cell apart: number, street, the rest, postcode.
pub fn address(cell: &str) -> Address {
    let mut lines: Vec<String> = cell.split([',', '\n', ';']).map(fold).collect();
    lines.retain(|line| !line.is_empty());
    let postcode = lines.last_mut().and_then(take_postcode).unwrap_or_default();
    lines.retain(|line| !line.is_empty());
    let mut number = Vec::new();
    let mut rest = Vec::new();
    for line in &lines {
        let taken = if rest.is_empty() {
            take_number(line, &mut number)
        } else {
            line.clone()
        };
        if !taken.is_empty() {
            rest.push(taken);
        }
    }
    let mut rest = rest.into_iter();
    Address {
        number: number.join("/"),
        street: rest.next().unwrap_or_default(),
        locality: rest.collect::<Vec<_>>().join(" "),
        postcode,
    }
}

/// Takes the postcode off the end of the last line.
fn take_postcode(line: &mut String) -> Option<String> {
    let words = split(line);
    for count in [2, 1] {
        let Some(at) = words.len().checked_sub(count) else {
            continue;
        };
        let (before, code) = words.split_at_checked(at)?;
        let joined = code.concat();
        let figures = count == 1 && matches!(joined.len(), 4 | 5) && is_figures(&joined) && at > 0;
        if figures || british(&joined).is_some() {
            let code = british(&joined).unwrap_or(joined);
            *line = before.join(" ");
            return Some(code);
        }
    }
    None
}

/// Takes numbers off the front of a line: `flat 2 14a station road` leaves the road.
fn take_number(line: &str, number: &mut Vec<String>) -> String {
    let shipped = Words::shipped();
    let mut words = split(line).into_iter().peekable();
    while let Some(word) = words.next_if(|word| {
        let figures = word.starts_with(|c: char| c.is_ascii_digit());
        figures || shipped.is_unit(shipped.in_full(word))
    }) {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            number.push(word.to_owned());
        } else if let Some(which) = words.next_if(|next| next.chars().count() == 1) {
            // `Flat B`.
            number.push(which.to_owned());
        }
    }
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        for (cell, number, road, locality, code) in [
            (
                "Flat 2, 14 Station Rd, Exampleton GU22 7AA",
                "2/14",
                "station rd",
                "exampleton",
                "gu227aa",
            ),
            (
                "14a Station Road\nExampleton\nGU22 7AA",
                "14a",
                "station road",
                "exampleton",
                "gu227aa",
            ),
            (
                "The Old Forge, High St, KT152AH",
                "",
                "the old forge",
                "high st",
                "kt152ah",
            ),
            (
                "12 Eddy Crescent, Noble Park 6076",
                "12",
                "eddy crescent",
                "noble park",
                "6076",
            ),
            ("54 Cloverwick Close", "54", "cloverwick close", "", ""),
            ("Flat B 9 Mews Lane", "b/9", "mews lane", "", ""),
            ("", "", "", "", ""),
        ] {
            let read = address(cell);
            let found = (read.number, read.street, read.locality, read.postcode);
            let found = (
                found.0.as_str(),
                found.1.as_str(),
                found.2.as_str(),
                found.3.as_str(),
            );
            assert_eq!(found, (number, road, locality, code), "{cell}");
        }
    }

    #[test]
    fn streets_are_written_in_full_and_saints_stay_saints() {
        assert_eq!(street("station rd"), "station road");
        assert_eq!(street("st james st"), "saint james street");
        assert_eq!(street("mt ommaney"), "mount ommaney");
    }

    #[test]
    fn a_letter_in_the_place_of_a_figure_is_put_right() {
        assert_eq!(postcode("gu22 7aa"), "gu227aa");
        assert_eq!(postcode("kt15 oah"), "kt150ah");
        assert_eq!(postcode("0676"), "0676");
        assert_eq!(postcode("2600"), "2600");
    }
}
