//! Append-only files of JSON lines: what was appended survives the process and the power.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

use anyhow::Context;
use serde::{Serialize, de::DeserializeOwned};

/// A file that only grows.
#[derive(Debug)]
pub(crate) struct JsonLines {
    file: File,
}

impl JsonLines {
    /// Opens the file and reads what it holds, oldest first.
    ///
    /// A last line cut short by a crash was never acknowledged, and is removed.
    pub(crate) fn open<T: DeserializeOwned>(path: &Path) -> anyhow::Result<(Self, Vec<T>)> {
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .with_context(|| format!("cannot open {}", path.display()))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        bytes.truncate(whole);
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::End(0))?;
        let values = bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(serde_json::from_slice)
            .collect::<Result<_, _>>()
            .with_context(|| format!("{} is damaged", path.display()))?;
        Ok((Self { file }, values))
    }

    /// Appends a line; it is on the disk when this returns.
    pub(crate) fn append(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_data()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_line_cut_short_by_a_crash_is_removed_and_the_rest_kept() {
        let scratch = Scratch::new();
        let path = scratch.path().join("lines.jsonl");
        let (mut lines, before) = JsonLines::open::<String>(&path).unwrap();
        assert!(before.is_empty());
        lines.append(&"one").unwrap();
        lines.file.write_all(b"\"tw").unwrap();
        let (mut lines, kept) = JsonLines::open::<String>(&path).unwrap();
        assert_eq!(kept, ["one"]);
        lines.append(&"two").unwrap();
        let (_, kept) = JsonLines::open::<String>(&path).unwrap();
        assert_eq!(kept, ["one", "two"]);
    }
}
