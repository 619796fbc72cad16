//! Files to be saved.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

/// A file to be saved under a name, which holds letters, digits, hyphens and full stops only: it is
/// written by us, or from a reference.
pub fn download(name: &str, media: &'static str, file: impl Into<Body>) -> Response {
    let headers = [
        (CONTENT_TYPE, media.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, file.into()).into_response()
}

/// A table for a spreadsheet, to be saved.
pub fn csv(name: &str, table: String) -> Response {
    download(name, "text/csv; charset=utf-8", table)
}
