//! What somebody without an account has typed into a long form and means to send later (R1.9).
//!
//! It is kept under the hash of a secret that only they are given: it has no journal and no owner, is
//! seen by nobody else, and goes when it is sent or [`KEPT`] after it was last saved.

use chrono::{DateTime, TimeDelta, Utc};
use domain::journal::Hash;
use serde::{Deserialize, Serialize};

use crate::{Error, Store, held::HeldItem, keys};

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

impl Store {
    /// Keeps what was typed, in place of what was saved under the same secret.
    pub async fn save_typed(&self, secret: &str, saved: &Saved) -> Result<(), Error> {
        let item = HeldItem::of(place(secret), saved, saved.until)?;
        self.table.put(&item).await
    }

    /// What was saved under this secret into this form, if it is still kept.
    pub async fn saved(
        &self,
        secret: &str,
        form: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Saved>, Error> {
        let (pk, sk) = place(secret);
        let item: Option<HeldItem> = self.table.get(pk, &sk).await?;
        let saved: Option<Saved> = item.map(|item| item.value("saved form")).transpose()?;
        Ok(saved.filter(|saved| saved.form == form && now < saved.until))
    }

    /// Deletes what was saved under this secret; deleting nothing is no error.
    pub async fn forget_saved(&self, secret: &str) -> Result<(), Error> {
        let (pk, sk) = place(secret);
        self.table.delete(&pk, &sk).await
    }
}

/// Where something lies, by its secret.
fn place(secret: &str) -> (String, String) {
    let pk = keys::saved(Hash::of(secret.as_bytes()));
    (pk, keys::RECORD.to_owned())
}
