use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use domain::{
    Actor,
    case::{Outcome, Rag},
    referral::form::{Behaviour, SubjectRole},
};

use super::*;
use crate::file::{Seen, read};

const MAPPING: &str = r#"
source = "Woking list"
gateway = "crime_and_disorder"
reason = "Worked on together before charmm"
lead = "woking-council"
[defaults]
headline = "Anti-social behaviour"
outcome = "resolved"
[[column]]
heading = "Ref"
gives = "reference"
[[column]]
heading = "Name"
gives = "name"
separators = [" & "]
[[column]]
heading = "DOB"
gives = "born_on"
[[column]]
heading = "Opened"
gives = "opened_on"
[[column]]
heading = "Status"
gives = "status"
[[column]]
heading = "Closed"
gives = "closed_on"
[[column]]
heading = "RAG"
gives = "rag"
[[column]]
heading = "Agencies"
gives = "agencies"
[[column]]
heading = "Victims"
gives = "victims"
[[column]]
heading = "Vulnerable?"
gives = "vulnerable_victim"
[[column]]
heading = "Notes"
gives = "notes"
[agencies]
SurPol = "surrey-police"
"#;

const HEAD: &str = "Ref,Name,DOB,Opened,Status,Closed,RAG,Agencies,Victims,Vulnerable?,Notes\n";

fn stamp() -> Stamp {
    let actor = Actor::Person {
        person: "0190d3b0-0000-7000-8000-000000000001".parse().unwrap(),
        name: "Ada Min".into(),
        agency: "surrey-county".parse().unwrap(),
    };
    Stamp::new(actor, "2026-11-28T09:00:00Z".parse().unwrap(), [7; 32])
}

fn agencies() -> Agencies {
    let names = [
        ("woking-council", "Woking Council"),
        ("surrey-police", "Surrey Police"),
    ];
    let names = names.map(|(id, name)| (id.parse().unwrap(), name.to_owned()));
    Agencies {
        names: BTreeMap::from(names),
    }
}

fn planned(body: &str) -> (Vec<Item>, Seen, Survey) {
    planned_by(MAPPING, &format!("{HEAD}{body}"))
}

/// With more columns, each with its heading and what it gives.
fn planned_with(more: &[(&str, &str)], rows: &str) -> Vec<Item> {
    let columns = more.iter().map(|(heading, gives)| {
        format!("[[column]]\nheading = \"{heading}\"\ngives = \"{gives}\"\n")
    });
    let columns: String = columns.collect();
    let mapping = MAPPING.replace("[agencies]", &format!("{columns}[agencies]"));
    let headings: Vec<&str> = more.iter().map(|(heading, _)| *heading).collect();
    let head = format!("{},{}\n", HEAD.trim(), headings.join(","));
    planned_by(&mapping, &format!("{head}{rows}")).0
}

fn planned_by(mapping: &str, text: &str) -> (Vec<Item>, Seen, Survey) {
    let (mapping, agencies, stamp) = (Mapping::read(mapping).unwrap(), agencies(), stamp());
    let area: AreaCode = "WOK".parse().unwrap();
    let into = Target {
        area: &area,
        stamp: &stamp,
    };
    let mut planner = Planner::new(&mapping, &agencies, into).unwrap();
    let named = ("list.csv", text.as_bytes());
    read(named, &mapping.choice(), &mut |row| {
        planner.survey(&row).unwrap();
        ControlFlow::Continue(())
    })
    .unwrap();
    let (mut items, mut head) = (Vec::new(), true);
    let seen = read(named, &mapping.choice(), &mut |row| {
        if !std::mem::take(&mut head) {
            items.extend(planner.plan(&row));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(planner.waiting.is_empty(), "no row waits for ever");
    (items, seen, planner.surveyed().clone())
}

fn cases(items: &[Item]) -> Vec<&Planned> {
    let cases = items.iter().filter_map(|item| match item {
        Item::Case(planned) => Some(planned.as_ref()),
        Item::Rejected { .. } => None,
    });
    cases.collect()
}

fn faults(items: &[Item]) -> Vec<(u32, &str, &str)> {
    let faults = items.iter().flat_map(|item| match item {
        Item::Case(_) => [].as_slice(),
        Item::Rejected { faults, .. } => faults.as_slice(),
    });
    faults
        .map(|fault| (fault.row, fault.column.as_str(), fault.reason.as_str()))
        .collect()
}

#[test]
fn a_row_becomes_a_case_with_everything_it_says() {
    let (items, ..) = planned(
        "W1,\"SAMPLE, Sam (aka Sammo)\",3/4/1990,1/2/2021,Closed,4/5/21,r,SurPol,Vic Tim; Ann Other,y,Was loud\n",
    );
    let [case] = cases(&items)[..] else {
        panic!("{items:?}")
    };
    let before = &case.before;
    assert_eq!(before.subjects.len(), 3);
    assert_eq!(before.subjects[0].name.as_str(), "Sam SAMPLE");
    assert_eq!(
        before.subjects[0].aliases.as_ref().unwrap().as_str(),
        "Sammo"
    );
    assert_eq!(
        before.subjects[0].born_on.unwrap().to_string(),
        "1990-04-03"
    );
    assert_eq!(before.subjects[2].role, SubjectRole::Victim);
    assert_eq!(before.rag, Some(Rag::Red));
    let ended = before.closed.as_ref().unwrap();
    assert_eq!(
        (ended.on.to_string().as_str(), ended.outcome),
        ("2021-05-04", Outcome::Resolved)
    );
    assert_eq!(before.behaviours, [Behaviour::VulnerableVictim]);
    assert_eq!(before.agencies.len(), 2);
    assert_eq!(before.agencies[0].name, "Surrey Police");
}

#[test]
fn every_row_is_accounted_for_wherever_its_case_lies() {
    let (items, seen, _) = planned(
        "W1,Sam Sample,,1/2/2021,open,,,,,,one\n\
         W2,Vic Sample,,soon,open,,,,,,\n\
         ,No Reference,,1/2/2021,open,,,,,,\n\
         w1,Andy Sandy & Bo Peep,,,,,,SurPol,,,two\n\
         W3,A B,,1/2/2021,shut,,purple,Nobody,,maybe,\n\
         W2,Other Row,,1/2/2021,open,,,,,,\n",
    );
    let [case] = cases(&items)[..] else {
        panic!("{items:?}")
    };
    assert_eq!(case.rows, [2, 5]);
    assert_eq!(case.before.subjects.len(), 3);
    assert_eq!(case.before.notes.as_ref().unwrap().as_str(), "one\n\ntwo");
    let rejected: BTreeSet<u32> = faults(&items).iter().map(|fault| fault.0).collect();
    assert_eq!(rejected, BTreeSet::from([3, 4, 6, 7]));
    assert_eq!(seen.rows, case.rows.len() + rejected.len());
    let said = faults(&items);
    let columns: Vec<&str> = said
        .iter()
        .filter(|fault| fault.0 == 6)
        .map(|fault| fault.1)
        .collect();
    assert_eq!(
        columns,
        ["Status", "RAG", "Agencies", "Vulnerable?"],
        "each bad cell is named"
    );
    assert!(
        said.iter()
            .any(|fault| fault.0 == 7 && fault.2.contains("Row 3 is of the same case"))
    );
}

#[test]
fn rows_of_one_case_that_contradict_each_other_are_rejected_together() {
    let (items, ..) =
        planned("W1,Sam Sample,,1/2/2021,open,,,,,,\nW1,Vic Sample,,2/2/2021,open,,,,,,\n");
    assert!(cases(&items).is_empty());
    let said = faults(&items);
    assert_eq!(
        said[0],
        (
            3,
            "Opened",
            "It says something else than row 2 of the same case"
        )
    );
    assert_eq!(said[1].0, 2);
}

#[test]
fn a_case_that_cannot_be_so_is_rejected_with_the_reason() {
    for (row, column, reason) in [
        ("W1,A B,,,open,,,,,,", "Opened", "Enter the day"),
        ("W1,,,1/2/2021,open,,,,,,", "Name", "Enter a name"),
        (
            "W1,A B,,1/2/2021,closed,,,,,,",
            "Closed",
            "enter the day on which it was",
        ),
        (
            "W1,A B,,1/2/2021,open,1/3/2021,,,,,",
            "Closed",
            "is open, and has a day",
        ),
        ("W1,A B,,1/2/2021,,1/3/2020,,,,,", "", "must not be before"),
        (
            "W1,A B,,1/2/2030,open,,,,,,",
            "",
            "must be today or earlier",
        ),
        (
            "W1,A B & C D,1/1/1990,1/2/2021,open,,,,,,",
            "DOB",
            "is about one of those",
        ),
        ("W1,A B,1/1/2027,1/2/2021,open,,,,,,", "DOB", "lies ahead"),
    ] {
        let (items, ..) = planned(&format!("{row}\n"));
        let said = faults(&items);
        assert!(
            said.len() == 1 && said[0].1 == column && said[0].2.contains(reason),
            "{row}: {said:?}"
        );
    }
    let long = format!("W1,A B,,1/2/2021,open,,,,,,{}\n", "x".repeat(5001));
    assert!(
        faults(&planned(&long).0)[0]
            .2
            .contains("nothing is cut off")
    );
}

#[test]
fn headings_that_do_not_fit_are_named() {
    let mapping = Mapping::read(MAPPING).unwrap();
    let headings: Vec<String> = HEAD.trim().split(',').map(str::to_owned).collect();
    let places = |headings: &[String]| {
        let row = Row {
            number: 3,
            cells: headings.to_vec(),
            ..Row::default()
        };
        Places::of(&mapping, &row)
    };
    let mut more = headings.clone();
    more.push("Officer".into());
    assert_eq!(places(&more).unwrap().strange, ["Officer"]);
    let twice: Vec<String> = headings.iter().cloned().chain(["ref ".into()]).collect();
    assert_eq!(
        places(&twice).unwrap_err(),
        BadMapping::Ambiguous("Ref".into())
    );
    let missing = places(&headings[1..]).unwrap_err().to_string();
    let wanted = "no column “Ref”: headings were looked for in row 3, which has 10 cells";
    assert!(
        missing.contains(wanted) && !missing.contains("Name"),
        "what may be a row of people is not repeated: {missing}"
    );
}

#[test]
fn a_mapping_that_could_make_no_case_is_refused() {
    assert!(Mapping::read(MAPPING).is_ok());
    for (from, to, reason) in [
        ("gives = \"name\"", "gives = \"nothing\"", "gives a name"),
        (
            "gives = \"reference\"",
            "gives = \"nothing\"",
            "number its rows",
        ),
        ("gives = \"opened_on\"", "gives = \"nothing\"", "opened_on"),
        ("headline = \"Anti-social behaviour\"", "", "headline"),
        ("lead = \"woking-council\"", "", "lead"),
        ("crime_and_disorder", "serious_violence", "section 16"),
        (
            "gives = \"notes\"",
            "gives = \"name\"",
            "more than one column",
        ),
        ("gives = \"notes\"", "gives = \"shoe_size\"", "shoe_size"),
        ("source =", "sauce =", "sauce"),
    ] {
        assert!(MAPPING.contains(from), "{from}");
        let fault = Mapping::read(&MAPPING.replacen(from, to, 1))
            .unwrap_err()
            .to_string();
        assert!(fault.contains(reason), "{from}: {fault}");
    }
    let long = MAPPING.replace("Worked on", &"x".repeat(1000));
    assert_eq!(Mapping::read(&long).unwrap_err(), BadMapping::LongReason);
    let mapping = Mapping::read(&MAPPING.replace("surrey-police", "kent-police")).unwrap();
    let (agencies, stamp, area) = (agencies(), stamp(), "WOK".parse().unwrap());
    let into = Target {
        area: &area,
        stamp: &stamp,
    };
    let fault = Planner::new(&mapping, &agencies, into).unwrap_err();
    assert_eq!(fault, BadMapping::NoAgency("kent-police".into()));
}

#[test]
fn a_list_that_is_taken_for_a_mapping_is_not_repeated() {
    let fault = Mapping::read("source = \"x\"\nRef,Name\n1,Sam Sample\n").unwrap_err();
    let said = fault.to_string();
    assert!(said.contains("line 2") && !said.contains("Name"), "{said}");
}

const PEOPLE: &[(&str, &str)] = &[
    ("Address", "address"),
    ("Code", "postcode"),
    ("UPRN", "uprn"),
    ("Also", "aliases"),
    ("Role", "role"),
    ("Convicted", "convicted"),
    ("First", "given_name"),
    ("Last", "family_name"),
];

#[test]
fn what_a_row_says_of_nobody_or_of_somebody_else_is_named_and_never_dropped() {
    let first = "W1,A B,,1/2/2021,open,,,,,,,,,,,,,,\n";
    for (row, column) in [
        // A further row of a case that names nobody.
        ("W1,,3/4/1990,,,,,,,,,,,,,,,,", "DOB"),
        ("W1,,,,,,,,,,,1 Mill Lane,,,,,,,", "Address"),
        ("W1,,,,,,,,,,,,KT15 2AH,,,,,,", "Code"),
        ("W1,,,,,,,,,,,,,,Sammo,,,,", "Also"),
        ("W1,,,,,,,,,,,,,,,victim,,,", "Role"),
        ("W1,,,,,,,,,,,,,,,,yes,,", "Convicted"),
        // One that names two, or the same twice.
        ("W1,A B & C D,,,,,,,,,,,,,Sammo,,,,", "Also"),
        ("W1,A B,,,,,,,,,,,,,,,,Sam,", "First"),
        ("W1,A B,,,,,,,,,,,,,,,,,Sample", "Last"),
        ("W1,A B,,,,,,,,,,,,,,victim,yes,,", "Convicted"),
        ("W1,A B,,,,,,,,,,,,100012,,,,,", "UPRN"),
    ] {
        let items = planned_with(PEOPLE, &format!("{first}{row}\n"));
        let said = faults(&items);
        assert!(cases(&items).is_empty(), "{row}");
        assert!(
            said.iter().any(|fault| fault.0 == 3 && fault.1 == column),
            "{row}: {said:?}"
        );
    }
    let kept =
        "W2,Sam Sample (aka Sammo),,1/2/2021,open,,,,,,,,KT15 2AH,100012,Big Sam,,yes,sam,SAMPLE\n";
    let items = planned_with(PEOPLE, kept);
    let [case] = cases(&items)[..] else {
        panic!("{items:?}")
    };
    let subject = &case.before.subjects[0];
    assert_eq!(subject.aliases.as_ref().unwrap().as_str(), "Big Sam; Sammo");
    assert_eq!(subject.role, SubjectRole::Convicted);
    assert!(subject.address.as_ref().unwrap().uprn.is_some());
}

#[test]
fn a_cell_under_no_heading_is_named_wherever_it_stands() {
    let headings = HEAD.replace("Ref,Name", "Ref,,Name");
    let row = "W1,cautioned,A B,,1/2/2021,open,,,,,,\n";
    let (items, ..) = planned_by(MAPPING, &format!("{headings}{row}"));
    assert!(cases(&items).is_empty());
    let said = faults(&items);
    assert_eq!((said.len(), said[0].1), (1, "column 2"), "{said:?}");
}

#[test]
fn how_a_case_ended_is_not_dropped_because_it_has_not() {
    let end = [("How", "outcome"), ("Why", "closing_reason")];
    for (row, column) in [
        ("W1,A B,,1/2/2021,,,,,,,,resolved,", "How"),
        ("W1,A B,,1/2/2021,open,,,,,,,resolved,", "How"),
        ("W1,A B,,1/2/2021,,,,,,,,,They moved", "Why"),
    ] {
        let items = planned_with(&end, &format!("{row}\n"));
        let said = faults(&items);
        assert!(said.len() == 1 && said[0].1 == column, "{row}: {said:?}");
    }
}

#[test]
fn rows_without_a_reference_of_their_own_are_not_one_case() {
    let row = |at: usize, theirs: &str| format!("{theirs},Sample {at},,1/2/2021,open,,,,,,\n");
    let rows: String = (0..4).map(|at| row(at, "TBC")).collect();
    let (items, ..) = planned(&rows);
    assert!(cases(&items).is_empty());
    let said = faults(&items);
    assert!(
        said.len() == 4 && said.iter().all(|fault| fault.1 == "Ref"),
        "{said:?}"
    );
    let many = usize::try_from(MOST_IN_CASE).unwrap();
    let rows: String = (0..=many).map(|at| row(at, "W1")).collect();
    let (items, ..) = planned(&format!("{rows}W2,A B,,1/2/2021,open,,,,,,\n"));
    assert_eq!(cases(&items).len(), 1, "the others are read");
    let said = faults(&items);
    assert!(said.len() == many + 1 && said[0].2.contains("1000 rows"));
}

#[test]
fn a_fault_repeats_little_of_a_long_cell_and_its_reason_nothing() {
    let agencies = format!("Sam “Sammo” Sample {}", "x".repeat(300));
    let (items, ..) = planned(&format!("W1,A B,,1/2/2021,open,,,{agencies},,,\n"));
    let Item::Rejected { faults, .. } = &items[0] else {
        panic!("{items:?}")
    };
    let [fault] = faults.as_slice() else {
        panic!("{faults:?}")
    };
    assert!(fault.cell.ends_with("… (shortened)") && fault.cell.chars().count() < 220);
    assert!(fault.part.as_ref().unwrap().starts_with("Sam “Sammo”"));
    assert!(!fault.reason.contains("Sam"), "{}", fault.reason);
}

#[test]
fn an_error_in_a_column_that_nothing_is_taken_from_rejects_no_row() {
    let mapping = Mapping::read(MAPPING).unwrap();
    let mut headings: Vec<String> = HEAD.trim().split(',').map(str::to_owned).collect();
    headings.push("Officer".into());
    let head = Row {
        number: 1,
        cells: headings,
        ..Row::default()
    };
    let places = Places::of(&mapping, &head).unwrap();
    let row = |fault| Row {
        number: 2,
        cells: vec!["W1".into(), "A B".into()],
        faults: vec![(fault, "It holds the error of a formula")],
    };
    let today = stamp().today();
    for (at, many) in [(Some(11), 0), (Some(1), 1), (None, 1)] {
        let row = row(at);
        let (_, faults) = Draft::read(&row, (&mapping, &places), &agencies(), today);
        assert_eq!(faults.len(), many, "{at:?}");
    }
}
