//! A CSV file as rows.

use std::collections::BTreeSet;

use linkage::{Mapping, Row, Side};

/// Most rows of a file.
const MOST_ROWS: usize = 500_000;
/// The longest cell that can make sense, in bytes.
const LONGEST_CELL: usize = 10_000;

/// What was read of a file, and what was not.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    /// The rows.
    pub(super) rows: Vec<Row>,
    /// Rows that could not be read, with the reason.
    pub(super) unread: Vec<(usize, String)>,
    /// How many rows are empty.
    pub(super) empty: usize,
    /// How many rows have no reference.
    pub(super) nameless: usize,
    /// How many rows have a reference that an earlier one has.
    pub(super) repeated: usize,
    /// How many rows say nothing in any column that is compared.
    pub(super) silent: usize,
}

/// A file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadSheet {
    #[error("it is empty")]
    Empty,
    #[error("it has headings and no row below them")]
    NoRows,
    #[error("it is a workbook or another packed file: save the sheet as CSV UTF-8")]
    Packed,
    #[error("it is not in UTF-8 (line {0} is the first that is not): save it as CSV UTF-8")]
    Encoding(usize),
    #[error("it has no column “{wanted}”, which the mapping names; its columns are: {there}")]
    Missing { wanted: String, there: String },
    #[error("it has more than one column “{0}”")]
    Twice(String),
    #[error("a quotation mark in row {0} is opened and never closed")]
    Open(usize),
    #[error("it has more than {MOST_ROWS} rows: match it in parts")]
    TooLong,
}

impl Sheet {
    /// Reads a file: commas, semicolons or tabs, with or without a mark of byte order.
    pub(super) fn read(bytes: &[u8], mapping: &Mapping, side: Side) -> Result<Self, BadSheet> {
        let text = text(bytes)?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(&text))
            .from_reader(text.as_bytes());
        let mut records = Records::default();
        let mut record = csv::StringRecord::new();
        // Reading from memory as checked UTF-8 has nothing left to fail at.
        while let Ok(true) = reader.read_record(&mut record) {
            let next = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
            records.keep(&record, next)?;
        }
        records.must_be_closed(&text)?;
        let mut rows = records.rows.into_iter();
        let (_, headings) = rows.next().ok_or(BadSheet::Empty)?;
        let columns = Columns::of(&headings, mapping, side)?;
        let mut sheet = Self {
            empty: records.empty,
            ..Self::default()
        };
        let mut ids = BTreeSet::new();
        for (number, cells) in rows {
            sheet.add(number, &cells, &columns, &mut ids);
        }
        if sheet.rows.is_empty() && sheet.unread.is_empty() {
            return Err(BadSheet::NoRows);
        }
        Ok(sheet)
    }

    fn add(
        &mut self,
        number: usize,
        cells: &[String],
        columns: &Columns,
        ids: &mut BTreeSet<String>,
    ) {
        if cells.len() != columns.width {
            let (there, wanted) = (cells.len(), columns.width);
            self.unread.push((
                number,
                format!("it has {there} cells, and there are {wanted} headings"),
            ));
            return;
        }
        if cells.iter().any(|cell| cell.len() > LONGEST_CELL) {
            self.unread.push((
                number,
                format!("it has a cell of more than {LONGEST_CELL} bytes"),
            ));
            return;
        }
        let cell = |at: &usize| {
            cells
                .get(*at)
                .map(|cell| cell.trim().to_owned())
                .unwrap_or_default()
        };
        let row = Row {
            number,
            id: cell(&columns.id),
            cells: columns.fields.iter().map(cell).collect(),
        };
        self.nameless += usize::from(row.id.is_empty());
        self.silent += usize::from(row.cells.iter().all(String::is_empty));
        self.repeated += usize::from(!row.id.is_empty() && !ids.insert(row.id.clone()));
        self.rows.push(row);
    }
}

/// Where the mapping's columns stand.
struct Columns {
    id: usize,
    fields: Vec<usize>,
    width: usize,
}

impl Columns {
    fn of(headings: &[String], mapping: &Mapping, side: Side) -> Result<Self, BadSheet> {
        let place = |wanted: &str| {
            let same = |heading: &str| heading.trim().eq_ignore_ascii_case(wanted.trim());
            let mut places = headings
                .iter()
                .enumerate()
                .filter(|(_, heading)| same(heading));
            match (places.next(), places.next()) {
                (Some((at, _)), None) => Ok(at),
                (Some(_), Some(_)) => Err(BadSheet::Twice(wanted.to_owned())),
                (None, _) => Err(BadSheet::Missing {
                    wanted: wanted.to_owned(),
                    there: headings.join(", "),
                }),
            }
        };
        let fields = mapping
            .fields
            .iter()
            .map(|field| place(field.column.on(side)));
        Ok(Self {
            id: place(mapping.id.on(side))?,
            fields: fields.collect::<Result<_, _>>()?,
            width: headings.len(),
        })
    }
}

/// Records with their row numbers as a spreadsheet counts them.
#[derive(Default)]
struct Records {
    rows: Vec<(usize, Vec<String>)>,
    empty: usize,
    /// Line ends within cells, which are no rows.
    within: usize,
    last: usize,
}

impl Records {
    fn keep(&mut self, record: &csv::StringRecord, next: usize) -> Result<(), BadSheet> {
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        self.within += record
            .iter()
            .map(|cell| cell.matches('\n').count())
            .sum::<usize>();
        // The reader stands at the beginning of the next line, and passes over lines with nothing on them.
        let number = next.saturating_sub(self.within + 1);
        self.empty += number.saturating_sub(self.last + 1);
        self.last = number;
        if cells.iter().all(String::is_empty) {
            self.empty += 1;
            return Ok(());
        }
        if self.rows.len() > MOST_ROWS {
            return Err(BadSheet::TooLong);
        }
        self.rows.push((number, cells));
        Ok(())
    }

    /// A mark that stays open takes the rest of the file into one cell.
    fn must_be_closed(&self, text: &str) -> Result<(), BadSheet> {
        let odd = text.matches('"').count() % 2 == 1;
        match self.rows.last() {
            Some((number, cells)) if odd && cells.iter().any(|cell| cell.contains('\n')) => {
                Err(BadSheet::Open(*number))
            }
            _ => Ok(()),
        }
    }
}

/// The file as text with one kind of line end, and one after the last row.
fn text(bytes: &[u8]) -> Result<String, BadSheet> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(BadSheet::Packed);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line = |end: usize| {
        let before = bytes.get(..end).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    };
    let text = std::str::from_utf8(bytes)
        .map_err(|error| BadSheet::Encoding(line(error.valid_up_to())))?;
    // UTF-16 without a mark is valid UTF-8 as long as it is English.
    if let Some(end) = text.find('\0') {
        return Err(BadSheet::Encoding(line(end)));
    }
    if text.trim().is_empty() {
        return Err(BadSheet::Empty);
    }
    Ok(format!(
        "{}\n",
        text.replace("\r\n", "\n").replace('\r', "\n")
    ))
}

/// What parts the headings: whichever of them there is most of outside quotation marks.
fn delimiter(text: &str) -> u8 {
    let headings = text.trim_start().lines().next().unwrap_or_default();
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
