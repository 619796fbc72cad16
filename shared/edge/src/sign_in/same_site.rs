//! Whether a request that changes something was sent from one of our own pages.

use http::{HeaderMap, HeaderName, Method, header};

use crate::{Problem, config::origin_of};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a change that a browser sends from another site's page: browsers add the cookie on
/// their own (cross-site request forgery). What a bearer token proves needs no such check.
///
/// **Errors:** 403 unless `Origin`, or failing that `Sec-Fetch-Site`, or failing that `Referer`,
/// says that it comes from `origin`.
pub(crate) fn check(method: &Method, headers: &HeaderMap, origin: &str) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let ours = if let Some(from) = text(header::ORIGIN) {
        from == origin
    } else if let Some(site) = text(SEC_FETCH_SITE) {
        site == "same-origin"
    } else {
        text(header::REFERER).and_then(origin_of).as_deref() == Some(origin)
    };
    if ours {
        Ok(())
    } else {
        Err(Problem::Forbidden(
            "This was not sent from a page of this service.".into(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const OURS: &str = "https://charmm.example.gov.uk";

    fn allowed(method: &Method, sent: &[(HeaderName, &'static str)]) -> bool {
        let headers = sent
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
            .collect();
        check(method, &headers, OURS).is_ok()
    }

    #[test]
    fn changes_come_from_our_own_pages() {
        let post = &Method::POST;
        assert!(allowed(post, &[(header::ORIGIN, OURS)]));
        assert!(allowed(post, &[(SEC_FETCH_SITE, "same-origin")]));
        assert!(allowed(
            post,
            &[(header::REFERER, "https://charmm.example.gov.uk/cases")]
        ));
        assert!(allowed(
            &Method::GET,
            &[(header::ORIGIN, "https://evil.example")]
        ));
    }

    #[test]
    fn changes_from_elsewhere_or_nowhere_are_refused() {
        let post = &Method::POST;
        assert!(!allowed(post, &[]));
        assert!(!allowed(post, &[(header::ORIGIN, "null")]));
        assert!(!allowed(
            post,
            &[(header::ORIGIN, "https://charmm.example.gov.uk.evil.example")]
        ));
        assert!(!allowed(post, &[(SEC_FETCH_SITE, "same-site")]));
        assert!(!allowed(
            post,
            &[(
                header::REFERER,
                "https://evil.example/https://charmm.example.gov.uk"
            )]
        ));
        // The more telling header decides.
        assert!(!allowed(
            post,
            &[
                (header::ORIGIN, "https://evil.example"),
                (SEC_FETCH_SITE, "same-origin")
            ]
        ));
    }
}
