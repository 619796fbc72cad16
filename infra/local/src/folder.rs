//! The data folder: where everything lies, and the lock that keeps a second process out.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use serde::{Serialize, de::DeserializeOwned};

/// An open data folder; the lock is held until it is dropped, and by the system until then.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    _lock: File,
}

impl Folder {
    /// Opens the folder, making it if need be.
    ///
    /// **Errors:** when another process has it open.
    pub(crate) fn open(root: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(root)
            .with_context(|| format!("cannot make the data folder {}", root.display()))?;
        let root = root.canonicalize()?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(root.join("lock"))
            .with_context(|| format!("cannot write to the data folder {}", root.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root, _lock: lock }),
            Err(TryLockError::WouldBlock) => bail!(
                "another process is using the data folder {}; stop it, or choose another folder with --data",
                root.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("cannot lock {}", root.display()))
            }
        }
    }

    /// The path of `name` in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// A folder of that name inside this one, made if need be.
    pub(crate) fn subfolder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.path(name);
        fs::create_dir_all(&path)?;
        Ok(path)
    }
}

/// Puts `bytes` at `path` whole or not at all, and on the disk before it returns.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let partial = path.with_extension("partial");
    let mut file = private(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&partial, path)?;
    if let Some(parent) = path.parent() {
        // The new name itself must survive a power cut too.
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

/// A new file that only its owner can read: one of them is the issuer's signing key.
pub(crate) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// [`put`] as JSON.
pub(crate) fn put_json(path: &Path, value: &impl Serialize) -> anyhow::Result<()> {
    put(path, &serde_json::to_vec_pretty(value)?)
}

/// What [`put_json`] left at `path`; `None` when nothing has been put there.
pub(crate) fn get_json<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Option<T>> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .with_context(|| format!("{} is damaged", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_second_opener_is_told_why() {
        let scratch = Scratch::new();
        let first = Folder::open(scratch.path()).unwrap();
        let refusal = Folder::open(scratch.path()).unwrap_err().to_string();
        assert!(refusal.contains("another process"), "{refusal}");
        drop(first);
        Folder::open(scratch.path()).unwrap();
    }

    #[test]
    fn what_is_put_is_what_is_got() {
        let scratch = Scratch::new();
        let path = scratch.path().join("value.json");
        assert_eq!(get_json::<u64>(&path).unwrap(), None);
        put_json(&path, &7_u64).unwrap();
        put_json(&path, &8_u64).unwrap();
        assert_eq!(get_json::<u64>(&path).unwrap(), Some(8));
    }
}
