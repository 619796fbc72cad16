//! The first sheet of an Excel workbook, read cell by cell.

use std::io::{Cursor, Read, copy, sink};

use calamine::{DataRef, Reader, Xlsx};

use super::sheet::{Cells, LONGEST_CELL, MOST_COLUMNS, keep};

/// Most that a workbook may unpack to, in bytes: a sheet of 2,000 people has less than one million.
const UNPACKED: u64 = 20_000_000;
/// Most files within a workbook.
const FILES: usize = 200;
/// Rows beyond this one are no list of people.
const LAST_ROW: u32 = 20_000;

const UNREADABLE: &str =
    "The workbook cannot be read: open it in Excel and save it again, or save it as CSV";

/// **Errors:** a sentence without a full stop.
pub(super) fn read(bytes: &[u8]) -> Result<Cells, String> {
    bounded(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| UNREADABLE)?;
    let names = book.sheet_names();
    let first = names.first().ok_or("The workbook has no sheet")?;
    let mut reader = book.worksheet_cells_reader(first).map_err(|_| UNREADABLE)?;
    let mut cells = Cells::new();
    let mut at = 0;
    let mut row: Vec<String> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|_| UNREADABLE)? {
        let (line, column) = cell.get_position();
        if line > LAST_ROW || line < at {
            return Err(
                "The sheet has cells far below the list: delete them and save it again".into(),
            );
        }
        if line != at {
            keep(&mut cells, number(at), std::mem::take(&mut row))?;
            at = line;
        }
        let text =
            text(cell.get_value()).map_err(|what| format!("Row {} holds {what}", number(line)))?;
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if text.is_empty() {
            continue;
        }
        if column >= MOST_COLUMNS {
            return Err(format!(
                "Row {} has more than {MOST_COLUMNS} columns",
                number(line)
            ));
        }
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        if let Some(place) = row.get_mut(column) {
            *place = text;
        }
    }
    keep(&mut cells, number(at), row)?;
    Ok(cells)
}

/// As Excel counts, from 1.
fn number(line: u32) -> usize {
    usize::try_from(line).map_or(usize::MAX, |line| line.saturating_add(1))
}

/// Refuses what unpacks to more than any list of people: the sizes that an archive states of itself
/// need not be true, so they are measured.
fn bounded(bytes: &[u8]) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| UNREADABLE)?;
    if archive.len() > FILES {
        return Err(UNREADABLE.into());
    }
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| UNREADABLE)?;
        let size = copy(&mut file.take(left + 1), &mut sink()).map_err(|_| UNREADABLE)?;
        left = left
            .checked_sub(size)
            .ok_or("The workbook unpacks to more than a list of people can be")?;
    }
    Ok(())
}

/// A cell as text; a date as `2026-09-14`.
///
/// **Errors:** what it holds, when that is neither text, number nor date.
fn text(value: &DataRef<'_>) -> Result<String, &'static str> {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DurationIso(_) => return Err("a duration"),
        DataRef::Error(_) => return Err("an error of a formula"),
    };
    if text.chars().count() > LONGEST_CELL {
        return Err("a cell of more than 400 characters");
    }
    Ok(text)
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    /// A workbook of one sheet with these rows of XML.
    pub(crate) fn workbook(rows: &str) -> Vec<u8> {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006";
        let files = [
            (
                "[Content_Types].xml",
                format!(
                    "{head}<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "{head}<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "{head}<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"People\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "{head}<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{rel}/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/styles.xml",
                format!(
                    "{head}<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!(
                    "{head}<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"
                ),
            ),
        ];
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            writer
                .start_file(name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// A row of texts.
    pub(crate) fn row(number: usize, cells: &[&str]) -> String {
        let cell = |(at, text): (usize, &&str)| {
            let column = char::from(b'A' + u8::try_from(at).unwrap());
            format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        let cells: String = cells.iter().enumerate().map(cell).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    }

    #[test]
    fn texts_and_dates_are_read_where_they_stand() {
        let date = "<row r=\"4\"><c r=\"B4\" t=\"inlineStr\"><is><t>x</t></is></c><c r=\"D4\" s=\"1\"><v>46279</v></c><c r=\"E4\"><v>7</v></c></row>";
        let book = workbook(&format!("{}{date}", row(1, &["Name", "Email"])));
        let cells = read(&book).unwrap();
        assert_eq!(cells[0], (1, vec!["Name".to_owned(), "Email".to_owned()]));
        assert_eq!(cells[1].0, 4);
        assert_eq!(cells[1].1, ["", "x", "", "2026-09-14", "7"]);
    }

    #[test]
    fn hostile_workbooks_are_refused_in_words() {
        let below = workbook("<row r=\"900000\"><c r=\"A900000\"><v>1</v></c></row>");
        let error = workbook("<row r=\"1\"><c r=\"A1\" t=\"e\"><v>#REF!</v></c></row>");
        let aside = workbook("<row r=\"1\"><c r=\"ZZ1\"><v>1</v></c></row>");
        let bomb = workbook(&" ".repeat(30_000_000));
        assert!(bomb.len() < 1_000_000, "it would not come in");
        for (book, words) in [
            (below, "far below"),
            (error, "an error of a formula"),
            (aside, "more than 30 columns"),
            (bomb, "unpacks to more"),
            (b"PK\x03\x04".to_vec(), "cannot be read"),
            (workbook("<row><"), "cannot be read"),
        ] {
            let fault = read(&book).unwrap_err();
            assert!(fault.contains(words), "{words}: {fault}");
        }
        let whole = workbook(&row(1, &["Name"]));
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "cut at {length}");
        }
    }
}
