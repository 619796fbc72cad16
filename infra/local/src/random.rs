//! Fresh random names.

use anyhow::anyhow;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// So many random bytes.
pub(crate) fn bytes<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no source of randomness: {error}"))?;
    Ok(bytes)
}

/// A name nobody can guess, safe in a URL and as a file name.
pub(crate) fn id() -> anyhow::Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// A random UUID, as AWS names requests.
pub(crate) fn uuid() -> anyhow::Result<String> {
    Ok(uuid::Builder::from_random_bytes(bytes()?)
        .into_uuid()
        .to_string())
}
