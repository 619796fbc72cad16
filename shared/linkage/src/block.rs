//! By which keys rows find each other: a bounded number for each row.

use crate::{compare::district, kind::Kind, normal::Value};

/// A row's values, each with its kind.
pub type Parts<'a> = Vec<(Kind, Option<&'a Value>)>;

/// Whether an element of a pass is known.
pub fn is_known(element: &str) -> bool {
    matches!(
        element,
        "code"
            | "code.head"
            | "code.tail"
            | "birth"
            | "birth.turned"
            | "birth.year"
            | "birth.day"
            | "names.sound"
            | "given"
            | "given.sound"
            | "given.initial"
            | "family"
            | "family.sound"
            | "family.initial"
            | "postcode"
            | "postcode.district"
            | "number"
            | "street"
            | "street.sound"
            | "building.sound"
            | "locality"
            | "locality.sound"
            | "text"
    )
}

/// The keys of a row in a pass: one, or one for each code or text when there are several.
pub fn keys(pass: &[String], parts: &Parts<'_>) -> Vec<u64> {
    let Some((first, rest)) = pass.split_first() else {
        return Vec::new();
    };
    let others: Option<Vec<String>> = rest
        .iter()
        .map(|element| forms(element, parts).pop())
        .collect();
    let Some(others) = others else {
        return Vec::new();
    };
    let hash = |form: String| hashed(std::iter::once(&form).chain(&others));
    forms(first, parts).into_iter().map(hash).collect()
}

fn forms(element: &str, parts: &Parts<'_>) -> Vec<String> {
    let of = |kind: Kind| {
        let parts = parts.iter().filter(move |(other, _)| *other == kind);
        parts.filter_map(|(_, value)| *value)
    };
    let (kind, form) = element.split_once('.').unwrap_or((element, ""));
    let kind = match kind {
        "code" => Kind::Code,
        "birth" => Kind::Birth,
        "given" => Kind::Given,
        "family" => Kind::Family,
        "postcode" => Kind::Postcode,
        "number" => Kind::Number,
        "street" => Kind::Street,
        "building" => Kind::Building,
        "locality" => Kind::Locality,
        "text" => Kind::Text,
        _ => {
            // In either order, since people mix them up.
            let mut sounds: Vec<&str> = of(Kind::Given)
                .take(1)
                .chain(of(Kind::Family).take(1))
                .map(|value| value.sound.as_str())
                .collect();
            sounds.sort_unstable();
            return if sounds.len() == 2 {
                vec![sounds.join(" ")]
            } else {
                Vec::new()
            };
        }
    };
    of(kind).filter_map(|value| formed(form, value)).collect()
}

fn formed(form: &str, value: &Value) -> Option<String> {
    let letters = &value.letters;
    let text = |letters: &[char]| letters.iter().collect::<String>();
    let birth = |year: bool, day: bool| {
        let ((y, month, on), order) = (value.birth?.parts(), std::cmp::min);
        let (low, high) = (order(month, on), std::cmp::max(month, on));
        let year = year.then_some(y).into_iter().flatten();
        let day = day.then_some([low, high]).into_iter().flatten().flatten();
        Some(year.chain(day).map(char::from).collect::<String>())
    };
    let made = match form {
        "" => value.joined.clone(),
        "sound" => value.sound.clone(),
        "initial" => value.sound.chars().take(1).collect(),
        "turned" => birth(true, true)?,
        "year" => birth(true, false)?,
        "day" => birth(false, true)?,
        "district" => text(district(value)),
        // Halves: one of them is free of any one slip.
        "head" => text(letters.get(..letters.len() / 2)?),
        "tail" => text(letters.get(letters.len() / 2..)?),
        _ => return None,
    };
    (!made.is_empty()).then_some(made)
}

/// A hash that is the same on every machine (FNV-1a); rows that meet by chance score low.
fn hashed<'a>(words: impl Iterator<Item = &'a String>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        for byte in word.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn a_row_has_no_more_keys_than_there_are_passes() {
        let cells = [
            (Kind::Given, "Alex"),
            (Kind::Family, "Example"),
            (Kind::Birth, "1990-02-28"),
            (Kind::Code, "123456"),
            (Kind::Number, "1"),
            (Kind::Street, "Station Road"),
            (Kind::Locality, "Exampleton"),
            (Kind::Postcode, "GU22 7AA"),
        ];
        let values = cells.map(|(kind, cell)| (kind, Value::read(kind, cell)));
        let parts: Parts<'_> = values
            .iter()
            .map(|(kind, value)| (*kind, value.as_ref()))
            .collect();
        let passes = &Settings::shipped().passes;
        for pass in passes {
            assert!(pass.iter().all(|element| is_known(element)), "{pass:?}");
            assert_eq!(keys(pass, &parts).len(), 1, "{pass:?}");
            assert!(keys(pass, &Vec::new()).is_empty());
        }
        assert!(passes.len() <= 18);
    }

    #[test]
    fn swapped_names_and_swapped_days_meet() {
        let key = |pass: &str, cells: [(Kind, &str); 3]| {
            let values = cells.map(|(kind, cell)| (kind, Value::read(kind, cell)));
            let parts = values
                .iter()
                .map(|(kind, value)| (*kind, value.as_ref()))
                .collect();
            keys(&[pass.to_owned()], &parts)
        };
        let one = [
            (Kind::Given, "Alex"),
            (Kind::Family, "Example"),
            (Kind::Birth, "1990-02-08"),
        ];
        let two = [
            (Kind::Given, "Example"),
            (Kind::Family, "Alex"),
            (Kind::Birth, "1990-08-02"),
        ];
        for pass in ["names.sound", "birth.turned"] {
            assert_eq!(key(pass, one), key(pass, two));
            assert_eq!(key(pass, one).len(), 1);
        }
    }
}
