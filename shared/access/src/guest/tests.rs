//! Who decides about access, as a table; and what nobody sees, whatever happens.

mod history;

use super::*;
use history::{case, id_of};

#[test]
fn who_decides_about_access_as_a_table() {
    use domain::directory::{Grant, Role};
    let case = case();
    let person = |agency: &str, roles: &[(Role, Option<&str>)]| Caller::Person {
        over: Default::default(),
        id: id_of(50),
        name: "Pat Person".into(),
        agency: agency.parse().unwrap(),
        agency_name: agency.into(),
        grants: roles
            .iter()
            .map(|(role, area)| Grant {
                role: *role,
                area: area.map(|code| code.parse().unwrap()),
            })
            .collect(),
    };
    let guest = |person: u128| Guest {
        person: id_of(person),
        name: "Guest".into(),
        agency: "fire".parse().unwrap(),
        agency_name: "Fire".into(),
    };
    let run = Some("RUN");
    #[rustfmt::skip]
    let table = [
        // Who, and whether they: follow, answer, review, watch.
        (person("council", &[]),                                        [false, true, true, false]),
        (person("homes", &[]),                                          [false, false, false, false]),
        (person("fire", &[]),                                           [false, false, false, false]),
        (person("other", &[(Role::Coordinator, run)]),                  [false, true, true, false]),
        (person("other", &[(Role::Coordinator, Some("WOK"))]),          [false, false, false, false]),
        (person("other", &[(Role::Chair, run)]),                        [false, true, true, false]),
        (person("county", &[(Role::DataProtectionOfficer, None)]),      [false, false, true, true]),
        (person("county", &[(Role::DataProtectionOfficer, Some("WOK"))]), [false, false, false, false]),
        (person("county", &[(Role::CountyAnalyst, None)]),              [false, false, false, false]),
        (person("county", &[(Role::Administrator, None)]),              [false, false, false, false]),
        (Caller::Agency("council".parse().unwrap()),                    [false, false, false, false]),
        (Caller::System("sweep"),                                       [false, false, false, false]),
    ];
    for (who, expected) in table {
        let other = guest(9);
        let decided = [
            follow(&who, &case, &other),
            answer(&who, &case, &other),
            review(&who, &case, &other),
            watch(&who, &case.area),
        ];
        assert_eq!(decided.map(|each| each.is_permitted()), expected, "{who:?}");
    }
    // Their own: they follow it, and never decide about it, whatever their role.
    let own = guest(50);
    for who in [
        person("council", &[(Role::Coordinator, run)]),
        person("county", &[(Role::DataProtectionOfficer, None)]),
    ] {
        assert!(follow(&who, &case, &own).is_permitted());
        assert!(!answer(&who, &case, &own).is_permitted());
        assert!(!review(&who, &case, &own).is_permitted());
    }
}
