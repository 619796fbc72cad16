//! `charmm verify`: reads an export and what it is checked against, and says what was found.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use domain::audit::{Export, RootDocument, SignedRoot, Summary, verify as check};

use super::key::PublicKey;

/// What an export is checked with.
///
/// **Shape:** `Evidence { export: "bundle".into(), roots: Some("mirror/roots".into()), keys: vec![] }`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The export: a file, or a folder with `audit.json` in it.
    pub export: PathBuf,
    /// A folder of root documents, kept elsewhere.
    pub roots: Option<PathBuf>,
    /// Files with public keys, had from elsewhere.
    pub keys: Vec<PathBuf>,
}

/// Checks an export; gives in words what was found in order.
///
/// **Errors:** the first thing that does not fit, by name; or a file that cannot be read.
pub fn verify(evidence: &Evidence) -> anyhow::Result<String> {
    let (file, folder) = if evidence.export.is_dir() {
        (evidence.export.join("audit.json"), Some(&evidence.export))
    } else {
        (evidence.export.clone(), None)
    };
    let export: Export = read(&file)?;
    let beside = |name: &str| {
        let path = folder.map(|folder| folder.join(name));
        path.filter(|path| path.is_dir())
    };
    let own_keys = evidence.keys.is_empty();
    let files = match (own_keys, beside("keys")) {
        (true, Some(folder)) => files(&folder, "pem")?,
        _ => evidence.keys.clone(),
    };
    let keys = files.iter().map(|file| key(file));
    let keys = keys.collect::<anyhow::Result<Vec<_>>>()?;
    let signed = |root: &SignedRoot| keys.iter().any(|key| key.signed(root));
    let own_roots = evidence.roots.is_none();
    let documents = match &evidence.roots {
        Some(folder) => roots(folder)?,
        None => beside("roots").map_or(Ok(Vec::new()), |folder| roots(&folder))?,
    };
    if let (true, Some(folder)) = (documents.is_empty(), &evidence.roots) {
        bail!("{} holds no roots", folder.display());
    }
    let against_roots = !documents.is_empty();
    let needs_key = against_roots || !export.roots.is_empty();
    if keys.is_empty() && needs_key {
        bail!("roots cannot be checked without the key that signed them: give it with --key");
    }
    let mut summary = check::verify(&export, signed)?;
    if against_roots {
        check::roots(&documents, signed)?;
        summary = check::against(&export, &documents, summary)?;
    }
    let mut told = told(&export, &summary, against_roots)?;
    for key in keys.iter().filter(|_| needs_key) {
        let from = if own_keys {
            " (it came with the export: compare it with one that you have from elsewhere)"
        } else {
            ""
        };
        writeln!(told, "Key {}{from}.", key.fingerprint)?;
    }
    if against_roots && own_roots {
        writeln!(
            told,
            "The roots came with the export: whoever made it could have left out the newest. \
             Give roots that were kept elsewhere with --roots."
        )?;
    }
    Ok(told)
}

fn told(export: &Export, summary: &Summary, against_roots: bool) -> anyhow::Result<String> {
    let Summary {
        journals,
        entries,
        erased,
        readings,
        readings_erased,
        ..
    } = summary;
    let mut told = format!(
        "In order.\nExport of {}.\n{journals} journals with {entries} entries, {erased} of them erased, \
         and {readings} readings, {readings_erased} of them erased: every hash fits.\n",
        domain::time::long_time(export.at)
    );
    if summary.roots > 0 {
        writeln!(
            told,
            "{} roots are signed and hold; {} entries and readings stand under them.",
            summary.roots, summary.sealed
        )?;
    }
    if against_roots {
        writeln!(
            told,
            "Nothing that these roots sealed is missing or changed. {} entries and readings wait for \
             the next root.",
            summary.waiting
        )?;
        if summary.after > 0 {
            writeln!(
                told,
                "{} roots are younger than the export and say nothing of what it lacks.",
                summary.after
            )?;
        }
    } else {
        writeln!(
            told,
            "Checked without roots kept elsewhere: that the end of a journal was cut off, that a \
             reading is missing or that a whole record is gone would not show. Give --roots."
        )?;
    }
    if let Some(first) = summary.late.first() {
        writeln!(
            told,
            "{} came into a root more than two hours after they say they were written: put in \
             afterwards, or the stream was behind. The first: {} {}, {}.",
            summary.late.len(),
            first.aggregate,
            first.id,
            first.place
        )?;
    }
    Ok(told)
}

fn read<T: serde::de::DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    let shown = file.display();
    let bytes = fs::read(file).with_context(|| format!("{shown} cannot be read"))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{shown} is not understood"))
}

fn key(file: &Path) -> anyhow::Result<PublicKey> {
    let shown = file.display();
    let pem = fs::read_to_string(file).with_context(|| format!("{shown} cannot be read"))?;
    PublicKey::from_pem(&pem).with_context(|| format!("{shown}"))
}

/// The root documents in a folder, by number.
fn roots(folder: &Path) -> anyhow::Result<Vec<RootDocument>> {
    let files = files(folder, "json")?;
    let documents = files.iter().map(|file| read(file));
    let mut documents = documents.collect::<anyhow::Result<Vec<RootDocument>>>()?;
    documents.sort_by_key(|document| document.root.statement.number);
    Ok(documents)
}

/// The files in a folder whose names end so, in order.
fn files(folder: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder);
    let entries = entries.with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|has| has == ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
