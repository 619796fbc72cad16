use super::*;
use crate::mapping::{Dates, Gives};
use chrono::{Datelike, NaiveDate};

fn column(words: &[(&str, &str)], separators: &[&str]) -> Column {
    Column {
        heading: "X".into(),
        gives: Gives::Nothing,
        words: words
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect(),
        separators: separators.iter().map(|each| (*each).to_owned()).collect(),
    }
}

fn today() -> NaiveDate {
    "2026-11-28".parse().unwrap()
}

#[test]
fn dates_are_read_as_people_write_them() {
    for text in [
        "2021-04-03",
        "2021-04-03T00:00:00",
        "2021-04-03 10:30:00",
        "3/4/2021",
        "03/04/2021",
        "3.4.21",
        "03-04-21",
        "3 April 2021",
        "3rd Apr 2021",
        "April 3, 2021",
        "Sat 3 April 2021",
        "Sat, 3-Apr-21 10:30",
        "Thurs 3 April 2021",
        "3-Apr-21",
        "Saturday, 3 April 2021",
        "2021/04/03",
    ] {
        assert_eq!(
            day(text, Dates::DayFirst, (Years::Born, today()))
                .unwrap()
                .to_string(),
            "2021-04-03",
            "{text}"
        );
    }
    let american = day("04/03/2021", Dates::MonthFirst, (Years::Born, today())).unwrap();
    assert_eq!(american.to_string(), "2021-04-03");
    assert_eq!(
        day("1/2/27", Dates::DayFirst, (Years::Born, today()))
            .unwrap()
            .year(),
        1927
    );
    assert_eq!(
        day("1 May 26", Dates::DayFirst, (Years::Born, today()))
            .unwrap()
            .to_string(),
        "2026-05-01"
    );
    for text in [
        "31/02/2021",
        "2021",
        "44289",
        "yesterday",
        "3/4",
        "13/13/2021",
        "3 Foo 2021",
        "1/1/1066",
        "1/1/202",
        "expected 01/03/2026",
        "before 01/03/2026",
        "by 01/03/2026",
        "01/03/2026 onwards",
        "01/03/2026 approx",
        "month 3 2026",
        "see: 01/03/2026",
        "14:30:00",
    ] {
        assert!(
            day(text, Dates::DayFirst, (Years::Born, today())).is_err(),
            "{text}"
        );
    }
}

#[test]
fn words_are_read_in_many_spellings_and_never_guessed() {
    let none = column(&[], &[]);
    for text in ["Red", "R", " red "] {
        assert_eq!(choice::<Rag>(text, &none), Ok(Rag::Red));
    }
    assert_eq!(choice::<Rag>("Yellow", &none), Ok(Rag::Amber));
    assert_eq!(
        choice::<RiskBand>("Very High", &none),
        Ok(RiskBand::VeryHigh)
    );
    let words = column(
        &[("Serious", "high"), ("Cold", "closed"), ("Ja!", "yes")],
        &[],
    );
    assert_eq!(choice::<RiskBand>("SERIOUS", &words), Ok(RiskBand::High));
    assert_eq!(closed("cold", &words), Ok(true));
    assert_eq!(yes("ja!", &words), Ok(Some(true)));
    assert!(
        choice::<Rag>("purple", &none)
            .unwrap_err()
            .contains("red, amber, green")
    );
    for (text, wanted) in [
        ("Y", Some(true)),
        ("TRUE", Some(true)),
        ("x", Some(true)),
        ("No", Some(false)),
        ("0", Some(false)),
        ("N/K", None),
    ] {
        assert_eq!(yes(text, &none), Ok(wanted), "{text}");
    }
    assert!(yes("perhaps", &none).is_err() && closed("perhaps", &none).is_err());
}

#[test]
fn names_in_one_cell_are_parted_as_the_mapping_says() {
    let and = column(&[], &["&", " and "]);
    assert_eq!(
        several("Sam Sample & Vic Sample; Andy Sandy", &and),
        ["Sam Sample", "Vic Sample", "Andy Sandy"]
    );
    for (text, said, alias) in [
        ("SAMPLE, Sam", "Sam SAMPLE", None),
        ("SAMPLE SMITH, Sam", "Sam SAMPLE SMITH", None),
        ("SAMPLE, Sam Andy", "Sam Andy SAMPLE", None),
        ("Sam Sample (aka Sammo)", "Sam Sample", Some("Sammo")),
        ("Sample, Sam AKA 'Sammo'", "Sam Sample", Some("Sammo")),
        (
            "Sam Sample alias Sammo (Jr)",
            "Sam Sample",
            Some("Sammo (Jr)"),
        ),
        ("Sam Sample (senior)", "Sam Sample (senior)", None),
        ("Aka Example", "Aka Example", None),
        // Within a word it is no mark.
        ("Tanaka Hiro", "Tanaka Hiro", None),
        (
            "Tanaka Hiro aka Nakalias Bo",
            "Tanaka Hiro",
            Some("Nakalias Bo"),
        ),
        ("İ aka x", "İ aka x", None),
    ] {
        let alias = alias.map(str::to_owned);
        assert_eq!(name(text, false), Ok((said.to_owned(), alias)), "{text}");
    }
}

#[test]
fn commas_that_could_mean_two_things_are_never_guessed() {
    for text in [
        "Sam Sample, Vic Sample",
        "Sam, Vic, Andy",
        "Sam Sample (aka Sammo) and Vic Sample",
    ] {
        assert!(name(text, false).is_err(), "{text}");
    }
    for text in [
        "Flat 2, High Street",
        "The Duke (pub), Mill Lane",
        "Car park, Hill",
    ] {
        assert_eq!(name(text, true), Ok((text.to_owned(), None)), "{text}");
    }
}

#[test]
fn a_reference_that_is_none_is_told_from_one_that_is() {
    for text in [
        "TBC",
        "tbc.",
        "N/A",
        "-",
        "?",
        "–",
        "unknown",
        "(Unknown)",
        "None",
        "0",
        "000",
        "xxx",
        "Not known",
        "pending",
        "To be confirmed",
    ] {
        assert!(reference(text).is_err(), "{text}");
    }
    for text in ["1", "W-12", "2021/004", "X1", "New Road 3", "NA-7"] {
        assert_eq!(reference(text).unwrap().as_str(), text);
    }
}

#[test]
fn a_year_of_two_digits_follows_from_what_the_date_is_for() {
    for (text, years, wanted) in [
        ("1/2/27", Years::Born, 1927),
        ("1/2/27", Years::Past, 2027),
        ("1/2/99", Years::Past, 1999),
        ("1/2/26", Years::Past, 2026),
        ("1/2/27", Years::Ahead, 2027),
        ("1/2/1999", Years::Ahead, 1999),
    ] {
        let read = day(text, Dates::DayFirst, (years, today())).unwrap();
        assert_eq!(read.year(), wanted, "{text} {years:?}");
    }
}

#[test]
fn a_postcode_is_found_at_the_end_of_an_address() {
    let (line, code) = address("1 Mill Lane\nSampleford,\nkt15 2ah");
    assert_eq!(line, "1 Mill Lane, Sampleford, kt15 2ah");
    assert_eq!(code.unwrap().as_str(), "KT15 2AH");
    assert!(address("1 Mill Lane, Sampleford").1.is_none());
}
