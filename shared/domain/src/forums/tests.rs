use super::*;
use crate::{Line, Note};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn own(id: &str, name: &str, from: &str) -> Own {
    Own {
        id: id.into(),
        name: Line::parse(name).unwrap(),
        about: About::People,
        remit: Note::parse("What it is for").unwrap(),
        cadence: Line::parse("Weekly").unwrap(),
        contact: Line::parse("The duty officer").unwrap(),
        from: day(from),
        until: None,
    }
}

fn held(register: &Register, id: &str, on: &str) -> Option<Standing> {
    let all = in_force(register, day(on));
    all.into_iter().find(|each| each.id == id)
}

/// R8.1: every forum that is asked for is there, once, with what a reader needs.
#[test]
fn the_register_is_whole() {
    assert!(toml::from_str::<shipped::Shipped>(shipped::TEXT).is_ok());
    let names: Vec<_> = shipped().iter().map(|forum| forum.name.as_str()).collect();
    for name in [
        "MARAC",
        "MAPPA",
        "MATAC",
        "PPOMP",
        "RMM, CSERMM or RVM",
        "MOLT",
        "MASH",
        "Channel",
        "Early Help Hub",
        "Family Support Programme",
        "Surrey Adults Matter",
        "Bridge the Gap",
        "YES (14–17)",
        "Firewise",
        "Licensing Tasking",
        "Domestic Abuse Forum",
        "Domestic Abuse Management Board",
        "Prevent Executive Group",
        "Community Safety Board",
        "Surrey Community Harm Reduction Group",
    ] {
        assert_eq!(
            names.iter().filter(|each| **each == name).count(),
            1,
            "{name}"
        );
    }
    for forum in shipped() {
        for text in [&forum.remit, &forum.cadence, &forum.contact, &forum.source] {
            assert!(!text.is_empty(), "{}", forum.id);
        }
        assert!(Line::parse(&forum.contact).is_ok() && Line::parse(&forum.cadence).is_ok());
    }
}

/// R2.6: every indicator that is asked for points to a forum that there is.
#[test]
fn every_indicator_points_to_a_forum() {
    let all: Vec<_> = indicators(day("2026-11-26")).collect();
    let ids: Vec<_> = all.iter().map(|each| each.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "county-lines",
            "cuckooing",
            "child-exploitation",
            "radicalisation",
            "modern-slavery",
            "domestic-abuse",
            "complex-drinkers"
        ]
    );
    for each in all {
        assert!(!each.refer.is_empty(), "{}", each.id);
        for refer in &each.refer {
            let known = shipped().iter().any(|forum| forum.id == refer.forum);
            assert!(known && !refer.why.is_empty(), "{}", each.id);
        }
    }
}

#[test]
fn what_an_area_says_counts_from_its_day() {
    let mut register = Register::default();
    let today = day("2026-11-26");
    let change = own("marac", "MARAC", "2026-12-01");
    assert_eq!(register.judge(&change, today), Ok(()));
    register.add(change, today);
    let shipped = held(&register, "marac", "2026-11-30").unwrap();
    assert!(shipped.shipped.is_some());
    let own = held(&register, "marac", "2026-12-01").unwrap();
    assert_eq!(
        (own.contact.as_str(), own.shipped),
        ("The duty officer", None)
    );
    let elsewhere = held(&Register::default(), "marac", "2026-12-01").unwrap();
    assert!(
        elsewhere.shipped.is_some(),
        "other areas keep what is shipped"
    );
}

#[test]
fn a_forum_is_added_and_retired_to_its_last_day() {
    let mut register = Register::default();
    let today = day("2026-11-26");
    let id = register
        .new_id(&Line::parse("Town-centre Watch!").unwrap())
        .unwrap();
    assert_eq!(id, "town-centre-watch");
    let mut watch = own(&id, "Town-centre Watch!", "2026-11-26");
    register.add(watch.clone(), today);
    assert!(held(&register, &id, "2026-11-26").is_some());
    watch.until = Some(day("2026-12-31"));
    assert_eq!(
        register.judge(&watch, today),
        Ok(()),
        "the same day is said anew"
    );
    register.add(watch, today);
    assert!(held(&register, &id, "2026-12-31").is_some());
    assert!(held(&register, &id, "2027-01-01").is_none());
    assert!(
        standing(&register, &id, day("2027-01-01")).is_some(),
        "it is still listed"
    );
}

#[test]
fn an_area_cannot_rewrite_the_past_or_repeat_a_name() {
    let mut register = Register::default();
    let today = day("2026-11-26");
    let judge = |register: &Register, own: &Own| register.judge(own, today).unwrap_err();
    assert_eq!(
        judge(&register, &own("mash", "MASH", "2026-11-25")),
        Unfit::Past
    );
    let mut ends = own("mash", "MASH", "2026-12-02");
    ends.until = Some(day("2026-12-01"));
    assert_eq!(judge(&register, &ends), Unfit::Ends);
    assert_eq!(
        judge(&register, &own("mash", "marac", "2026-12-01")),
        Unfit::Known
    );
    register.add(own("mash", "MASH", "2026-12-10"), today);
    let early = own("mash", "MASH", "2026-12-01");
    assert_eq!(judge(&register, &early), Unfit::Before(day("2026-12-10")));
    assert_eq!(
        judge(&register, &own("mash", "MASH", "2026-12-20")),
        Unfit::Ahead
    );
    for name in ["MARAC", "New"] {
        let name = Line::parse(name).unwrap();
        assert_eq!(register.new_id(&name), Err(Unfit::Known));
    }
    let nothing = Line::parse("–").unwrap();
    assert_eq!(register.new_id(&nothing), Err(Unfit::Nameless));
    for n in 0..Register::MAX_OWN {
        register.add(
            own(&format!("own-{n}"), &format!("Own {n}"), "2026-11-26"),
            today,
        );
    }
    let more = own("one-more", "One more", "2026-11-26");
    assert_eq!(judge(&register, &more), Unfit::Full(Register::MAX_OWN));
}
