//! Text from people, parsed once at the door: never empty, bounded, free of control characters.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// Nothing but white space.
    #[error("empty")]
    Empty,
    /// More characters than allowed; holds the limit.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// A control or bidirectional-override character, or a line break in a line.
    #[error("holds a character that cannot be used")]
    Character,
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident $max:literal $multiline:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The longest text accepted, in characters (not bytes).
            pub const MAX: usize = $max;

            /// Trims and checks `text`.
            pub fn parse(text: &str) -> Result<Self, InvalidText> {
                clean(text, $max, $multiline).map(Self)
            }
            /// The text itself.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl TryFrom<String> for $name {
            type Error = InvalidText;
            fn try_from(text: String) -> Result<Self, InvalidText> { Self::parse(&text) }
        }
        impl From<$name> for String {
            fn from(text: $name) -> String { text.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        // What people wrote stays out of debug output, and so out of logs (R3.6).
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} characters)"), self.0.chars().count())
            }
        }
    )*};
}

texts! {
    /// One line of text, up to 200 characters: a name, a title, an address.
    Line 200 false;
    /// A few sentences, up to 1,000 characters, line breaks kept: a reason that a record keeps.
    Note 1000 true;
    /// A passage of text, up to 5,000 characters, line breaks kept.
    Prose 5000 true;
}

impl Prose {
    /// The first hundred characters, and a sign that there are more.
    pub fn beginning(&self) -> Self {
        const SHOWN: usize = 100;
        if self.0.chars().count() <= SHOWN {
            return self.clone();
        }
        let shown: String = self.0.chars().take(SHOWN).collect();
        Self(format!("{}…", shown.trim_end()))
    }
}

/// The address of a page elsewhere, such as an online meeting: `https` only.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebLink(String);

/// Why a text is no address that can be followed safely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAWebLink {
    /// It begins otherwise, or names no host.
    #[error("must be an address that begins with https://")]
    Address,
    /// It has more characters than an address has.
    #[error("must be {0} characters or fewer")]
    TooLong(usize),
    /// A port, or a name to sign in with, stands beside its host.
    #[error("must be an address without a port or a sign-in name")]
    Beside,
    /// A character of it has to be escaped where an address stands.
    #[error("must not contain spaces, quotation marks, brackets or accented letters")]
    Character,
}

impl WebLink {
    /// The longest address accepted: those of online meetings have some 300 characters.
    pub const MAX: usize = 1000;

    /// Trims and checks `text`: a host with a name, nothing beside it, and no character that has to be
    /// escaped where an address stands. Whichever way `https` is written, it is kept in small letters.
    pub fn parse(text: &str) -> Result<Self, NotAWebLink> {
        let text = text.trim();
        let (scheme, after) = text.split_once("://").ok_or(NotAWebLink::Address)?;
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(NotAWebLink::Address);
        }
        if text.chars().count() > Self::MAX {
            return Err(NotAWebLink::TooLong(Self::MAX));
        }
        let printed = |c: char| c.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(c);
        if !text.chars().all(printed) {
            return Err(NotAWebLink::Character);
        }
        let host = after.split(['/', '?', '#']).next().unwrap_or_default();
        if host.contains([':', '@']) {
            return Err(NotAWebLink::Beside);
        }
        let named = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        (named && host.chars().all(plain))
            .then(|| Self(format!("https://{after}")))
            .ok_or(NotAWebLink::Address)
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebLink {
    type Error = NotAWebLink;
    fn try_from(text: String) -> Result<Self, NotAWebLink> {
        Self::parse(&text)
    }
}

impl From<WebLink> for String {
    fn from(link: WebLink) -> Self {
        link.0
    }
}

impl fmt::Display for WebLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// Whoever has the address can join: it stays out of debug output, and so out of logs.
impl fmt::Debug for WebLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebLink({} characters)", self.0.len())
    }
}

fn clean(text: &str, max: usize, multiline: bool) -> Result<String, InvalidText> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidText::Empty);
    }
    if text.chars().count() > max {
        return Err(InvalidText::TooLong(max));
    }
    let allowed = |c: char| match c {
        '\n' | '\t' => multiline,
        // Direction overrides can make a name read as another (Trojan Source).
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        other => !other.is_control(),
    };
    if text.chars().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err(InvalidText::Character)
    }
}

/// `text` with its first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// `text` as a cell that no spreadsheet takes for a formula.
pub fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// `text` as a quoted cell of a CSV file, which no spreadsheet takes for a formula.
///
/// **Source:** RFC 4180, which has quotes doubled.
pub fn cell(text: &str) -> String {
    format!("\"{}\"", harmless(text).replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_count_characters_not_bytes() {
        assert!(Line::parse(&"é".repeat(200)).is_ok());
        assert_eq!(
            Line::parse(&"é".repeat(201)),
            Err(InvalidText::TooLong(200))
        );
    }

    #[test]
    fn an_address_elsewhere_is_https_with_a_plain_host() {
        let teams = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Zm%40thread.v2/0?context=%7b%22Tid%22%3a%221%22%7d";
        assert_eq!(
            WebLink::parse(&format!(" {teams} ")).unwrap().as_str(),
            teams
        );
        assert!(!format!("{:?}", WebLink::parse(teams).unwrap()).contains("teams"));
        for bad in [
            "",
            "teams",
            "http://meet.example/1",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://localhost/1",
            "https://meet.example:8443/1",
            "https://meet.example@evil.example/1",
            "https://meet..example/",
            "https://meet.example/a b",
            "https://meet.example/\"onclick",
            "https://meet.example/<b>",
            "https://meet.example/a\nb",
            "https://mëet.example/1",
        ] {
            assert!(WebLink::parse(bad).is_err(), "{bad:?}");
        }
        let written = WebLink::parse("HTTPS://meet.example/A").unwrap();
        assert_eq!(written.as_str(), "https://meet.example/A");
    }

    #[test]
    fn what_is_wrong_with_an_address_is_said() {
        let long = format!("https://meet.example/{}", "a".repeat(WebLink::MAX));
        for (bad, why) in [
            ("meet.example/1", NotAWebLink::Address),
            ("http://meet.example/1", NotAWebLink::Address),
            ("https://localhost/1", NotAWebLink::Address),
            (long.as_str(), NotAWebLink::TooLong(WebLink::MAX)),
            ("https://meet.example:8443/1", NotAWebLink::Beside),
            ("https://me@meet.example/1", NotAWebLink::Beside),
            ("https://meet.example/a b", NotAWebLink::Character),
            ("https://meet.example/é", NotAWebLink::Character),
        ] {
            assert_eq!(WebLink::parse(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn hidden_characters_are_refused() {
        for bad in ["a\0b", "a\u{202e}b", "two\nlines", "a\u{7f}b"] {
            assert_eq!(Line::parse(bad), Err(InvalidText::Character), "{bad:?}");
        }
        assert_eq!(Line::parse(" \t "), Err(InvalidText::Empty));
        assert_eq!(Prose::parse("one\r\ntwo").unwrap().as_str(), "one\ntwo");
    }

    #[test]
    fn the_beginning_of_a_passage_is_a_passage() {
        let short = Prose::parse("Visited; noise stopped").unwrap();
        assert_eq!(short.beginning(), short);
        let long = Prose::parse(&"é ".repeat(100)).unwrap().beginning();
        assert_eq!(long.as_str().chars().count(), 100);
        assert_eq!(Prose::parse(long.as_str()), Ok(long));
    }

    #[test]
    fn no_cell_begins_like_a_formula() {
        for bad in [
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "＝1",
        ] {
            assert!(harmless(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(harmless("Sam"), "Sam");
    }

    #[test]
    fn debug_output_never_shows_what_was_written() {
        assert!(!format!("{:?}", Line::parse("Alex Example").unwrap()).contains("Alex"));
    }
}
