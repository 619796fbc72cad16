//! Small requests to the issuer, and to nobody else.

use std::{sync::OnceLock, time::Duration};

use axum::body::Bytes;
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::de::DeserializeOwned;

use crate::config::{Secret, trusted};

/// An issuer that takes longer is as good as down: the person is waiting.
const PATIENCE: Duration = Duration::from_secs(5);
/// Key sets and tokens are a few kilobytes.
const LARGEST_REPLY: usize = 256 * 1024;

/// What went wrong on the way. Holds no address and no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FetchFault {
    /// Neither `https` nor this machine.
    #[error("the issuer names an address that is not https")]
    Address,
    /// No certificates to judge by.
    #[error("no root certificates on this machine")]
    Roots,
    /// No answer in time.
    #[error("the issuer does not answer")]
    Silent,
    /// Refused, with this status.
    #[error("the issuer answers {0}")]
    Status(StatusCode),
    /// Not the JSON that was expected.
    #[error("the issuer's answer cannot be read")]
    Unreadable,
}

type Plain = Client<HttpConnector, Full<Bytes>>;
type Tls = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// A client whose connections are kept between calls; root certificates are read at the first one.
#[derive(Debug, Default)]
pub(crate) struct Fetch {
    plain: OnceLock<Plain>,
    tls: OnceLock<Tls>,
}

impl Fetch {
    /// A JSON document.
    pub(crate) async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, FetchFault> {
        let request = Request::get(url).header(header::ACCEPT, "application/json");
        self.send(url, request.body(Full::default())).await
    }

    /// What a form post is answered with, as JSON. `basic` authenticates this client.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        url: &str,
        fields: &[(&str, &str)],
        basic: Option<(&str, &Secret)>,
    ) -> Result<T, FetchFault> {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some((id, secret)) = basic {
            let mut value =
                HeaderValue::from_str(&credentials(id, secret)).map_err(|_| FetchFault::Address)?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        self.send(url, request.body(Full::from(form))).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        url: &str,
        request: http::Result<Request<Full<Bytes>>>,
    ) -> Result<T, FetchFault> {
        let request = request.map_err(|_| FetchFault::Address)?;
        if !trusted(url) {
            return Err(FetchFault::Address);
        }
        let exchange = async {
            let response = if url.starts_with("https:") {
                self.tls()?.request(request).await
            } else {
                self.plain().request(request).await
            };
            let response = response.map_err(|_| FetchFault::Silent)?;
            if response.status() != StatusCode::OK {
                return Err(FetchFault::Status(response.status()));
            }
            let body = Limited::new(response.into_body(), LARGEST_REPLY)
                .collect()
                .await;
            Ok(body.map_err(|_| FetchFault::Unreadable)?.to_bytes())
        };
        let bytes = tokio::time::timeout(PATIENCE, exchange)
            .await
            .map_err(|_| FetchFault::Silent)??;
        serde_json::from_slice(&bytes).map_err(|_| FetchFault::Unreadable)
    }

    fn plain(&self) -> &Plain {
        self.plain
            .get_or_init(|| Client::builder(TokioExecutor::new()).build(HttpConnector::new()))
    }

    fn tls(&self) -> Result<&Tls, FetchFault> {
        if let Some(client) = self.tls.get() {
            return Ok(client);
        }
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|_| FetchFault::Roots)?
            .https_only()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(self.tls.get_or_init(|| client))
    }
}

/// RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
fn credentials(id: &str, secret: &Secret) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret.reveal()));
    format!("Basic {}", STANDARD.encode(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_survive_colons() {
        assert_eq!(
            credentials("a:b", &Secret::new("c d")),
            format!("Basic {}", STANDARD.encode("a%3Ab:c+d"))
        );
    }

    #[tokio::test]
    async fn plain_http_never_leaves_this_machine() {
        let fetch = Fetch::default();
        let asked = fetch
            .get::<serde_json::Value>("http://issuer.example/keys")
            .await;
        assert_eq!(asked.unwrap_err(), FetchFault::Address);
        // Nothing listens on port 9 of this machine.
        let asked = fetch
            .get::<serde_json::Value>("http://127.0.0.1:9/keys")
            .await;
        assert_eq!(asked.unwrap_err(), FetchFault::Silent);
    }
}
