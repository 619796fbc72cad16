//! How far a function has read; kept after a delivery, so that a kill repeats rather than loses.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::folder;

/// The last sequence number a function is done with.
#[derive(Debug)]
pub(super) struct Checkpoint {
    file: PathBuf,
    position: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    after: String,
}

impl Checkpoint {
    /// The checkpoint as it was left; a new one stands at the stream's beginning.
    pub(super) fn open(file: PathBuf) -> anyhow::Result<Self> {
        let kept: Option<Kept> = folder::get_json(&file)?;
        let position = kept.map(|kept| kept.after);
        Ok(Self { file, position })
    }

    pub(super) fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }

    /// Moves past `sequence`. What no function wanted may be read again, so that need not be kept.
    pub(super) fn pass(&mut self, sequence: String, keep: bool) -> anyhow::Result<()> {
        if keep {
            let after = sequence.clone();
            folder::put_json(&self.file, &Kept { after })?;
        }
        self.position = Some(sequence);
        Ok(())
    }
}
