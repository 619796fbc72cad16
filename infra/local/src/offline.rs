//! A data folder that nothing runs on, for commands that read or fill it: the embedded stores, without
//! functions, triggers, mail and keys.

use std::path::Path;

use chrono::{DateTime, Utc};
use store::Store;

use crate::{
    aws::{Aws, Endpoints},
    clock::LocalClock,
    database::Database,
    folder::Folder,
    functions, loopback,
    objects::{self, Arrivals},
    template::Template,
};

/// An open folder; locked until it is dropped.
pub(crate) struct Offline {
    /// Clients of its stores.
    pub(crate) aws: Aws,
    /// The folder's own time: its clock may have been moved.
    pub(crate) now: DateTime<Utc>,
    switch: loopback::Switch,
    _folder: Folder,
}

impl Offline {
    /// **Errors:** another process has the folder open.
    pub(crate) async fn open(data: &Path) -> anyhow::Result<Self> {
        let folder = Folder::open(data)?;
        let now = LocalClock::open(folder.path("clock.json"), None)?.now();
        let template = Template::embedded()?;
        let (switch, stop) = loopback::Switch::new();
        let database = Database::open(&folder.path("table.sqlite"), &template.table()?)?;
        let (dynamodb, _) = database.serve(stop.clone()).await?;
        let root = folder.subfolder("buckets")?;
        let (s3, _) = objects::serve(&root, &template.buckets(), Arrivals::default(), stop).await?;
        // Nothing is sent and nothing is signed.
        let nowhere = String::from("http://127.0.0.1:9");
        let endpoints = Endpoints {
            dynamodb,
            s3,
            mailbox: nowhere.clone(),
            signing: nowhere,
        };
        Ok(Self {
            aws: Aws::connect(&endpoints).await,
            now,
            switch,
            _folder: folder,
        })
    }

    pub(crate) fn store(&self) -> Store {
        functions::store(&self.aws)
    }

    pub(crate) fn close(self) {
        self.switch.stop();
    }
}
