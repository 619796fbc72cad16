//! What every reply says to browsers and caches.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{App, config::origin_of};

/// Put on a reply whose page has a form that leads to another origin, such as a bucket: that page
/// alone may send it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormTo(String);

impl FormTo {
    /// The origin of this address; `None` when it has none.
    pub fn address(url: &str) -> Option<Self> {
        origin_of(url).map(Self)
    }
}

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Two years, as browsers' preload lists ask for.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// The layer that adds them.
pub(crate) async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let mut origins = app.issuer.origins();
    if let Some(FormTo(origin)) = response.extensions_mut().remove() {
        origins.push(origin);
    }
    let policy = content_security_policy(&origins);
    dress(response.headers_mut(), &policy, app.config.secure());
    response
}

fn dress(headers: &mut HeaderMap, policy: &str, secure: bool) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if secure {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(HSTS),
        );
    }
    // Assets say for themselves how long they may be kept; everything else may hold personal data.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.append(header::VARY, HeaderValue::from_static("accept, cookie"));
    }
}

/// Nothing inline, nothing foreign. A form may lead to the issuer, because browsers apply
/// `form-action` to the redirect that a form post ends in.
fn content_security_policy(issuers: &[String]) -> String {
    let mut policy = String::from(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    );
    for origin in issuers {
        policy.push(' ');
        policy.push_str(origin);
    }
    policy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_may_lead_to_the_issuer_and_nowhere_else() {
        let policy = content_security_policy(&["https://login.example.gov.uk".into()]);
        assert!(policy.ends_with("form-action 'self' https://login.example.gov.uk"));
        assert!(policy.starts_with("default-src 'none';"));
        assert!(!policy.contains("unsafe"));
    }

    #[test]
    fn a_page_may_name_one_more_origin_and_no_path_of_it() {
        let to = FormTo::address("https://documents.s3.eu-west-2.amazonaws.com/path?query");
        let origin = "https://documents.s3.eu-west-2.amazonaws.com";
        assert_eq!(to, Some(FormTo(origin.to_owned())));
        assert_eq!(FormTo::address("nowhere"), None);
    }

    #[test]
    fn only_assets_are_kept_by_caches() {
        let mut headers = HeaderMap::new();
        dress(&mut headers, "default-src 'none'", true);
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));

        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=1"));
        dress(&mut headers, "default-src 'none'", false);
        assert_eq!(headers[header::CACHE_CONTROL], "max-age=1");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
