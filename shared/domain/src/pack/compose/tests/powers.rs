//! Tools and powers in a pack (R6.1, R6.5).

use super::*;
use crate::{
    Note,
    case::Taking,
    law::Adopted,
    powers::{Act, Facts, Key, Power, Value},
};

fn taking(act: Act, on: &str, facts: &[(Key, &str)], note: Option<&str>) -> Taking {
    let read = |(key, text): &(Key, &str)| (*key, Value::parse(*key, text).unwrap());
    Taking {
        act,
        on: day(on),
        facts: Facts(facts.iter().map(read).collect()),
        acknowledged: Some(Note::parse("An adult, so Youth Justice is not told").unwrap()),
        note: note.map(|note| Note::parse(note).unwrap()),
        gateway: None,
    }
}

/// A letter that was sent on one day and ended on another.
fn letter(case: Journal<Case>, number: u32, (sent, ended): (&str, &str)) -> Journal<Case> {
    let adopted = Adopted::default();
    let n = u8::try_from(number * 2).unwrap();
    let at = |on: &str, n| council(&format!("{on}T12:00:00Z"), 80 + n);
    case.begin_power(
        (Power::WarningLetter, Some(1)),
        taking(Act::Applied, sent, &[], None),
        &adopted,
        &at(sent, n),
    )
    .and_then(|case| {
        let end = taking(Act::Ended, ended, &[], None);
        case.step_power(number, end, &adopted, &at(ended, n + 1))
    })
    .unwrap()
}

#[test]
fn powers_are_in_the_pack_as_they_stand_on_the_day_of_the_meeting() {
    let adopted = Adopted::default();
    let at = |on: &str, n| council(&format!("{on}T12:00:00Z"), n);
    let asked = [
        (Key::By, "prosecution"),
        (Key::Convicted, "yes"),
        (Key::Evidence, "yes"),
        (Key::WillHelp, "yes"),
        (Key::BornOn, "1990-01-01"),
    ];
    let until = [(Key::Until, "2028-10-25")];
    let case = case(7, "2026-09-01T09:00:00Z", "2026-11-20");
    let case = letter(case, 1, ("2026-09-05", "2026-09-20"));
    let case = letter(case, 2, ("2026-09-21", "2026-10-20"));
    let terms = Some("not to enter Station Road at night");
    let case = case
        .begin_power(
            (Power::Cbo, Some(1)),
            taking(Act::Applied, "2026-10-21", &asked, Some("before the terms")),
            &adopted,
            &at("2026-10-21", 91),
        )
        .and_then(|case| {
            let granted = taking(Act::Granted, "2026-10-26", &until, terms);
            case.step_power(3, granted, &adopted, &at("2026-10-26", 92))
        })
        .and_then(|case| {
            let breached = taking(Act::Breached, "2026-11-02", &[], Some("seen there at 10pm"));
            case.step_power(3, breached, &adopted, &at("2026-11-02", 93))
        })
        .unwrap();
    let pack = composed(&meeting(), &[case], 0);
    let shown = &pack.cases[0];
    // The first letter ended before the last meeting, the second since.
    assert_eq!(shown.earlier_powers, 1);
    let [letter, order] = shown.powers.as_slice() else {
        panic!("{:?}", shown.powers)
    };
    assert_eq!((letter.number, letter.live, letter.since), (2, false, None));
    assert_eq!(letter.standing, Act::Ended);
    assert_eq!((order.power, order.live), (Power::Cbo, true));
    assert_eq!(
        order.respondent,
        shown.subjects.first().map(|s| s.name.clone())
    );
    assert_eq!(
        (order.standing, order.standing_on),
        (Act::Breached, day("2026-11-02"))
    );
    assert_eq!(order.agency, "Runnymede Borough Council");
    assert_eq!(
        (order.since, order.until),
        (Some(day("2026-10-26")), Some(day("2028-10-25")))
    );
    let next = order.next.as_ref().unwrap();
    assert_eq!((next.on, next.past), (day("2028-10-25"), false));
    // What was noted before the terms were set is on the case's own page.
    assert_eq!(
        order.conditions,
        [
            "Granted: not to enter Station Road at night",
            "Breached: seen there at 10pm"
        ]
    );
}

/// Old packs: what was not kept then is none, and is not written.
#[test]
fn a_case_without_powers_says_nothing_of_them() {
    let case = case(7, "2026-09-01T09:00:00Z", "2026-11-20");
    let pack = composed(&meeting(), &[case], 0);
    let json = serde_json::to_value(&pack).unwrap();
    assert_eq!(json["cases"][0].get("powers"), None);
    assert_eq!(json["cases"][0].get("earlier_powers"), None);
    let read: Pack = serde_json::from_value(json).unwrap();
    assert_eq!(read, pack);
}
