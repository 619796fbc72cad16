//! The key that signs: an asymmetric key of KMS, of which only the public half is ever seen here.

use std::sync::Arc;

use aws_sdk_kms::{
    Client,
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    primitives::Blob,
    types::{KeySpec, MessageType, SigningAlgorithmSpec},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::journal::Hash;
use tokio::sync::OnceCell;

/// The key. Made once per process; cheap to clone.
#[derive(Debug, Clone)]
pub struct Signer {
    kms: Client,
    key: String,
    public: Arc<OnceCell<PublicKey>>,
}

/// The public half, as anybody may have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// SHA-256 of its DER.
    pub fingerprint: Hash,
    /// The key as PEM.
    pub pem: String,
    /// What it signs with, which follows from its curve.
    pub algorithm: SigningAlgorithmSpec,
}

/// Why nothing was signed. Nothing here holds personal data.
#[derive(Debug, thiserror::Error)]
pub enum Unsigned {
    /// The service did not answer as asked; holds its code.
    #[error("the signing key is out of reach: {0}")]
    OutOfReach(String),
    /// A key of a kind that `charmm verify` could not check.
    #[error("the signing key is on no curve that is known: {0}")]
    Curve(String),
    /// An answer without what was asked for.
    #[error("the signing key answered without {0}")]
    Without(&'static str),
}

fn out_of_reach<E, R>(error: SdkError<E, R>) -> Unsigned
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    let code = error.code().map(ToOwned::to_owned);
    Unsigned::OutOfReach(code.unwrap_or_else(|| DisplayErrorContext(&error).to_string()))
}

impl Signer {
    /// The signer with this key, by its ARN or alias.
    pub fn new(kms: Client, key: impl Into<String>) -> Self {
        Self {
            kms,
            key: key.into(),
            public: Arc::default(),
        }
    }

    /// The public half; asked for once per process.
    pub async fn public(&self) -> Result<&PublicKey, Unsigned> {
        self.public.get_or_try_init(|| self.ask()).await
    }

    async fn ask(&self) -> Result<PublicKey, Unsigned> {
        let asked = self.kms.get_public_key().key_id(&self.key).send().await;
        let asked = asked.map_err(out_of_reach)?;
        let algorithm = algorithm(asked.key_spec.as_ref())?;
        let key = asked.public_key;
        let der = key.ok_or(Unsigned::Without("a public key"))?.into_inner();
        Ok(PublicKey {
            fingerprint: Hash::of(&der),
            pem: pem(&der),
            algorithm,
        })
    }

    /// The signature of a text, as ASN.1 DER in hexadecimal digits.
    pub async fn sign(&self, text: &str) -> Result<String, Unsigned> {
        let algorithm = self.public().await?.algorithm.clone();
        let sign = self.kms.sign().key_id(&self.key);
        let sign = sign
            .message_type(MessageType::Raw)
            .signing_algorithm(algorithm)
            .message(Blob::new(text.as_bytes()));
        let signed = sign.send().await.map_err(out_of_reach)?.signature;
        let signature = signed.ok_or(Unsigned::Without("a signature"))?;
        let digits = signature.as_ref().iter();
        Ok(digits.map(|byte| format!("{byte:02x}")).collect())
    }
}

/// What a key signs with, by its kind; another key of the template is all that it takes to change it.
fn algorithm(spec: Option<&KeySpec>) -> Result<SigningAlgorithmSpec, Unsigned> {
    match spec {
        Some(KeySpec::EccNistP256) => Ok(SigningAlgorithmSpec::EcdsaSha256),
        Some(KeySpec::EccNistP384) => Ok(SigningAlgorithmSpec::EcdsaSha384),
        Some(other) => Err(Unsigned::Curve(other.to_string())),
        None => Err(Unsigned::Without("the kind of the key")),
    }
}

/// A public key as PEM: lines of 64 characters.
fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
    for (at, character) in text.chars().enumerate() {
        if at > 0 && at % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END PUBLIC KEY-----\n");
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_key_signs_with_follows_from_its_curve() {
        let of = |spec| algorithm(Some(&spec)).ok();
        assert_eq!(
            of(KeySpec::EccNistP256),
            Some(SigningAlgorithmSpec::EcdsaSha256)
        );
        assert_eq!(
            of(KeySpec::EccNistP384),
            Some(SigningAlgorithmSpec::EcdsaSha384)
        );
        assert!(of(KeySpec::Rsa2048).is_none() && algorithm(None).is_err());
    }

    #[test]
    fn a_key_is_written_in_lines_of_64() {
        let pem = pem(&[7; 91]);
        let lines: Vec<_> = pem.lines().map(str::len).collect();
        assert_eq!(lines, [26, 64, 60, 24]);
        assert!(pem.ends_with("-----END PUBLIC KEY-----\n"));
    }
}
