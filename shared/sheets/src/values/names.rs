//! Names as people write them, with what else somebody is called.

use super::Reason;

/// What stands before another name of somebody, in small letters.
const ALSO: [&str; 3] = ["aka ", "a.k.a. ", "alias "];

/// A name, and what else they are called: `SMITH, John (aka Jonno)` is John SMITH, and Jonno. The name
/// of a place keeps its commas.
pub fn name(text: &str, place: bool) -> Result<(String, Option<String>), Reason> {
    let (name, alias) = also(text)?;
    let name = tidy(name);
    let alias = alias.map(tidy).filter(|alias| !alias.is_empty());
    if place || !name.contains(',') {
        return Ok((name, alias));
    }
    let parts: Vec<String> = name.split(',').map(tidy).collect();
    match parts.as_slice() {
        [family, given] if !(family.contains(' ') && given.contains(' ')) => {
            Ok((format!("{given} {family}"), alias))
        }
        _ => Err(
            "Its commas could part several names, or family names from given ones: part names with ;, or write the given names first"
                .into(),
        ),
    }
}

/// A name and what follows a mark such as `aka`, which begins a word.
fn also(text: &str) -> Result<(&str, Option<&str>), Reason> {
    let lower = text.to_lowercase();
    // Letters whose small form is longer shift places: then nothing is parted.
    if lower.len() != text.len() {
        return Ok((text, None));
    }
    let begins = |at: usize| {
        let before = lower
            .get(..at)
            .and_then(|before| before.chars().next_back());
        before.is_some_and(|letter| letter.is_whitespace() || letter == '(')
    };
    let marks = ALSO.iter().filter_map(|mark| {
        let mut found = lower.match_indices(mark);
        let (at, mark) = found.find(|(at, _)| begins(*at))?;
        Some((at, at + mark.len()))
    });
    let Some((at, after)) = marks.min() else {
        return Ok((text, None));
    };
    let (Some(name), Some(alias)) = (text.get(..at), text.get(after..)) else {
        return Ok((text, None));
    };
    let Some(name) = name.trim_end().strip_suffix('(') else {
        return Ok((name, Some(alias)));
    };
    match alias.split_once(')') {
        Some((alias, rest)) if rest.trim_matches([' ', ',']).is_empty() => Ok((name, Some(alias))),
        None => Ok((name, Some(alias))),
        Some(_) => Err("Write other names behind the name, and nothing behind them".into()),
    }
}

/// A name without the commas and quotation marks around it.
fn tidy(text: &str) -> String {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == ',');
    let quoted = ['\'', '"'].into_iter().find_map(|mark| {
        let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
        (!inner.is_empty()).then_some(inner)
    });
    let words = quoted.unwrap_or(text).split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}
