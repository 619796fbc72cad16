//! How strong a key of the issuer is (ASVS V11.2.3).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};

/// Whether signatures of this key are taken: those of an RSA key from so many bits on, and those on the
/// curves that [`super::token`] takes.
pub(crate) fn suffices(key: &Jwk, rsa_bits: usize) -> bool {
    match &key.algorithm {
        AlgorithmParameters::RSA(rsa) => bits(&rsa.n).is_some_and(|bits| bits >= rsa_bits),
        _ => true,
    }
}

/// How many bits a number has; `None` when it cannot be read.
fn bits(number: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(number).ok()?;
    let first = bytes.iter().position(|byte| *byte != 0)?;
    let whole = bytes.get(first..)?;
    let unused = usize::try_from(whole.first()?.leading_zeros()).ok()?;
    Some(whole.len() * 8 - unused)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rsa(modulus: &[u8]) -> Jwk {
        let n = URL_SAFE_NO_PAD.encode(modulus);
        serde_json::from_value(json!({ "kty": "RSA", "kid": "1", "n": n, "e": "AQAB" })).unwrap()
    }

    #[test]
    fn an_rsa_key_is_as_strong_as_its_modulus_is_long() {
        let (large, small) = (rsa(&[0xc1; 384]), rsa(&[0xc1; 256]));
        assert!(suffices(&large, 3072) && suffices(&small, 2048));
        assert!(!suffices(&small, 3072));
        // Zeros before it make it no longer, nor does a bit that is not set.
        let padded = rsa(&[&[0; 128][..], &[0xc1; 128][..]].concat());
        assert!(!suffices(&padded, 2048) && suffices(&padded, 1024));
        assert!(!suffices(
            &rsa(&[&[0x7f][..], &[0xff; 255][..]].concat()),
            2048
        ));
        assert!(!suffices(&rsa(&[]), 2048));
    }

    #[test]
    fn keys_on_curves_are_judged_by_their_algorithm() {
        let key = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" });
        assert!(suffices(&serde_json::from_value(key).unwrap(), 4096));
    }
}
