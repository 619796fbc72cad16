use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use chrono::DateTime;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::*;

const NOW: i64 = 1_800_000_000;

/// A key of an issuer, with its name.
pub(crate) struct Signer {
    kid: String,
    key: EncodingKey,
}

impl Signer {
    pub(crate) fn new(kid: &str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        Self {
            kid: kid.into(),
            key: EncodingKey::from_ec_der(pkcs8.as_ref()),
        }
    }

    pub(crate) fn jwks(&self) -> JwkSet {
        let mut jwk = Jwk::from_encoding_key(&self.key, Algorithm::ES256).unwrap();
        jwk.common.key_id = Some(self.kid.clone());
        JwkSet { keys: vec![jwk] }
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_as("JWT", claims)
    }

    pub(crate) fn sign_as(&self, typ: &str, claims: &Value) -> String {
        let header = Header {
            kid: Some(self.kid.clone()),
            typ: Some(typ.to_owned()),
            ..Header::new(Algorithm::ES256)
        };
        encode(&header, claims, &self.key).unwrap()
    }
}

fn claims() -> Value {
    json!({
        "iss": "https://issuer.example", "aud": "charmm", "sub": "1", "exp": NOW + 300, "iat": NOW,
        "nonce": "n1", "email": "alex@runnymede.example",
    })
}

fn with(changes: Value) -> Value {
    let mut all = claims();
    for (name, value) in changes.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

fn check_at(now: i64, token: &str, keys: &JwkSet) -> Result<Claims, TokenFault> {
    let expected = Expected {
        issuer: "https://issuer.example",
        audience: "charmm",
        kind: Kind::Identity { nonce: "n1" },
    };
    verify(
        token,
        keys,
        expected,
        DateTime::from_timestamp(now, 0).unwrap(),
    )
}

#[test]
fn a_good_token_names_its_person() {
    let signer = Signer::new("k1");
    let claims = check_at(NOW, &signer.sign(&claims()), &signer.jwks()).unwrap();
    assert_eq!(claims.email(), Ok("alex@runnymede.example"));
}

#[test]
fn each_claim_that_does_not_fit_is_refused() {
    let signer = Signer::new("k1");
    let keys = signer.jwks();
    let refused = |changes| check_at(NOW, &signer.sign(&with(changes)), &keys).unwrap_err();
    assert_eq!(
        refused(json!({ "iss": "https://issuer.example/" })),
        TokenFault::Issuer
    );
    assert_eq!(refused(json!({ "aud": "other" })), TokenFault::Audience);
    assert_eq!(refused(json!({ "aud": ["other"] })), TokenFault::Audience);
    assert_eq!(
        refused(json!({ "aud": null, "client_id": "other" })),
        TokenFault::Audience
    );
    assert_eq!(
        refused(json!({ "aud": ["charmm", "other"] })),
        TokenFault::Audience
    );
    assert_eq!(refused(json!({ "azp": "other" })), TokenFault::Audience);
    assert_eq!(refused(json!({ "exp": NOW - 61 })), TokenFault::Time);
    assert_eq!(refused(json!({ "nbf": NOW + 120 })), TokenFault::Time);
    assert_eq!(refused(json!({ "iat": NOW + 120 })), TokenFault::Time);
    assert_eq!(refused(json!({ "nonce": "n2" })), TokenFault::Nonce);
    assert_eq!(refused(json!({ "exp": "soon" })), TokenFault::Signature);
    let ok = |changes| check_at(NOW, &signer.sign(&with(changes)), &keys).is_ok();
    assert!(ok(json!({ "aud": ["charmm", "other"], "azp": "charmm" })));
    assert!(ok(json!({ "exp": NOW - 30 })));
    assert!(ok(json!({ "aud": null, "client_id": "charmm" })));
}

#[test]
fn time_is_that_of_our_clock() {
    let signer = Signer::new("k1");
    let (token, keys) = (signer.sign(&claims()), signer.jwks());
    assert_eq!(
        check_at(NOW + 86_400, &token, &keys).unwrap_err(),
        TokenFault::Time
    );
    assert_eq!(
        check_at(NOW - 86_400, &token, &keys).unwrap_err(),
        TokenFault::Time
    );
}

#[test]
fn another_key_or_a_changed_token_is_refused() {
    let (signer, other) = (Signer::new("k1"), Signer::new("k1"));
    let token = signer.sign(&claims());
    assert_eq!(
        check_at(NOW, &token, &other.jwks()).unwrap_err(),
        TokenFault::Signature
    );
    assert_eq!(
        check_at(NOW, &token, &Signer::new("k2").jwks()).unwrap_err(),
        TokenFault::UnknownKey
    );
    let (head, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let other = signer.sign(&with(json!({ "email": "chair@runnymede.example" })));
    let payload = other.split('.').nth(1).unwrap();
    let forged = format!("{header}.{payload}.{signature}");
    assert_eq!(
        check_at(NOW, &forged, &signer.jwks()).unwrap_err(),
        TokenFault::Signature
    );
}

#[test]
fn unsigned_and_shared_secret_tokens_are_refused() {
    let signer = Signer::new("k1");
    // {"alg":"none"} and {"alg":"HS256"}.
    for header in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9"] {
        let token = signer.sign(&claims());
        let payload = token.split('.').nth(1).unwrap();
        let token = format!("{header}.{payload}.AA");
        assert_eq!(
            check_at(NOW, &token, &signer.jwks()).unwrap_err(),
            TokenFault::Form
        );
    }
    for rubbish in ["", "a.b.c", "nonsense", &"x".repeat(20_000)] {
        assert_eq!(
            check_at(NOW, rubbish, &signer.jwks()).unwrap_err(),
            TokenFault::Form
        );
    }
}

#[test]
fn a_doubtful_address_names_nobody() {
    let signer = Signer::new("k1");
    let nobody = |changes| {
        let claims = check_at(NOW, &signer.sign(&with(changes)), &signer.jwks()).unwrap();
        claims.email().is_err()
    };
    assert!(nobody(json!({ "email_verified": false })));
    assert!(nobody(json!({ "email": null })));
    assert!(!nobody(
        json!({ "email": null, "preferred_username": "a@b.example" })
    ));
    assert!(nobody(
        json!({ "email": null, "preferred_username": "alex" })
    ));
}

#[test]
fn neither_kind_of_token_passes_as_the_other() {
    let signer = Signer::new("k1");
    let keys = signer.jwks();
    let taken = |kind, typ, changes| {
        let expected = Expected {
            issuer: "https://issuer.example",
            audience: "charmm",
            kind,
        };
        let token = signer.sign_as(typ, &with(changes));
        let now = DateTime::from_timestamp(NOW, 0).unwrap();
        verify(&token, &keys, expected, now).map(|_| ())
    };
    let identity = |typ, changes| taken(Kind::Identity { nonce: "n1" }, typ, changes);
    let access = |typ, changes| taken(Kind::Access, typ, changes);
    // As Entra ID, Cognito, and issuers that follow RFC 9068 make them.
    assert_eq!(
        access("JWT", json!({ "nonce": null, "scp": "read" })),
        Ok(())
    );
    assert_eq!(
        access("JWT", json!({ "nonce": null, "token_use": "access" })),
        Ok(())
    );
    assert_eq!(access("at+jwt", json!({ "nonce": null })), Ok(()));
    assert_eq!(identity("JWT", json!({ "token_use": "id" })), Ok(()));

    let other = Err(TokenFault::Kind);
    assert_eq!(access("JWT", json!({})), other);
    assert_eq!(access("JWT", json!({ "nonce": null })), other);
    assert_eq!(access("JWT", json!({ "scope": "openid email" })), other);
    assert_eq!(
        access("JWT", json!({ "nonce": null, "token_use": "id" })),
        other
    );
    assert_eq!(identity("at+jwt", json!({})), other);
    assert_eq!(identity("JWT", json!({ "token_use": "access" })), other);
}

#[test]
fn a_token_given_for_reading_says_so() {
    let signer = Signer::new("k1");
    let reads = |changes| {
        let claims = check_at(NOW, &signer.sign(&with(changes)), &signer.jwks());
        claims.unwrap().only_reads()
    };
    assert!(reads(json!({ "scope": "openid read" })));
    assert!(reads(json!({ "scp": ["charmm/read"] })));
    assert!(!reads(json!({ "scope": "read write" })));
    assert!(!reads(json!({ "scope": "openid email" })));
    assert!(!reads(json!({})));
}

#[test]
fn an_account_is_known_by_what_the_issuer_never_gives_again() {
    let signer = Signer::new("k1");
    let claims = |changes| check_at(NOW, &signer.sign(&with(changes)), &signer.jwks()).unwrap();
    assert_eq!(claims(json!({})).subject(), Some("1"));
    assert_eq!(claims(json!({ "oid": "o1" })).subject(), Some("o1"));
    assert_eq!(claims(json!({ "sub": "" })).subject(), None);
    let proven = claims(json!({ "auth_time": NOW - 60 })).proven_at();
    assert_eq!(proven, DateTime::from_timestamp(NOW - 60, 0));
    assert_eq!(claims(json!({})).proven_at(), None);
}
