//! The version that a change is based on, so that nobody overwrites what they have not seen.

use http::{HeaderMap, header};

use crate::Problem;

/// `If-Match: "7"`, or a form's hidden field `_version`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IfMatch(Option<u64>);

impl IfMatch {
    /// Reads the header, or else the field.
    ///
    /// **Errors:** 400 when it is neither `*` nor a version.
    pub(crate) fn read(headers: &HeaderMap, field: Option<&str>) -> Result<Self, Problem> {
        match (headers.get(header::IF_MATCH), field) {
            (Some(tag), _) => {
                let tag = tag.to_str().unwrap_or_default().trim();
                if tag == "*" {
                    return Ok(Self(None));
                }
                // A proxy that compresses may have weakened the tag; the version still holds.
                let version = tag
                    .trim_start_matches("W/")
                    .strip_prefix('"')
                    .and_then(|tag| tag.strip_suffix('"'))
                    .and_then(|tag| tag.parse().ok());
                version.map(|version| Self(Some(version))).ok_or_else(|| {
                    Problem::field("If-Match", "If-Match must be one ETag, such as \"7\"")
                })
            }
            (None, Some(version)) => match version.parse() {
                Ok(version) => Ok(Self(Some(version))),
                Err(_) => Err(Problem::field("_version", "must be a whole number")),
            },
            (None, None) => Ok(Self(None)),
        }
    }

    /// The version, if one was named.
    pub fn version(self) -> Option<u64> {
        self.0
    }

    /// The version, for a change that must not be made blindly.
    ///
    /// **Errors:** 400 when none was named.
    pub fn required(self) -> Result<u64, Problem> {
        self.0.ok_or_else(|| {
            Problem::field(
                "If-Match",
                "If-Match is required: send the ETag of what was read",
            )
        })
    }

    /// Compares with the version `now`; `changed` tells, from the version that was seen, what has
    /// happened since.
    ///
    /// **Errors:** 409 when they differ.
    pub fn check(self, now: u64, changed: impl FnOnce(u64) -> Vec<String>) -> Result<(), Problem> {
        match self.0 {
            Some(seen) if seen != now => Err(Problem::Conflict(changed(seen))),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(tag: &'static str, field: Option<&str>) -> Result<IfMatch, Problem> {
        let mut headers = HeaderMap::new();
        if !tag.is_empty() {
            headers.insert(header::IF_MATCH, HeaderValue::from_static(tag));
        }
        IfMatch::read(&headers, field)
    }

    #[test]
    fn versions_come_from_the_header_or_the_form() {
        assert_eq!(read("\"7\"", None).unwrap().version(), Some(7));
        assert_eq!(read("W/\"7\"", Some("3")).unwrap().version(), Some(7));
        assert_eq!(read("", Some("3")).unwrap().version(), Some(3));
        assert_eq!(read("*", None).unwrap().version(), None);
        assert!(read("7", None).is_err());
        assert!(read("\"7\", \"8\"", None).is_err());
        assert!(read("", Some("x")).is_err());
    }

    #[test]
    fn a_stale_version_is_told_what_changed() {
        let seen = read("\"7\"", None).unwrap();
        assert!(seen.check(7, |_| unreachable!()).is_ok());
        let stale = seen.check(9, |seen| vec![format!("since {seen}")]);
        assert_eq!(stale, Err(Problem::Conflict(vec!["since 7".into()])));
        assert!(IfMatch::default().check(9, |_| unreachable!()).is_ok());
        assert!(IfMatch::default().required().is_err());
    }
}
