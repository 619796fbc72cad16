//! A sheet of a workbook.

use std::io::Cursor;

use calamine::{Data, DataRef, Ods, Reader, Xlsx};

use super::{BadFile, MOST_COLUMNS, Row, Rows, archive, cell};

/// Most cells that an OpenDocument sheet spans from its first to its last: they are held in memory.
const MOST_CELLS: usize = 4_000_000;
/// Most bytes that the cells of an OpenDocument file come to, once what is repeated is written out.
const MOST_TEXT: usize = 256_000_000;

/// Reads an Excel workbook cell by cell.
pub(super) fn xlsx(bytes: &[u8], rows: &mut Rows<'_>) -> Result<(), BadFile> {
    let unreadable = |_| BadFile::Unreadable;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = chosen(&book.sheet_names(), rows)?;
    // Each merged region covers what stood in its other cells, or hides that nothing did.
    let merged = book.merge_cells_by_sheet_name(&name).map_err(unreadable)?;
    let rows_of = |region: calamine::Dimensions| (region.start.0, region.end.0);
    let mut merged: Vec<(u32, u32)> = merged.into_iter().map(rows_of).collect();
    merged.sort_unstable();
    let mut merged = Merged::of(merged);
    let mut reader = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut row = Row::default();
    while let Some(next) = reader.next_cell().map_err(unreadable)? {
        let (line, column) = next.get_position();
        let number = line.saturating_add(1);
        if number < row.number {
            return Err(BadFile::Unreadable);
        }
        if number != row.number {
            if row.number > 0 && !rows.put(std::mem::take(&mut row))? {
                return Ok(());
            }
            row.number = number;
            if merged.covers(line) && rows.headed {
                row.faults
                    .push((None, "The row has merged cells: take the merging off"));
            }
        }
        put(&mut row, column, text(next.get_value()))?;
    }
    if row.number > 0 {
        rows.put(row)?;
    }
    Ok(())
}

/// Merged regions, asked row by row.
struct Merged {
    regions: std::iter::Peekable<std::vec::IntoIter<(u32, u32)>>,
    until: Option<u32>,
}

impl Merged {
    fn of(regions: Vec<(u32, u32)>) -> Self {
        Self {
            regions: regions.into_iter().peekable(),
            until: None,
        }
    }

    /// Whether a region reaches into this row; rows are asked in order.
    fn covers(&mut self, line: u32) -> bool {
        while let Some((_, end)) = self.regions.next_if(|(start, _)| *start <= line) {
            self.until = self.until.max(Some(end));
        }
        self.until.is_some_and(|until| until >= line)
    }
}

/// Reads an OpenDocument sheet, which is held in memory as a whole.
pub(super) fn ods(bytes: &[u8], rows: &mut Rows<'_>) -> Result<(), BadFile> {
    spread(&archive::document(bytes)?)?;
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|_| BadFile::Unreadable)?;
    let name = chosen(&book.sheet_names(), rows)?;
    let range = book
        .worksheet_range(&name)
        .map_err(|_| BadFile::Unreadable)?;
    let (top, left) = range.start().unwrap_or_default();
    for (at, cells) in (0..).zip(range.rows()) {
        let mut row = Row {
            number: top.saturating_add(at).saturating_add(1),
            ..Row::default()
        };
        for (column, data) in (left..).zip(cells) {
            put(&mut row, column, owned(data))?;
        }
        if !rows.put(row)? {
            break;
        }
    }
    Ok(())
}

/// Refuses a document whose cells say that they stand there a million times, or that has merged cells.
///
/// What an OpenDocument sheet does not repeat in words it repeats by number, so a small file can span any
/// number of cells. Tags are told apart by what they begin with; comments, which could hide some, are
/// refused: no program writes them there.
fn spread(document: &str) -> Result<(), BadFile> {
    let (mut lines, mut used, mut widest) = (0usize, 0usize, 0usize);
    let (mut repeat, mut width, mut filled) = (1usize, 0usize, 0usize);
    // Of the tables before this one, since all are held; and how often the cell at hand stands there.
    let (mut before, mut text, mut times) = (0usize, 0usize, 0usize);
    for tag in document.split('<').skip(1) {
        if tag.starts_with('!') {
            return Err(BadFile::Unreadable);
        }
        let name = tag.split([' ', '>', '/', '\n', '\t', '\r']).next();
        match name.unwrap_or_default() {
            "table:table" => {
                before = before.saturating_add(used.saturating_mul(widest));
                (lines, used, widest) = (0, 0, 0);
                (repeat, width, filled, times) = (1, 0, 0, 0);
            }
            "table:table-row" => (repeat, width, filled) = (repeated(tag, "rows")?, 0, 0),
            "table:covered-table-cell" => return Err(BadFile::Merged),
            "table:table-cell" => {
                let many = repeated(tag, "columns")?;
                width = width.saturating_add(many);
                // Anything but a cell that is closed at once and has no value may hold something.
                let plain = tag.split('>').next().is_some_and(|tag| tag.ends_with('/'));
                if !plain || tag.contains("value") || tag.contains("formula") {
                    filled = width;
                    times = many.saturating_mul(repeat);
                } else {
                    times = 0;
                }
            }
            // A tag that ends begins with its stroke, so its name is empty.
            _ if tag.starts_with("/table:table-row") => {
                lines = lines.saturating_add(repeat);
                if filled > 0 {
                    (used, widest) = (lines, widest.max(filled));
                }
            }
            _ => {}
        }
        text = text.saturating_add(tag.len().saturating_mul(times));
        let cells = before.saturating_add(used.saturating_mul(widest));
        if cells > MOST_CELLS || text > MOST_TEXT {
            return Err(BadFile::Far);
        }
    }
    Ok(())
}

/// How often a tag says that it is repeated.
fn repeated(tag: &str, what: &str) -> Result<usize, BadFile> {
    let tag = tag.split('>').next().unwrap_or_default();
    let Some((_, after)) = tag.split_once(&format!("number-{what}-repeated")) else {
        return Ok(1);
    };
    let after = after.trim_start().strip_prefix('=').map(str::trim_start);
    let digits = after.and_then(|value| value.strip_prefix(['"', '\'']));
    let digits = digits.and_then(|value| value.split(['"', '\'']).next());
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or(BadFile::Unreadable)
}

fn chosen(names: &[String], rows: &mut Rows<'_>) -> Result<String, BadFile> {
    let name = match &rows.choice.sheet {
        None => names.first().ok_or(BadFile::Empty)?,
        Some(wanted) => {
            let same = |name: &&String| name.trim().to_lowercase() == wanted.trim().to_lowercase();
            names.iter().find(same).ok_or_else(|| BadFile::NoSheet {
                wanted: wanted.clone(),
                there: names.join(", "),
            })?
        }
    };
    rows.seen.sheet = Some(name.clone());
    Ok(name.clone())
}

/// Puts a cell where it stands; one that is empty leaves no trace.
fn put(row: &mut Row, column: u32, text: Result<String, &'static str>) -> Result<(), BadFile> {
    let at = usize::try_from(column).unwrap_or(usize::MAX);
    let (text, fault) = match text.and_then(|text| cell(&text)) {
        Ok(text) if text.is_empty() => return Ok(()),
        Ok(text) => (text, None),
        Err(why) => (String::new(), Some(why)),
    };
    if at >= MOST_COLUMNS {
        return Err(BadFile::Wide(row.number));
    }
    if row.cells.len() <= at {
        row.cells.resize(at + 1, String::new());
    }
    if let Some(place) = row.cells.get_mut(at) {
        *place = text;
    }
    row.faults.extend(fault.map(|why| (Some(at), why)));
    Ok(())
}

const FORMULA: &str = "It holds the error of a formula";
const DURATION: &str = "It holds a length of time, where a text, a number or a date is needed";

fn text(value: &DataRef<'_>) -> Result<String, &'static str> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(date) => day(date)?,
        DataRef::DurationIso(_) => return Err(DURATION),
        DataRef::Error(_) => return Err(FORMULA),
    })
}

fn owned(value: &Data) -> Result<String, &'static str> {
    Ok(match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(date) => day(date)?,
        Data::DurationIso(_) => return Err(DURATION),
        Data::Error(_) => return Err(FORMULA),
    })
}

/// A date as `2026-09-14`, with its time of day if it has one, or a time of day alone as `14:30:00`.
fn day(date: &calamine::ExcelDateTime) -> Result<String, &'static str> {
    if date.is_duration() {
        return Err(DURATION);
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let on = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    Ok(match (date.as_f64() < 1.0, time.as_str()) {
        (true, _) => time,
        (false, "00:00:00") => on,
        (false, _) => format!("{on} {time}"),
    })
}
