//! Random texts that nobody can guess, and the hashes that stand for them at rest.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::Problem;

/// Fresh random bytes from the operating system.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|fault| Problem::Broken(format!("randomness: {fault}")))?;
    Ok(bytes)
}

/// A fresh random text of 256 bits: 43 characters that are safe in URLs and cookies.
///
/// **Errors:** [`Problem::Broken`] when the system gives no randomness.
pub fn token() -> Result<String, Problem> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// Whether `text` could have come from [`token`].
pub fn is_token(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// SHA-256 of `text`, as URL-safe base64: what is stored in place of a secret, and PKCE's `S256`.
pub(crate) fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_never_alike() {
        let (one, two) = (token().unwrap(), token().unwrap());
        assert!(is_token(&one) && is_token(&two));
        assert_ne!(one, two);
        assert!(!is_token("short") && !is_token(&"=".repeat(43)));
    }

    #[test]
    fn the_digest_is_that_of_rfc_7636() {
        // RFC 7636, appendix B.
        assert_eq!(
            digest("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
