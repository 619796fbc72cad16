//! The clients of AWS as a function has them: set up from the variables that Lambda sets, and from
//! nothing else.
//!
//! The SDK's own loader also asks files, profiles and the machine it runs on, and its HTTP client reads
//! all of the machine's root certificates, for each client anew, before the first request is made: half
//! of the time in which a function starts.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{
    Credentials, HttpClient, RuntimeComponents, SharedCredentialsProvider, SharedHttpClient,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TlsContextBuilder, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    connector_metadata::ConnectorMetadata,
    http::{HttpConnectorSettings, SharedHttpConnector},
};
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

/// Root certificates of AWS's endpoints; see the file beside them.
const ROOTS: &[u8] = include_bytes!("roots/amazon.pem");

const TLS: Provider = Provider::Rustls(CryptoMode::AwsLc);

/// What every client of AWS in this process is made from, so that all share their connections.
///
/// | variable | meaning |
/// |---|---|
/// | `AWS_REGION` | where |
/// | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` | the function's role |
/// | `AWS_ENDPOINT_URL_DYNAMODB`, `…_S3`, `…_SESV2`, `…_SNS` | another endpoint, also by plain HTTP |
///
/// What is missing shows at the first call, as the SDK reports it. Nothing is connected yet.
pub fn config() -> SdkConfig {
    read(|name| std::env::var(name).ok())
}

fn read(lookup: impl Fn(&str) -> Option<String>) -> SdkConfig {
    let lookup = |name| lookup(name).filter(|value| !value.is_empty());
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(lookup("AWS_REGION").map(Region::new))
        .service_config(Variables)
        .http_client(http_client());
    let (key, secret) = (lookup("AWS_ACCESS_KEY_ID"), lookup("AWS_SECRET_ACCESS_KEY"));
    if let (Some(key), Some(secret)) = (key, secret) {
        let token = lookup("AWS_SESSION_TOKEN");
        let role = Credentials::new(key, secret, token, None, "environment");
        config = config.credentials_provider(SharedCredentialsProvider::new(role));
    }
    config.build()
}

/// Settings of one service, such as its endpoint.
#[derive(Debug)]
struct Variables;

impl LoadServiceConfig for Variables {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        std::env::var(variable(key.env(), key.service_id())).ok()
    }
}

/// The variable of one service, such as `AWS_ENDPOINT_URL_DYNAMODB`.
fn variable(setting: &str, service: &str) -> String {
    format!("{setting}_{}", service.to_uppercase().replace(' ', "_"))
}

fn http_client() -> Unhurried {
    let mut client = Builder::new().tls_provider(TLS);
    // Names of servers could be wrong, and none are given.
    if let Ok(context) = trust().build() {
        client = client.tls_context(context);
    }
    Unhurried(client.build_https())
}

fn trust() -> TlsContextBuilder {
    TlsContext::builder().with_trust_store(TrustStore::empty().with_pem_certificate(ROOTS))
}

/// A client that sets up TLS when the first request is made, and once for all services.
///
/// The SDK asks every client to be ready when it is made, and this one would throw away what it makes
/// then.
#[derive(Debug)]
struct Unhurried(SharedHttpClient);

impl HttpClient for Unhurried {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        self.0.http_connector(settings, components)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.0.connector_metadata()
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_http_client::Connector;
    use base64::{Engine, engine::general_purpose::STANDARD};
    use domain::journal::Hash;

    use super::*;

    /// As Amazon publishes them: Amazon Root CA 1 to 4, Starfield Services Root CA – G2.
    const FINGERPRINTS: [&str; 5] = [
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
    ];

    #[test]
    fn the_roots_are_amazons_and_tls_takes_them() {
        let text = std::str::from_utf8(ROOTS).unwrap();
        let begun = text.split("-----BEGIN CERTIFICATE-----").skip(1);
        let fingerprints = begun.map(|rest| {
            let body = rest.split("-----END").next().unwrap();
            let der = STANDARD.decode(body.replace('\n', "")).unwrap();
            Hash::of(&der).to_string()
        });
        assert_eq!(fingerprints.collect::<Vec<_>>(), FINGERPRINTS);
        // It panics on a certificate that cannot be read.
        let connector = Connector::builder().tls_provider(TLS);
        let context = trust().build().unwrap();
        let _connector = connector.tls_context(context).build();
    }

    #[test]
    fn a_function_takes_its_role_from_lambda_and_nothing_else() {
        let lambda = |name: &str| match name {
            "AWS_REGION" => Some("eu-west-2".to_owned()),
            "AWS_ACCESS_KEY_ID" => Some("id".to_owned()),
            "AWS_SECRET_ACCESS_KEY" => Some("secret".to_owned()),
            _ => None,
        };
        let config = read(lambda);
        assert_eq!(config.region().unwrap().as_ref(), "eu-west-2");
        assert!(config.credentials_provider().is_some());
        assert!(config.http_client().is_some());
        let nobody = read(|name| (name != "AWS_ACCESS_KEY_ID").then(String::new));
        assert!(nobody.credentials_provider().is_none() && nobody.region().is_none());
    }

    #[test]
    fn endpoints_are_named_by_service() {
        for (service, name) in [
            ("DynamoDB", "AWS_ENDPOINT_URL_DYNAMODB"),
            ("SESv2", "AWS_ENDPOINT_URL_SESV2"),
            ("Two Words", "AWS_ENDPOINT_URL_TWO_WORDS"),
        ] {
            assert_eq!(variable("AWS_ENDPOINT_URL", service), name);
        }
    }
}
