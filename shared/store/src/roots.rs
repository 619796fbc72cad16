//! Signed roots: documents in a bucket in which nothing can be changed, and which of them is newest.

use domain::{
    audit::{RootDocument, Statement},
    journal::Hash,
};
use serde::{Deserialize, Serialize};

use crate::{Error, Store, keys, objects::Objects};

/// The newest root, as far as the table knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newest {
    /// What was signed.
    pub statement: Statement,
    /// Whether all of its leaves say that it holds them.
    pub settled: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct NewestItem {
    pk: String,
    sk: String,
    /// The root's number.
    version: u64,
    body: String,
    settled: String,
}

/// Where a root lies: numbers of ten digits, so that names sort as roots follow.
pub fn root_key(number: u64) -> String {
    format!("roots/{number:010}.json")
}

/// Where the public key with this SHA-256 lies.
pub fn public_key_key(fingerprint: Hash) -> String {
    format!("keys/{fingerprint}.pem")
}

impl Store {
    fn root_objects(&self) -> Result<&Objects, Error> {
        let roots = self.roots.as_ref();
        roots.ok_or_else(|| Error::Unavailable("no bucket of roots".into()))
    }

    /// The newest root that the table knows; the bucket may have one more.
    pub async fn newest_root(&self) -> Result<Option<Newest>, Error> {
        let item: Option<NewestItem> = self.table.get(keys::ROOTS, keys::RECORD).await?;
        let newest = item.map(|item| {
            let statement = serde_json::from_str(&item.body);
            Ok(Newest {
                statement: statement.map_err(|_| Error::Unreadable("root"))?,
                settled: item.settled == "yes",
            })
        });
        newest.transpose()
    }

    /// Says which root is the newest: the next one, or the same once more.
    ///
    /// **Errors:** [`Error::Conflict`] when another run said so of a later one.
    pub async fn root_is_newest(&self, newest: &Newest, before: Option<u64>) -> Result<(), Error> {
        let statement = &newest.statement;
        let body = serde_json::to_string(statement).map_err(|_| Error::Unreadable("root"))?;
        let item = NewestItem {
            pk: keys::ROOTS.to_owned(),
            sk: keys::RECORD.to_owned(),
            version: statement.number,
            body,
            settled: if newest.settled { "yes" } else { "no" }.to_owned(),
        };
        self.table.put_after(&item, before).await
    }

    /// Keeps a root for good.
    ///
    /// **Errors:** [`Error::Conflict`] when there is one of its number.
    pub async fn keep_root(&self, document: &RootDocument) -> Result<(), Error> {
        let bytes = serde_json::to_vec(document).map_err(|_| Error::Unreadable("root"))?;
        let key = root_key(document.root.statement.number);
        let objects = self.root_objects()?;
        objects.put_new(key, "application/json", bytes).await
    }

    /// The root of this number.
    pub async fn root(&self, number: u64) -> Result<RootDocument, Error> {
        let bytes = self.root_objects()?.get(root_key(number)).await?;
        serde_json::from_slice(&bytes).map_err(|_| Error::Unreadable("root"))
    }

    /// Keeps a public key beside the roots that it checks; one that is there already stays.
    pub async fn keep_public_key(&self, fingerprint: Hash, pem: &str) -> Result<(), Error> {
        let key = public_key_key(fingerprint);
        let pem = pem.as_bytes().to_vec();
        let put = self
            .root_objects()?
            .put_new(key, "application/x-pem-file", pem);
        match put.await {
            Err(Error::Conflict) => Ok(()),
            done => done,
        }
    }

    /// The public key with this SHA-256, as PEM.
    pub async fn public_key(&self, fingerprint: Hash) -> Result<String, Error> {
        let bytes = self
            .root_objects()?
            .get(public_key_key(fingerprint))
            .await?;
        String::from_utf8(bytes).map_err(|_| Error::Unreadable("public key"))
    }
}
