use std::collections::BTreeSet;

use chrono::{TimeDelta, Timelike, Weekday};

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// One that was called by hand, before there were series.
fn by_hand(on: &str) -> Called {
    Called {
        planned: None,
        on: day(on),
        cancelled: false,
    }
}

fn of_series(planned: &str, on: &str) -> Called {
    Called {
        planned: Some(day(planned)),
        ..by_hand(on)
    }
}

fn next_after(cadence: &str, called: &[Called], today: &str) -> Option<String> {
    let cadence = Cadence::parse(cadence).unwrap();
    let next = cadence.next(called, day(today));
    next.map(|slot| slot.on.to_string())
}

fn next(cadence: &str, last: Option<&str>, today: &str) -> Option<String> {
    let called: Vec<_> = last.map(by_hand).into_iter().collect();
    next_after(cadence, &called, today)
}

#[test]
fn weeks_count_from_the_last_meeting_that_is_called() {
    let last = Some("2026-11-19");
    assert_eq!(
        next("every-7-weeks", last, "2026-11-24").unwrap(),
        "2027-01-07"
    );
    assert_eq!(
        next("every-1-weeks", last, "2026-11-24").unwrap(),
        "2026-11-26"
    );
    // One that is called already is the last; what was missed is not made up for.
    let ahead = Some("2026-12-10");
    assert_eq!(
        next("every-6-weeks", ahead, "2026-11-24").unwrap(),
        "2027-01-21"
    );
    let long_ago = Some("2026-05-05");
    assert_eq!(
        next("every-6-weeks", long_ago, "2026-11-24").unwrap(),
        "2026-12-01"
    );
    assert_eq!(next("every-6-weeks", None, "2026-11-24"), None);
}

#[test]
fn a_bank_holiday_moves_it_to_the_next_working_day() {
    // 25 December is a Friday, 28 the substitute for Boxing Day.
    let last = Some("2026-11-27");
    assert_eq!(
        next("every-4-weeks", last, "2026-11-28").unwrap(),
        "2026-12-29"
    );
    // The first Monday of May 2027 is the early May bank holiday.
    assert_eq!(
        next("first-monday", None, "2027-04-20").unwrap(),
        "2027-05-04"
    );
    // One that was moved is still the one of its month.
    let moved = Some("2027-05-04");
    assert_eq!(
        next("first-monday", moved, "2027-04-20").unwrap(),
        "2027-06-07"
    );
}

#[test]
fn a_monthly_meeting_that_was_brought_forward_or_put_off_is_the_one_of_its_month() {
    for moved in ["2026-12-07", "2026-12-01", "2026-12-15"] {
        assert_eq!(
            next("second-tuesday", Some(moved), "2026-11-20").unwrap(),
            "2027-01-12",
            "{moved}"
        );
    }
}

#[test]
fn a_month_has_its_weekday_also_when_there_are_only_four() {
    assert_eq!(
        next("second-tuesday", None, "2026-11-24").unwrap(),
        "2026-12-08"
    );
    assert_eq!(
        next("second-tuesday", None, "2026-12-08").unwrap(),
        "2027-01-12"
    );
    assert_eq!(
        next("last-wednesday", None, "2027-02-01").unwrap(),
        "2027-02-24"
    );
    assert_eq!(
        next("last-tuesday", None, "2027-03-01").unwrap(),
        "2027-03-30"
    );
    assert_eq!(
        next("fourth-thursday", None, "2026-11-26").unwrap(),
        "2026-12-24"
    );
}

#[test]
fn what_follows_a_moved_meeting_is_counted_from_the_day_it_was_planned_for() {
    // A weekly meeting of Tuesday 1 December that was put off to the Thursday.
    let called = [
        of_series("2026-11-24", "2026-11-24"),
        of_series("2026-12-01", "2026-12-03"),
    ];
    assert_eq!(
        next_after("every-1-weeks", &called, "2026-11-25").unwrap(),
        "2026-12-08"
    );
    // Off a bank holiday, too: 25 December is a Friday.
    let called = [of_series("2026-12-25", "2026-12-29")];
    assert_eq!(
        next_after("every-4-weeks", &called, "2026-12-01").unwrap(),
        "2027-01-22"
    );
    // Brought forward by more than half a month, or past the end of its month.
    for on in ["2026-12-15", "2027-01-05"] {
        let called = [of_series("2027-01-12", on)];
        assert_eq!(
            next_after("second-tuesday", &called, "2026-12-09").unwrap(),
            "2027-02-09"
        );
    }
}

#[test]
fn one_that_was_called_off_is_not_called_again_and_the_rhythm_stays() {
    let mut off = of_series("2026-12-08", "2026-12-08");
    off.cancelled = true;
    let called = [of_series("2026-12-01", "2026-12-01"), off];
    assert_eq!(
        next_after("every-1-weeks", &called, "2026-11-25").unwrap(),
        "2026-12-15"
    );
    assert_eq!(
        next_after("second-tuesday", &[off], "2026-11-25").unwrap(),
        "2027-01-12"
    );
}

/// R5.1: an extraordinary meeting nearby takes no date; it only makes one doubtful.
#[test]
fn a_day_is_taken_by_its_meeting_and_by_one_on_the_same_day_only() {
    let weekly = Cadence::Weeks(1);
    let slot = weekly.beginning(day("2026-12-08")).next().unwrap();
    let taken = |called: Called| slot.taken(&[called]).is_some();
    let doubt = |called: Called| weekly.doubt(&slot, &[called]);
    assert!(taken(of_series("2026-12-08", "2026-12-10")));
    assert!(taken(of_series("2026-12-01", "2026-12-08")) && taken(by_hand("2026-12-08")));
    assert!(!taken(of_series("2026-12-01", "2026-12-07")));
    assert_eq!(doubt(of_series("2026-12-01", "2026-12-07")), None);
    for near in ["2026-12-05", "2026-12-10"] {
        assert!(!taken(by_hand(near)));
        assert_eq!(doubt(by_hand(near)), Some(Doubt::Near(day(near))));
    }
    assert_eq!(doubt(by_hand("2026-12-04")), None);
    assert_eq!(doubt(by_hand("2026-12-12")), Some(Doubt::BeforeFirst));
    let off = |called: Called| Called {
        cancelled: true,
        ..called
    };
    assert!(!taken(off(by_hand("2026-12-08"))));
    assert_eq!(doubt(off(by_hand("2026-12-08"))), None);
    let off = off(of_series("2026-12-08", "2026-12-10"));
    assert!(!taken(off));
    assert_eq!(doubt(off), Some(Doubt::CalledOff));
}

/// R5.1: a meeting that is called far ahead hides no date before it.
#[test]
fn the_days_before_a_meeting_far_ahead_are_still_to_be_called() {
    let listed = |cadence: Cadence, called: &[Called]| -> Vec<String> {
        let days = cadence.following(called, day("2026-11-25")).take(3);
        days.map(|slot| slot.planned.to_string()).collect()
    };
    let monthly = Cadence::parse("second-tuesday").unwrap();
    assert_eq!(
        listed(monthly, &[of_series("2027-06-08", "2027-06-08")]),
        ["2026-12-08", "2027-01-12", "2027-02-09"]
    );
    // In step with the last one.
    assert_eq!(
        listed(Cadence::Weeks(2), &[of_series("2027-06-08", "2027-06-10")]),
        ["2026-12-08", "2026-12-22", "2027-01-05"]
    );
    // Weeks are proposed from the first meeting on.
    assert_eq!(
        next("every-2-weeks", Some("2027-06-08"), "2026-11-25").unwrap(),
        "2027-06-22"
    );
    let called = [by_hand("2026-11-10"), of_series("2027-06-08", "2027-06-08")];
    assert_eq!(
        next_after("every-2-weeks", &called, "2026-11-25").unwrap(),
        "2026-12-08"
    );
    // Tuesday 3 November, and one in March: counted from the first up to the second, and on from there.
    let called = [by_hand("2026-11-03"), of_series("2027-03-16", "2027-03-16")];
    let days = Cadence::SixOrSeven.following(&called, day("2026-11-25"));
    let days: Vec<_> = days.take(4).map(|slot| slot.planned).collect();
    let expected = ["2026-12-15", "2027-01-26", "2027-04-27", "2027-06-08"];
    assert_eq!(days, expected.map(day));
}

#[test]
fn a_meeting_called_by_itself_on_a_day_of_the_series_is_of_the_series() {
    let called = [of_series("2026-11-27", "2026-11-27")];
    let slot = |on: &str| Cadence::Weeks(4).slot_on(day(on), &called, day("2026-11-28"));
    assert_eq!(slot("2026-12-29").unwrap().planned, day("2026-12-25"));
    assert_eq!(slot("2027-01-22").unwrap().planned, day("2027-01-22"));
    assert_eq!(slot("2026-12-25"), None);
    assert_eq!(slot("2026-12-30"), None);
    // The day has one meeting: another on it is by itself.
    let held = [called[0], of_series("2026-12-25", "2026-12-29")];
    let second = Cadence::Weeks(4).slot_on(day("2026-12-29"), &held, day("2026-11-28"));
    assert_eq!(second, None);
}

#[test]
fn a_day_that_is_moved_says_from_where_and_why() {
    let first = |cadence: Cadence, on: &str| cadence.beginning(day(on)).next().unwrap();
    let moved = first(Cadence::Weeks(6), "2026-12-25");
    assert_eq!(moved.on, day("2026-12-29"));
    assert_eq!(
        moved.moved().unwrap(),
        "moved from Friday 25 December 2026, a bank holiday"
    );
    let weekend = first(Cadence::Weeks(6), "2026-12-05");
    assert_eq!(
        weekend.moved().unwrap(),
        "moved from Saturday 5 December 2026, a weekend"
    );
    assert_eq!(first(Cadence::Weeks(6), "2026-12-04").moved(), None);
    // 6 weeks after 20 April 2026 is the summer's; after 23 March the early May bank holiday.
    let mut days = Cadence::SixOrSeven.beginning(day("2026-03-23"));
    let second = days.nth(1).unwrap();
    assert_eq!(
        (second.on, second.planned),
        (day("2026-05-11"), day("2026-05-11"))
    );
    assert_eq!(
        second.moved().unwrap(),
        "moved from Monday 4 May 2026, a bank holiday"
    );
    assert_eq!(days.next().unwrap().on, day("2026-06-22"));
    assert!(second.is_sure() && !first(Cadence::Weeks(1), "2029-01-02").is_sure());
}

/// Bank holidays as the file beside the rules has them, read anew.
fn holidays() -> BTreeSet<NaiveDate> {
    let file = include_str!("../../data/bank-holidays.json");
    let all: Vec<serde_json::Value> = serde_json::from_str(file).unwrap();
    all.iter()
        .map(|one| day(one["date"].as_str().unwrap()))
        .collect()
}

/// The first day from one on that is no Saturday, no Sunday and no bank holiday.
fn open(mut on: NaiveDate, holidays: &BTreeSet<NaiveDate>) -> NaiveDate {
    while matches!(on.weekday(), Weekday::Sat | Weekday::Sun) || holidays.contains(&on) {
        on += TimeDelta::days(1);
    }
    on
}

/// What the words of each rule say, worked out day by day from `first` until the end of 2028.
fn in_words(cadence: Cadence, first: NaiveDate) -> Vec<NaiveDate> {
    let (holidays, end) = (holidays(), day("2028-12-31"));
    let mut held = Vec::new();
    match cadence {
        Cadence::Weeks(weeks) => {
            let mut on = first;
            while on <= end {
                held.push(open(on, &holidays));
                on += TimeDelta::days(7 * i64::from(weeks));
            }
        }
        Cadence::SixOrSeven => {
            let mut on = first;
            while on <= end {
                held.push(open(on, &holidays));
                let six = on + TimeDelta::days(42);
                on = if open(six, &holidays) == six {
                    six
                } else {
                    six + TimeDelta::days(7)
                };
            }
        }
        Cadence::Monthly(nth, weekday) => {
            let mut seen: Vec<NaiveDate> = Vec::new();
            for on in first.iter_days().take_while(|on| *on <= end) {
                if on.day() == 1 {
                    seen.clear();
                }
                if on.weekday() == weekday {
                    seen.push(on);
                }
                let last = on.succ_opt().unwrap().day() == 1;
                let wanted = match nth {
                    Nth::First => 1,
                    Nth::Second => 2,
                    Nth::Third => 3,
                    Nth::Fourth => 4,
                    Nth::Last if last => seen.len(),
                    Nth::Last => 0,
                };
                let ends = nth == Nth::Last && last;
                let is_it = seen.last() == Some(&on) && seen.len() == wanted;
                if let Some(found) = seen.last().filter(|_| ends || (is_it && nth != Nth::Last)) {
                    held.push(open(*found, &holidays));
                }
            }
        }
    }
    held
}

/// R5.1: ten years of every cadence against its rule in words, called one after the other.
#[test]
fn ten_years_of_every_cadence_are_as_the_rule_says_in_words() {
    let start = day("2019-01-01");
    let (mut moved, mut compared) = (0, 0);
    for cadence in Cadence::all() {
        let weekday = 1 + compared % 5;
        let first = start + TimeDelta::days(weekday);
        compared += 1;
        let expected = in_words(
            cadence,
            if matches!(cadence, Cadence::Monthly(..)) {
                start
            } else {
                first
            },
        );
        // All at once.
        let from = if matches!(cadence, Cadence::Monthly(..)) {
            start
        } else {
            first
        };
        let at_once: Vec<Slot> = cadence.beginning(from).take(expected.len()).collect();
        let days: Vec<_> = at_once.iter().map(|slot| slot.on).collect();
        assert_eq!(days, expected, "{cadence}");
        moved += at_once.iter().filter(|slot| slot.moved().is_some()).count();
        // And each proposed after those that are called, with every third put off by two days.
        let mut called = vec![Called::of_slot(&at_once[0])];
        let mut today = at_once[0].on;
        for slot in at_once.iter().skip(1) {
            let found = cadence.next(&called, today).unwrap();
            assert_eq!(found, *slot, "{cadence}");
            let mut meeting = Called::of_slot(&found);
            if called.len() % 3 == 0 {
                meeting.on += TimeDelta::days(2);
            }
            called.push(meeting);
            today = found.on.min(meeting.on);
        }
    }
    assert!(compared == 39 && moved > 100, "{compared} {moved}");
}

impl Called {
    fn of_slot(slot: &Slot) -> Self {
        Self {
            planned: Some(slot.planned),
            on: slot.on,
            cancelled: false,
        }
    }
}

/// R5.1: two in the afternoon in London stays two in the afternoon when the clocks change.
#[test]
fn a_series_keeps_its_hour_in_london_across_ten_years_of_clock_changes() {
    let last_sunday = |year: i32, month: u32| {
        let end = NaiveDate::from_ymd_opt(year, month, 31).unwrap();
        end - TimeDelta::days(end.weekday().num_days_from_sunday().into())
    };
    let (mut summer, mut winter) = (0, 0);
    let slots = Cadence::Weeks(1).beginning(day("2019-01-02"));
    for slot in slots.take_while(|slot| slot.on <= day("2028-12-31")) {
        let at = time::instant(slot.on.and_hms_opt(14, 0, 0).unwrap()).unwrap();
        assert_eq!(time::london(at).hour(), 14);
        let year = slot.on.year();
        let is_summer = slot.on >= last_sunday(year, 3) && slot.on < last_sunday(year, 10);
        assert_eq!(at.hour(), if is_summer { 13 } else { 14 }, "{}", slot.on);
        *(if is_summer { &mut summer } else { &mut winter }) += 1;
    }
    assert!(summer > 280 && winter > 200, "{summer} {winter}");
}
