//! The OpenID Connect issuer: where it is, its keys, and tokens it has signed.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::JwkSet;
use serde::Deserialize;
use tokio::sync::RwLock;

use super::{
    fetch::{Fetch, FetchFault},
    session, strength,
    token::{self, Claims, Expected, Kind, TokenFault},
};
use crate::{
    Config, Problem, SignInFault,
    config::{Secret, origin_of, trusted},
};

/// How long keys and addresses are used without asking again.
const FRESH: Duration = Duration::from_secs(60 * 60);
/// How soon an unknown key may make us ask again: anybody can send a token that names one.
const NOT_SOONER: Duration = Duration::from_secs(15);

/// An OpenID Connect issuer: Entra ID, Cognito, GOV.UK One Login, or the local one.
///
/// Its addresses and keys are fetched when first needed and kept in the process.
#[derive(Debug)]
pub struct Issuer {
    url: String,
    client_id: String,
    client_secret: Option<Secret>,
    audience: String,
    rsa_bits: usize,
    redirect_uri: String,
    fetch: Fetch,
    addresses: RwLock<Option<Kept<Addresses>>>,
    keys: RwLock<Option<Kept<JwkSet>>>,
    /// For the policy in every reply, which cannot wait for a lock.
    origins: std::sync::RwLock<Vec<String>>,
}

#[derive(Debug)]
struct Kept<T> {
    value: Arc<T>,
    since: Instant,
}

impl<T> Kept<T> {
    fn now(value: T) -> Self {
        Self {
            value: Arc::new(value),
            since: Instant::now(),
        }
    }
}

/// OpenID Connect Discovery 1.0, as far as it is used.
#[derive(Debug, Deserialize)]
struct Addresses {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// What a browser takes to the issuer and what comes back must fit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) state: &'a str,
    pub(crate) nonce: &'a str,
    /// PKCE: the hash of a verifier that only this system knows.
    pub(crate) challenge: &'a str,
    /// Whether they must prove anew who they are, whatever the issuer remembers.
    pub(crate) anew: bool,
}

impl Issuer {
    /// The issuer that `config` names. Nothing is fetched yet.
    pub fn new(config: &Config) -> Self {
        Self {
            url: config.issuer.clone(),
            client_id: config.client_id.clone(),
            client_secret: config.client_secret.clone(),
            audience: config.audience.clone(),
            rsa_bits: config.rsa_bits,
            redirect_uri: format!("{}/sign-in/callback", config.origin),
            fetch: Fetch::default(),
            addresses: RwLock::default(),
            keys: RwLock::default(),
            origins: std::sync::RwLock::new(origin_of(&config.issuer).into_iter().collect()),
        }
    }

    /// Origins to which a form may lead: the issuer's, and where it lets people sign in once known.
    pub(crate) fn origins(&self) -> Vec<String> {
        self.origins
            .read()
            .map(|origins| origins.clone())
            .unwrap_or_default()
    }

    /// Where to send a browser to sign in.
    pub(crate) async fn authorization_url(
        &self,
        question: Question<'_>,
    ) -> Result<String, Problem> {
        let addresses = self.addresses().await.map_err(unavailable)?;
        let longest = session::LONGEST.num_seconds().to_string();
        let mut query = vec![
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", "openid email profile"),
            ("state", question.state),
            ("nonce", question.nonce),
            ("code_challenge", question.challenge),
            ("code_challenge_method", "S256"),
            ("max_age", if question.anew { "0" } else { &longest }),
        ];
        if question.anew {
            // Not every issuer heeds `max_age`.
            query.push(("prompt", "login"));
        }
        Ok(with_query(&addresses.authorization_endpoint, &query))
    }

    /// Where to send a browser to sign out there too, if the issuer has such a place.
    pub(crate) async fn sign_out_url(&self, back_to: &str) -> Option<String> {
        let addresses = self.addresses().await.ok()?;
        let end = addresses.end_session_endpoint.as_deref()?;
        let query = [
            ("client_id", self.client_id.as_str()),
            ("post_logout_redirect_uri", back_to),
        ];
        Some(with_query(end, &query))
    }

    /// Exchanges the code that a browser brought back, and reads who signed in.
    pub(crate) async fn redeem(
        &self,
        code: &str,
        verifier: &str,
        nonce: &str,
        now: DateTime<Utc>,
    ) -> Result<Claims, Problem> {
        let addresses = self.addresses().await.map_err(unavailable)?;
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("client_id", &self.client_id),
            ("code_verifier", verifier),
        ];
        let post_only = {
            let methods = &addresses.token_endpoint_auth_methods_supported;
            let offers = |name: &str| methods.iter().any(|method| method == name);
            offers("client_secret_post") && !offers("client_secret_basic")
        };
        let basic = match &self.client_secret {
            Some(secret) if post_only => {
                fields.push(("client_secret", secret.reveal()));
                None
            }
            Some(secret) => Some((self.client_id.as_str(), secret)),
            None => None,
        };
        let tokens: Tokens = self
            .fetch
            .post(&addresses.token_endpoint, &fields, basic)
            .await
            .map_err(|fault| match fault {
                // The code was used, is too old, or never was one.
                FetchFault::Status(status) if status == http::StatusCode::BAD_REQUEST => {
                    Problem::SignIn(SignInFault::Attempt)
                }
                fault => unavailable(fault),
            })?;
        let expected = Expected {
            issuer: &self.url,
            audience: &self.client_id,
            kind: Kind::Identity { nonce },
        };
        // The issuer itself has just sent this token: a key that is not known yet is a new one.
        self.verify(&tokens.id_token, expected, now, Duration::ZERO)
            .await
            .map_err(|fault| match fault {
                Unverified::Token(fault) => {
                    tracing::warn!(%fault, "the issuer's own token is not taken");
                    Problem::SignIn(SignInFault::Attempt)
                }
                Unverified::Fetch(fault) => unavailable(fault),
            })
    }

    /// Reads who sends a bearer token.
    pub(crate) async fn bearer(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, Problem> {
        let expected = Expected {
            issuer: &self.url,
            audience: &self.audience,
            kind: Kind::Access,
        };
        self.verify(token, expected, now, NOT_SOONER)
            .await
            .map_err(|fault| match fault {
                Unverified::Token(fault) => {
                    tracing::info!(%fault, "a bearer token is not taken");
                    Problem::SignIn(SignInFault::Token)
                }
                Unverified::Fetch(fault) => unavailable(fault),
            })
    }

    async fn verify(
        &self,
        token: &str,
        expected: Expected<'_>,
        now: DateTime<Utc>,
        not_sooner: Duration,
    ) -> Result<Claims, Unverified> {
        let keys = self.keys(FRESH).await?;
        match token::verify(token, &keys, expected, now) {
            Err(TokenFault::UnknownKey) => {
                let keys = self.keys(not_sooner).await?;
                Ok(token::verify(token, &keys, expected, now)?)
            }
            result => Ok(result?),
        }
    }

    /// The issuer's keys that are strong enough, not older than `age` unless it does not answer.
    async fn keys(&self, age: Duration) -> Result<Arc<JwkSet>, FetchFault> {
        kept(&self.keys, age, async || {
            let addresses = self.addresses().await?;
            let mut keys: JwkSet = self.fetch.get(&addresses.jwks_uri).await?;
            keys.keys
                .retain(|key| strength::suffices(key, self.rsa_bits));
            Ok(keys)
        })
        .await
    }

    async fn addresses(&self) -> Result<Arc<Addresses>, FetchFault> {
        kept(&self.addresses, FRESH, async || {
            let url = format!(
                "{}/.well-known/openid-configuration",
                self.url.trim_end_matches('/')
            );
            let addresses: Addresses = self.fetch.get(&url).await?;
            self.take(&addresses)?;
            Ok(addresses)
        })
        .await
    }

    /// Checks that the addresses are this issuer's and safe to send people and secrets to.
    fn take(&self, addresses: &Addresses) -> Result<(), FetchFault> {
        let mut all = vec![
            &addresses.authorization_endpoint,
            &addresses.token_endpoint,
            &addresses.jwks_uri,
        ];
        all.extend(&addresses.end_session_endpoint);
        if addresses.issuer != self.url || !all.into_iter().all(|url| trusted(url)) {
            return Err(FetchFault::Address);
        }
        let shown = [
            Some(&addresses.authorization_endpoint),
            addresses.end_session_endpoint.as_ref(),
        ];
        if let Ok(mut origins) = self.origins.write() {
            origins.extend(shown.into_iter().flatten().filter_map(|url| origin_of(url)));
            origins.sort();
            origins.dedup();
        }
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
enum Unverified {
    #[error(transparent)]
    Token(#[from] TokenFault),
    #[error(transparent)]
    Fetch(#[from] FetchFault),
}

fn unavailable(fault: FetchFault) -> Problem {
    Problem::Unavailable(fault.to_string())
}

/// What is kept, fetched anew when it is older than `age`; an old value is better than none.
///
/// Whoever waits for the lock meanwhile finds what the first one fetched.
async fn kept<T>(
    place: &RwLock<Option<Kept<T>>>,
    age: Duration,
    fetch: impl AsyncFnOnce() -> Result<T, FetchFault>,
) -> Result<Arc<T>, FetchFault> {
    let fresh = |kept: &Kept<T>| (kept.since.elapsed() < age).then(|| Arc::clone(&kept.value));
    if let Some(value) = place.read().await.as_ref().and_then(fresh) {
        return Ok(value);
    }
    let mut place = place.write().await;
    if let Some(value) = place.as_ref().and_then(fresh) {
        return Ok(value);
    }
    match (fetch().await, place.as_mut()) {
        (Ok(value), _) => {
            let kept = place.insert(Kept::now(value));
            Ok(Arc::clone(&kept.value))
        }
        (Err(fault), Some(old)) => {
            tracing::warn!(%fault, "issuer not refreshed");
            old.since = Instant::now();
            Ok(Arc::clone(&old.value))
        }
        (Err(fault), None) => Err(fault),
    }
}

fn with_query(url: &str, pairs: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}{query}")
}

#[cfg(test)]
mod tests;
