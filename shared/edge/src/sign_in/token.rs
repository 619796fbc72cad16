//! Whether a token says what it seems to say: signature, issuer, audience, time.
//!
//! `jsonwebtoken` checks the signature. The claims are checked here, against our own clock, because
//! the library knows only the system's.

use chrono::{DateTime, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use serde::Deserialize;

/// Signatures taken: what Entra ID, Cognito and GOV.UK One Login use. Never `none`, never a shared
/// secret.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::RS256, Algorithm::ES256];

/// How far clocks may differ, in seconds.
const LEEWAY: f64 = 60.0;

/// Longer tokens are not worth the work of verifying.
const LONGEST: usize = 16 * 1024;

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected<'a> {
    /// `iss`, exactly.
    pub(crate) issuer: &'a str,
    /// One of `aud`.
    pub(crate) audience: &'a str,
    /// `nonce`, for the token that ends a sign-in.
    pub(crate) nonce: Option<&'a str>,
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenFault {
    /// Not a signed token of a kind taken here.
    #[error("not a token taken here")]
    Form,
    /// Signed with a key that the issuer does not have, or no longer: worth asking it again.
    #[error("signed with an unknown key")]
    UnknownKey,
    /// The signature does not fit.
    #[error("signature does not fit")]
    Signature,
    /// From another issuer.
    #[error("from another issuer")]
    Issuer,
    /// For another service.
    #[error("for another service")]
    Audience,
    /// Expired, or not valid yet.
    #[error("not valid at this time")]
    Time,
    /// For another sign-in.
    #[error("for another sign-in")]
    Nonce,
    /// Names nobody, or an address that the issuer has not verified.
    #[error("names nobody")]
    Nobody,
}

/// The claims that matter here.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Claims {
    iss: String,
    #[serde(default)]
    aud: Audience,
    /// Cognito's access tokens name the client here instead of in `aud`.
    client_id: Option<String>,
    /// Authorised party: the client, when there are several audiences.
    azp: Option<String>,
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    nonce: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    preferred_username: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
    #[default]
    Absent,
}

impl Claims {
    /// The address by which the person is known: `email`, or else `preferred_username`.
    pub(crate) fn email(&self) -> Result<&str, TokenFault> {
        // An address that its issuer doubts could be anybody's.
        if self.email_verified == Some(false) {
            return Err(TokenFault::Nobody);
        }
        self.email
            .as_deref()
            .or(self.preferred_username.as_deref())
            .filter(|email| email.contains('@'))
            .ok_or(TokenFault::Nobody)
    }

    fn check(&self, expected: Expected<'_>, now: DateTime<Utc>) -> Result<(), TokenFault> {
        if self.iss != expected.issuer {
            return Err(TokenFault::Issuer);
        }
        let for_us = match &self.aud {
            Audience::One(audience) => audience == expected.audience,
            Audience::Several(audiences) => audiences
                .iter()
                .any(|audience| audience == expected.audience),
            Audience::Absent => self.client_id.as_deref() == Some(expected.audience),
        };
        if !for_us {
            return Err(TokenFault::Audience);
        }
        let now = now.timestamp() as f64;
        let begun = |at: Option<f64>| at.is_none_or(|at| at <= now + LEEWAY);
        if now >= self.exp + LEEWAY || !begun(self.nbf) || !begun(self.iat) {
            return Err(TokenFault::Time);
        }
        if let Some(nonce) = expected.nonce {
            if self.nonce.as_deref() != Some(nonce) {
                return Err(TokenFault::Nonce);
            }
            // OpenID Connect Core 3.1.3.7: an id token for several must name its client.
            let client = self.azp.as_deref();
            let several = matches!(&self.aud, Audience::Several(all) if all.len() > 1);
            if client.map_or(several, |client| client != expected.audience) {
                return Err(TokenFault::Audience);
            }
        }
        Ok(())
    }
}

/// The claims of `token`, if it is what it seems.
pub(crate) fn verify(
    token: &str,
    keys: &JwkSet,
    expected: Expected<'_>,
    now: DateTime<Utc>,
) -> Result<Claims, TokenFault> {
    if token.len() > LONGEST {
        return Err(TokenFault::Form);
    }
    let header = decode_header(token).map_err(|_| TokenFault::Form)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(TokenFault::Form);
    }
    let jwk = find(keys, header.kid.as_deref(), header.alg).ok_or(TokenFault::UnknownKey)?;
    let key = DecodingKey::from_jwk(jwk).map_err(|_| TokenFault::UnknownKey)?;
    let mut validation = Validation::new(header.alg);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let claims = decode::<Claims>(token, &key, &validation)
        .map_err(|_| TokenFault::Signature)?
        .claims;
    claims.check(expected, now)?;
    Ok(claims)
}

/// The key that a token names; the only one when it names none.
fn find<'a>(keys: &'a JwkSet, kid: Option<&str>, alg: Algorithm) -> Option<&'a Jwk> {
    let usable = |jwk: &&Jwk| {
        let signs = matches!(
            jwk.common.public_key_use,
            None | Some(PublicKeyUse::Signature)
        );
        let named = jwk.common.key_algorithm.map(|name| name.to_string());
        signs && named.is_none_or(|name| name == format!("{alg:?}"))
    };
    match kid {
        Some(kid) => keys
            .keys
            .iter()
            .filter(usable)
            .find(|jwk| jwk.common.key_id.as_deref() == Some(kid)),
        None => {
            let mut all = keys.keys.iter().filter(usable);
            all.next().filter(|_| all.next().is_none())
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
