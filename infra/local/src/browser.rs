//! A little browser for tests: follows nothing, keeps cookies.

use std::collections::BTreeMap;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

pub(crate) struct Browser {
    client: Client<HttpConnector, Body>,
    origin: String,
    cookies: BTreeMap<String, String>,
}

pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Browser {
    pub(crate) fn new(origin: &str) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            origin: origin.to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    pub(crate) async fn get(&mut self, url: &str) -> Page {
        self.send("GET", url, &[("accept", "text/html")], Bytes::new())
            .await
    }

    pub(crate) async fn post(&mut self, url: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let origin = self.origin.clone();
        let headers = [("accept", "text/html"), kind, ("origin", origin.as_str())];
        self.send("POST", url, &headers, body.into()).await
    }

    pub(crate) async fn send(
        &mut self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Page {
        let url = match url.starts_with('/') {
            true => format!("{}{url}", self.origin),
            false => url.to_owned(),
        };
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let reply = self
            .client
            .request(request.body(Body::from(body)).unwrap())
            .await
            .unwrap();
        for cookie in reply.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let (parts, body) = reply.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Page {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}
