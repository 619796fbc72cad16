//! The AWS clients, pointed at the embedded servers.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_dynamodb::config::Credentials;

/// The test credentials that the embedded servers know.
pub(crate) const ACCESS_KEY: &str = "local";
/// Their secret; it guards nothing, since it stands in a public repository.
pub(crate) const SECRET_KEY: &str = "local-secret";
/// Where the real thing runs.
pub(crate) const REGION: &str = "eu-west-2";
/// The account in the names of local things.
pub(crate) const ACCOUNT: &str = "000000000000";

/// Where the embedded servers listen, such as `http://127.0.0.1:40001`.
#[derive(Debug, Clone)]
pub(crate) struct Endpoints {
    pub(crate) dynamodb: String,
    pub(crate) s3: String,
    pub(crate) mailbox: String,
    pub(crate) signing: String,
}

/// Clients for the embedded servers, the same as in production but for the address.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Aws {
    /// The table.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// The buckets.
    pub s3: aws_sdk_s3::Client,
    /// Email, captured by the mailbox.
    pub ses: aws_sdk_sesv2::Client,
    /// Messages to partner systems, captured by the mailbox.
    pub sns: aws_sdk_sns::Client,
    /// The key that signs roots.
    pub kms: aws_sdk_kms::Client,
    /// Region and credentials, by which forms to the buckets are signed.
    pub(crate) shared: aws_config::SdkConfig,
}

impl Aws {
    pub(crate) async fn connect(endpoints: &Endpoints) -> Self {
        let shared = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::from_static(REGION))
            .credentials_provider(Credentials::new(
                ACCESS_KEY, SECRET_KEY, None, None, "local",
            ))
            // Loopback needs no long pauses; the number of attempts is production's.
            .retry_config(
                RetryConfig::standard()
                    .with_initial_backoff(Duration::from_millis(20))
                    .with_max_backoff(Duration::from_millis(200)),
            )
            .timeout_config(
                TimeoutConfig::builder()
                    .operation_timeout(Duration::from_secs(30))
                    .build(),
            )
            .load()
            .await;
        let dynamodb = aws_sdk_dynamodb::config::Builder::from(&shared)
            .endpoint_url(&endpoints.dynamodb)
            .build();
        let s3 = aws_sdk_s3::config::Builder::from(&shared)
            .endpoint_url(&endpoints.s3)
            .force_path_style(true)
            .build();
        let ses = aws_sdk_sesv2::config::Builder::from(&shared)
            .endpoint_url(&endpoints.mailbox)
            .build();
        let sns = aws_sdk_sns::config::Builder::from(&shared)
            .endpoint_url(&endpoints.mailbox)
            .build();
        let kms = aws_sdk_kms::config::Builder::from(&shared)
            .endpoint_url(&endpoints.signing)
            .build();
        Self {
            dynamodb: aws_sdk_dynamodb::Client::from_conf(dynamodb),
            s3: aws_sdk_s3::Client::from_conf(s3),
            ses: aws_sdk_sesv2::Client::from_conf(ses),
            sns: aws_sdk_sns::Client::from_conf(sns),
            kms: aws_sdk_kms::Client::from_conf(kms),
            shared,
        }
    }
}
