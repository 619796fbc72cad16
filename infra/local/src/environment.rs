//! The environment that a function has when it runs as a process of its own.

use std::collections::BTreeMap;

use edge::Config;

use crate::{
    aws::{ACCESS_KEY, Endpoints, REGION, SECRET_KEY},
    mailbox::CONFIGURATION_SET,
    signing,
};

/// Every setting, and where the AWS SDK finds the embedded servers.
///
/// The SDK reads the endpoints by service: a function needs no line of code to run here. That the
/// bucket's name goes into the path and not into the host is the SDK's doing too, for any endpoint
/// that is an IP address.
pub(crate) fn variables(config: &Config, endpoints: &Endpoints) -> BTreeMap<String, String> {
    let secret = config.client_secret.as_ref().map(edge::Secret::reveal);
    let settings = [
        ("ORIGIN", config.origin.as_str()),
        ("TABLE", &config.table),
        ("PACKS_BUCKET", &config.packs_bucket),
        ("ROOTS_BUCKET", &config.roots_bucket),
        ("DOCUMENTS_BUCKET", &config.documents_bucket),
        ("SCAN", "none"),
        ("ROOT_KEY", signing::KEY),
        ("ISSUER", &config.issuer),
        ("CLIENT_ID", &config.client_id),
        ("CLIENT_SECRET", secret.unwrap_or_default()),
        ("AUDIENCE", &config.audience),
        ("SENDER", &config.sender),
        ("STAGE", &config.stage),
        ("ISSUER_NAME", &config.issuer_name),
        ("CONFIGURATION_SET", CONFIGURATION_SET),
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("AWS_ENDPOINT_URL_DYNAMODB", &endpoints.dynamodb),
        ("AWS_ENDPOINT_URL_S3", &endpoints.s3),
        ("AWS_ENDPOINT_URL_SESV2", &endpoints.mailbox),
        ("AWS_ENDPOINT_URL_SNS", &endpoints.mailbox),
        ("AWS_ENDPOINT_URL_KMS", &endpoints.signing),
    ];
    let owned = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    BTreeMap::from(owned)
}
