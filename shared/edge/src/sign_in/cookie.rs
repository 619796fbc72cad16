//! The two cookies: who is signed in, and which browser began a sign-in.

use http::{HeaderMap, HeaderValue, header};

use crate::{Config, Problem, Ticket, secret};

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// Who is signed in.
    Session,
    /// Which browser began a sign-in.
    Attempt,
}

impl Cookie {
    /// Its name. `__Host-` keeps other hosts from setting it; browsers take that only with
    /// `Secure`, which some refuse over a laptop's plain `http`.
    fn name(self, config: &Config) -> &'static str {
        match (self, config.secure()) {
            (Self::Session, true) => "__Host-charmm",
            (Self::Session, false) => "charmm",
            (Self::Attempt, true) => "__Host-charmm-sign-in",
            (Self::Attempt, false) => "charmm-sign-in",
        }
    }

    /// Its value, if the request has one that could be ours.
    pub(crate) fn read(self, config: &Config, headers: &HeaderMap) -> Option<String> {
        let name = self.name(config);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, value)| *key == name && self.could_be(value))
            .map(|(_, value)| value.to_owned())
    }

    fn could_be(self, value: &str) -> bool {
        match self {
            Self::Session => Ticket::parse(value).is_some(),
            Self::Attempt => secret::is_token(value),
        }
    }

    /// The header that sets it for `seconds`.
    pub(crate) fn set(
        self,
        config: &Config,
        value: &str,
        seconds: i64,
    ) -> Result<HeaderValue, Problem> {
        let secure = if config.secure() { "; Secure" } else { "" };
        let name = self.name(config);
        // Lax: the issuer's redirect back to us has to bring the cookie along.
        let text =
            format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::try_from(text)
            .map_err(|_| Problem::Broken("cookie is not a header value".into()))
    }

    /// The header that takes it away.
    pub(crate) fn clear(self, config: &Config) -> Result<HeaderValue, Problem> {
        self.set(config, "", 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::local;

    fn sent(cookies: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(cookies).unwrap())])
    }

    #[test]
    fn only_our_own_cookie_is_read() {
        let ticket = format!("{}.{}", uuid::Uuid::nil(), "A".repeat(43));
        let config = local();
        let headers = sent(&format!(
            "a=b; charmm-sign-in={}; charmm={ticket}",
            "B".repeat(43)
        ));
        assert_eq!(Cookie::Session.read(&config, &headers), Some(ticket));
        assert_eq!(Cookie::Session.read(&config, &sent("charmm=short")), None);
        assert_eq!(Cookie::Session.read(&config, &sent("xcharmm=")), None);
    }

    #[test]
    fn only_a_laptop_does_without_the_host_prefix() {
        let mut config = local();
        let plain = Cookie::Session.set(&config, "x", 60).unwrap();
        assert_eq!(
            plain,
            "charmm=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
        );
        config.origin = "https://charmm.example.gov.uk".into();
        let live = Cookie::Session.set(&config, "x", 60).unwrap();
        assert_eq!(
            live,
            "__Host-charmm=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(!sent("charmm=x").is_empty());
        assert_eq!(
            Cookie::Session.read(
                &config,
                &sent(&format!("charmm={}.{}", uuid::Uuid::nil(), "A".repeat(43)))
            ),
            None
        );
    }
}
