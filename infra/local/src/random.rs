//! Fresh random names.

use anyhow::anyhow;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// 32 random bytes.
pub(crate) fn bytes() -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no source of randomness: {error}"))?;
    Ok(bytes)
}

/// A name nobody can guess, safe in a URL and as a file name.
pub(crate) fn id() -> anyhow::Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(bytes()?))
}
