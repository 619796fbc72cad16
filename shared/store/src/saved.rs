//! What somebody without an account has typed into a long form and means to send later (R1.9).
//!
//! It is kept under the hash of a secret that only they are given: it has no journal and no owner, is
//! seen by nobody else, and goes when it is sent or [`KEPT`] after it was last saved.

use chrono::{DateTime, TimeDelta, Utc};
use domain::journal::Hash;
use serde::{Deserialize, Serialize};

use crate::{Error, Store, keys};

/// How long what was saved is kept.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Into which form.
    pub form: String,
    /// What, field by field.
    pub typed: Vec<(String, String)>,
    /// Until when it is kept, UTC.
    pub until: DateTime<Utc>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedItem {
    pk: String,
    sk: String,
    body: String,
    expires_at: i64,
}

impl Store {
    /// Keeps what was typed, in place of what was saved under the same secret.
    pub async fn save_typed(&self, secret: &str, saved: &Saved) -> Result<(), Error> {
        let body = serde_json::to_string(saved).map_err(|_| Error::Unreadable("saved form"))?;
        let item = SavedItem {
            pk: keys::saved(Hash::of(secret.as_bytes())),
            sk: keys::RECORD.to_owned(),
            body,
            expires_at: saved.until.timestamp(),
        };
        self.table.put(&item).await
    }

    /// What was saved under this secret into this form, if it is still kept.
    pub async fn saved(
        &self,
        secret: &str,
        form: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Saved>, Error> {
        let pk = keys::saved(Hash::of(secret.as_bytes()));
        let item: Option<SavedItem> = self.table.get(pk, keys::RECORD).await?;
        let saved: Option<Saved> = item
            .map(|item| {
                serde_json::from_str(&item.body).map_err(|_| Error::Unreadable("saved form"))
            })
            .transpose()?;
        Ok(saved.filter(|saved| saved.form == form && now < saved.until))
    }

    /// Deletes what was saved under this secret; deleting nothing is no error.
    pub async fn forget_saved(&self, secret: &str) -> Result<(), Error> {
        let pk = keys::saved(Hash::of(secret.as_bytes()));
        self.table.delete(&pk, keys::RECORD).await
    }
}
