//! Stands in for KMS: a P-256 key made on first start and kept in the data folder, behind the two
//! operations that are used, `Sign` and `GetPublicKey`.

use std::{fs, path::Path, sync::Arc};

use anyhow::anyhow;
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    audit::key::SPKI_PREFIX,
    folder,
    loopback::{self, Stop},
};

/// What the key is called.
pub(crate) const KEY: &str = "alias/charmm-local-roots";

/// The key of one runner.
#[derive(Clone)]
pub(crate) struct RootKey(Arc<EcdsaKeyPair>);

impl RootKey {
    /// The key in the file, made if there is none.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let made = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new());
                let made = made.map_err(|_| anyhow!("cannot make a signing key"))?;
                folder::put(path, made.as_ref())?;
                made.as_ref().to_vec()
            }
            Err(error) => return Err(error.into()),
        };
        let key = EcdsaKeyPair::from_pkcs8(algorithm, &bytes);
        let key = key.map_err(|_| anyhow!("{} is no signing key", path.display()))?;
        Ok(Self(Arc::new(key)))
    }

    fn public(&self) -> Vec<u8> {
        [SPKI_PREFIX.as_slice(), self.0.public_key().as_ref()].concat()
    }

    /// Serves the API until the switch is thrown; returns the address.
    pub(crate) async fn serve(&self, stop: Stop) -> anyhow::Result<(String, JoinHandle<()>)> {
        let router = Router::new()
            .route("/", post(call))
            .with_state(self.clone());
        let (listener, address) = loopback::bind(0).await?;
        let task = loopback::serve(listener, router, stop);
        Ok((format!("http://{address}"), task))
    }
}

/// `POST /`, with the operation in a header.
async fn call(State(key): State<RootKey>, headers: HeaderMap, body: Bytes) -> Response {
    let operation = headers.get("x-amz-target");
    let operation = operation.and_then(|value| value.to_str().ok());
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    if asked.get("KeyId").and_then(Value::as_str) != Some(KEY) {
        return refusal("NotFoundException");
    }
    match operation {
        Some("TrentService.GetPublicKey") => answer(&json!({
            "KeyId": KEY,
            "KeySpec": "ECC_NIST_P256",
            "KeyUsage": "SIGN_VERIFY",
            "PublicKey": STANDARD.encode(key.public()),
            "SigningAlgorithms": ["ECDSA_SHA_256"],
        })),
        Some("TrentService.Sign") => sign(&key, &asked),
        _ => refusal("UnsupportedOperationException"),
    }
}

fn sign(key: &RootKey, asked: &Value) -> Response {
    let text = |name: &str| asked.get(name).and_then(Value::as_str);
    let known = text("SigningAlgorithm") == Some("ECDSA_SHA_256")
        && text("MessageType").unwrap_or("RAW") == "RAW";
    let message = text("Message").and_then(|message| STANDARD.decode(message).ok());
    // KMS signs up to 4,096 bytes itself.
    let message = message.filter(|message| (1..=4096).contains(&message.len()));
    let Some(message) = message.filter(|_| known) else {
        return refusal("ValidationException");
    };
    match key.0.sign(&SystemRandom::new(), &message) {
        Ok(signature) => answer(&json!({
            "KeyId": KEY,
            "Signature": STANDARD.encode(signature),
            "SigningAlgorithm": "ECDSA_SHA_256",
        })),
        Err(_) => refusal("KMSInternalException"),
    }
}

fn answer(value: &Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/x-amz-json-1.1")];
    (headers, value.to_string()).into_response()
}

fn refusal(code: &str) -> Response {
    let body = json!({ "__type": code, "message": "refused" });
    (StatusCode::BAD_REQUEST, answer(&body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn the_key_is_the_same_the_next_time() {
        let scratch = Scratch::new();
        let path = scratch.path().join("roots.pk8");
        let first = RootKey::open(&path).unwrap();
        assert_eq!(RootKey::open(&path).unwrap().public(), first.public());
        fs::write(&path, b"no key").unwrap();
        assert!(RootKey::open(&path).is_err());
    }
}
