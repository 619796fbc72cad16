use crate::{
    Actor, PersonId,
    directory::{AreaProfile, Grant, Role},
    postcodes::patches,
    referral::form::Postcode,
    reorganisation::{Change, SplitOff},
    time,
};

use super::*;

fn stamp(at: &str) -> Stamp {
    let job = "test".to_owned();
    Stamp::new(Actor::System { job }, at.parse().unwrap(), [7; 32])
}

fn now() -> Stamp {
    stamp("2026-11-20T09:00:00Z")
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

fn area(name: &str, since: Option<&str>) -> Area {
    let profile: AreaProfile = serde_json::from_value(serde_json::json!({
        "name": name, "lead": "council", "inbox": "safety@council.example", "chair": null,
        "partners": [], "forums": [], "triage_working_days": 3,
        "chase": {"remind_before": 2, "chase_after": 1, "lead_after": 5, "chair_after": 10},
        "since": since,
    }))
    .unwrap();
    Area::register(&code(name), profile, &now())
        .unwrap()
        .record()
        .clone()
}

/// Surrey's eleven, and the two of 1 April 2027.
fn surrey() -> Vec<Area> {
    let old = patches()
        .iter()
        .map(|patch| area(patch.code.as_str(), None));
    let new = ["ESU", "WSU"].map(|code| area(code, Some("2027-04-01")));
    old.chain(new).collect()
}

fn change(area: &str, into: &str) -> Change {
    Change {
        area: code(area),
        into: code(into),
        parts: Vec::new(),
    }
}

const EAST: [&str; 5] = ["ELM", "EPS", "MOL", "REI", "TAN"];

fn merger() -> Plan {
    let into = |patch: &crate::postcodes::Patch| {
        let east = EAST.contains(&patch.code.as_str());
        change(patch.code.as_str(), if east { "ESU" } else { "WSU" })
    };
    Plan {
        on: day("2027-04-01"),
        changes: patches().iter().map(into).collect(),
        whole: BTreeSet::new(),
    }
}

fn planned(
    stored: Option<Journal<Reorganisations>>,
    plan: Plan,
) -> Result<Journal<Reorganisations>, Refused> {
    planned_at(stored, plan, &now())
}

fn planned_at(
    stored: Option<Journal<Reorganisations>>,
    plan: Plan,
    stamp: &Stamp,
) -> Result<Journal<Reorganisations>, Refused> {
    let areas = surrey();
    Reorganisations::plan(stored, plan, &areas.iter().collect::<Vec<_>>(), stamp)
}

#[test]
fn eleven_become_two_at_midnight_in_london() {
    let plans = planned(None, merger()).unwrap();
    // British Summer Time began on 28 March: midnight is 23:00 UTC.
    let at = |utc: &str| {
        let on = time::london_date(utc.parse().unwrap());
        plans.now(&code("RUN"), on).to_string()
    };
    assert_eq!(at("2027-03-31T22:59:59Z"), "RUN");
    assert_eq!(at("2027-03-31T23:00:00Z"), "WSU");
    assert_eq!(at("2029-01-01T00:00:00Z"), "WSU");
    let eve = plans.taken_over(day("2027-03-31"));
    assert_eq!(eve.covers(&code("WSU")), [code("WSU")]);
    let after = plans.taken_over(day("2027-04-01"));
    assert_eq!(after.covers(&code("WSU")).len(), 7);
    assert_eq!(after.covers(&code("ESU")).len(), 6);
    assert!(!after.covers_area(&code("WSU"), &code("ELM")));
    assert!(after.covers_area(&code("ESU"), &code("ELM")));
    // What ended covers nobody else.
    assert_eq!(after.covers(&code("RUN")), [code("RUN")]);
}

#[test]
fn an_area_is_there_from_its_first_day_to_the_day_it_ends() {
    let plans = planned(None, merger()).unwrap();
    let there = |area: &Area, on: &str| area.is_there(&plans, day(on));
    let areas = surrey();
    let on = |on: &str| areas.iter().filter(|area| there(area, on)).count();
    assert_eq!((on("2027-03-31"), on("2027-04-01")), (11, 2));
}

#[test]
fn a_role_counts_on_and_for_the_whole_new_area_only_where_the_plan_says_so() {
    let (one, other) = (
        PersonId::from(uuid::Uuid::from_u128(1)),
        PersonId::from(uuid::Uuid::from_u128(2)),
    );
    let plan = Plan {
        whole: BTreeSet::from([one]),
        ..merger()
    };
    let plans = planned(None, plan).unwrap();
    let grants = ["RUN", "WOK"].map(|area| Grant {
        role: Role::Coordinator,
        area: Some(code(area)),
    });
    let areas = |who, on: &str| -> Vec<String> {
        let roles = plans.roles(who, &grants, day(on));
        roles
            .iter()
            .map(|grant| grant.area.as_ref().unwrap().to_string())
            .collect()
    };
    assert_eq!(areas(one, "2027-03-31"), ["RUN", "WOK"]);
    assert_eq!(areas(one, "2027-04-01"), ["WSU"], "once");
    assert_eq!(
        areas(other, "2027-04-01"),
        ["RUN", "WOK"],
        "neither lost nor widened"
    );
}

#[test]
fn a_split_sends_what_is_new_by_its_postcode_and_keeps_what_is_there_together() {
    let mut plan = merger();
    let wok = plan
        .changes
        .iter_mut()
        .find(|change| change.area == code("WOK"))
        .unwrap();
    wok.parts = vec![SplitOff {
        into: code("ESU"),
        sectors: vec!["GU22".into(), "GU21 6".into()],
    }];
    let plans = planned(None, plan).unwrap();
    let at = |postcode: Option<&str>, on: &str| {
        let postcode = postcode.map(|text| Postcode::parse(text).unwrap());
        plans
            .at(&code("WOK"), postcode.as_ref(), day(on))
            .to_string()
    };
    assert_eq!(at(Some("GU22 7AA"), "2027-04-01"), "ESU");
    assert_eq!(at(Some("GU21 6AA"), "2027-04-01"), "ESU");
    assert_eq!(at(Some("GU21 4AA"), "2027-04-01"), "WSU");
    assert_eq!(at(None, "2027-04-01"), "WSU");
    assert_eq!(at(Some("GU22 7AA"), "2027-03-31"), "WOK");
    let over = plans.taken_over(day("2027-04-01"));
    assert!(
        over.covers_area(&code("WSU"), &code("WOK"))
            && !over.covers_area(&code("ESU"), &code("WOK"))
    );
}

#[test]
fn what_was_taken_over_is_taken_over_again() {
    let plans = planned(None, merger()).unwrap();
    let later = Plan {
        on: day("2030-04-01"),
        changes: vec![change("ESU", "WSU")],
        whole: BTreeSet::new(),
    };
    let plans = planned(Some(plans), later).unwrap();
    assert_eq!(plans.now(&code("ELM"), day("2030-03-31")), code("ESU"));
    assert_eq!(plans.now(&code("ELM"), day("2030-04-01")), code("WSU"));
    let over = plans.taken_over(day("2030-04-01"));
    assert_eq!(over.covers(&code("WSU")).len(), 13);
}

#[test]
fn a_plan_is_settled_a_whole_day_ahead() {
    let late = |at| planned_at(None, merger(), &stamp(at)).map(|_| ());
    assert_eq!(late("2027-03-30T22:59:59Z"), Ok(()));
    assert_eq!(late("2027-03-30T23:00:00Z"), Err(Refused::Settled));
    assert_eq!(late("2027-05-01T09:00:00Z"), Err(Refused::Settled));
    let plans = planned(None, merger()).unwrap();
    let cancel = |on, at| Reorganisations::cancel(Some(plans.clone()), day(on), &stamp(at));
    assert!(
        cancel("2027-04-01", "2027-03-30T22:59:59Z")
            .unwrap()
            .plans
            .is_empty()
    );
    assert_eq!(
        cancel("2027-04-01", "2027-03-31T09:00:00Z").unwrap_err(),
        Refused::Settled
    );
    assert_eq!(
        cancel("2027-04-02", "2027-03-01T09:00:00Z").unwrap_err(),
        Refused::NoPlan
    );
    assert_eq!(
        Reorganisations::cancel(None, day("2027-04-01"), &now()).unwrap_err(),
        Refused::NoPlan
    );
}

#[test]
fn a_plan_that_does_not_fit_is_refused() {
    let with = |changes: Vec<Change>| {
        planned(
            None,
            Plan {
                changes,
                ..merger()
            },
        )
        .map(|_| ())
        .unwrap_err()
    };
    assert_eq!(with(vec![]), Refused::Nothing);
    assert_eq!(
        with(vec![change("RUN", "WSU"), change("RUN", "ESU")]),
        Refused::Twice(code("RUN"))
    );
    assert_eq!(
        with(vec![change("ZZZ", "WSU")]),
        Refused::NoSuchArea(code("ZZZ"))
    );
    assert_eq!(
        with(vec![change("RUN", "RUN")]),
        Refused::NotThere(code("RUN"))
    );
    assert_eq!(
        with(vec![change("RUN", "WOK"), change("WOK", "WSU")]),
        Refused::NotThere(code("WOK"))
    );
    let parts = |sectors: &[&str]| Change {
        parts: vec![SplitOff {
            into: code("ESU"),
            sectors: sectors.iter().map(|s| (*s).to_owned()).collect(),
        }],
        ..change("RUN", "WSU")
    };
    for bad in [&[][..], &["KT15", "KT15"], &["kt15"], &["Chertsey"]] {
        assert_eq!(with(vec![parts(bad)]), Refused::Postcodes, "{bad:?}");
    }
    let early = Plan {
        on: day("2027-03-31"),
        ..merger()
    };
    assert_eq!(
        planned(None, early).unwrap_err(),
        Refused::NotThere(code("ESU"))
    );
    let far = Plan {
        on: day("2040-04-01"),
        ..merger()
    };
    assert!(matches!(planned(None, far), Err(Refused::TooFar(_))));
    let plans = planned(None, merger()).unwrap();
    let again = Plan {
        on: day("2028-04-01"),
        changes: vec![change("RUN", "ESU")],
        whole: BTreeSet::new(),
    };
    assert_eq!(
        planned(Some(plans.clone()), again).unwrap_err(),
        Refused::EndsOtherwise(code("RUN"))
    );
    let needed = Plan {
        on: day("2027-02-01"),
        changes: vec![change("RUN", "WOK")],
        whole: BTreeSet::new(),
    };
    assert!(planned(Some(plans), needed).is_err());
}
