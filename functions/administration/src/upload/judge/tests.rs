use super::*;
use crate::sample;

fn directory(people: &[Journal<Person>]) -> Directory {
    let row = |id: &str, name: &str, closed| AgencyRow {
        id: id.parse().unwrap(),
        name: name.to_owned(),
        closed,
    };
    Directory {
        agencies: vec![
            row("surrey-police", "Surrey Police", false),
            row("gone", "Gone Homes", true),
        ],
        areas: sample::codes(),
        holders: people
            .iter()
            .map(|person| (person.email.clone(), person.clone()))
            .collect(),
        today: "2026-11-20".parse().unwrap(),
    }
}

fn row(number: usize, cells: [&str; 6]) -> Row {
    let [name, email, agency, roles, training, trained_on] = cells.map(str::to_owned);
    Row {
        number,
        name,
        email,
        agency,
        roles,
        training,
        trained_on,
    }
}

const SAM: [&str; 6] = [
    "Sam Whitlock",
    "Sam@Police.Example",
    "surrey police",
    "practitioner (RUN)",
    "Basics",
    "14/09/2026",
];

/// Sam as the row makes him.
fn sam() -> Journal<Person> {
    let verdicts = judge(&[row(2, SAM)], &directory(&[]));
    let Some(Verdict::New(asked)) = verdicts.into_iter().next() else {
        panic!("not new");
    };
    asked.make(&sample::stamp()).unwrap()
}

#[test]
fn a_new_person_is_made_with_roles_and_training_and_then_stands_so() {
    let sam = sam();
    assert_eq!(sam.email, "sam@police.example");
    assert_eq!(sam.agency_name, "Surrey Police");
    assert_eq!(sam.trainings[0].on.to_string(), "2026-09-14");
    let again = judge(&[row(2, SAM)], &directory(&[sam]));
    assert!(
        matches!(again.as_slice(), [Verdict::Unchanged]),
        "{again:?}"
    );
}

#[test]
fn what_changes_is_said_and_done() {
    let mut cells = SAM;
    cells[0] = "Samuel Whitlock";
    cells[3] = "Practitioner (RUN, WOK)";
    cells[5] = "2026-10-01";
    let verdict = judge(&[row(2, cells)], &directory(&[sam()])).remove(0);
    let Verdict::Changed(person, asked, what) = verdict else {
        panic!("{verdict:?}");
    };
    assert_eq!(
        what,
        [
            "Name: Sam Whitlock → Samuel Whitlock",
            "Role given: Practitioner (WOK)",
            "Trained: Basics, 1 October 2026",
        ]
    );
    let changed = asked.change(*person, &sample::stamp()).unwrap();
    assert_eq!(changed.trainings.len(), 2);
    let again = judge(&[row(2, cells)], &directory(&[changed]));
    assert!(matches!(again.as_slice(), [Verdict::Unchanged]));
}

#[test]
fn each_wrong_cell_is_named_with_its_reason() {
    let with = |at: usize, cell: &'static str| {
        let mut cells = SAM;
        cells[at] = cell;
        cells
    };
    for (cells, column, words) in [
        (with(0, ""), "name", "Enter the name"),
        (with(0, "a\u{202e}b"), "name", "cannot be used"),
        (with(1, ""), "email", "Enter the email"),
        (with(1, "sam"), "email", "not an email"),
        (with(2, ""), "agency", "Enter the agency"),
        (with(2, "kent-police"), "agency", "not registered"),
        (with(2, "gone"), "agency", "closed"),
        (with(3, ""), "roles", "at least one role"),
        (with(3, "Wizard"), "roles", "not known"),
        (with(3, "Chair (ELM)"), "roles", "areas is not known"),
        (with(3, "Administrator (RUN)"), "roles", "everywhere"),
        (with(4, ""), "training", "what the course"),
        (with(5, ""), "trained on", "day of the course"),
        (with(5, "09/14/2026"), "trained on", "day of the course"),
        (with(5, "2026-11-21"), "trained on", "future"),
    ] {
        let verdicts = judge(&[row(2, cells)], &directory(&[]));
        let [Verdict::Rejected(faults)] = verdicts.as_slice() else {
            panic!("{cells:?}: {verdicts:?}");
        };
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].column, column);
        assert!(faults[0].reason.contains(words), "{}", faults[0].reason);
    }
    let all = judge(&[row(2, [""; 6])], &directory(&[]));
    let [Verdict::Rejected(faults)] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(faults.len(), 4);
}

#[test]
fn the_second_row_of_one_address_is_rejected() {
    let mut other = SAM;
    other[1] = "sam@police.example ";
    let verdicts = judge(&[row(2, SAM), row(5, other)], &directory(&[]));
    let [Verdict::New(_), Verdict::Rejected(faults)] = verdicts.as_slice() else {
        panic!("{verdicts:?}");
    };
    assert_eq!(faults[0].reason, "Row 2 has the same email");
}

#[test]
fn a_sheet_neither_lets_a_leaver_in_nor_takes_an_administrator_away() {
    let left = sam().leave(&sample::stamp()).unwrap();
    let verdicts = judge(&[row(2, SAM)], &directory(&[left]));
    let [Verdict::Rejected(faults)] = verdicts.as_slice() else {
        panic!("{verdicts:?}");
    };
    assert!(faults[0].reason.contains("has left"));
    let mut profile = sam().profile.clone();
    profile.grants = roles::read("Administrator", &[]).unwrap();
    let admin = sam().amend(profile, &sample::stamp()).unwrap();
    let verdicts = judge(&[row(2, SAM)], &directory(&[admin]));
    let [Verdict::Rejected(faults)] = verdicts.as_slice() else {
        panic!("{verdicts:?}");
    };
    assert_eq!(faults[0].column, "roles");
}
