//! `/sign-in`: asks before it leads to the issuer, which may know the person and lead back without
//! asking. Nobody is signed in without having done something for it (ASVS V7.6.2).

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName};

use super::{Begin, begin_url, local, other_name_of_this_machine, sign_in_url};
use crate::{
    App,
    accept::see_other,
    page::{self, Chrome},
    request::Trace,
};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[derive(Template)]
#[template(path = "sign_in.html")]
struct AskPage {
    chrome: Chrome,
    begin: String,
}

/// Whether one of our own pages led here, or no browser: every browser says from where.
pub(super) fn from_here(headers: &HeaderMap) -> bool {
    headers
        .get(SEC_FETCH_SITE)
        .is_none_or(|site| site.as_bytes() == b"same-origin")
}

/// Asks whether to sign in.
pub(super) async fn ask(
    State(app): State<App>,
    trace: Trace,
    Query(query): Query<Begin>,
    headers: HeaderMap,
) -> Response {
    let to = local(&query.to);
    if let Some(elsewhere) = other_name_of_this_machine(&app, &headers) {
        return see_other(&format!("{elsewhere}{}", sign_in_url(to)));
    }
    let page = AskPage {
        chrome: trace.chrome("Sign in to go on"),
        begin: begin_url(to),
    };
    page::html(http::StatusCode::OK, &page).into_response()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn only_our_own_pages_and_programs_begin_at_once() {
        let from = |site| {
            let headers = [(SEC_FETCH_SITE, HeaderValue::from_static(site))];
            from_here(&HeaderMap::from_iter(headers))
        };
        assert!(from("same-origin"));
        assert!(from_here(&HeaderMap::new()));
        for elsewhere in ["cross-site", "same-site", "none", ""] {
            assert!(!from(elsewhere), "{elsewhere}");
        }
    }
}
