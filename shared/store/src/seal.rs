//! A key that only this system has, to seal what it hands out and gets back: one for all processes.

use domain::journal::Hash;
use serde::{Deserialize, Serialize};

use crate::{Error, Store, keys};

#[derive(Debug, Serialize, Deserialize)]
struct SealItem {
    pk: String,
    sk: String,
    key: Hash,
}

impl Store {
    /// The key; `fresh` becomes it when there is none yet.
    pub async fn seal(&self, fresh: [u8; 32]) -> Result<[u8; 32], Error> {
        if let Some(item) = self.read_seal().await? {
            return Ok(item.key.bytes());
        }
        let item = SealItem {
            pk: keys::SEAL.to_owned(),
            sk: keys::RECORD.to_owned(),
            key: Hash::from(fresh),
        };
        match self.table.put_after(&item, None).await {
            Ok(()) => Ok(fresh),
            // Another process was first.
            Err(Error::Conflict) => {
                let item = self.read_seal().await?;
                Ok(item.ok_or(Error::Unreadable("seal"))?.key.bytes())
            }
            Err(error) => Err(error),
        }
    }

    async fn read_seal(&self) -> Result<Option<SealItem>, Error> {
        self.table.get(keys::SEAL, keys::RECORD).await
    }
}
