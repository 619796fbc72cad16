//! Tokens: a code becomes an ID token and an access token.

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    Form, Json,
    extract::State,
    http::{StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use domain::PersonId;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{AUDIENCE, CLIENT_ID, Issuer, grant::Grant};
use crate::people::Person;

/// How long tokens live.
pub(crate) const TOKEN_LIFE: TimeDelta = TimeDelta::hours(1);

/// What tokens are given for, unless somebody asks for less.
pub(crate) const SCOPE: &str = "read write";

#[derive(Debug, Serialize)]
struct Claims<'a> {
    iss: String,
    sub: PersonId,
    aud: &'static str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    email: &'a str,
    email_verified: bool,
    name: &'a str,
}

impl Issuer {
    fn claims<'a>(&self, person: &'a Person, aud: &'static str) -> Claims<'a> {
        let now = self.clock.now();
        Claims {
            iss: self.url(),
            sub: person.id,
            aud,
            iat: now.timestamp(),
            exp: (now + TOKEN_LIFE).timestamp(),
            auth_time: now.timestamp(),
            scope: None,
            nonce: None,
            email: &person.email,
            email_verified: true,
            name: &person.name,
        }
    }

    fn id_token(&self, person: &Person, grant: Grant) -> anyhow::Result<String> {
        let claims = Claims {
            nonce: grant.nonce,
            auth_time: grant.proven_at.timestamp(),
            ..self.claims(person, CLIENT_ID)
        };
        self.sign("JWT", &claims)
    }

    /// An access token for `person`, as a program would hold it (RFC 9068).
    pub(crate) fn access_token(&self, person: &Person, scope: &str) -> anyhow::Result<String> {
        let claims = Claims {
            scope: Some(scope),
            ..self.claims(person, AUDIENCE)
        };
        self.sign("at+jwt", &claims)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Exchange {
    grant_type: String,
    code: String,
    redirect_uri: String,
    client_id: String,
    code_verifier: String,
}

/// `POST /token` (RFC 6749 section 4.1.3, RFC 7636).
pub(super) async fn exchange(State(issuer): State<Issuer>, Form(form): Form<Exchange>) -> Response {
    if form.grant_type != "authorization_code" {
        return refusal("unsupported_grant_type", StatusCode::BAD_REQUEST);
    }
    if form.client_id != CLIENT_ID {
        return refusal("invalid_client", StatusCode::UNAUTHORIZED);
    }
    let grant = issuer
        .grants
        .redeem(&form.code, issuer.clock.now())
        .filter(|grant| grant.redirect_uri == form.redirect_uri)
        .filter(|grant| grant.challenge == challenge(&form.code_verifier));
    let Some(grant) = grant else {
        return refusal("invalid_grant", StatusCode::BAD_REQUEST);
    };
    match tokens(&issuer, grant).await {
        Ok(None) => refusal("invalid_grant", StatusCode::BAD_REQUEST),
        Ok(Some((id_token, access_token))) => {
            let body = Json(json!({
                "id_token": id_token,
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": TOKEN_LIFE.num_seconds(),
            }));
            ([(CACHE_CONTROL, "no-store")], body).into_response()
        }
        Err(_) => refusal("server_error", StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// An ID token and an access token; `None` when the person has left in between.
async fn tokens(issuer: &Issuer, grant: Grant) -> anyhow::Result<Option<(String, String)>> {
    let Some(person) = issuer.people.by_id(&grant.person).await? else {
        return Ok(None);
    };
    let id_token = issuer.id_token(&person, grant)?;
    Ok(Some((id_token, issuer.access_token(&person, SCOPE)?)))
}

/// The S256 challenge of a verifier.
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

fn refusal(error: &str, status: StatusCode) -> Response {
    let body = Json(json!({ "error": error }));
    (status, [(CACHE_CONTROL, "no-store")], body).into_response()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        // RFC 7636, appendix B.
        assert_eq!(
            super::challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
