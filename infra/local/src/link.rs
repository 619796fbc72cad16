//! `charmm match`: which rows of one file, or of two, speak of the same person (R9.1).
//!
//! The judging is `linkage`'s; here files are read and written.

mod sheet;
mod told;
mod written;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use linkage::{Mapping, Side, duplicates, links};

use sheet::Sheet;

/// The largest file that is read, in bytes: everything is held in memory, several times over.
const LARGEST: u64 = 200_000_000;

/// What is to be matched.
///
/// **Shape:** `Matched { left: "list.csv".into(), right: None, mapping: …, out: "pairs.csv".into() }`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matched {
    /// The file, or the first of two.
    pub left: PathBuf,
    /// The second file.
    pub right: Option<PathBuf>,
    /// What their columns mean.
    pub mapping: PathBuf,
    /// Where the pairs go.
    pub out: PathBuf,
}

/// Finds the pairs, writes them, and says what was read and found.
///
/// **Errors:** a file that cannot be read or written, a mapping that does not fit.
pub fn match_files(asked: &Matched) -> anyhow::Result<String> {
    spare_what_is_read(asked)?;
    let mapping = bytes(&asked.mapping)?;
    let mapping = String::from_utf8(mapping).map_err(|_| anyhow::anyhow!("it is not in UTF-8"));
    let mapping = mapping.and_then(|text| Ok(Mapping::read(&text)?));
    let mapping = mapping.with_context(|| format!("{} is no mapping", asked.mapping.display()))?;
    let left = sheet(&asked.left, &mapping, Side::Left)?;
    let right = asked
        .right
        .as_deref()
        .map(|path| sheet(path, &mapping, Side::Right));
    let right = right.transpose()?;
    let found = match &right {
        Some(right) => links(&mapping, &left.rows, &right.rows),
        None => duplicates(&mapping, &left.rows),
    };
    let rows = (
        left.rows.as_slice(),
        right.as_ref().unwrap_or(&left).rows.as_slice(),
    );
    let text = written::pairs(&found, rows).context("the pairs cannot be written as CSV")?;
    fs::write(&asked.out, text)
        .with_context(|| format!("{} cannot be written", asked.out.display()))?;
    let mut said = told::read(&asked.left, &left);
    if let (Some(path), Some(right)) = (&asked.right, &right) {
        said.push_str(&told::read(path, right));
    }
    said.push_str(&told::found(&found, &asked.out));
    Ok(said)
}

/// The pairs must not take the place of anything they are made from.
fn spare_what_is_read(asked: &Matched) -> anyhow::Result<()> {
    let Ok(out) = asked.out.canonicalize() else {
        return Ok(());
    };
    let read = [&asked.left, &asked.mapping]
        .into_iter()
        .chain(&asked.right);
    for path in read {
        if path.canonicalize().is_ok_and(|path| path == out) {
            bail!("--out is {}, which is to be read", path.display());
        }
    }
    Ok(())
}

fn sheet(path: &Path, mapping: &Mapping, side: Side) -> anyhow::Result<Sheet> {
    let bytes = bytes(path)?;
    Sheet::read(&bytes, mapping, side).with_context(|| format!("{} cannot be used", path.display()))
}

fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let unread = || format!("{} cannot be read", path.display());
    let size = fs::metadata(path).with_context(unread)?.len();
    if size > LARGEST {
        bail!(
            "{} is larger than {} MB: match it in parts",
            path.display(),
            LARGEST / 1_000_000
        );
    }
    fs::read(path).with_context(unread)
}

#[cfg(test)]
mod tests;
