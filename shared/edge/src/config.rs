//! Settings, read once at start from the environment.

use std::{fmt, net::IpAddr};

use http::Uri;

/// Everything a function is told by its environment.
///
/// | variable | meaning | example |
/// |---|---|---|
/// | `ORIGIN` | scheme and host that people type; links, cookies and the cross-site check use it | `https://charmm.example.gov.uk` |
/// | `TABLE` | the DynamoDB table | `charmm` |
/// | `PACKS_BUCKET` | the S3 bucket for packs | `charmm-packs` |
/// | `ROOTS_BUCKET` | the S3 bucket of signed roots | `charmm-roots` |
/// | `DOCUMENTS_BUCKET` | the S3 bucket of documents on cases | `charmm-documents` |
/// | `ISSUER` | OpenID Connect issuer, exactly as in its tokens' `iss` | `https://login.example.gov.uk/v2.0` |
/// | `RSA_BITS` | smallest RSA key of the issuer that is taken, from 2048; 2048 when left out | `3072` |
/// | `ISSUER_NAME` | what accounts at the issuer are kept under; its address when left out | |
/// | `CLIENT_ID` | this system's id at the issuer | `charmm` |
/// | `CLIENT_SECRET` | its secret; left out for a public client, which PKCE alone protects | |
/// | `AUDIENCE` | `aud` that programs' bearer tokens must carry | `charmm-api` |
/// | `SENDER` | address that notices are sent from | `no-reply@charmm.example.gov.uk` |
/// | `STAGE` | `local`, `test` or `live`, shown on pages and in logs | `live` |
///
/// Credentials, region and endpoints of AWS come from the SDK's own variables (`AWS_REGION`,
/// `AWS_ENDPOINT_URL_DYNAMODB` …); the level of the log from `AWS_LAMBDA_LOG_LEVEL`.
#[derive(Debug, Clone)]
pub struct Config {
    /// `ORIGIN`, without a slash at its end.
    pub origin: String,
    /// `TABLE`.
    pub table: String,
    /// `PACKS_BUCKET`.
    pub packs_bucket: String,
    /// `ROOTS_BUCKET`.
    pub roots_bucket: String,
    /// `DOCUMENTS_BUCKET`.
    pub documents_bucket: String,
    /// `ISSUER`.
    pub issuer: String,
    /// `ISSUER_NAME`: people stay who they are when the issuer's address changes and this does not.
    pub issuer_name: String,
    /// `RSA_BITS`.
    pub rsa_bits: usize,
    /// `CLIENT_ID`.
    pub client_id: String,
    /// `CLIENT_SECRET`.
    pub client_secret: Option<Secret>,
    /// `AUDIENCE`.
    pub audience: String,
    /// `SENDER`.
    pub sender: String,
    /// `STAGE`.
    pub stage: String,
}

/// A text that never shows itself in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A setting that is missing or cannot be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigFault {
    /// Not set.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// Not an `https` origin or issuer, nor an `http` one on this machine.
    #[error("{0} must be an https URL, or an http URL of this machine")]
    Url(&'static str),
    /// Not a number of bits from 2048 on.
    #[error("{0} must be a number of bits, 2048 or more")]
    Bits(&'static str),
}

/// One setting from the environment, for a function that needs few of them.
///
/// **Errors:** [`ConfigFault::Missing`] when it is not set, or empty.
pub fn setting(name: &'static str) -> Result<String, ConfigFault> {
    let value = std::env::var(name).ok();
    value
        .filter(|value| !value.trim().is_empty())
        .ok_or(ConfigFault::Missing(name))
}

impl Config {
    /// RSA keys that are smaller are never taken (NIST SP 800-131A).
    pub const LEAST_RSA_BITS: usize = 2048;

    /// Reads the environment.
    pub fn from_env() -> Result<Self, ConfigFault> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads the settings from any source of name → value.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigFault> {
        let optional = |name: &'static str| lookup(name).filter(|value| !value.trim().is_empty());
        let required = |name| optional(name).ok_or(ConfigFault::Missing(name));
        let issuer = required("ISSUER")?;
        let config = Self {
            origin: required("ORIGIN")?.trim_end_matches('/').to_owned(),
            table: required("TABLE")?,
            packs_bucket: required("PACKS_BUCKET")?,
            roots_bucket: required("ROOTS_BUCKET")?,
            documents_bucket: required("DOCUMENTS_BUCKET")?,
            issuer_name: optional("ISSUER_NAME").unwrap_or_else(|| issuer.clone()),
            issuer,
            rsa_bits: match optional("RSA_BITS") {
                None => Self::LEAST_RSA_BITS,
                Some(text) => {
                    let bits = text
                        .parse()
                        .ok()
                        .filter(|bits| *bits >= Self::LEAST_RSA_BITS);
                    bits.ok_or(ConfigFault::Bits("RSA_BITS"))?
                }
            },
            client_id: required("CLIENT_ID")?,
            client_secret: optional("CLIENT_SECRET").map(Secret::new),
            audience: required("AUDIENCE")?,
            sender: required("SENDER")?,
            stage: required("STAGE")?,
        };
        let origin_only = origin_of(&config.origin).as_deref() == Some(config.origin.as_str());
        if !origin_only || !trusted(&config.origin) {
            return Err(ConfigFault::Url("ORIGIN"));
        }
        if !trusted(&config.issuer) {
            return Err(ConfigFault::Url("ISSUER"));
        }
        Ok(config)
    }

    /// Whether people reach this system by `https`: everywhere but on a developer's machine.
    pub fn secure(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

/// Whether what comes from `url` can be trusted not to have been changed on the way: `https`, or
/// `http` that never leaves this machine.
pub(crate) fn trusted(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else {
        return false;
    };
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => loopback(host),
        _ => false,
    }
}

/// Whether `host` (without port) is this machine.
pub(crate) fn loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Scheme and authority of `url`, such as `https://login.example.gov.uk`.
pub(crate) fn origin_of(url: &str) -> Option<String> {
    let uri = url.parse::<Uri>().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Settings of a laptop.
    pub(crate) fn local() -> Config {
        read(&[]).unwrap()
    }

    fn read(changes: &[(&str, &str)]) -> Result<Config, ConfigFault> {
        let base = [
            ("ORIGIN", "http://localhost:3000/"),
            ("TABLE", "charmm-table"),
            ("PACKS_BUCKET", "packs"),
            ("ROOTS_BUCKET", "roots"),
            ("DOCUMENTS_BUCKET", "documents"),
            ("ISSUER", "http://localhost:3000/dev/oidc"),
            ("CLIENT_ID", "charmm"),
            ("AUDIENCE", "charmm-api"),
            ("SENDER", "no-reply@charmm.example"),
            ("STAGE", "local"),
        ];
        Config::read(|name| {
            changes
                .iter()
                .chain(&base)
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_laptop_may_use_http_but_nobody_else() {
        let config = read(&[]).unwrap();
        assert_eq!(config.origin, "http://localhost:3000");
        assert!(!config.secure());
        for (name, value) in [
            ("ORIGIN", "http://charmm.example.gov.uk"),
            ("ORIGIN", "https://charmm.example.gov.uk/path"),
            ("ISSUER", "http://login.example.gov.uk"),
            ("ISSUER", "ftp://localhost/"),
        ] {
            assert!(
                matches!(read(&[(name, value)]), Err(ConfigFault::Url(at)) if at == name),
                "{value}"
            );
        }
        let live = read(&[("ORIGIN", "https://charmm.example.gov.uk")]).unwrap();
        assert!(live.secure());
    }

    #[test]
    fn the_smallest_key_is_2048_bits_or_what_is_asked_beyond_that() {
        assert_eq!(read(&[]).unwrap().rsa_bits, 2048);
        assert_eq!(read(&[("RSA_BITS", "3072")]).unwrap().rsa_bits, 3072);
        for wrong in ["1024", "many"] {
            let fault = read(&[("RSA_BITS", wrong)]).unwrap_err();
            assert_eq!(fault, ConfigFault::Bits("RSA_BITS"), "{wrong}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(
            read(&[("TABLE", " ")]).unwrap_err(),
            ConfigFault::Missing("TABLE")
        );
    }

    #[test]
    fn secrets_stay_out_of_debug_output() {
        let config = read(&[("CLIENT_SECRET", "hunter2")]).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn loopback_is_this_machine_only() {
        assert!(loopback("localhost") && loopback("127.0.0.1") && loopback("[::1]"));
        assert!(!loopback("localhost.example.org") && !loopback("10.0.0.1"));
    }
}
