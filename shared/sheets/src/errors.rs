//! A workbook of one sheet, written row by row: what was rejected, to be mended by.
//!
//! Every cell is a text, and none begins like a formula, also when the sheet is saved as CSV later.

use std::io::{Seek, Write};

use domain::text::harmless;
use zip::{ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::plan::Fault;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LINK: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The headings.
const HEADINGS: [&str; 4] = ["row", "column", "cell", "what is wrong"];

/// A workbook that is being written.
pub struct Workbook<W: Write + Seek> {
    zip: ZipWriter<W>,
    rows: u32,
}

impl<W: Write + Seek> Workbook<W> {
    /// Begins a workbook of one sheet with these headings.
    pub fn new(to: W, sheet: &str, headings: &[&str]) -> Result<Self, ZipError> {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let mut zip = ZipWriter::new(to);
        let name = escaped(sheet);
        for (path, text) in [
            (
                "[Content_Types].xml",
                format!(
                    "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{kind}.worksheet+xml\"/></Types>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{LINK}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "{HEAD}<workbook xmlns=\"{SHEET}\" xmlns:r=\"{LINK}\"><sheets><sheet name=\"{name}\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{LINK}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                ),
            ),
        ] {
            zip.start_file(path, SimpleFileOptions::default())?;
            zip.write_all(text.as_bytes())?;
        }
        let large = SimpleFileOptions::default().large_file(true);
        zip.start_file("xl/worksheets/sheet1.xml", large)?;
        write!(zip, "{HEAD}<worksheet xmlns=\"{SHEET}\"><sheetData>")?;
        let mut book = Self { zip, rows: 0 };
        book.row(headings)?;
        Ok(book)
    }

    /// Adds a row of texts.
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<(), ZipError> {
        self.rows = self.rows.saturating_add(1);
        write!(self.zip, "<row r=\"{}\">", self.rows)?;
        for cell in cells {
            let text = escaped(&harmless(cell.as_ref()));
            write!(
                self.zip,
                "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
            )?;
        }
        write!(self.zip, "</row>")?;
        Ok(())
    }

    /// Ends it.
    pub fn finish(mut self) -> Result<W, ZipError> {
        write!(self.zip, "</sheetData></worksheet>")?;
        self.zip.finish()
    }
}

/// A workbook of faults: each bad row, its column and cell, and what is wrong.
pub struct Errors<W: Write + Seek>(Workbook<W>);

impl<W: Write + Seek> Errors<W> {
    /// Begins one.
    pub fn new(to: W) -> Result<Self, ZipError> {
        Ok(Self(Workbook::new(to, "Errors", &HEADINGS)?))
    }

    /// Adds faults.
    pub fn add(&mut self, faults: &[Fault]) -> Result<(), ZipError> {
        for fault in faults {
            let row = fault.row.to_string();
            let reason = match &fault.part {
                Some(part) => &format!("“{part}”: {}", fault.reason),
                None => &fault.reason,
            };
            self.0.row(&[&row, &fault.column, &fault.cell, reason])?;
        }
        Ok(())
    }

    /// Ends it.
    pub fn finish(self) -> Result<W, ZipError> {
        self.0.finish()
    }
}

/// Text as XML takes it: without what no document may hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => {
                out.push(' ')
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
