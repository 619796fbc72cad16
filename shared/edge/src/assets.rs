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

async fn asset(Path(file): Path<String>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let mut known = ASSETS.iter().zip(HASHES.iter());
    let Some((asset, hash)) = known.find(|(asset, _)| asset.file == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{hash}\"");
    let current = asked.v.as_deref() == Some(VERSION.as_str());
    let keep = if current { FOR_GOOD } else { ASK };
    let validators = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, keep.to_owned())];
    if has(&headers, &etag) {
        return (StatusCode::NOT_MODIFIED, validators).into_response();
    }
    let content = [
        (header::CONTENT_TYPE, asset.kind),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (validators, content, asset.bytes).into_response()
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
