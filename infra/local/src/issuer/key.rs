//! The issuer's signing key: made on first start, kept in the data folder.

use std::{fs, path::Path};

use anyhow::anyhow;
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use jsonwebtoken::{
    Algorithm, EncodingKey, Header,
    jwk::{Jwk, PublicKeyUse, ThumbprintHash},
};
use serde::Serialize;

use crate::folder;

/// An ES256 key and its public half.
pub(crate) struct SigningKey {
    secret: EncodingKey,
    public: Jwk,
    id: String,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.id)
    }
}

impl SigningKey {
    /// The key in the file, made if there is none.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let pkcs8 = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let made = make()?;
                folder::put(path, &made)?;
                made
            }
            Err(error) => return Err(error.into()),
        };
        Self::of(&pkcs8)
    }

    /// A new key, which goes with the process.
    pub(crate) fn fresh() -> anyhow::Result<Self> {
        Self::of(&make()?)
    }

    fn of(pkcs8: &[u8]) -> anyhow::Result<Self> {
        let secret = EncodingKey::from_ec_der(pkcs8);
        let mut public = Jwk::from_encoding_key(&secret, Algorithm::ES256)?;
        let id = public.thumbprint(ThumbprintHash::SHA256)?;
        public.common.key_id = Some(id.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { secret, public, id })
    }

    /// A signed token of these claims.
    pub(crate) fn sign(&self, typ: &str, claims: &impl Serialize) -> anyhow::Result<String> {
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.id.clone());
        Ok(jsonwebtoken::encode(&header, claims, &self.secret)?)
    }

    /// Its public half, as published.
    pub(crate) fn public(&self) -> Jwk {
        self.public.clone()
    }
}

fn make() -> anyhow::Result<Vec<u8>> {
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let made = made.map_err(|_| anyhow!("cannot make a signing key"))?;
    Ok(made.as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn the_key_is_the_same_the_next_time() {
        let scratch = Scratch::new();
        let path = scratch.path().join("issuer.pk8");
        let first = SigningKey::open(&path).unwrap();
        assert_eq!(SigningKey::open(&path).unwrap().id, first.id);
    }
}
