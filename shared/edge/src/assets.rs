//! Style sheets, scripts and the icon, embedded in the program and served under `/assets/`.
//!
//! Pages link to them with their version in the address ([`href`]), so that a browser may keep
//! them for good and still sees the next release at once. `assets/vendor.sh` says where they come from.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

/// A year, the longest that caches honour; safe because the address changes with the content.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// For an address without the current version: ask each time whether the file is still the same.
const ASK: &str = "public, no-cache";

struct Asset {
    file: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

macro_rules! asset {
    ($file:literal, $kind:literal) => {
        Asset {
            file: $file,
            kind: $kind,
            bytes: include_bytes!(concat!("../assets/", $file)),
        }
    };
}

static ASSETS: &[Asset] = &[
    asset!("govuk-frontend.min.css", "text/css; charset=utf-8"),
    asset!("govuk-frontend.min.js", "text/javascript; charset=utf-8"),
    asset!("moj-frontend.min.css", "text/css; charset=utf-8"),
    asset!("charmm.css", "text/css; charset=utf-8"),
    asset!("charmm.js", "text/javascript; charset=utf-8"),
    asset!("favicon.svg", "image/svg+xml"),
];

/// Hash of each asset, in the order of [`ASSETS`].
static HASHES: LazyLock<Vec<String>> =
    LazyLock::new(|| ASSETS.iter().map(|asset| hex(asset.bytes)).collect());

/// One version for all of them, because the script asks for its library with its own version.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let all = hex(HASHES.concat().as_bytes());
    all.chars().take(16).collect()
});

/// Address of an asset, with the version that lets a browser keep it for good.
#[must_use]
pub fn href(file: &str) -> String {
    format!("/assets/{file}?v={}", *VERSION)
}

/// `GET /assets/{file}`: the embedded file, 304 when the browser has it, 404 for any other name.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new().route("/assets/{file}", get(asset))
}

#[derive(serde::Deserialize)]
struct Asked {
    v: Option<String>,
}

async fn asset(
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let mut known = ASSETS.iter().zip(HASHES.iter());
    let Some((asset, hash)) = known.find(|(asset, _)| asset.file == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{hash}\"");
    let current = asked.v.as_deref() == Some(VERSION.as_str());
    let keep = if current { FOR_GOOD } else { ASK };
    let validators = [
        (header::ETAG, etag.clone()),
        (header::CACHE_CONTROL, keep.to_owned()),
    ];
    if has(&headers, &etag) {
        return (StatusCode::NOT_MODIFIED, validators).into_response();
    }
    let kind = [(header::CONTENT_TYPE, asset.kind)];
    (validators, kind, asset.bytes).into_response()
}

/// Whether the browser says that it has this version already.
fn has(headers: &HeaderMap, etag: &str) -> bool {
    let asked = headers.get_all(header::IF_NONE_MATCH);
    let mut tags = asked
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    tags.any(|tag| tag.trim().trim_start_matches("W/") == etag || tag.trim() == "*")
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    async fn get(uri: &str, known: Option<&str>) -> Response {
        let request = Request::get(uri);
        let request = match known {
            Some(etag) => request.header(header::IF_NONE_MATCH, etag),
            None => request,
        };
        let request = request.body(Body::empty()).unwrap();
        routes::<()>().oneshot(request).await.unwrap()
    }

    fn value(response: &Response, name: header::HeaderName) -> String {
        response.headers()[name].to_str().unwrap().to_owned()
    }

    #[tokio::test]
    async fn a_linked_file_may_be_kept_for_good() {
        let response = get(&href("charmm.css"), None).await;

        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(
            value(&response, header::CONTENT_TYPE),
            "text/css; charset=utf-8"
        );
        assert_eq!(value(&response, header::CACHE_CONTROL), FOR_GOOD);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(&body[..], include_bytes!("../assets/charmm.css"));
    }

    #[tokio::test]
    async fn another_version_is_asked_for_each_time() {
        for uri in ["/assets/charmm.js", "/assets/charmm.js?v=old"] {
            let response = get(uri, None).await;

            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(value(&response, header::CACHE_CONTROL), ASK);
        }
    }

    #[tokio::test]
    async fn a_file_that_the_browser_has_is_not_sent_again() {
        let etag = value(&get("/assets/favicon.svg", None).await, header::ETAG);

        for known in [etag.clone(), format!("\"other\", W/{etag}"), "*".to_owned()] {
            let response = get("/assets/favicon.svg", Some(&known)).await;
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
        }
        let response = get("/assets/favicon.svg", Some("\"other\"")).await;
        assert_eq!(response.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn nothing_else_is_served() {
        for uri in ["/assets/vendor.sh", "/assets/..%2fCargo.toml", "/assets/"] {
            assert_eq!(
                get(uri, None).await.status(),
                StatusCode::NOT_FOUND,
                "{uri}"
            );
        }
    }

    /// GDS Transport and the royal arms may only be used on service.gov.uk.
    #[test]
    fn no_font_or_image_of_the_government_is_served() {
        for asset in ASSETS {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            for refused in ["GDS Transport", "@font-face", "crest", "sourceMappingURL"] {
                assert!(!text.contains(refused), "{} has {refused}", asset.file);
            }
        }
    }
}
