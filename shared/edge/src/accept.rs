//! Which representation a request asks for, and replies in it.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{self, HeaderMap},
    request::Parts,
};
use serde::Serialize;

use crate::{Problem, page};

/// The representation asked for by `Accept` (RFC 9110 §12.5.1), or by `?as=html|json|pdf`, which a
/// link in a page needs because a browser always asks for HTML.
///
/// JSON unless another is preferred; what cannot be given at all is answered in JSON too, as RFC
/// 9110 allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accept {
    /// A page, for people.
    Html,
    /// JSON, for programs.
    Json,
    /// PDF, where a route has one.
    Pdf,
}

impl Accept {
    /// The representation that `headers` prefer.
    pub fn of(headers: &HeaderMap) -> Self {
        let ranges: Vec<Range> = headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(Range::parse)
            .collect();
        let mut best = (0, 0);
        let mut choice = Self::Json;
        // In order of preference between equals.
        for offer in [Self::Json, Self::Html, Self::Pdf] {
            let found = offer.quality(&ranges);
            if found.0 > 0 && found > best {
                best = found;
                choice = offer;
            }
        }
        choice
    }

    /// Whether a page is wanted.
    pub fn html(self) -> bool {
        self == Self::Html
    }

    /// Quality (thousandths) and specificity of the range that speaks for this representation:
    /// the most specific one that matches.
    fn quality(self, ranges: &[Range]) -> (u16, u8) {
        ranges
            .iter()
            .filter_map(|range| {
                let specificity = match (self, range.media.as_str()) {
                    (_, "*/*") => 1,
                    (Self::Html, "text/*") | (Self::Json | Self::Pdf, "application/*") => 2,
                    (Self::Html, "text/html" | "application/xhtml+xml")
                    | (Self::Json, "application/json" | "application/problem+json")
                    | (Self::Pdf, "application/pdf") => 3,
                    _ => return None,
                };
                Some((specificity, range.quality))
            })
            .max()
            .map_or((0, 0), |(specificity, quality)| (quality, specificity))
    }
}

struct Range {
    media: String,
    quality: u16,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let media = parts.next()?.to_ascii_lowercase();
        let mut quality = 1000;
        for part in parts {
            if let Some((name, value)) = part.split_once('=')
                && name.trim().eq_ignore_ascii_case("q")
            {
                let value: f32 = value.trim().parse().ok()?;
                if !(0.0..=1.0).contains(&value) {
                    return None;
                }
                // Between 0 and 1000, checked above.
                quality = (value * 1000.0) as u16;
            }
        }
        Some(Self { media, quality })
    }
}

impl<S: Sync> FromRequestParts<S> for Accept {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::from_parts(parts.uri.query(), &parts.headers))
    }
}

impl Accept {
    /// The representation that a query and headers ask for together.
    pub(crate) fn from_parts(query: Option<&str>, headers: &HeaderMap) -> Self {
        let query = query.unwrap_or_default();
        let asked = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "as")
            .and_then(|(_, value)| match value.as_ref() {
                "html" => Some(Self::Html),
                "json" => Some(Self::Json),
                "pdf" => Some(Self::Pdf),
                _ => None,
            });
        asked.unwrap_or_else(|| Self::of(headers))
    }

    /// The same content in the representation asked for: `view` as JSON or `page` as HTML.
    pub fn reply(self, view: &impl Serialize, page: &impl askama::Template) -> Reply {
        Reply(match self {
            Self::Html => page::html(StatusCode::OK, page),
            Self::Json | Self::Pdf => json(view),
        })
    }
}

/// A reply on its way, to which a status or a version can still be given.
#[must_use]
pub struct Reply(Response);

impl Reply {
    /// Adds the version of what is shown as its `ETag`, for a later `If-Match`.
    pub fn version(mut self, version: u64) -> Self {
        if let Ok(tag) = HeaderValue::try_from(format!("\"{version}\"")) {
            self.0.headers_mut().insert(header::ETAG, tag);
        }
        self
    }

    /// Changes the status, unless the reply has already become an error.
    pub fn status(mut self, status: StatusCode) -> Self {
        if self.0.status() == StatusCode::OK {
            *self.0.status_mut() = status;
        }
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        self.0
    }
}

impl From<Reply> for Response {
    fn from(reply: Reply) -> Self {
        reply.0
    }
}

/// A JSON document.
pub fn json(view: &impl Serialize) -> Response {
    match serde_json::to_string(view) {
        Ok(text) => with_type("application/json", text),
        Err(fault) => Problem::Broken(format!("json: {fault}")).into_response(),
    }
}

/// A PDF document, shown in the browser and saved under `name`.
pub fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect();
    let mut response = with_type("application/pdf", bytes);
    if let Ok(value) = HeaderValue::try_from(format!("inline; filename=\"{name}\"")) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// 303: what to look at after a form was taken.
pub fn see_other(location: &str) -> Response {
    match HeaderValue::try_from(location) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(_) => Problem::Broken("location is not a header value".into()).into_response(),
    }
}

fn with_type(media: &'static str, body: impl Into<axum::body::Body>) -> Response {
    ([(header::CONTENT_TYPE, media)], body.into()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(text: &str) -> Accept {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_str(text).unwrap());
        Accept::of(&headers)
    }

    #[test]
    fn browsers_get_pages_and_programs_get_json() {
        let chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        assert_eq!(accept(chrome), Accept::Html);
        assert_eq!(accept("*/*"), Accept::Json);
        assert_eq!(Accept::of(&HeaderMap::new()), Accept::Json);
        assert_eq!(accept("application/json, text/plain, */*"), Accept::Json);
        assert_eq!(accept("application/problem+json"), Accept::Json);
        assert_eq!(accept("text/html, */*"), Accept::Html);
        assert_eq!(accept("application/pdf"), Accept::Pdf);
        assert_eq!(accept("application/*"), Accept::Json);
    }

    #[test]
    fn quality_decides_before_specificity() {
        assert_eq!(
            accept("text/html;q=0.4, application/json;q=0.9"),
            Accept::Json
        );
        assert_eq!(accept("application/json;q=0.5, */*"), Accept::Html);
        assert_eq!(accept("application/json;q=0, text/*;q=0.1"), Accept::Html);
        assert_eq!(accept("application/pdf, text/html;q=0.9"), Accept::Pdf);
    }

    #[test]
    fn what_cannot_be_given_is_answered_in_json() {
        for odd in ["image/png", "", ";;;", "text/html;q=2", "text/html;q=x"] {
            assert_eq!(accept(odd), Accept::Json, "{odd}");
        }
    }

    #[test]
    fn a_link_can_ask_for_a_representation() {
        let none = HeaderMap::new();
        assert_eq!(Accept::from_parts(Some("a=1&as=pdf"), &none), Accept::Pdf);
        assert_eq!(Accept::from_parts(Some("as=exe"), &none), Accept::Json);
    }

    #[test]
    fn versions_become_tags() {
        let response = Reply(json(&1)).version(7).status(StatusCode::CREATED).0;
        assert_eq!(response.headers()[header::ETAG], "\"7\"");
        assert_eq!(response.status(), StatusCode::CREATED);
    }

    #[test]
    fn locations_cannot_split_headers() {
        assert_eq!(see_other("/cases/1").status(), StatusCode::SEE_OTHER);
        assert_eq!(
            see_other("/\r\nset-cookie: a=b").status(),
            StatusCode::INTERNAL_SERVER_ERROR
        );
    }
}
