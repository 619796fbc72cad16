//! What an agency limited to some agencies (R3.3).

use super::*;
use crate::{
    case::Brought,
    given::{Given, How, Moment, Recipient},
};

#[test]
fn a_limited_entry_is_seen_by_those_named_and_its_originator_and_by_nobody_else() {
    let (_, case) = case();
    let homes = agency("homes");
    let police = [agency("police")];
    let now = "2026-11-25T09:00:00Z".parse().unwrap();
    let nurse = person("health", &[(Role::Practitioner, None)]);
    let given = [Given {
        to: Recipient::Person(nurse.person().unwrap()),
        until: "2026-12-01T09:00:00Z".parse().unwrap(),
        how: How::Granted,
    }];
    //                                                          open   to police  to nobody else
    #[rustfmt::skip]
    let table = [
        (person("homes", &[]),                                  [true,  true,  true]),
        (person("police", &[]),                                 [true,  true,  false]),
        (person("council", &[]),                                [true,  false, false]),
        (person("council", &[(Role::Coordinator, Some("RUN"))]), [true, false, false]),
        (person("council", &[(Role::Chair, Some("RUN"))]),      [true,  false, false]),
        (person("fire", &[]),                                   [false, false, false]),
        (Caller::Agency(agency("homes")),                       [true,  true,  true]),
        (Caller::Agency(agency("police")),                      [true,  true,  false]),
        (Caller::Agency(agency("council")),                     [true,  false, false]),
        (Caller::System("meeting-packs"),                       [true,  true,  true]),
    ];
    for (caller, expected) in table {
        let moment = Moment { given: &[], now };
        let limits = [None, Some(police.as_slice()), Some(&[][..])];
        let found = limits.map(|limited_to| {
            let brought = Brought {
                by: &homes,
                limited_to,
            };
            on_case::see_entry(&caller, &case, brought, moment).is_permitted()
        });
        assert_eq!(found, expected, "{caller:?}");
    }
    // Whoever was let in for a time sees what everybody on the case sees.
    let brought = |limited_to| Brought {
        by: &homes,
        limited_to,
    };
    let moment = Moment { given: &given, now };
    let open = on_case::see_entry(&nurse, &case, brought(None), moment);
    assert_eq!(open.policies(), ["case.access-granted"]);
    let limited = on_case::see_entry(&nurse, &case, brought(Some(&police)), moment);
    assert!(!limited.is_permitted());
    let grounds: Vec<_> = limited.grounds().iter().map(|policy| &policy.id).collect();
    assert_eq!(grounds, ["entry.limited"]);
}

#[test]
fn being_named_does_not_bring_an_agency_onto_the_case() {
    let (_, case) = case();
    let brought = Brought {
        by: &agency("homes"),
        limited_to: Some(&[agency("health")]),
    };
    let now = "2026-11-25T09:00:00Z".parse().unwrap();
    let moment = Moment { given: &[], now };
    let nurse = person("health", &[]);
    assert!(!on_case::see_entry(&nurse, &case, brought, moment).is_permitted());
}
