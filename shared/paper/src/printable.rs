//! Characters that the embedded fonts lack become □, visibly; a note in the document says so.
//!
//! PDF/UA-1 allows no missing glyphs, and a name that vanished in silence would be worse than a
//! sign that sends the reader to where the text came from.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// What stands for a character that cannot be printed.
const SIGN: char = '□';

/// Replaces, in every text within `value`, what cannot be printed; says whether it did.
pub(super) fn make(value: &mut Value, prints: impl Fn(char) -> bool + Copy) -> bool {
    match value {
        Value::String(text) => make_text(text, prints),
        // `any` would stop at the first.
        Value::Array(values) => values
            .iter_mut()
            .fold(false, |replaced, each| make(each, prints) | replaced),
        Value::Object(fields) => fields
            .values_mut()
            .fold(false, |replaced, each| make(each, prints) | replaced),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn make_text(text: &mut String, prints: impl Fn(char) -> bool) -> bool {
    let mut replaced = false;
    let printable: String = text
        // Some keyboards send a letter and its accent apart; the fonts have them in one.
        .nfc()
        .filter(|c| !is_unseen(*c))
        .map(|c| match c {
            '\n' => '\n',
            '\t' => ' ',
            // PDF/UA-1 refuses characters of private use even where the font draws something.
            '\u{e000}'..='\u{f8ff}' => SIGN,
            c if !c.is_control() && prints(c) => c,
            _ => SIGN,
        })
        .inspect(|c| replaced |= *c == SIGN)
        .collect();
    // A text that held the sign itself counts as replaced too: the note is then still true.
    *text = printable;
    replaced
}

/// Marks that draw nothing: joiners and selectors that only make sense beside what is replaced,
/// direction marks, and the byte-order mark.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}
