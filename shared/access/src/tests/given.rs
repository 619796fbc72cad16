//! Access that was given for a time, and what those learn who have none (R3.1).

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::{
    case::Sight,
    given::{Given, How, Moment, Recipient},
};

fn now() -> DateTime<Utc> {
    "2026-11-25T09:00:00Z".parse().unwrap()
}

/// Access to this person or agency that ends in so many seconds.
fn given(to: Recipient, how: How, seconds: i64) -> Given {
    Given {
        to,
        until: now() + TimeDelta::seconds(seconds),
        how,
    }
}

fn me(caller: &Caller) -> Recipient {
    Recipient::Person(caller.person().unwrap())
}

#[test]
fn what_was_given_counts_until_it_ends_and_only_for_whom_it_was_given() {
    let (_, case) = case();
    let nurse = person("health", &[(Role::Practitioner, None)]);
    let health = Recipient::Agency(agency("health"));
    let other = Recipient::Person(PersonId::from(uuid::Uuid::from_u128(77)));
    let police = Recipient::Agency(agency("police"));
    use How::{Emergency, Granted};
    #[rustfmt::skip]
    let table = [
        (vec![],                                           None),
        (vec![given(me(&nurse), Granted, 1)],              Some("case.access-granted")),
        (vec![given(me(&nurse), Granted, 0)],              None),
        (vec![given(me(&nurse), Granted, -60)],            None),
        (vec![given(health.clone(), Granted, 60)],         Some("case.access-granted-agency")),
        (vec![given(health.clone(), Granted, -60)],        None),
        (vec![given(other.clone(), Granted, 60)],          None),
        (vec![given(police.clone(), Granted, 60)],         None),
        (vec![given(me(&nurse), Emergency, 60)],           Some("case.emergency-access")),
        (vec![given(me(&nurse), Emergency, 0)],            None),
        (vec![given(other, Emergency, 60)],                None),
        // Nobody takes access for everybody at their agency.
        (vec![given(health, Emergency, 60)],               None),
        // What has ended takes nothing from what has not.
        (vec![given(me(&nurse), Granted, 60), given(me(&nurse), Granted, -60)],
                                                           Some("case.access-granted")),
    ];
    for (given, by) in table {
        let moment = Moment {
            given: &given,
            now: now(),
        };
        let seen = on_case::see_given(&nurse, &case, moment);
        assert_eq!(seen.policies(), by.as_slice(), "{given:?}");
        // They read, and neither add to the case nor manage it.
        assert!(!on_case::tell(&nurse, &case).is_permitted());
        assert!(!on_case::manage(&nurse, &case).is_permitted());
    }
}

#[test]
fn a_pack_goes_by_the_agencys_place_on_the_case_and_by_nothing_that_was_given() {
    let (_, case) = case();
    let health = Caller::Agency(agency("health"));
    for how in [How::Granted, How::Emergency] {
        let given = [given(Recipient::Agency(agency("health")), how, 60)];
        let moment = Moment {
            given: &given,
            now: now(),
        };
        let seen = on_case::see_given(&health, &case, moment);
        assert!(!seen.is_permitted(), "{how:?}");
    }
}

#[test]
fn what_is_had_by_place_does_not_end() {
    let (_, case) = case();
    let officer = person("police", &[(Role::Practitioner, None)]);
    let ended = [given(me(&officer), How::Granted, -60)];
    let moment = Moment {
        given: &ended,
        now: now(),
    };
    let seen = on_case::see_given(&officer, &case, moment);
    assert_eq!(seen.policies(), ["case.member-agency"]);
}

#[test]
fn others_learn_at_most_that_there_is_a_case() {
    let (_, case) = case();
    #[rustfmt::skip]
    let table = [
        (person("police", &[(Role::Practitioner, None)]),           "whole"),
        (person("health", &[(Role::Practitioner, None)]),           "stub"),
        (person("health", &[(Role::AgencyLead, None)]),             "stub"),
        (person("woking", &[(Role::Coordinator, Some("WOK"))]),     "stub"),
        (person("woking", &[(Role::Chair, Some("WOK"))]),           "stub"),
        (person("county", &[(Role::CountyAnalyst, None)]),          "nothing"),
        (person("county", &[(Role::DataProtectionOfficer, None)]),  "stub"),
        (person("county", &[(Role::Administrator, None)]),          "nothing"),
        (person("health", &[]),                                     "stub"),
        (Caller::Agency(agency("health")),                          "nothing"),
        (Caller::System("packs"),                                   "whole"),
    ];
    let moment = Moment {
        given: &[],
        now: now(),
    };
    for (caller, expected) in table {
        let found = match on_case::sight(&caller, &case, moment) {
            Sight::Whole(_) => "whole",
            Sight::Stub(by) => {
                assert_eq!(by.policies(), ["search.staff"]);
                "stub"
            }
            Sight::Nothing => "nothing",
        };
        assert_eq!(found, expected, "{caller:?}");
    }
}
