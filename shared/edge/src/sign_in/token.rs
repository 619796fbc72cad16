//! Whether a token says what it seems to say: signature, issuer, audience, kind, time.
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
    /// What it is for.
    pub(crate) kind: Kind<'a>,
}

/// What a token is for. Neither passes as the other, even where both name one audience.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind<'a> {
    /// It ends the sign-in that sent this nonce.
    Identity {
        /// `nonce`, exactly.
        nonce: &'a str,
    },
    /// A program acts with it.
    Access,
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
    /// An identity token where an access token belongs, or the other way round.
    #[error("of another kind")]
    Kind,
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
    aud: OneOrMore,
    /// Cognito's access tokens name the client here instead of in `aud`.
    client_id: Option<String>,
    /// Authorised party: the client, when there are several audiences.
    azp: Option<String>,
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    /// When the person last proved who they are.
    auth_time: Option<f64>,
    nonce: Option<String>,
    /// Cognito's word for the kind: `id` or `access`.
    token_use: Option<String>,
    /// What it was given for (RFC 9068); Entra ID says `scp`.
    #[serde(default)]
    scope: OneOrMore,
    #[serde(default)]
    scp: OneOrMore,
    sub: Option<String>,
    /// Entra ID's name of the account, the same for every application; `sub` differs there.
    oid: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    preferred_username: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    Several(Vec<String>),
    #[default]
    Absent,
}

impl OneOrMore {
    /// The words in it; one text can hold several, with spaces between.
    fn words(&self) -> impl Iterator<Item = &str> {
        let texts = match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Several(texts) => texts.as_slice(),
            Self::Absent => &[],
        };
        texts.iter().flat_map(|text| text.split_whitespace())
    }
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

    /// Whether it names no address at all, as Cognito's access tokens do.
    pub(crate) fn is_without_address(&self) -> bool {
        self.email.is_none() && self.preferred_username.is_none()
    }

    /// The account at the issuer, which it never gives to anybody else.
    pub(crate) fn subject(&self) -> Option<&str> {
        let subject = self.oid.as_deref().or(self.sub.as_deref());
        subject.filter(|subject| !subject.is_empty())
    }

    /// When the person proved to the issuer who they are, if it says so.
    pub(crate) fn proven_at(&self) -> Option<DateTime<Utc>> {
        instant(self.auth_time?)
    }

    /// Whether it was given for reading only: its scope names `read`, alone or behind a resource's
    /// name and a slash, and not `write`.
    pub(crate) fn only_reads(&self) -> bool {
        let names = |wanted: &str| {
            let words = self.scope.words().chain(self.scp.words());
            let mut last = words.map(|word| word.rsplit('/').next().unwrap_or_default());
            last.any(|word| word == wanted)
        };
        names("read") && !names("write")
    }

    /// RFC 9068 marks access tokens by `typ`, Cognito both kinds by `token_use`, Entra ID access
    /// tokens by `scp`; only identity tokens answer a nonce.
    fn is_of(&self, kind: Kind<'_>, typ: Option<&str>) -> bool {
        let typ = typ.map(str::to_lowercase);
        let marked = matches!(typ.as_deref(), Some("at+jwt" | "application/at+jwt"));
        let used = |word: &str| self.token_use.as_deref().is_none_or(|used| used == word);
        match kind {
            Kind::Identity { .. } => !marked && used("id"),
            Kind::Access => {
                let scoped = self.scope.words().chain(self.scp.words()).next().is_some();
                let named = self.token_use.is_some() || scoped;
                used("access") && (marked || named && self.nonce.is_none())
            }
        }
    }

    fn check(&self, expected: Expected<'_>, now: DateTime<Utc>) -> Result<(), TokenFault> {
        if self.iss != expected.issuer {
            return Err(TokenFault::Issuer);
        }
        let for_us = match &self.aud {
            OneOrMore::One(audience) => audience == expected.audience,
            OneOrMore::Several(audiences) => audiences
                .iter()
                .any(|audience| audience == expected.audience),
            OneOrMore::Absent => self.client_id.as_deref() == Some(expected.audience),
        };
        if !for_us {
            return Err(TokenFault::Audience);
        }
        let now = now.timestamp() as f64;
        let begun = |at: Option<f64>| at.is_none_or(|at| at <= now + LEEWAY);
        if now >= self.exp + LEEWAY || !begun(self.nbf) || !begun(self.iat) {
            return Err(TokenFault::Time);
        }
        if let Kind::Identity { nonce } = expected.kind {
            if self.nonce.as_deref() != Some(nonce) {
                return Err(TokenFault::Nonce);
            }
            // OpenID Connect Core 3.1.3.7: an id token for several must name its client.
            let client = self.azp.as_deref();
            let several = matches!(&self.aud, OneOrMore::Several(all) if all.len() > 1);
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
    if !claims.is_of(expected.kind, header.typ.as_deref()) {
        return Err(TokenFault::Kind);
    }
    Ok(claims)
}

fn instant(seconds: f64) -> Option<DateTime<Utc>> {
    // Seconds before 1970 or far ahead are nobody's; the cast saturates.
    DateTime::from_timestamp(seconds as i64, 0)
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
