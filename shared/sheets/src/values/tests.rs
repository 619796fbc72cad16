use super::*;
use crate::mapping::Gives;

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
        "3-Apr-21",
        "Saturday, 3 April 2021",
        "2021/04/03",
    ] {
        assert_eq!(
            day(text, Dates::DayFirst, today()).unwrap().to_string(),
            "2021-04-03",
            "{text}"
        );
    }
    let american = day("04/03/2021", Dates::MonthFirst, today()).unwrap();
    assert_eq!(american.to_string(), "2021-04-03");
    assert_eq!(
        day("1/2/27", Dates::DayFirst, today()).unwrap().year(),
        1927
    );
    assert_eq!(
        day("1 May 26", Dates::DayFirst, today())
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
    ] {
        assert!(day(text, Dates::DayFirst, today()).is_err(), "{text}");
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
    let whole = |text: &str| name(text);
    assert_eq!(whole("SAMPLE, Sam"), ("Sam SAMPLE".into(), None));
    assert_eq!(
        whole("Sam Sample (aka Sammo)"),
        ("Sam Sample".into(), Some("Sammo".into()))
    );
    assert_eq!(
        whole("Sample, Sam AKA 'Sammo'"),
        ("Sam Sample".into(), Some("Sammo".into()))
    );
    assert_eq!(whole("Aka Example"), ("Aka Example".into(), None));
    assert_eq!(
        whole("İ aka x").0,
        "İ aka x",
        "nothing is cut within a letter"
    );
}

#[test]
fn a_postcode_is_found_at_the_end_of_an_address() {
    let (line, code) = address("1 Mill Lane\nSampleford,\nkt15 2ah");
    assert_eq!(line, "1 Mill Lane, Sampleford, kt15 2ah");
    assert_eq!(code.unwrap().as_str(), "KT15 2AH");
    assert!(address("1 Mill Lane, Sampleford").1.is_none());
}
