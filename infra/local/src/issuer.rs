//! A small OpenID Connect provider with the demonstration's people, so that signing in on a laptop
//! takes the very same path as in production.
//!
//! It lives under [`PATH`] on the public origin. Anyone may become anyone here: it must never
//! listen on anything but loopback.

mod authorize;
mod discovery;
mod grant;
mod key;
mod session_end;
mod token;

use std::sync::{Arc, PoisonError, RwLock};

use anyhow::anyhow;
use axum::{Router, routing::get, routing::post};
use jsonwebtoken::jwk::JwkSet;
use serde::Serialize;

pub(crate) use key::SigningKey;
pub(crate) use token::{SCOPE, TOKEN_LIFE};

use crate::{clock::LocalClock, people::People};
use grant::Grants;

/// Where on the origin the issuer lives.
pub(crate) const PATH: &str = "/dev/oidc";
/// The one client.
pub(crate) const CLIENT_ID: &str = "charmm-web";
/// Who access tokens are meant for.
pub(crate) const AUDIENCE: &str = "charmm-api";
/// Where on the origin codes are sent, and nowhere else.
const CALLBACK: &str = "/sign-in/callback";

/// The issuer of one runner.
#[derive(Debug, Clone)]
pub(crate) struct Issuer {
    origin: Arc<str>,
    /// The newest signs; those before it are published still.
    keys: Arc<RwLock<Vec<SigningKey>>>,
    people: People,
    clock: LocalClock,
    grants: Grants,
}

impl Issuer {
    pub(crate) fn new(origin: &str, key: SigningKey, people: People, clock: LocalClock) -> Self {
        Self {
            origin: origin.into(),
            keys: Arc::new(RwLock::new(vec![key])),
            people,
            clock,
            grants: Grants::default(),
        }
    }

    /// The issuer's identifier.
    pub(crate) fn url(&self) -> String {
        format!("{}{PATH}", self.origin)
    }

    /// Signs with a new key from now on, as an issuer does from time to time. With `withdraw`, the
    /// keys before it are published no more, as after a theft.
    pub(crate) fn rotate(&self, withdraw: bool) -> anyhow::Result<()> {
        let key = SigningKey::fresh()?;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if withdraw {
            keys.clear();
        }
        keys.push(key);
        Ok(())
    }

    fn published(&self) -> JwkSet {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        JwkSet {
            keys: keys.iter().map(SigningKey::public).collect(),
        }
    }

    fn sign(&self, typ: &str, claims: &impl Serialize) -> anyhow::Result<String> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let newest = keys.last().ok_or_else(|| anyhow!("no key to sign with"))?;
        newest.sign(typ, claims)
    }

    fn callback(&self) -> String {
        format!("{}{CALLBACK}", self.origin)
    }

    /// Its routes, to be nested under [`PATH`].
    pub(crate) fn router(&self) -> Router {
        Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(discovery::document),
            )
            .route("/jwks.json", get(discovery::keys))
            .route("/authorize", get(authorize::page).post(authorize::choose))
            .route("/token", post(token::exchange))
            .route("/end-session", get(session_end::page))
            .with_state(self.clone())
    }
}

#[cfg(test)]
mod tests;
