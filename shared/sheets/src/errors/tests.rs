use std::{io::Cursor, ops::ControlFlow};

use super::*;
use crate::file::{Choice, read};

#[test]
fn no_cell_of_the_errors_is_a_formula_and_every_text_comes_back() {
    let texts = [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "<a> & \"b\"",
        "two\nlines",
        "bell\u{7}",
    ];
    let mut errors = Errors::new(Cursor::new(Vec::new())).unwrap();
    for (row, cell) in (2..).zip(texts) {
        let fault = Fault {
            part: None,
            row,
            column: "Name".into(),
            cell: cell.into(),
            reason: "It is wrong".into(),
        };
        errors.add(&[fault]).unwrap();
    }
    let book = errors.finish().unwrap().into_inner();
    let mut cells = Vec::new();
    let mut take = |row: crate::file::Row| {
        cells.push(row.cells);
        ControlFlow::Continue(())
    };
    read(("errors.xlsx", &book), &Choice::default(), &mut take).unwrap();
    assert_eq!(cells[0], HEADINGS);
    let said: Vec<&str> = cells[1..].iter().map(|row| row[2].as_str()).collect();
    assert_eq!(
        said,
        [
            "'=cmd|' /C calc'!A0",
            "'+1",
            "'-1",
            "'@SUM(A1)",
            "<a> & \"b\"",
            "two\nlines",
            "bell"
        ]
    );
    assert_eq!(cells[1][0], "2");
}
