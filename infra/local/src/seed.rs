//! What a new data folder is filled with: fictional but realistic, by the real commands.

mod boroughs;
mod casework;
mod cast;
mod forums;
mod meetings;
mod powers;
mod reorganisation;
mod reviews;
mod risk;
mod story;
mod timeline;
mod world;

use std::{fs, io::ErrorKind};

use anyhow::Context;
use store::{Commit, Store};

use crate::{
    clock::LocalClock,
    folder::{self, Folder},
};
use world::World;

/// Says that the folder was filled to the end.
const MARK: &str = "filled";

/// What a first start makes before the mark; the signing key may stay.
const UNFINISHED: [&str; 5] = [
    "table.sqlite",
    "table.sqlite-wal",
    "table.sqlite-shm",
    "clock.json",
    "schedule.json",
];

/// Whether the folder is new and is to be filled.
///
/// What an interrupted first start left is removed: nobody was told that it was there.
pub(crate) fn prepare(folder: &Folder) -> anyhow::Result<bool> {
    if folder.path(MARK).exists() {
        return Ok(false);
    }
    for name in UNFINISHED {
        match fs::remove_file(folder.path(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {name}"));
            }
            _ => {}
        }
    }
    Ok(true)
}

/// Says that the folder is filled.
pub(crate) fn finish(folder: &Folder) -> anyhow::Result<()> {
    folder::put(&folder.path(MARK), b"")
}

/// Fills the table: agencies, people and areas, and unless `empty` meetings and casework.
pub(crate) async fn plant(store: &Store, clock: &LocalClock, empty: bool) -> anyhow::Result<()> {
    let now = clock.now();
    let mut world = World::new(now)?;
    cast::plant(store, &mut world).await?;
    if !empty {
        meetings::plant(store, &mut world).await?;
        casework::plant(store, &world).await?;
        reviews::plant(store, &world).await?;
        boroughs::plant(store, &world).await?;
        reorganisation::plant(store, &world).await?;
    }
    Ok(())
}

/// Commits, saying what could not be.
async fn commit(store: &Store, commit: Commit, what: &str) -> anyhow::Result<()> {
    let done = store.commit(commit).await;
    done.with_context(|| format!("cannot fill in {what}"))
}
