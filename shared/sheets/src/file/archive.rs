//! What an archive unpacks to, before anything else looks at it.

use std::io::{self, Cursor, Read, Write, copy};

use super::{BadFile, Called, UNPACKED};

/// Most files within a workbook.
const FILES: usize = 2_000;
/// Most that the one document of an OpenDocument sheet may unpack to: it is held in memory.
const DOCUMENT: u64 = 80_000_000;

/// Most tags among the texts that a workbook keeps apart from its cells: they are held in memory, and
/// each text has four tags or more, or is empty.
const TAGS: usize = 8_000_000;

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

fn open(bytes: &[u8]) -> Result<Archive<'_>, BadFile> {
    zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| BadFile::Unreadable)
}

/// Says which kind of workbook it is.
///
/// **Errors:** it unpacks to more than any list – the sizes that an archive states of itself need not
/// be true, so they are measured – or brings a program along.
pub(super) fn bounded(bytes: &[u8]) -> Result<Called, BadFile> {
    let mut archive = open(bytes)?;
    if archive.len() > FILES {
        return Err(BadFile::Bomb);
    }
    let names = archive
        .file_names()
        .map(|name| Ok(name?.to_ascii_lowercase()));
    let names: Result<Vec<String>, zip::result::ZipError> = names.collect();
    let names = names.map_err(|_| BadFile::Unreadable)?;
    let program = |name: &String| {
        name.ends_with("vbaproject.bin")
            || name.starts_with("basic/")
            || name.starts_with("scripts/")
    };
    if names.iter().any(program) {
        return Err(BadFile::Macros);
    }
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| BadFile::Unreadable)?;
        let texts = file
            .name()
            .is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        let mut tags = Tags(0);
        let size = copy(&mut file.take(left + 1), &mut tags).map_err(|_| BadFile::Unreadable)?;
        left = left.checked_sub(size).ok_or(BadFile::Bomb)?;
        if texts && tags.0 > TAGS {
            return Err(BadFile::Bomb);
        }
    }
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has("xl/workbook.xml") {
        Ok(Called::Xlsx)
    } else if has("content.xml") && has("mimetype") {
        Ok(Called::Ods)
    } else {
        Err(BadFile::Unreadable)
    }
}

/// Counts tags, and keeps nothing.
struct Tags(usize);

impl Write for Tags {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.iter().filter(|byte| **byte == b'<').count();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The document of an OpenDocument sheet.
pub(super) fn document(bytes: &[u8]) -> Result<String, BadFile> {
    let mut archive = open(bytes)?;
    let file = archive
        .by_name("content.xml")
        .map_err(|_| BadFile::Unreadable)?;
    let mut text = String::new();
    file.take(DOCUMENT + 1)
        .read_to_string(&mut text)
        .map_err(|_| BadFile::Unreadable)?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > DOCUMENT {
        return Err(BadFile::Bomb);
    }
    Ok(text)
}
