//! Which kind of browser somebody uses, as far as a session is bound to it (ASVS V8.2.4).

use domain::journal::Hash;
use http::{HeaderMap, header};

/// What kind of browser it says it is, without its version: it may be updated while somebody is
/// signed in. Kept as a hash, because nobody has to read it.
pub(crate) fn kind(headers: &HeaderMap) -> Hash {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.map(|value| value.as_bytes()).unwrap_or_default();
    let kind: Vec<u8> = agent
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_digit() && *byte != b'.')
        .collect();
    Hash::of(&kind)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn of(agent: &'static str) -> Hash {
        let headers = [(header::USER_AGENT, HeaderValue::from_static(agent))];
        kind(&HeaderMap::from_iter(headers))
    }

    #[test]
    fn a_newer_version_is_the_same_kind_and_another_browser_is_not() {
        let old = of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36");
        let new = of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0.1.2 Safari/537.36");
        let other = of("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
        assert_eq!(old, new);
        assert_ne!(old, other);
        assert_ne!(old, kind(&HeaderMap::new()));
    }
}
