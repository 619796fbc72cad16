//! What is kept until an instant, and cleared by the table after it: sign-ins under way, sessions,
//! addresses of calendar programs, forms of those without an account.
//!
//! What is found may be past its time and not cleared yet; whoever takes it looks.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Error;

/// Something kept for a time, as stored.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct HeldItem {
    pk: String,
    pub(crate) sk: String,
    body: String,
    /// Seconds since 1970.
    expires_at: i64,
}

impl HeldItem {
    /// A value under this key until `expires`.
    pub(crate) fn of(
        (pk, sk): (String, String),
        value: &impl Serialize,
        expires: DateTime<Utc>,
    ) -> Result<Self, Error> {
        Ok(Self {
            pk,
            sk,
            body: serde_json::to_string(value).map_err(|_| Error::Unreadable("held item"))?,
            expires_at: expires.timestamp(),
        })
    }

    /// The value, which is a `what`.
    pub(crate) fn value<T: DeserializeOwned>(&self, what: &'static str) -> Result<T, Error> {
        serde_json::from_str(&self.body).map_err(|_| Error::Unreadable(what))
    }
}
