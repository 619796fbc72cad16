//! Signing what a browser may post to a bucket.
//!
//! The SDK signs requests of its own and presigns links, but not forms.
//!
//! **Source:** Amazon S3 API Reference, "Authenticating Requests in Browser-Based Uploads Using POST
//! (AWS Signature Version 4)".

use aws_config::{Region, SdkConfig};
use aws_sdk_s3::config::{ProvideCredentials, SharedCredentialsProvider};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use domain::file;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::Error;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The block of SHA-256, in bytes.
const BLOCK: usize = 64;

/// Whose signature it is, and for which region.
#[derive(Debug, Clone)]
pub(super) struct Signer {
    region: Option<Region>,
    credentials: Option<SharedCredentialsProvider>,
}

/// What may be posted: one object under one key, of one type, of a size within bounds.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) media_type: &'static str,
    /// Most bytes.
    pub(crate) most: u64,
    /// Where the bucket leads afterwards.
    pub(crate) back: String,
}

impl Signer {
    pub(super) fn of(config: &SdkConfig) -> Self {
        Self {
            region: config.region().cloned(),
            credentials: config.credentials_provider(),
        }
    }

    /// The fields of a form that the bucket takes for [`file::SENT_WITHIN`] from `now`.
    pub(super) async fn sign(
        &self,
        post: &Post,
        now: DateTime<Utc>,
    ) -> Result<Vec<(String, String)>, Error> {
        let missing = || Error::Unavailable("credentials".to_owned());
        let region = self.region.as_ref().ok_or_else(missing)?.as_ref();
        let provider = self.credentials.as_ref().ok_or_else(missing)?;
        let found = provider.provide_credentials().await;
        let role = found.map_err(|_| missing())?;
        let day = now.format("%Y%m%d").to_string();
        let scope = format!("{}/{day}/{region}/s3/aws4_request", role.access_key_id());
        let mut fields = vec![
            ("key", post.key.clone()),
            ("Content-Type", post.media_type.to_owned()),
            ("success_action_redirect", post.back.clone()),
            ("x-amz-algorithm", ALGORITHM.to_owned()),
            ("x-amz-credential", scope),
            ("x-amz-date", now.format("%Y%m%dT%H%M%SZ").to_string()),
        ];
        if let Some(token) = role.session_token() {
            fields.push(("x-amz-security-token", token.to_owned()));
        }
        let policy = STANDARD.encode(policy(post, &fields, now + file::SENT_WITHIN).to_string());
        let key = signing_key(role.secret_access_key(), &day, region);
        let signature = hex(&hmac(&key, policy.as_bytes()));
        fields.push(("policy", policy));
        fields.push(("x-amz-signature", signature));
        let owned = fields.into_iter();
        Ok(owned
            .map(|(name, value)| (name.to_owned(), value))
            .collect())
    }
}

/// Every field must be exactly as it stands here: the bucket turns away what is not named.
fn policy(post: &Post, fields: &[(&str, String)], until: DateTime<Utc>) -> Value {
    let mut conditions = vec![
        json!({ "bucket": post.bucket }),
        json!(["content-length-range", 1, post.most]),
    ];
    conditions.extend(fields.iter().map(|(name, value)| json!({ *name: value })));
    json!({
        "expiration": until.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        "conditions": conditions,
    })
}

fn signing_key(secret: &str, day: &str, region: &str) -> [u8; 32] {
    let key = hmac(format!("AWS4{secret}").as_bytes(), day.as_bytes());
    let key = hmac(&key, region.as_bytes());
    let key = hmac(&key, b"s3");
    hmac(&key, b"aws4_request")
}

/// **Source:** RFC 2104, with SHA-256.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; BLOCK];
    let hashed = Sha256::digest(key);
    let key = if key.len() > BLOCK {
        hashed.as_slice()
    } else {
        key
    };
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36));
    let inner = inner.chain_update(message).finalize();
    let outer = Sha256::new().chain_update(padded(0x5c));
    outer.chain_update(inner).finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use aws_sdk_s3::config::Credentials;

    use super::*;

    #[test]
    fn hmac_gives_what_the_standard_gives() {
        // RFC 4231, cases 2 and 6: a short key, and one longer than a block.
        let short = hmac(b"Jefe", b"what do ya want for nothing?");
        let wanted = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&short), wanted);
        let long = hmac(
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
        );
        let wanted = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54";
        assert_eq!(hex(&long), wanted);
    }

    #[test]
    fn the_signature_is_that_of_amazons_own_example() {
        let policy = include_str!("example-policy.txt").trim();
        let key = signing_key(
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "20151229",
            "us-east-1",
        );
        assert_eq!(
            hex(&hmac(&key, policy.as_bytes())),
            "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"
        );
    }

    #[tokio::test]
    async fn every_field_but_policy_and_signature_is_bound_by_the_policy() {
        let credentials = Credentials::new("id", "secret", Some("token".into()), None, "test");
        let signer = Signer {
            region: Some(Region::from_static("eu-west-2")),
            credentials: Some(SharedCredentialsProvider::new(credentials)),
        };
        let post = Post {
            bucket: "bucket".into(),
            key: "quarantine/1/2".into(),
            media_type: "application/pdf",
            most: 5,
            back: "https://charmm.example/cases/1".into(),
        };
        let now = "2026-11-25T09:00:00Z".parse().unwrap();
        let fields = signer.sign(&post, now).await.unwrap();
        let value = |name: &str| &fields.iter().find(|(key, _)| key == name).unwrap().1;
        let policy = STANDARD.decode(value("policy")).unwrap();
        let policy: Value = serde_json::from_slice(&policy).unwrap();
        assert_eq!(policy["expiration"], "2026-11-25T09:10:00.000Z");
        let conditions = policy["conditions"].as_array().unwrap();
        assert!(conditions.contains(&json!({ "bucket": "bucket" })));
        assert!(conditions.contains(&json!(["content-length-range", 1, 5])));
        for (name, value) in &fields {
            let bound = conditions.contains(&json!({ name: value }));
            let exempt = ["policy", "x-amz-signature"].contains(&name.as_str());
            assert_eq!(bound, !exempt, "{name}");
        }
        assert_eq!(value("x-amz-security-token"), "token");
        assert!(value("x-amz-credential").starts_with("id/20261125/eu-west-2/s3/"));
    }
}
