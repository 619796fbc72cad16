//! What was rejected, as a workbook that only its owner can read: it says what the sheet says.

use std::{
    fs,
    io::BufWriter,
    path::{Path, PathBuf},
};

use anyhow::Context;
use sheets::{errors::Errors, plan::Fault};

use crate::folder;

/// The workbook, which takes its place when it is whole.
pub(super) struct ErrorFile {
    path: PathBuf,
    partial: Partial,
    errors: Errors<BufWriter<fs::File>>,
}

/// A file that is not left behind, unless it has taken its place.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        // Once it has its place there is nothing left to remove.
        let _ = fs::remove_file(&self.0);
    }
}

impl ErrorFile {
    pub(super) fn create(path: &Path) -> anyhow::Result<Self> {
        let partial = Partial(path.with_extension("partial"));
        let file = folder::private(&partial.0)
            .with_context(|| format!("{} cannot be written", partial.0.display()))?;
        Ok(Self {
            path: path.to_owned(),
            partial,
            errors: Errors::new(BufWriter::new(file))?,
        })
    }

    pub(super) fn add(&mut self, faults: &[Fault]) -> anyhow::Result<()> {
        let added = self.errors.add(faults);
        added.with_context(|| format!("{} cannot be written", self.partial.0.display()))
    }

    /// Where it is.
    pub(super) fn finish(self) -> anyhow::Result<PathBuf> {
        let written = || format!("{} cannot be written", self.path.display());
        let file = self.errors.finish().with_context(written)?;
        let file = file.into_inner().map_err(|error| error.into_error());
        file.with_context(written)?.sync_all()?;
        fs::rename(&self.partial.0, &self.path).with_context(written)?;
        Ok(self.path)
    }
}
