use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{
    shipped::{FILES, Theme},
    *,
};
use crate::{Journal, Note, Stamp};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn note(text: &str) -> Note {
    Note::parse(text).unwrap()
}

fn stamp(on: &str) -> Stamp {
    let actor = crate::Actor::Person {
        person: uuid::Uuid::from_u128(7).into(),
        name: "Alex Example".to_owned(),
        agency: "surrey-police".parse().unwrap(),
    };
    Stamp::new(actor, format!("{on}T12:00:00Z").parse().unwrap(), [7; 32])
}

#[test]
fn every_file_parses_and_every_rule_is_whole() {
    let mut ids = BTreeSet::new();
    for (name, text) in FILES {
        let theme: Theme = toml::from_str(text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        for rule in theme.rules() {
            assert!(ids.insert(rule.id.clone()), "{} stands twice", rule.id);
            assert!(
                rule.text.len() > 30 && rule.text.ends_with('.'),
                "{}",
                rule.id
            );
            assert!(
                rule.source.len() > 8 && rule.citation.len() > 8,
                "{}",
                rule.id
            );
            assert!(!(rule.ships_off() && rule.from.is_some()), "{}", rule.id);
            for (number, (least, most)) in &rule.vary {
                let shipped = rule.numbers[number];
                assert!((*least..=*most).contains(&shipped), "{}.{number}", rule.id);
            }
        }
    }
    assert_eq!(ids.len(), rules().len());
    assert!(ids.len() >= 82, "{} rules", ids.len());
}

#[test]
fn every_amendment_is_of_a_number_that_there_is() {
    for rule in rules() {
        for amendment in &rule.amends {
            let other = super::rule(&amendment.rule).unwrap();
            assert!(other.numbers.contains_key(&amendment.number), "{}", rule.id);
        }
    }
}

#[test]
fn a_rule_begins_on_its_day() {
    let adopted = Adopted::default();
    let holds = |id, on| Law::on(day(on), &adopted).in_force(id).is_some();
    assert!(!holds("CPN-1", "2014-10-19") && holds("CPN-1", "2014-10-20"));
    assert!(!holds("ORG-1", "2027-03-31") && holds("ORG-1", "2027-04-01"));
    assert!(!holds("NEW-7", "2026-06-28") && holds("NEW-7", "2026-06-29"));
    assert!(!holds("NEW-1", "2999-01-01"), "shipped off (R6.6)");
}

#[test]
fn a_rule_that_is_shipped_off_holds_from_the_day_that_is_entered() {
    let entered = ("NEW-3", day("2027-01-01"));
    let adopted =
        Adopted::commence(None, entered, note("SI 2026/1"), &stamp("2026-11-26")).unwrap();
    let hours = |on| Law::on(day(on), &adopted).number("DSP-2", "max_hours");
    assert_eq!(
        (hours("2026-12-31"), hours("2027-01-01")),
        (Some(48), Some(72))
    );
    let law = Law::on(day("2027-01-01"), &adopted);
    assert_eq!(law.amended_by("DSP-2", "max_hours").unwrap().id, "NEW-3");
    // What was misread is put right, also once it has begun; the journal keeps both.
    let moved = ("NEW-3", day("2027-02-01"));
    let late = Adopted::commence(
        Some(adopted),
        moved,
        note("SI 2026/2"),
        &stamp("2027-01-02"),
    );
    let adopted = late.unwrap();
    let hours = |on| Law::on(day(on), &adopted).number("DSP-2", "max_hours");
    assert_eq!(
        (hours("2027-01-31"), hours("2027-02-01")),
        (Some(48), Some(72))
    );
    let again = Adopted::commence(Some(adopted), moved, note("again"), &stamp("2027-01-02"));
    assert_eq!(again.unwrap_err(), Refused::SameDay);
}

#[test]
fn a_date_is_entered_as_the_law_says_also_one_that_has_passed() {
    let on = stamp("2026-11-26");
    let past = Adopted::commence(None, ("NEW-2", day("2026-06-29")), note("SI 2026/1"), &on);
    let past = past.unwrap();
    let holds = |on| Law::on(day(on), &past).in_force("NEW-2").is_some();
    assert!(!holds("2026-06-28") && holds("2026-06-29"));
    let far = Adopted::commence(None, ("NEW-1", day("1926-11-25")), note("x"), &on);
    assert_eq!(far.unwrap_err(), Refused::DayTooFar(1826));
    let dated = Adopted::commence(None, ("CPN-1", day("2026-11-27")), note("x"), &on);
    assert_eq!(dated.unwrap_err(), Refused::HasDate);
    let none = Adopted::commence(None, ("XYZ-1", day("2026-11-27")), note("x"), &on);
    assert_eq!(none.unwrap_err(), Refused::NoSuchRule);
}

#[test]
fn a_mark_goes_when_somebody_confirms_it() {
    let before = Adopted::default();
    let law = Law::on(day("2026-11-26"), &before);
    assert!(law.in_force("TIM-5").unwrap().is_marked());
    assert!(!law.in_force("CPN-1").unwrap().is_marked());
    let on = stamp("2026-11-26");
    let after = Adopted::confirm(None, "TIM-5", note("read in the report"), &on).unwrap();
    let found = Law::on(day("2026-11-26"), &after)
        .in_force("TIM-5")
        .map(|found| (found.is_marked(), found.confirmed.unwrap().by.clone()));
    assert_eq!(found, Some((false, "Alex Example".to_owned())));
    let again = Adopted::confirm(Some(after), "TIM-5", note("again"), &on);
    assert_eq!(again.unwrap_err(), Refused::ConfirmedBefore);
    let seen = Adopted::confirm(None, "CPN-1", note("x"), &on);
    assert_eq!(seen.unwrap_err(), Refused::NotMarked);
}

fn choice(to: i64, from: &str) -> Choice {
    Choice {
        area: "RUN".parse().unwrap(),
        rule: "ACR-2".to_owned(),
        number: "complaints".to_owned(),
        to,
        from: day(from),
        reason: note("Agreed by the partnership"),
    }
}

#[test]
fn an_area_sets_a_number_within_its_bounds_from_a_day_on() {
    let on = stamp("2026-11-26");
    let adopted = Adopted::choose(None, choice(2, "2026-12-01"), &on).unwrap();
    let (run, wok) = ("RUN".parse().unwrap(), "WOK".parse().unwrap());
    let law = |on| Law::on(day(on), &adopted);
    let in_run = |on| law(on).in_area(&run).number("ACR-2", "complaints");
    assert_eq!(
        (in_run("2026-11-30"), in_run("2026-12-01")),
        (Some(3), Some(2))
    );
    assert_eq!(
        law("2026-12-01")
            .in_area(&wok)
            .number("ACR-2", "complaints"),
        Some(3)
    );
    let more = Adopted::choose(None, choice(4, "2026-12-01"), &on);
    assert_eq!(
        more.unwrap_err(),
        Refused::OutOfBounds { least: 1, most: 3 }
    );
    let mut fixed = choice(2, "2026-12-01");
    fixed.rule = "CPN-1".to_owned();
    assert_eq!(
        Adopted::choose(None, fixed, &on).unwrap_err(),
        Refused::Fixed
    );
}

#[test]
fn what_was_adopted_is_the_fold_of_its_journal() {
    let first = Adopted::choose(None, choice(2, "2026-12-01"), &stamp("2026-11-26")).unwrap();
    let both = Adopted::confirm(Some(first), "TIM-1", note("read"), &stamp("2026-11-27")).unwrap();
    let entries: Vec<_> = both
        .pending()
        .iter()
        .map(|entry| entry.open::<Adopted>().unwrap())
        .collect();
    let folded = crate::journal::fold::<Adopted>(&entries).unwrap().unwrap();
    assert_eq!(&folded, Journal::record(&both));
}

#[test]
fn a_finding_under_a_rule_that_does_not_hold_blocks() {
    let adopted = Adopted::default();
    let mut ruling = Ruling::default();
    let law = Law::on(day("2026-11-26"), &adopted);
    ruling.find(&law, "NEW-1", (Effect::Permits, "Fine.".to_owned()), vec![]);
    assert_eq!(ruling.verdict(), Verdict::Blocked);
    assert_eq!(ruling.verdict_of(Kind::Local), Verdict::Permitted);
}

proptest! {
    #[test]
    fn entering_a_date_changes_no_day_before_it(ahead in 0u64..1000, look in 0u64..1000) {
        let on = day("2026-11-26") + Days::new(ahead);
        let adopted = Adopted::commence(None, ("NEW-4", on), note("x"), &stamp("2026-11-26")).unwrap();
        let before = Adopted::default();
        let looked = day("2026-11-26") + Days::new(look);
        let pounds = |adopted| Law::on(looked, adopted).number("CPN-5", "fixed_penalty_pounds");
        if looked < on {
            prop_assert_eq!(pounds(&adopted), pounds(&before));
        } else {
            prop_assert_eq!(pounds(&adopted), Some(500));
        }
    }
}
