//! Public keys, and what they signed.

use anyhow::Context;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, EcdsaVerificationAlgorithm, UnparsedPublicKey,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{audit::SignedRoot, journal::Hash};

/// What stands before the point of a P-256 key in its DER.
///
/// **Source:** RFC 5480 s.2.1: SubjectPublicKeyInfo of id-ecPublicKey with secp256r1.
pub(crate) const SPKI_PREFIX: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// What stands before the point of a P-384 key in its DER.
///
/// **Source:** RFC 5480 s.2.1: SubjectPublicKeyInfo of id-ecPublicKey with secp384r1.
const SPKI_PREFIX_384: [u8; 23] = [
    0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b,
    0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00,
];

/// The curve of a key, from which follows what it signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Curve {
    P256,
    P384,
}

impl Curve {
    /// The curve that a key's DER names, and the key's point.
    fn of(der: &[u8]) -> Option<(Self, &[u8])> {
        let (curve, point) = match der.strip_prefix(SPKI_PREFIX.as_slice()) {
            Some(point) => (Self::P256, point),
            None => (Self::P384, der.strip_prefix(SPKI_PREFIX_384.as_slice())?),
        };
        (point.len() == curve.point()).then_some((curve, point))
    }

    /// Bytes of a point that is not compressed.
    fn point(self) -> usize {
        match self {
            Self::P256 => 65,
            Self::P384 => 97,
        }
    }

    fn algorithm(self) -> &'static EcdsaVerificationAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_ASN1,
            Self::P384 => &ECDSA_P384_SHA384_ASN1,
        }
    }
}

/// A public key on the curve P-256 or P-384.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicKey {
    /// SHA-256 of its DER: what people compare.
    pub(crate) fingerprint: Hash,
    curve: Curve,
    point: Vec<u8>,
}

impl PublicKey {
    /// Reads a key from PEM.
    ///
    /// **Errors:** it is not PEM, or another kind of key.
    pub(crate) fn from_pem(pem: &str) -> anyhow::Result<Self> {
        let inner = pem
            .trim()
            .strip_prefix("-----BEGIN PUBLIC KEY-----")
            .and_then(|rest| rest.strip_suffix("-----END PUBLIC KEY-----"));
        let inner: String = inner
            .context("not a public key as PEM")?
            .split_whitespace()
            .collect();
        let der = STANDARD.decode(inner).context("not a public key as PEM")?;
        let (curve, point) = Curve::of(&der).context("not a key on the curve P-256 or P-384")?;
        Ok(Self {
            fingerprint: Hash::of(&der),
            curve,
            point: point.to_vec(),
        })
    }

    /// Whether the root names this key and is signed by it.
    pub(crate) fn signed(&self, root: &SignedRoot) -> bool {
        let text = root.statement.text();
        let key = UnparsedPublicKey::new(self.curve.algorithm(), &self.point);
        root.statement.key == self.fingerprint
            && bytes(&root.signature)
                .is_some_and(|signature| key.verify(text.as_bytes(), &signature).is_ok())
    }
}

/// The bytes that lower-case hexadecimal digits stand for.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let lower = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        let text = std::str::from_utf8(pair).ok()?;
        let whole = pair.len() == 2 && pair.iter().all(lower);
        u8::from_str_radix(text, 16).ok().filter(|_| whole)
    };
    pairs.map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::{
        rand::SystemRandom,
        signature::{
            ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair,
            EcdsaSigningAlgorithm, KeyPair,
        },
    };
    use domain::audit::Statement;

    fn pair() -> (EcdsaKeyPair, PublicKey, String) {
        pair_of(&ECDSA_P256_SHA256_ASN1_SIGNING, &SPKI_PREFIX)
    }

    fn pair_of(
        algorithm: &'static EcdsaSigningAlgorithm,
        prefix: &[u8],
    ) -> (EcdsaKeyPair, PublicKey, String) {
        let made = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref()).unwrap();
        let der = [prefix, pair.public_key().as_ref()].concat();
        let inner = STANDARD.encode(der);
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{inner}\n-----END PUBLIC KEY-----\n");
        let key = PublicKey::from_pem(&pem).unwrap();
        (pair, key, pem)
    }

    fn sign(pair: &EcdsaKeyPair, statement: &Statement) -> SignedRoot {
        let text = statement.text();
        let signature = pair.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        let digits = signature.as_ref().iter();
        SignedRoot {
            statement: statement.clone(),
            signature: digits.map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    #[test]
    fn what_the_key_signed_holds_and_a_change_of_any_byte_does_not() {
        let (pair, key, _) = pair();
        let at = "2026-11-24T10:40:00Z".parse().unwrap();
        let (statement, _) = Statement::next(None, Vec::new(), at, key.fingerprint);
        let root = sign(&pair, &statement);
        assert!(key.signed(&root));
        // Every digit of the signature.
        for at in 0..root.signature.len() {
            let mut digits = root.signature.clone().into_bytes();
            digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
            let signature = String::from_utf8(digits).unwrap();
            let changed = SignedRoot {
                signature,
                ..root.clone()
            };
            assert!(!key.signed(&changed), "digit {at}");
        }
        for signature in [
            String::new(),
            root.signature.to_uppercase(),
            format!("{}0", root.signature),
        ] {
            assert!(!key.signed(&SignedRoot {
                signature,
                ..root.clone()
            }));
        }
        // Every field of what was signed.
        let changes: [fn(&mut Statement); 6] = [
            |statement| statement.number += 1,
            |statement| statement.at += chrono::TimeDelta::milliseconds(1),
            |statement| statement.prev = Hash::of(b"other"),
            |statement| statement.leaves += 1,
            |statement| statement.tree = Hash::of(b"other"),
            |statement| statement.key = Hash::of(b"other"),
        ];
        for change in changes {
            let mut other = root.clone();
            change(&mut other.statement);
            assert!(!key.signed(&other), "{:?}", other.statement);
        }
    }

    /// ASVS V11.2.2.
    #[test]
    fn a_key_on_another_curve_takes_over_and_neither_passes_as_the_other() {
        let (small, key, _) = pair();
        let algorithm = &ECDSA_P384_SHA384_ASN1_SIGNING;
        let (large, next, pem) = pair_of(algorithm, &SPKI_PREFIX_384);
        let at = "2026-11-24T10:40:00Z".parse().unwrap();
        let (statement, _) = Statement::next(None, Vec::new(), at, next.fingerprint);
        assert!(next.signed(&sign(&large, &statement)));
        assert!(!next.signed(&sign(&small, &statement)));
        assert!(!key.signed(&sign(&large, &statement)));
        assert!(PublicKey::from_pem(&pem.replace("MHYw", "MFkw")).is_err());
    }

    #[test]
    fn another_key_signed_nothing() {
        let ((one, key, _), (_, other, _)) = (pair(), pair());
        let at = "2026-11-24T10:40:00Z".parse().unwrap();
        let (statement, _) = Statement::next(None, Vec::new(), at, other.fingerprint);
        assert!(!other.signed(&sign(&one, &statement)));
        assert!(!key.signed(&sign(&one, &statement)));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let (_, _, pem) = pair();
        for bad in [
            String::new(),
            pem.replace("PUBLIC", "PRIVATE"),
            pem.replace("MFkw", "MFkx"),
            pem.replace("-----END PUBLIC KEY-----", ""),
        ] {
            assert!(PublicKey::from_pem(&bad).is_err(), "{bad}");
        }
    }
}
