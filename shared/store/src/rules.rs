//! What was adopted here about the rules: the same for everybody, and about nobody.

use domain::{Journal, law::Adopted};

use crate::{Error, File, Store, keys};

/// Most entries of its journal that a page shows.
const ENTRIES: i32 = 500;

impl Store {
    /// What was adopted about the rules; `None` until somebody has adopted something.
    pub async fn rules(&self) -> Result<Option<Journal<Adopted>>, Error> {
        match self.record(keys::rules()).await {
            Ok(journal) => Ok(Some(journal)),
            Err(Error::NotFound) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// The same as a value, with nothing adopted until somebody has.
    pub async fn adopted(&self) -> Result<Adopted, Error> {
        let journal = self.rules().await?;
        Ok(journal
            .map(|journal| journal.record().clone())
            .unwrap_or_default())
    }

    /// The same with its journal; `None` until somebody has adopted something.
    pub async fn rules_file(&self) -> Result<Option<File<Adopted>>, Error> {
        match self.file(keys::rules(), ENTRIES).await {
            Ok(file) => Ok(Some(file)),
            Err(Error::NotFound) => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}
