//! The file and the mapping of an import, from where they lie.

use std::{fs, path::Path};

use anyhow::{Context, bail};
use case_import::engine::File;
use sheets::{BadFile, file::LARGEST};

/// What a file is called.
pub(super) fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// What is in a file, unless it is larger than any list.
pub(super) fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let unread = || format!("{} cannot be read", path.display());
    let size = fs::metadata(path).with_context(unread)?.len();
    if usize::try_from(size).is_ok_and(|size| size > LARGEST) {
        bail!("{}: {}", path.display(), BadFile::Large);
    }
    fs::read(path).with_context(unread)
}

/// A file with its mapping.
pub(super) fn open(path: &Path, mapping: &Path) -> anyhow::Result<File> {
    let text = fs::read_to_string(mapping);
    let text = text.with_context(|| format!("{} cannot be read", mapping.display()))?;
    let file = File::new(&name(path), bytes(path)?, &text);
    file.with_context(|| format!("{} is no mapping", mapping.display()))
}
