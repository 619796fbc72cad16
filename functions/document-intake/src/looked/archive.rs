//! Office documents: archives of parts, measured before anything of them is read.

use std::io::{Cursor, Read, copy, sink};

use domain::file::Unfit;
use zip::ZipArchive;

/// Most parts in one.
const PARTS: usize = 2_000;
/// Most bytes that all parts unpack to.
const UNPACKED: u64 = 200 * 1024 * 1024;
/// How many times larger than it came it may get.
const RATIO: u64 = 100;
/// What every archive may unpack to, however small it came.
const FREE: u64 = 10 * 1024 * 1024;
/// What an archive ends with, before its comment.
const END: &[u8] = b"PK\x05\x06";
/// The size of that, without the comment.
const END_BYTES: usize = 22;
/// The longest comment.
const COMMENT: usize = 65_535;

/// Looks at an archive that must hold `main`, and nothing that runs.
pub(super) fn look(bytes: &[u8], main: &str) -> Result<(), Unfit> {
    // It begins and ends with itself: nothing stands before or after it.
    if !bytes.starts_with(b"PK\x03\x04") || bytes.len() < END_BYTES {
        return Err(Unfit::OtherKind);
    }
    let end = bytes.get(bytes.len() - END_BYTES..).unwrap_or_default();
    if !end.starts_with(END) {
        return Err(Unfit::OtherKind);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(zipped)?;
    if archive.len() > PARTS {
        return Err(Unfit::TooLarge);
    }
    let names = archive.file_names();
    let names = names.map(|name| name.map(|name| name.to_ascii_lowercase()));
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(zipped)?;
    let has = |name: &str| names.iter().any(|each| each == name);
    if !has(main) || !has("[content_types].xml") {
        return Err(Unfit::OtherKind);
    }
    if names.iter().any(|name| strays(name)) {
        return Err(Unfit::OtherKind);
    }
    if names.iter().any(|name| runs(name)) {
        return Err(Unfit::Active);
    }
    let came = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let proportionate = came.saturating_mul(RATIO).max(FREE);
    let mut room = proportionate.min(UNPACKED);
    for index in 0..archive.len() {
        // Counted as it unpacks: what an archive says of its sizes need not be true.
        let part = archive.by_index(index).map_err(zipped)?;
        if part.encrypted() || part.is_symlink() {
            return Err(Unfit::OtherKind);
        }
        let name = part.name().map_err(zipped)?.to_ascii_lowercase();
        let telling = name == "[content_types].xml" || name.ends_with("settings.xml.rels");
        let unpacked = if telling {
            let mut text = Vec::new();
            let count = part.take(room + 1).read_to_end(&mut text).map_err(read)?;
            let words: [&[u8]; 3] = [b"macroEnabled", b"vbaProject", b"attachedTemplate"];
            if words.iter().any(|word| super::holds(&text, word)) {
                return Err(Unfit::Active);
            }
            u64::try_from(count).unwrap_or(u64::MAX)
        } else {
            copy(&mut part.take(room + 1), &mut sink()).map_err(read)?
        };
        room = room.checked_sub(unpacked).ok_or(Unfit::TooLarge)?;
    }
    Ok(())
}

fn zipped(_: zip::result::ZipError) -> Unfit {
    Unfit::OtherKind
}

fn read(_: std::io::Error) -> Unfit {
    Unfit::OtherKind
}

/// A path that would lead out of where it is unpacked.
fn strays(name: &str) -> bool {
    name.starts_with('/') || name.contains('\\') || name.split('/').any(|part| part == "..")
}

/// Macros, controls, and files within the file that run when they are opened.
fn runs(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.starts_with("vbaproject")
        || file.starts_with("oleobject")
        || name.contains("/activex/")
        || name.contains("/embeddings/") && file.ends_with(".bin")
        || [
            ".exe", ".dll", ".js", ".vbs", ".ps1", ".bat", ".cmd", ".hta",
        ]
        .iter()
        .any(|ending| file.ends_with(ending))
}

/// Whether a file that should be something else ends as an archive does.
pub(super) fn ends_as_one(bytes: &[u8]) -> bool {
    let from = bytes.len().saturating_sub(END_BYTES + COMMENT);
    super::holds(bytes.get(from..).unwrap_or_default(), END)
}
