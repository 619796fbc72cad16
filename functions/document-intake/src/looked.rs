//! Whether a file is what it is said to be, by its bytes alone.
//!
//! This is no search for malicious software. It keeps out what lies about its kind, what runs by
//! itself, and files of two kinds at once, as far as that shows without taking them wholly apart:
//! a script within a compressed part of a PDF is not seen.

mod archive;
mod film;

use domain::file::{self, FileKind, Unfit};

/// Looks at the bytes of a file that is said to be of this kind.
///
/// **Errors:** why it cannot be kept.
pub fn at(kind: FileKind, bytes: &[u8]) -> Result<(), Unfit> {
    if bytes.is_empty() {
        return Err(Unfit::Empty);
    }
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > file::MAX_BYTES {
        return Err(Unfit::TooLarge);
    }
    match kind {
        FileKind::Pdf => pdf(bytes),
        FileKind::Jpeg => of(bytes.starts_with(b"\xff\xd8\xff") && holds(bytes, b"\xff\xd9")),
        FileKind::Png => {
            of(bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.ends_with(b"IEND\xae\x42\x60\x82"))
        }
        FileKind::Word => archive::look(bytes, "word/document.xml"),
        FileKind::Excel => archive::look(bytes, "xl/workbook.xml"),
        FileKind::Text | FileKind::Csv => text(bytes),
        FileKind::Audio => of(bytes.starts_with(b"ID3") || sound(bytes)),
        FileKind::PhoneAudio => of(film::is_sound(bytes)),
        FileKind::VoiceMessage => of(bytes.starts_with(b"OggS\0")),
        FileKind::Video => of(film::is_film(bytes)),
        FileKind::PhoneVideo => of(film::is_quick_time(bytes)),
    }?;
    match kind {
        FileKind::Word | FileKind::Excel => Ok(()),
        _ if archive::ends_as_one(bytes) => Err(Unfit::OtherKind),
        _ => Ok(()),
    }
}

fn of(right: bool) -> Result<(), Unfit> {
    if right { Ok(()) } else { Err(Unfit::OtherKind) }
}

fn pdf(bytes: &[u8]) -> Result<(), Unfit> {
    const TAIL: usize = 2048;
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..);
    of(bytes.starts_with(b"%PDF-") && holds(tail.unwrap_or_default(), b"%%EOF"))?;
    let active: [&[u8]; 3] = [b"/JavaScript", b"/Launch", b"/EmbeddedFile"];
    if active.iter().any(|word| holds(bytes, word)) {
        return Err(Unfit::Active);
    }
    Ok(())
}

/// Text in any of the usual encodings of one byte or of several; what browsers and systems would
/// take for something else begins with none of these.
fn text(bytes: &[u8]) -> Result<(), Unfit> {
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    let other: [&[u8]; 5] = [b"%PDF-", b"PK\x03\x04", b"MZ", b"{\\rtf", b"\xff\xd8\xff"];
    let begins = bytes.trim_ascii_start();
    of(!bytes.iter().any(control) && !other.iter().any(|start| begins.starts_with(start)))
}

/// The beginning of a frame of MPEG audio, layer III.
fn sound(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, second, ..] if second & 0xe6 == 0xe2)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests;
