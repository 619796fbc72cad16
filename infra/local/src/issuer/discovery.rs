//! What clients need to know about the issuer, and its public keys.

use axum::{Json, extract::State};
use jsonwebtoken::jwk::JwkSet;
use serde_json::{Value, json};

use super::Issuer;

/// `GET /.well-known/openid-configuration`.
pub(super) async fn document(State(issuer): State<Issuer>) -> Json<Value> {
    let url = issuer.url();
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/jwks.json"),
        "end_session_endpoint": format!("{url}/end-session"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile", "email"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "email", "name"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

/// `GET /jwks.json`.
pub(super) async fn keys(State(issuer): State<Issuer>) -> Json<JwkSet> {
    Json(issuer.published())
}
