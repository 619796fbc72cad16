//! Who keeps the directory: people and their roles, agencies and areas (R3.2, R11.2).

use domain::{
    AgencyId,
    directory::{Person, Role, administers},
};

use crate::{Caller, Decision, decision::Policy};

const ADMINISTRATOR: Policy = Policy {
    id: "directory.administrator",
    reason: "an administrator lets people in, gives them their roles and sees them out",
};
const AGENCY_LEAD: Policy = Policy {
    id: "directory.agency-lead",
    reason: "an agency's lead knows who works there, and adds practitioners to it",
};

/// May they open the list of people? An agency's lead finds their own agency's people there.
pub fn list(caller: &Caller) -> Decision {
    Decision::by([
        (ADMINISTRATOR, is_administrator(caller)),
        (AGENCY_LEAD, led_by(caller).is_some()),
    ])
}

/// May they see this person's record, with its history?
pub fn see(caller: &Caller, person: &Person) -> Decision {
    Decision::by([
        (ADMINISTRATOR, is_administrator(caller)),
        (AGENCY_LEAD, led_by(caller) == Some(&person.agency)),
    ])
}

/// May they add somebody to this agency?
pub fn add(caller: &Caller, agency: &AgencyId) -> Decision {
    Decision::by([
        (ADMINISTRATOR, is_administrator(caller)),
        (AGENCY_LEAD, led_by(caller) == Some(agency)),
    ])
}

/// May they give somebody this role? An agency's lead makes practitioners and nothing more.
pub fn grant(caller: &Caller, role: Role) -> Decision {
    let practises = role == Role::Practitioner;
    Decision::by([
        (ADMINISTRATOR, is_administrator(caller)),
        (AGENCY_LEAD, practises && led_by(caller).is_some()),
    ])
}

/// May they change people, agencies and areas, and add them from a sheet?
pub fn administer(caller: &Caller) -> Decision {
    Decision::by([(ADMINISTRATOR, is_administrator(caller))])
}

fn is_administrator(caller: &Caller) -> bool {
    match caller {
        Caller::Person { grants, .. } => administers(grants),
        Caller::Agency(_) | Caller::System(_) => false,
    }
}

/// The agency that they lead.
fn led_by(caller: &Caller) -> Option<&AgencyId> {
    match caller {
        Caller::Person { agency, .. } if caller.holds_anywhere(Role::AgencyLead) => Some(agency),
        _ => None,
    }
}

/// Every policy on the directory, for the page that explains them.
pub const POLICIES: [Policy; 2] = [ADMINISTRATOR, AGENCY_LEAD];

#[cfg(test)]
mod tests {
    use domain::{
        Actor, AreaCode, Journal, PersonId, Stamp,
        directory::{Grant, PersonProfile},
    };

    use super::*;

    fn caller(agency: &str, role: Role, area: Option<&str>) -> Caller {
        Caller::Person {
            id: PersonId::from(uuid::Uuid::from_u128(9)),
            name: "Pat Person".into(),
            agency: agency.parse().unwrap(),
            agency_name: agency.into(),
            grants: vec![Grant {
                role,
                area: area.map(|code| code.parse::<AreaCode>().unwrap()),
            }],
        }
    }

    fn officer() -> Journal<Person> {
        let job = "test".to_owned();
        let at = "2026-11-20T09:00:00Z".parse().unwrap();
        let profile = PersonProfile {
            name: "Olive Officer".into(),
            email: "olive@police.example".into(),
            agency: "police".parse().unwrap(),
            agency_name: "Police".into(),
            grants: Vec::new(),
        };
        Person::register(profile, &Stamp::new(Actor::System { job }, at, [1; 32])).unwrap()
    }

    #[test]
    fn who_may_do_what_with_the_directory() {
        let officer = officer();
        //                                                    list   see    add    lead   practise administer
        #[rustfmt::skip]
        let table = [
            (caller("council", Role::Administrator, None),        [true,  true,  true,  true,  true,  true]),
            (caller("council", Role::Administrator, Some("RUN")), [false, false, false, false, false, false]),
            (caller("police", Role::AgencyLead, None),            [true,  true,  true,  false, true,  false]),
            (caller("police", Role::AgencyLead, Some("RUN")),     [true,  true,  true,  false, true,  false]),
            (caller("homes", Role::AgencyLead, None),             [true,  false, false, false, true,  false]),
            (caller("police", Role::Practitioner, None),          [false, false, false, false, false, false]),
            (caller("council", Role::Coordinator, None),          [false, false, false, false, false, false]),
            (caller("council", Role::Chair, None),                [false, false, false, false, false, false]),
            (caller("council", Role::DataProtectionOfficer, None), [false, false, false, false, false, false]),
            (Caller::Agency("police".parse().unwrap()),           [false, false, false, false, false, false]),
            (Caller::System("packs"),                             [false, false, false, false, false, false]),
        ];
        for (caller, expected) in table {
            let found = [
                list(&caller),
                see(&caller, &officer),
                add(&caller, &officer.agency),
                grant(&caller, Role::AgencyLead),
                grant(&caller, Role::Practitioner),
                administer(&caller),
            ];
            assert_eq!(found.map(|one| one.is_permitted()), expected, "{caller:?}");
        }
    }
}
