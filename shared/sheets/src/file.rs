//! A file as rows of text, one after the other, within bounds that hold for every file.
//!
//! What it is is told by how it begins, and must agree with what it is called. Nothing in it is run:
//! of a formula only the value that was kept with it is read.

mod archive;
mod text;
mod workbook;

use std::ops::ControlFlow;

/// The largest file, in bytes.
pub const LARGEST: usize = 60_000_000;
/// Most that a workbook may unpack to, in bytes: 20,000 rows of 25 columns unpack to less than 40 MB.
pub const UNPACKED: u64 = 200_000_000;
/// Most rows that hold something.
pub const MOST_ROWS: usize = 250_000;
/// Most columns.
pub const MOST_COLUMNS: usize = 200;
/// The longest cell, in characters: as long as Excel allows.
pub const LONGEST_CELL: usize = 32_767;

/// One row, as it stands in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number, as a spreadsheet counts.
    pub number: u32,
    /// Its cells, trimmed.
    pub cells: Vec<String>,
    /// What is wrong with it before anybody asks what it means, and why: the place of a cell from 0,
    /// or none when it is the row as a whole.
    pub faults: Vec<(Option<usize>, &'static str)>,
}

impl Row {
    fn is_empty(&self) -> bool {
        self.faults.is_empty() && self.cells.iter().all(String::is_empty)
    }
}

/// Which part of a file is read, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// The sheet; the first one when nothing is said.
    pub sheet: Option<String>,
    /// The number of the row of headings; the first row that holds something when nothing is said.
    pub heading_row: Option<u32>,
    /// Whether a CSV file is in Windows-1252 instead of UTF-8.
    pub windows: bool,
}

/// What was passed over or through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The sheet that was read; none of a CSV file.
    pub sheet: Option<String>,
    /// Rows that hold something, without headings and what stands above them.
    pub rows: usize,
    /// Rows between them that hold nothing.
    pub empty: usize,
}

/// Why a file is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFile {
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// There is no row below the headings.
    #[error("the file has headings, and no row below them")]
    NoRows,
    /// Larger than [`LARGEST`].
    #[error("the file is larger than {} MB: bring it over in parts", LARGEST / 1_000_000)]
    Large,
    /// A kind of file that is not read.
    #[error("the file must be called .xlsx, .ods or .csv")]
    Kind,
    /// Called other than what it is.
    #[error("the file is called .{called}, and is {is}: save it again in the program that made it")]
    Extension {
        /// What its name says.
        called: &'static str,
        /// What it is.
        is: &'static str,
    },
    /// An old workbook, or one with a password.
    #[error(
        "the file is an old workbook (.xls), or one with a password: save it as .xlsx without a password"
    )]
    Old,
    /// It brings a program along.
    #[error("the workbook holds macros: save it as .xlsx, which leaves them out")]
    Macros,
    /// It unpacks to more than any list.
    #[error("the workbook unpacks to more than a list of cases can be")]
    Bomb,
    /// It cannot be read.
    #[error(
        "the workbook cannot be read: open it in the program that made it and save it again, or save it as CSV"
    )]
    Unreadable,
    /// No such sheet.
    #[error("the workbook has no sheet “{wanted}”; it has {there}")]
    NoSheet {
        /// The sheet that was asked for.
        wanted: String,
        /// Those that it has.
        there: String,
    },
    /// No heading where there should be.
    #[error("row {0} should hold the headings, and is empty")]
    NoHeadings(u32),
    /// More rows than are read.
    #[error("the sheet has more than {MOST_ROWS} rows: bring it over in parts")]
    Long,
    /// More columns than are read.
    #[error("row {0} has more than {MOST_COLUMNS} columns")]
    Wide(u32),
    /// Cells that cover others.
    #[error(
        "the sheet has merged cells: take the merging off, so that each row says everything itself"
    )]
    Merged,
    /// Cells that are repeated to fill memory, or far apart.
    #[error("the sheet has cells far below or beside the list: delete them and save it again")]
    Far,
    /// Not in the encoding that it should be in.
    #[error(
        "the file is not in UTF-8 (line {0}): save it as “CSV UTF-8”, or write encoding = \"windows-1252\" in the mapping"
    )]
    Encoding(usize),
    /// In several encodings, or in another than is said.
    #[error(
        "the file mixes UTF-8 with another encoding (line {0} is the first of the other): mend those lines and save it as “CSV UTF-8”"
    )]
    Mixed(usize),
    /// Said to be in Windows-1252, and in UTF-8.
    #[error("the file is in UTF-8: take encoding = \"windows-1252\" out of the mapping")]
    NotWindows,
    /// In UTF-16, or no text at all.
    #[error("the file is no text in UTF-8: save it as “CSV UTF-8”")]
    NoText,
    /// A quotation mark that does not end where its cell does.
    #[error(
        "a cell in row {0} begins with a quotation mark and does not end with one: close it, and write a quotation mark within it twice"
    )]
    Open(u32),
}

/// Takes rows one by one; breaking off is no error.
pub type Take<'a> = &'a mut dyn FnMut(Row) -> ControlFlow<()>;

/// Reads the rows of a file, the headings first, and passes over empty ones. `name` is what the file
/// is called.
///
/// **Errors:** the file is refused; rows that were taken until then count for nothing.
pub fn read(
    (name, bytes): (&str, &[u8]),
    choice: &Choice,
    take: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<Seen, BadFile> {
    if bytes.len() > LARGEST {
        return Err(BadFile::Large);
    }
    let called = Called::of(name).ok_or(BadFile::Kind)?;
    let mut rows = Rows {
        choice,
        take,
        seen: Seen::default(),
        headed: false,
        last: 0,
        over: false,
    };
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(BadFile::Old);
    }
    let is = if bytes.starts_with(b"PK\x03\x04") {
        Some(archive::bounded(bytes)?)
    } else {
        None
    };
    match (called, is) {
        (Called::Csv, None) => text::read(bytes, &mut rows)?,
        (Called::Xlsx, Some(Called::Xlsx)) => workbook::xlsx(bytes, &mut rows)?,
        (Called::Ods, Some(Called::Ods)) => workbook::ods(bytes, &mut rows)?,
        (called, is) => {
            return Err(BadFile::Extension {
                called: called.word(),
                is: is.map_or("no workbook", Called::what),
            });
        }
    }
    rows.finish()
}

/// What a file that came without a name is called, by what is in it: the name decides nothing that the
/// content does not.
pub fn called(bytes: &[u8]) -> &'static str {
    let zipped = bytes.starts_with(b"PK\x03\x04");
    match zipped.then(|| archive::bounded(bytes)) {
        Some(Ok(Called::Ods)) => "list.ods",
        // What cannot be taken apart is refused as the workbook that it would be.
        Some(_) => "list.xlsx",
        None => "list.csv",
    }
}

/// The kinds of file that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Called {
    Csv,
    Xlsx,
    Ods,
}

impl Called {
    fn of(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        let all = [Self::Csv, Self::Xlsx, Self::Ods];
        all.into_iter()
            .find(|each| each.word().eq_ignore_ascii_case(end))
    }

    fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::Csv => "a CSV file",
            Self::Xlsx => "an Excel workbook",
            Self::Ods => "an OpenDocument sheet",
        }
    }
}

/// The rows on their way to whoever takes them.
struct Rows<'a> {
    choice: &'a Choice,
    take: Take<'a>,
    seen: Seen,
    headed: bool,
    last: u32,
    over: bool,
}

impl Rows<'_> {
    /// Passes a row on, unless it is empty or stands above the headings. `false` when no more is wanted.
    fn put(&mut self, row: Row) -> Result<bool, BadFile> {
        let number = row.number;
        if self.over {
            return Ok(false);
        }
        if row.cells.len() > MOST_COLUMNS {
            return Err(BadFile::Wide(number));
        }
        if !self.headed {
            match self.choice.heading_row {
                Some(at) if number < at => return Ok(true),
                Some(at) if number > at || row.is_empty() => return Err(BadFile::NoHeadings(at)),
                None if row.is_empty() => return Ok(true),
                _ => {}
            }
            self.headed = true;
        } else if row.is_empty() {
            return Ok(true);
        } else {
            self.seen.rows += 1;
            self.seen.empty += gap(self.last, number);
            if self.seen.rows > MOST_ROWS {
                return Err(BadFile::Long);
            }
        }
        self.last = number;
        self.over = (self.take)(row).is_break();
        Ok(!self.over)
    }

    fn finish(self) -> Result<Seen, BadFile> {
        match (self.headed, self.choice.heading_row) {
            (false, Some(at)) => Err(BadFile::NoHeadings(at)),
            (false, None) => Err(BadFile::Empty),
            (true, _) if self.seen.rows == 0 && !self.over => Err(BadFile::NoRows),
            (true, _) => Ok(self.seen),
        }
    }
}

/// How many rows lie between two.
fn gap(last: u32, number: u32) -> usize {
    usize::try_from(number.saturating_sub(last.saturating_add(1))).unwrap_or(usize::MAX)
}

/// A cell as it is kept, and what is wrong with it.
fn cell(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    // Every character is at least a byte.
    if text.len() > LONGEST_CELL && text.chars().count() > LONGEST_CELL {
        Err("It is longer than a cell can be")
    } else {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests;
