//! From where a request comes, and how often it may.

use std::{convert::Infallible, net::IpAddr};

use axum::extract::FromRequestParts;
use chrono::{DateTime, Utc};
use http::request::Parts;
use lambda_http::{RequestExt, request::RequestContext};
use store::knocks::Limit;

use crate::{App, Problem};

/// The address that the gateway saw, which is not what the client says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    address: String,
}

impl Door {
    /// Counts a request of somebody who has not signed in.
    ///
    /// **Errors:** 429 when their address has used up `limit`.
    pub async fn admit(&self, app: &App, limit: Limit, now: DateTime<Utc>) -> Result<(), Problem> {
        if app.store.knock(limit, &self.address, now).await? {
            Ok(())
        } else {
            Err(Problem::TooMany)
        }
    }
}

impl FromRequestParts<App> for Door {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let seen = match parts.extensions.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
            _ => None,
        };
        // Whoever comes by no door that is known shares one count.
        let address = seen.map_or_else(|| "unknown".to_owned(), household);
        Ok(Self { address })
    }
}

/// What is counted as one: an IPv4 address, or the network of an IPv6 address, of which whoever has
/// one has 2⁶⁴.
fn household(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_ipv6_network_counts_as_one() {
        assert_eq!(household("192.0.2.7"), "192.0.2.7");
        assert_ne!(household("192.0.2.7"), household("192.0.2.8"));
        assert_eq!(
            household("2001:db8:1:2::1"),
            household("2001:db8:1:2:ffff::9")
        );
        assert_ne!(household("2001:db8:1:2::1"), household("2001:db8:1:3::1"));
    }
}
