//! Files as people have them (R9.1, R11.1).

use std::path::Path;

use super::*;
use crate::scratch::Scratch;

const MAPPING: &str = r#"
id = "Ref"
[[field]]
name = "name"
holds = "name"
column = "Name"
[[field]]
name = "date of birth"
holds = "date-of-birth"
column = "Born"
[[field]]
name = "address"
holds = "address"
column = "Address"
"#;

/// What the command said, and what it wrote, of files with this in them.
fn run(left: &[u8], right: Option<&[u8]>) -> anyhow::Result<(String, String)> {
    let folder = Scratch::new();
    let file = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let asked = Matched {
        left: file("left.csv", left),
        right: right.map(|text| file("right.csv", text)),
        mapping: file("m.toml", MAPPING.as_bytes()),
        out: folder.path().join("pairs.csv"),
    };
    let said = match_files(&asked)?;
    Ok((said, fs::read_to_string(&asked.out).unwrap()))
}

/// What was refused, with every reason.
fn refused(left: &[u8]) -> String {
    format!("{:#}", run(left, None).unwrap_err())
}

const ALEX: &str = "1,Alex Example,1990-02-28,\"1 Station Road, Exampleton GU22 7AA\"\n";
const AGAIN: &str = "2,Alex Exampel,28/02/1990,\"1 Station Rd, Exampleton GU22 7AA\"\n";
const OTHER: &str = "3,Robin Sample,1961-11-03,\"9 Mill Lane, Sampleford KT15 2AH\"\n";

fn sheet_of(rows: &[&str]) -> Vec<u8> {
    format!("Ref,Name,Born,Address\n{}", rows.concat()).into_bytes()
}

#[test]
fn one_file_is_searched_for_duplicates_and_two_for_links() {
    let (said, pairs) = run(&sheet_of(&[ALEX, OTHER, AGAIN]), None).unwrap();
    let lines: Vec<&str> = pairs.lines().collect();
    assert_eq!(lines.len(), 2, "{pairs}");
    assert!(lines[0].starts_with("left_row,right_row,left_id,right_id,score,probability,verdict"));
    assert!(
        lines[1].starts_with("2,4,1,2,") && lines[1].contains(",match,"),
        "{pairs}"
    );
    assert!(
        lines[1].contains("family name is the same but for a letter or two"),
        "{pairs}"
    );
    assert!(
        said.contains("3 rows read\n") && said.contains("Matches: 1\n"),
        "{said}"
    );

    let (said, pairs) = run(&sheet_of(&[ALEX, OTHER]), Some(&sheet_of(&[AGAIN]))).unwrap();
    assert!(pairs.contains("\n2,2,1,2,"), "{pairs}");
    assert!(said.contains("right.csv: 1 row read"), "{said}");
}

#[test]
fn the_marks_that_programs_leave_are_read() {
    let plain = run(&sheet_of(&[ALEX, AGAIN]), None).unwrap().1;
    let text = String::from_utf8(sheet_of(&[ALEX, AGAIN])).unwrap();
    let semicolons = "Ref;Name;Born;Address\n\
        1;Alex Example;1990-02-28;\"1 Station Road, Exampleton GU22 7AA\"\n\
        2;Alex Exampel;28/02/1990;\"1 Station Rd, Exampleton GU22 7AA\"\n";
    let lines = text.replace("Road, ", "Road\n").replace("Rd, ", "Rd\r\n");
    for (what, text) in [
        ("a mark of byte order", format!("\u{feff}{text}")),
        ("semicolons", semicolons.to_owned()),
        ("line ends of Windows", text.replace('\n', "\r\n")),
        ("line ends within cells", lines),
        (
            "spaces in headings",
            text.replace("Name,Born", " Name , born "),
        ),
    ] {
        assert_eq!(run(text.as_bytes(), None).unwrap().1, plain, "{what}");
    }
}

#[test]
fn a_row_that_cannot_be_read_is_named_and_the_others_are_matched() {
    let short = "7,Short Row\n";
    let (said, pairs) = run(&sheet_of(&[ALEX, "\n", ",,,\n", short, AGAIN]), None).unwrap();
    assert!(
        said.contains("2 rows read, 1 could not be read, 2 empty"),
        "{said}"
    );
    assert!(
        said.contains("row 5 could not be read: it has 2 cells"),
        "{said}"
    );
    assert!(pairs.contains("\n2,6,1,2,"), "{pairs}");

    let (said, _) = run(&sheet_of(&vec![short; 30]), None).unwrap();
    assert!(said.contains("0 rows read, 30 could not be read"), "{said}");
    assert!(said.contains("nor could rows 22–31"), "{said}");
}

#[test]
fn a_file_that_cannot_be_used_says_why() {
    let wide: Vec<u8> = sheet_of(&[ALEX])
        .iter()
        .flat_map(|byte| [*byte, 0])
        .collect();
    for (bytes, hint) in [
        (Vec::new(), "empty"),
        (b"\xef\xbb\xbf \n".to_vec(), "empty"),
        (sheet_of(&[]), "no row"),
        (b"Ref,Name,Address\n1,a,b\n".to_vec(), "no column “Born”"),
        (
            b"Ref,Name,Born,Address,Name\n".to_vec(),
            "more than one column “Name”",
        ),
        (b"PK\x03\x04rest".to_vec(), "workbook"),
        (
            b"Ref,Name,Born,Address\n1,Jos\xe9,,\n".to_vec(),
            "not in UTF-8 (line 2",
        ),
        (wide, "not in UTF-8"),
        (
            sheet_of(&["1,\"Alex,,\n", OTHER.replace('"', "").as_str()]),
            "never closed",
        ),
    ] {
        let error = refused(&bytes);
        assert!(
            error.contains("left.csv") && error.contains(hint),
            "{error}"
        );
    }
}

#[test]
fn nothing_in_the_pairs_begins_like_a_formula() {
    let evil = |row: &str, id: &str| row.replacen(|c: char| c.is_ascii_digit(), id, 1);
    let rows = [evil(ALEX, "=cmd|' /C calc'!A0"), evil(AGAIN, "@SUM(A1)")];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (_, pairs) = run(&sheet_of(&rows), None).unwrap();
    assert!(
        pairs.contains(",'=cmd") && pairs.contains(",'@SUM"),
        "{pairs}"
    );
}

#[test]
fn the_pairs_never_take_the_place_of_what_is_read() {
    let folder = Scratch::new();
    let path = folder.path().join("left.csv");
    fs::write(&path, sheet_of(&[ALEX])).unwrap();
    let asked = Matched {
        left: path.clone(),
        right: None,
        mapping: Path::new("nowhere.toml").into(),
        out: path.clone(),
    };
    assert!(
        match_files(&asked)
            .unwrap_err()
            .to_string()
            .contains("--out")
    );
    assert_eq!(fs::read(&path).unwrap(), sheet_of(&[ALEX]));
}

#[test]
fn the_mapping_that_ships_fits_the_columns_of_febrl() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples/febrl.toml");
    let mapping = Mapping::read(&fs::read_to_string(path).unwrap()).unwrap();
    let headings = b"rec_id, given_name, surname, street_number, address_1, address_2, suburb, \
        postcode, state, date_of_birth, soc_sec_id\n\
        rec-1-org, alex, example, 1, station road, , exampleton, 4011, wa, 19900228, 1234567\n";
    let sheet = Sheet::read(headings, &mapping, Side::Left).unwrap();
    assert_eq!(sheet.rows.len(), 1);
    assert_eq!(sheet.rows[0].id, "rec-1-org");
}
