use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::errors::Workbook;

fn rows(name: &str, bytes: &[u8], choice: &Choice) -> Result<(Vec<Row>, Seen), BadFile> {
    let mut rows = Vec::new();
    let seen = read((name, bytes), choice, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok((rows, seen))
}

fn csv(text: impl AsRef<[u8]>) -> Result<(Vec<Row>, Seen), BadFile> {
    rows("list.csv", text.as_ref(), &Choice::default())
}

/// An archive of these files.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn workbook(lines: &[&[&str]]) -> Vec<u8> {
    let to = Cursor::new(Vec::new());
    let mut book = Workbook::new(to, "Cases", lines[0]).unwrap();
    for line in &lines[1..] {
        book.row(line).unwrap();
    }
    book.finish().unwrap().into_inner()
}

/// The same workbook with its sheet replaced by this XML.
fn with_sheet(sheet: &str, also: &[(&str, &str)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{link}\"><sheets><sheet name=\"Cases\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let tops = format!(
        "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{link}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let links = format!(
        "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{link}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let sheet = format!("<worksheet xmlns=\"{main}\">{sheet}</worksheet>");
    let mut files = vec![
        ("_rels/.rels", tops.as_str()),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &links),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    files.extend(also);
    archive(&files)
}

fn ods(rows: &str) -> Vec<u8> {
    let names = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"";
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content {names}><office:body><office:spreadsheet><table:table table:name=\"Cases\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", &content),
    ])
}

fn ods_row(cells: &[&str]) -> String {
    let cell = |text: &&str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let cells: String = cells.iter().map(cell).collect();
    format!("<table:table-row>{cells}</table:table-row>")
}

#[test]
fn the_same_list_reads_the_same_from_every_kind_of_file() {
    let plain = csv("Ref,Name\n1,Sam Sample\n2,Vic Sample\n").unwrap();
    assert_eq!(plain.1.rows, 2);
    let lines: [&[&str]; 3] = [&["Ref", "Name"], &["1", "Sam Sample"], &["2", "Vic Sample"]];
    let book = rows("List.XLSX", &workbook(&lines), &Choice::default()).unwrap();
    let sheet: String = lines.iter().map(|line| ods_row(line)).collect();
    let open = rows("list.ods", &ods(&sheet), &Choice::default()).unwrap();
    assert_eq!(book.0, plain.0);
    assert_eq!(open.0, plain.0);
    assert_eq!(book.1.sheet.as_deref(), Some("Cases"));
}

#[test]
fn the_marks_that_programs_leave_in_csv_are_read() {
    let plain = csv("Ref,Name,Town\n1,\"Sample, Sam\",Woking\n").unwrap().0;
    for (what, text) in [
        (
            "a byte order mark",
            "\u{feff}Ref,Name,Town\n1,\"Sample, Sam\",Woking\n",
        ),
        ("semicolons", "Ref;Name;Town\r\n1;Sample, Sam;Woking\r\n"),
        ("tabs", "Ref\tName\tTown\n1\tSample, Sam\tWoking\n"),
        ("old line ends", "Ref,Name,Town\r1,\"Sample, Sam\",Woking\r"),
        (
            "no last line end",
            "Ref,Name,Town\n1,\"Sample, Sam\",Woking",
        ),
    ] {
        assert_eq!(csv(text).unwrap().0, plain, "{what}");
    }
    let lines = csv("Ref,Note\n1,\"one\ntwo\"\n\n,\n2,x\n").unwrap();
    assert_eq!(lines.0[1].cells, ["1", "one\ntwo"]);
    assert_eq!((lines.0[2].number, lines.1.empty), (5, 2));
    let marks = "Ref,Note\n1,The \"Duke\" pub\n2,\"The \"\"Duke\"\" pub\"\n3,5\"\n4,\"\"\n5,\"x\"";
    let read = csv(marks).unwrap().0;
    let cells: Vec<&str> = read.iter().map(|row| row.cells[1].as_str()).collect();
    assert_eq!(
        cells,
        [
            "Note",
            "The \"Duke\" pub",
            "The \"Duke\" pub",
            "5\"",
            "",
            "x"
        ]
    );
    let windows = Choice {
        windows: true,
        ..Choice::default()
    };
    let read = rows("l.csv", b"Ref,Name\n1,Ren\xe9e \x96 O\x92Neil\n", &windows)
        .unwrap()
        .0;
    assert_eq!(read[1].cells[1], "Renée – O’Neil");
}

#[test]
fn a_row_that_gained_or_lost_a_cell_is_marked_and_the_others_are_read() {
    let read = csv("Ref,Name\n1,a\n2,b,c\n3\n4,d\n").unwrap().0;
    let bad: Vec<u32> = read
        .iter()
        .filter(|row| !row.faults.is_empty())
        .map(|row| row.number)
        .collect();
    assert_eq!(bad, [3, 4]);
}

#[test]
fn a_file_that_cannot_be_used_is_refused_by_name() {
    let book = workbook(&[&["Ref"], &["1"]]);
    let text: &[u8] = b"Ref\n1\n";
    let macros = with_sheet("<sheetData/>", &[("xl/vbaProject.bin", "x")]);
    let wide = format!("Ref{}\n1\n", ",x".repeat(MOST_COLUMNS));
    for (name, bytes, refused) in [
        ("a.csv", &b""[..], BadFile::Empty),
        ("a.csv", b"\xef\xbb\xbf\n,,\n", BadFile::Empty),
        ("a.csv", b"Ref,Name\n", BadFile::NoRows),
        ("a.pdf", text, BadFile::Kind),
        ("a", text, BadFile::Kind),
        ("a.xlsm", &book, BadFile::Kind),
        (
            "a.xlsx",
            text,
            BadFile::Extension {
                called: "xlsx",
                is: "no workbook",
            },
        ),
        (
            "a.csv",
            &book,
            BadFile::Extension {
                called: "csv",
                is: "an Excel workbook",
            },
        ),
        (
            "a.ods",
            &book,
            BadFile::Extension {
                called: "ods",
                is: "an Excel workbook",
            },
        ),
        ("a.xlsx", b"\xd0\xcf\x11\xe0old", BadFile::Old),
        ("a.xlsx", &macros, BadFile::Macros),
        (
            "a.xlsx",
            &archive(&[("word/document.xml", "x")]),
            BadFile::Unreadable,
        ),
        ("a.xlsx", b"PK\x03\x04rest", BadFile::Unreadable),
        ("a.csv", b"Ref\n1\nRen\xe9e\n", BadFile::Encoding(3)),
        ("a.csv", b"Ref\nRen\xc3\xa9e\nRen\xe9e\n", BadFile::Mixed(3)),
        ("a.csv", b"\xff\xfeR\0e\0f\0", BadFile::NoText),
        ("a.csv", b"Ref,Name\n1,\"Sam\n2,Vic\n", BadFile::Open(2)),
        // A second mark far below closes nothing: the rows between would be one cell.
        (
            "a.csv",
            b"Ref,Name\n1,\"He said stop\n2,Vic\n3,\"He shouted\n",
            BadFile::Open(2),
        ),
        (
            "a.csv",
            b"Ref,Name\n1,\"two\nlines\"\n2,\"Sam\n\"3\",Vic\n",
            BadFile::Open(3),
        ),
        ("a.csv", b"Ref,Name\n1,\"Sam\" S\n", BadFile::Open(2)),
        ("a.csv", wide.as_bytes(), BadFile::Wide(1)),
    ] {
        assert_eq!(
            rows(name, bytes, &Choice::default()).unwrap_err(),
            refused,
            "{name}"
        );
    }
    let windows = Choice {
        windows: true,
        ..Choice::default()
    };
    assert_eq!(
        rows("a.csv", "Ref\né\n".as_bytes(), &windows).unwrap_err(),
        BadFile::NotWindows
    );
    let sheet = Choice {
        sheet: Some("People".into()),
        ..Choice::default()
    };
    let fault = rows("a.xlsx", &book, &sheet).unwrap_err().to_string();
    assert!(fault.contains("no sheet “People”; it has Cases"), "{fault}");
    let below = Choice {
        heading_row: Some(9),
        ..Choice::default()
    };
    assert_eq!(
        rows("a.xlsx", &book, &below).unwrap_err(),
        BadFile::NoHeadings(9)
    );
    for length in 0..book.len() {
        assert!(
            rows("a.xlsx", &book[..length], &Choice::default()).is_err(),
            "cut at {length}"
        );
    }
}

#[test]
fn a_bomb_is_refused_before_it_fills_memory() {
    let spaces = " ".repeat(usize::try_from(UNPACKED).unwrap() + 10);
    let bomb = with_sheet(&format!("<sheetData>{spaces}</sheetData>"), &[]);
    assert!(bomb.len() < 1_000_000, "it would come in: {}", bomb.len());
    drop(spaces);
    assert_eq!(
        rows("a.xlsx", &bomb, &Choice::default()).unwrap_err(),
        BadFile::Bomb
    );
    let head = ods_row(&["Ref"]);
    // Columns repeated with something in them, and a row repeated a million times.
    for bomb in [
        "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell></table:table-row>".to_owned(),
        format!("<table:table-row table:number-rows-repeated='1000000'><table:table-cell/></table:table-row>{}", ods_row(&["a"; 30])),
    ] {
        let fault = rows("a.ods", &ods(&format!("{head}{bomb}")), &Choice::default()).unwrap_err();
        assert_eq!(fault, BadFile::Far);
    }
    // Two tables that are too much together, and a long text that is repeated.
    let row = "<table:table-row table:number-rows-repeated=\"300000\"><table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"9\"/></table:table-row>";
    let long = "x".repeat(2_000);
    for bomb in [
        format!("{row}</table:table><table:table table:name=\"b\">{row}"),
        format!(
            "<table:table-row table:number-rows-repeated=\"2000\"><table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"100\"><text:p>{long}</text:p></table:table-cell></table:table-row>"
        ),
    ] {
        let fault = rows("a.ods", &ods(&format!("{head}{bomb}")), &Choice::default()).unwrap_err();
        assert_eq!(fault, BadFile::Far);
    }
    let hidden = format!("{head}<!-- </table:table-row> -->{head}");
    assert_eq!(
        rows("a.ods", &ods(&hidden), &Choice::default()).unwrap_err(),
        BadFile::Unreadable
    );
}

#[test]
fn a_million_empty_rows_are_passed_over() {
    let below = "<row r=\"1048576\"><c r=\"A1048576\"><v>9</v></c></row>";
    let head = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Ref</t></is></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>";
    let styled: String = (3..200_000)
        .map(|at| format!("<row r=\"{at}\"><c r=\"A{at}\" s=\"0\"/></row>"))
        .collect();
    let book = with_sheet(
        &format!("<sheetData>{head}{styled}{below}</sheetData>"),
        &[],
    );
    let (read, seen) = rows("a.xlsx", &book, &Choice::default()).unwrap();
    assert_eq!((read.len(), seen.rows), (3, 2));
    assert_eq!((read[2].number, seen.empty), (1_048_576, 1_048_573));
    let tail = "<table:table-row table:number-rows-repeated=\"1048573\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let open = ods(&format!("{}{}{tail}", ods_row(&["Ref"]), ods_row(&["1"])));
    assert_eq!(rows("a.ods", &open, &Choice::default()).unwrap().1.rows, 1);
}

#[test]
fn merged_cells_hide_nothing() {
    let cell = |at: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>x</t></is></c>");
    let lines: String = (1..=4)
        .map(|row| format!("<row r=\"{row}\">{}</row>", cell(&format!("A{row}"))))
        .collect();
    let merged =
        "<mergeCells count=\"2\"><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A2:A3\"/></mergeCells>";
    let book = with_sheet(&format!("<sheetData>{lines}</sheetData>{merged}"), &[]);
    let read = rows("a.xlsx", &book, &Choice::default()).unwrap().0;
    let bad: Vec<u32> = read
        .iter()
        .filter(|row| !row.faults.is_empty())
        .map(|row| row.number)
        .collect();
    assert_eq!(bad, [2, 3], "a merged heading does no harm");
    let open = format!(
        "{}<table:table-row><table:table-cell table:number-rows-spanned=\"2\"/><table:covered-table-cell/></table:table-row>",
        ods_row(&["Ref"])
    );
    assert_eq!(
        rows("a.ods", &ods(&open), &Choice::default()).unwrap_err(),
        BadFile::Merged
    );
}

#[test]
fn of_a_formula_only_the_value_is_read_and_an_error_is_named() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Ref</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"str\"><f>HYPERLINK(\"http://evil.example\",\"x\")</f><v>x</v></c></row><row r=\"3\"><c r=\"A3\" t=\"e\"><v>#REF!</v></c></row></sheetData>";
    let read = rows("a.xlsx", &with_sheet(sheet, &[]), &Choice::default())
        .unwrap()
        .0;
    assert_eq!(read[1].cells, ["x"]);
    assert_eq!(read[2].faults.len(), 1);
}

#[test]
fn a_time_of_day_is_no_date_of_1899_and_stays_with_its_date() {
    let styles = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"[h]:mm\"/></numFmts><cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"20\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
    let links =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>";
    let head = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>When</t></is></c></row>";
    let cells = [
        ("1", "46279"),
        ("1", "46279.4375"),
        ("2", "0.6041666667"),
        ("3", "1.5"),
    ];
    let lines: String = (2..)
        .zip(cells)
        .map(|(row, (style, value))| {
            format!("<row r=\"{row}\"><c r=\"A{row}\" s=\"{style}\"><v>{value}</v></c></row>")
        })
        .collect();
    let sheet = format!("<sheetData>{head}{lines}</sheetData>");
    let book = with_sheet(
        &sheet,
        &[("xl/styles.xml", styles), ("xl/_rels/none.rels", links)],
    );
    let read = rows("a.xlsx", &book, &Choice::default()).unwrap().0;
    let cells: Vec<&str> = read.iter().map(|row| row.cells[0].as_str()).collect();
    assert_eq!(
        cells,
        ["When", "2026-09-14", "2026-09-14 10:30:00", "14:30:00", ""]
    );
    assert_eq!(read[4].faults.len(), 1, "a length of time is no date");
}

#[test]
fn texts_that_a_workbook_keeps_apart_are_counted_before_they_fill_memory() {
    let texts = format!("<sst>{}</sst>", "<si/>".repeat(8_000_000));
    let book = with_sheet("<sheetData/>", &[("xl/sharedStrings.xml", &texts)]);
    let fault = rows("a.xlsx", &book, &Choice::default()).unwrap_err();
    assert_eq!(fault, BadFile::Bomb);
}
