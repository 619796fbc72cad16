//! A CSV file, as programs of several makers write it.

use std::{borrow::Cow, io::Read};

use super::{BadFile, MOST_COLUMNS, Row, Rows, cell};

/// Reads all records.
pub(super) fn read(bytes: &[u8], rows: &mut Rows<'_>) -> Result<(), BadFile> {
    let text = decoded(bytes, rows.choice.windows)?;
    // One kind of line end, so that lines can be counted; held twice only where there is another.
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text
    };
    let delimiter = delimiter(&text);
    closed(&text, delimiter)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        // And one after the last row.
        .from_reader(text.as_bytes().chain(&b"\n"[..]));
    let mut record = csv::StringRecord::new();
    // Line ends within cells, which are no rows.
    let mut within: u64 = 0;
    let mut width = None;
    // Reading from memory as checked UTF-8 has nothing left to fail at.
    while let Ok(true) = reader.read_record(&mut record) {
        let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        within += u64::try_from(inside).unwrap_or(0);
        // The reader stands at the beginning of the next line.
        let number = reader.position().line().saturating_sub(within + 1);
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        if record.len() > MOST_COLUMNS {
            return Err(BadFile::Wide(number));
        }
        let mut row = Row {
            number,
            ..Row::default()
        };
        for (at, text) in record.iter().enumerate() {
            match cell(text) {
                Ok(text) => row.cells.push(text),
                Err(why) => {
                    row.cells.push(String::new());
                    row.faults.push((Some(at), why));
                }
            }
        }
        let blank = row.is_empty();
        match width {
            // A row with fewer or more cells than headings has lost or gained a delimiter somewhere.
            Some(width) if !blank && row.cells.len() != width => {
                row.faults
                    .push((None, "It has not as many cells as there are headings"));
            }
            Some(_) => {}
            None if blank => {}
            None => {
                let first = rows.choice.heading_row.unwrap_or(number);
                width = (number >= first).then_some(row.cells.len());
            }
        }
        if !rows.put(row)? {
            return Ok(());
        }
    }
    Ok(())
}

/// Whether every quotation mark that opens a cell closes it too.
///
/// A mark opens only where a cell begins, and closes it only before a delimiter, a line end or the end of
/// the file; within it stands twice. Anything else could take further rows into one cell, uncounted.
fn closed(text: &str, delimiter: u8) -> Result<(), BadFile> {
    let mut bytes = text.bytes().peekable();
    let (mut row, mut begins) = (1u32, true);
    while let Some(byte) = bytes.next() {
        if byte == b'"' && begins {
            loop {
                match bytes.next() {
                    None => return Err(BadFile::Open(row)),
                    Some(b'"') if bytes.next_if_eq(&b'"').is_none() => break,
                    Some(_) => {}
                }
            }
            let ends = bytes
                .peek()
                .is_none_or(|next| *next == delimiter || *next == b'\n');
            if !ends {
                return Err(BadFile::Open(row));
            }
        }
        begins = byte == delimiter || byte == b'\n';
        row = row.saturating_add(u32::from(byte == b'\n'));
    }
    Ok(())
}

/// The file as text.
fn decoded(bytes: &[u8], windows: bool) -> Result<Cow<'_, str>, BadFile> {
    let (marked, bytes) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    if bytes.contains(&0) {
        return Err(BadFile::NoText);
    }
    let line = |end: usize| {
        let before = bytes.get(..end).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    };
    match std::str::from_utf8(bytes) {
        Ok(text) if windows && (marked || !text.is_ascii()) => Err(BadFile::NotWindows),
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let bad = line(error.valid_up_to());
            let mixed = marked || holds_utf8(bytes);
            match (mixed, windows) {
                (true, _) => Err(BadFile::Mixed(bad)),
                (false, false) => Err(BadFile::Encoding(bad)),
                (false, true) => windows_1252(bytes).map(Cow::Owned).ok_or(BadFile::NoText),
            }
        }
    }
}

/// Whether there is a letter of several bytes as UTF-8 writes it.
fn holds_utf8(bytes: &[u8]) -> bool {
    let chunks = bytes.utf8_chunks();
    chunks.into_iter().any(|chunk| !chunk.valid().is_ascii())
}

/// What the bytes from 0x80 to 0x9F stand for; a space where there is nothing.
const UPPER: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// `None` when a byte stands for nothing.
fn windows_1252(bytes: &[u8]) -> Option<String> {
    let upper: Vec<char> = UPPER.chars().collect();
    let letters = bytes.iter().map(|byte| match byte {
        0x80..=0x9f => upper
            .get(usize::from(*byte - 0x80))
            .copied()
            .filter(|letter| *letter != ' '),
        other => Some(char::from(*other)),
    });
    letters.collect()
}

/// What parts the headings: whichever there is most of outside quotation marks in the first lines.
fn delimiter(text: &str) -> u8 {
    let headings = text
        .trim_start()
        .lines()
        .take(5)
        .collect::<Vec<_>>()
        .join("\n");
    let bare: String = headings.split('"').step_by(2).collect();
    let count = |mark: u8| bare.bytes().filter(|byte| *byte == mark).count();
    let (mut most, mut chosen) = (0, b',');
    for mark in [b',', b';', b'\t', b'|'] {
        if count(mark) > most {
            (most, chosen) = (count(mark), mark);
        }
    }
    chosen
}
