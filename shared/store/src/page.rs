//! Lists, a page at a time.

use crate::Error;

/// Where the next page of a list begins.
///
/// **Shape:** opaque to callers; it holds sort keys and never the partition, so that a token from
/// one list cannot open another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub(crate) Vec<String>);

impl Cursor {
    /// Reads a token from a URL.
    pub fn parse(token: &str) -> Result<Self, Error> {
        let bytes = (0..token.len())
            .step_by(2)
            .map(|at| {
                token
                    .get(at..at + 2)
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok())
            })
            .collect::<Option<Vec<u8>>>()
            .ok_or(Error::Cursor)?;
        let text = String::from_utf8(bytes).map_err(|_| Error::Cursor)?;
        Ok(Self(text.split('\n').map(str::to_owned).collect()))
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0
            .join("\n")
            .bytes()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins, if there is one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// A list with nothing on it.
    pub(crate) fn empty() -> Self {
        Page {
            items: Vec::new(),
            next: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_read_back_and_rubbish_does_not() {
        let cursor = Cursor(vec!["2026-11-24#RUN-2026-0001".into(), "CASE#é".into()]);
        assert_eq!(Cursor::parse(&cursor.to_string()).unwrap(), cursor);
        for bad in ["0", "zz", "é1", "ff"] {
            assert!(Cursor::parse(bad).is_err(), "{bad}");
        }
    }
}
