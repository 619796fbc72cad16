use std::collections::BTreeSet;

use super::*;

fn quarter(text: &str) -> Quarter {
    text.parse().unwrap()
}

fn counted(counters: &[(&str, i64)]) -> Counted {
    let counters = counters
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count));
    Counted::of(counters.collect())
}

fn sheet(text: &str) -> Sheet {
    text.parse().unwrap()
}

/// Two quarters of both forums.
fn figures() -> Figures {
    Figures::from_iter([
        (
            sheet("2026-Q3#jag#cases"),
            counted(&[("opened", 4), ("closed_resolved", 1)]),
        ),
        (
            sheet("2026-Q4#charmm#actions#surrey-police"),
            counted(&[("actions_set", 5), ("actions_due_late", 1)]),
        ),
        (
            sheet("2026-Q4#charmm#actions#woking-borough"),
            counted(&[("actions_set", 2)]),
        ),
        (sheet("2026-Q4#charmm#cases"), counted(&[("opened", 7)])),
        (
            sheet("2026-Q4#jag#actions#surrey-police"),
            counted(&[("actions_set", 1)]),
        ),
        (
            sheet("2026-Q4#jag#cases"),
            counted(&[("opened", 2), ("closed_moved", 3)]),
        ),
    ])
}

#[test]
fn names_are_each_ones_own_and_every_figure_says_what_it_counts() {
    let all = Figure::all();
    let names: BTreeSet<_> = all.iter().map(|figure| figure.name()).collect();
    assert_eq!(names.len(), all.len());
    for figure in all {
        assert!(GROUPS.contains(&figure.group()));
        assert!(figure.meaning().ends_with('.') && !figure.label().is_empty());
    }
}

#[test]
fn the_name_of_a_sheet_reads_back_and_nothing_else_does() {
    let parts = ["cases", "about", "powers", "risk", "actions#surrey-police"];
    for part in parts {
        let name = format!("2026-Q4#jag#{part}");
        assert_eq!(sheet(&name).to_string(), name);
    }
    for wrong in [
        "",
        "2026-Q4",
        "2026-Q4#jag",
        "2026-Q5#jag#cases",
        "2026-Q4#moot#cases",
        "2026-Q4#jag#actions",
        "2026-Q4#jag#actions#No",
    ] {
        assert_eq!(wrong.parse::<Sheet>(), Err(NotASheet), "{wrong}");
    }
}

#[test]
fn what_is_open_follows_from_every_quarter_before() {
    let figures = figures();
    let open = |text: &str, forum| figures.open_at_end(quarter(text), forum);
    assert_eq!(open("2026-Q2", Forum::Jag), 0);
    assert_eq!(open("2026-Q3", Forum::Jag), 3);
    assert_eq!(open("2026-Q4", Forum::Jag), 2);
    assert_eq!(open("2026-Q4", Forum::Charmm), 7);
}

#[test]
fn actions_of_all_agencies_are_a_forums_and_those_of_all_forums_an_agencys() {
    let figures = figures();
    let charmm = figures.of(quarter("2026-Q4"), Forum::Charmm);
    assert_eq!(charmm.count(Figure::Set), 7);
    assert_eq!(charmm.count(Figure::Opened), 7);
    let agencies = figures.of_agencies(quarter("2026-Q4"));
    let police = &agencies[&"surrey-police".parse().unwrap()];
    assert_eq!(police.count(Figure::Set), 6);
    assert_eq!(police.count(Figure::Late), 1);
    assert_eq!(agencies.len(), 2);
    assert!(figures.of_agencies(quarter("2026-Q3")).is_empty());
}

#[test]
fn areas_together_are_their_sums() {
    let mut both = figures();
    both.take_in(&figures());
    let q = quarter("2026-Q4");
    assert_eq!(both.of(q, Forum::Jag).count(Figure::Opened), 4);
    assert_eq!(both.open_at_end(q, Forum::Jag), 4);
}

#[test]
fn a_counter_below_zero_is_shown_as_none() {
    let counted = counted(&[("closed_resolved", -1)]);
    assert_eq!(counted.count(Figure::Closed(Outcome::Resolved)), 0);
}
