//! A sheet as rows of people. `sheets` reads it, within bounds of its own; a list of people has narrower ones.

use std::ops::ControlFlow;

use domain::text::capital;
use sheets::{BadFile, Choice};

/// Most people in one sheet: as many as are written within one request.
pub(super) const MOST_ROWS: usize = 2_000;
/// The longest cell that can make sense.
const LONGEST_CELL: usize = 400;
/// Most columns that are looked at.
const MOST_COLUMNS: usize = 30;
/// The largest a sheet may be when a form sends it back, percent-encoded, in bytes.
const LARGEST: usize = 900_000;

/// The columns of a sheet, in order.
pub(super) const COLUMNS: [&str; 7] = [
    "row",
    "name",
    "email",
    "agency",
    "roles",
    "training",
    "trained on",
];
/// Those that every sheet has.
const NEEDED: [&str; 4] = ["name", "email", "agency", "roles"];

/// One person's row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number in the sheet as it was uploaded; the header is row 1 of a tidy sheet.
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) agency: String,
    pub(super) roles: String,
    pub(super) training: String,
    pub(super) trained_on: String,
}

/// Rows of cells with their numbers, as they stand in the file.
type Cells = Vec<(usize, Vec<String>)>;

/// Reads a file.
///
/// **Errors:** a sentence without a full stop that says what is wrong with the file as a whole.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Row>, String> {
    let mut cells = Cells::new();
    let mut fault = None;
    let named = (sheets::file::called(bytes), bytes);
    let read = sheets::read(
        named,
        &Choice::default(),
        &mut |row| match keep(&mut cells, row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(bad) => {
                fault = Some(bad);
                ControlFlow::Break(())
            }
        },
    );
    match (fault, read) {
        (Some(bad), _) => return Err(bad),
        (None, Err(BadFile::NoRows)) => {
            return Err("The sheet has headings but no people".into());
        }
        (None, Err(bad)) => return Err(capital(&bad.to_string())),
        (None, Ok(_)) => {}
    }
    let rows = rows(cells)?;
    if encoded(&rows) > LARGEST {
        return Err("The sheet holds too much text: upload it in parts".into());
    }
    Ok(rows)
}

/// Keeps a row.
///
/// **Errors:** more rows, columns or text than can make sense, or a cell that cannot be read.
fn keep(cells: &mut Cells, row: sheets::Row) -> Result<(), String> {
    let number = row.number;
    // And one for the header.
    if cells.len() > MOST_ROWS {
        return Err(format!(
            "The sheet has more than {MOST_ROWS} people: upload it in parts"
        ));
    }
    if row.cells.len() > MOST_COLUMNS {
        return Err(format!("Row {number} has more than {MOST_COLUMNS} columns"));
    }
    let long = |cell: &String| cell.chars().count() > LONGEST_CELL;
    if row.cells.iter().any(long) {
        return Err(format!(
            "Row {number} has a cell of more than {LONGEST_CELL} characters"
        ));
    }
    let width = cells.first().map_or(0, |(_, header)| header.len());
    for (at, reason) in &row.faults {
        // Cells that are left out at the end of a row are empty; those beyond the headings are named below.
        if at.is_some() || row.cells.len() == width {
            return Err(format!("Row {number}: {reason}"));
        }
    }
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    cells.push((number, row.cells));
    Ok(())
}

/// Rows by the names in the first one.
fn rows(cells: Cells) -> Result<Vec<Row>, String> {
    let mut cells = cells.into_iter();
    let (_, header) = cells.next().ok_or("The file is empty")?;
    let places = header
        .iter()
        .map(|name| place(name))
        .collect::<Result<Vec<_>, _>>()?;
    for (at, name) in COLUMNS.iter().enumerate() {
        let count = places.iter().filter(|place| **place == Some(at)).count();
        if count > 1 {
            return Err(format!("The column “{name}” is there more than once"));
        }
        if count == 0 && NEEDED.contains(name) {
            return Err(format!(
                "The column “{name}” is missing from the first row of the sheet"
            ));
        }
    }
    let mut rows = Vec::new();
    for (number, cells) in cells {
        let beyond = cells.iter().skip(places.len());
        if beyond.into_iter().any(|cell| !cell.trim().is_empty()) {
            return Err(format!("Row {number} has a cell under no heading"));
        }
        let mut row = Row {
            number,
            ..Row::default()
        };
        for (place, cell) in places.iter().zip(cells) {
            let cell = cell.trim();
            match place {
                Some(0) => row.number = cell.parse().unwrap_or(number),
                Some(1) => cell.clone_into(&mut row.name),
                Some(2) => cell.clone_into(&mut row.email),
                Some(3) => cell.clone_into(&mut row.agency),
                Some(4) => cell.clone_into(&mut row.roles),
                Some(5) => cell.clone_into(&mut row.training),
                Some(6) => cell.clone_into(&mut row.trained_on),
                Some(_) | None => {
                    if !cell.is_empty() {
                        return Err(format!("Row {number} has a cell under no heading"));
                    }
                }
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Which column a heading names; `None` for an empty one.
///
/// **Errors:** a heading that nobody knows: what stands below it must not be dropped silently.
fn place(heading: &str) -> Result<Option<usize>, String> {
    let name = heading.trim().to_lowercase().replace('_', " ");
    if name.is_empty() {
        return Ok(None);
    }
    match COLUMNS.iter().position(|column| *column == name) {
        Some(place) => Ok(Some(place)),
        None => {
            Err("The sheet has a heading that is not known: the template has those that are".into())
        }
    }
}

/// The rows as CSV, to be sent back when they are confirmed.
pub(super) fn write(rows: &[Row]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for row in rows {
        writer.write_record([
            row.number.to_string().as_str(),
            &row.name,
            &row.email,
            &row.agency,
            &row.roles,
            &row.training,
            &row.trained_on,
        ])?;
    }
    finish(writer)
}

/// What a writer wrote, as text.
pub(super) fn finish(writer: csv::Writer<Vec<u8>>) -> Result<String, csv::Error> {
    let bytes = writer.into_inner().map_err(|fault| fault.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// How long the rows are in a form, at most: each byte that is no letter or digit becomes three.
fn encoded(rows: &[Row]) -> usize {
    let length = |text: &str| -> usize {
        let bytes = text.bytes();
        bytes
            .map(|b| if b.is_ascii_alphanumeric() { 1 } else { 3 })
            .sum()
    };
    let row = |row: &Row| {
        let cells = [
            &row.name,
            &row.email,
            &row.agency,
            &row.roles,
            &row.training,
            &row.trained_on,
        ];
        // Quotation marks, commas, the number and the line's end.
        60 + cells.iter().map(|cell| length(cell)).sum::<usize>()
    };
    rows.iter().map(row).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sheets::errors::Workbook;
    use std::io::Cursor;

    const SHEET: &str = "Name,Email,Agency,Roles,Training,Trained on\r\n\
        Sam Whitlock,sam@police.example,Surrey Police,Practitioner,Basics,2026-09-14\r\n\
        ,,,,,\r\n\
        \r\n\
        \"O'Brien, Ann\",ann@homes.example,wey-meadow-homes,\"Chair (RUN, WOK)\",,\r\n";

    #[test]
    fn rows_keep_their_numbers_and_come_back_the_same() {
        let rows = read(SHEET.as_bytes()).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].number, rows[1].number), (2, 5));
        assert_eq!(rows[1].name, "O'Brien, Ann");
        assert_eq!(rows[1].roles, "Chair (RUN, WOK)");
        let again = read(write(&rows).unwrap().as_bytes()).unwrap();
        assert_eq!(again, rows);
        let marked = format!("\u{feff}{SHEET}");
        assert_eq!(read(marked.as_bytes()).unwrap(), rows);
    }

    #[test]
    fn a_workbook_is_the_same_sheet() {
        let headings = ["Name", "Email", "Agency", "Roles"];
        let mut book = Workbook::new(Cursor::new(Vec::new()), "People", &headings).unwrap();
        book.row(&[
            "Sam Whitlock",
            "sam@police.example",
            "Surrey Police",
            "Chair",
        ])
        .unwrap();
        let book = book.finish().unwrap().into_inner();
        let rows = read(&book).unwrap();
        assert_eq!((rows.len(), rows[0].number), (1, 2));
        for length in (0..book.len()).step_by(7) {
            assert!(read(&book[..length]).is_err(), "cut at {length}");
        }
        assert_eq!(
            (rows[0].name.as_str(), rows[0].roles.as_str()),
            ("Sam Whitlock", "Chair")
        );
    }

    #[test]
    fn a_file_that_is_no_sheet_is_refused_in_words() {
        let many = format!(
            "name,email,agency,roles\n{}",
            "a,a@b.example,c,Chair\n".repeat(MOST_ROWS + 1)
        );
        let long = format!("name,email,agency,roles\n{},b,c,d\n", "x".repeat(401));
        let wide = format!("name,email,agency,roles\n{}\n", "x,".repeat(31));
        for (file, words) in [
            (&b""[..], "empty"),
            (b"\n\n", "empty"),
            (b"name,email,agency,roles\n", "no people"),
            (b"name,email,agency\na,b,c\n", "“roles” is missing"),
            (
                b"name,name,email,agency,roles\na,b,c,d,e\n",
                "more than once",
            ),
            (b"name,email,agency,roles,phone\na,b,c,d,e\n", "not known"),
            (b"name,email,agency,roles\na,b,c,d,e\n", "under no heading"),
            (b"name,email,agency,roles,\na,b,c,d,e\n", "under no heading"),
            (b"\xff\xfe\x00a", "UTF-8"),
            (b"name\0", "UTF-8"),
            (b"\xd0\xcf\x11\xe0", "old workbook"),
            (b"PK\x03\x04garbage", "workbook cannot be read"),
            (many.as_bytes(), "more than 2000 people"),
            (long.as_bytes(), "more than 400 characters"),
            (wide.as_bytes(), "more than 30 columns"),
        ] {
            let fault = read(file).unwrap_err();
            assert!(fault.contains(words), "{words}: {fault}");
        }
    }

    #[test]
    fn as_many_people_as_are_allowed_fit_into_a_form() {
        let mut sheet = String::from("name,email,agency,roles,training,trained on\n");
        for n in 0..MOST_ROWS {
            sheet.push_str(&format!(
                "Firstname Surname{n},firstname.surname{n}@constabulary.example,surrey-police,\
                 Practitioner (RUN),Using charmm: the basics,2026-09-14\n"
            ));
        }
        assert_eq!(read(sheet.as_bytes()).unwrap().len(), MOST_ROWS);
        let full = format!(
            "name,email,agency,roles\n{}",
            format!("{},b,c,d\n", "é".repeat(390)).repeat(MOST_ROWS)
        );
        assert!(read(full.as_bytes()).unwrap_err().contains("in parts"));
    }
}
