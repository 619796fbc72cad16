//! Those who keep the directory, count, and account for what was shared: none of them sees a case
//! by it.

use domain::directory::{Person, PersonProfile};

use super::*;
use crate::{audit, directory, figures};

#[test]
fn who_may_know_keep_count_and_account() {
    let area = run();
    let (_, case) = case();
    use Role::{
        Administrator, AgencyLead, Chair, CountyAnalyst, DataProtectionOfficer, Practitioner,
    };
    //                                                        know   admin. figures: RUN  all    explain export reads
    #[rustfmt::skip]
    let table = [
        (person("health", &[]),                                    [true,  false, false, false, false, false, false]),
        (person("health", &[(Practitioner, None)]),                [true,  false, false, false, false, false, false]),
        (person("health", &[(AgencyLead, None)]),                  [true,  false, false, false, false, false, false]),
        (person("police", &[(Practitioner, None)]),                [true,  false, false, false, false, false, true]),
        (person("health", &[(Role::Coordinator, Some("RUN"))]),    [true,  false, true,  false, false, false, true]),
        (person("health", &[(Chair, Some("RUN"))]),                [true,  false, true,  false, false, false, true]),
        (person("county", &[(CountyAnalyst, None)]),               [true,  false, true,  true,  false, false, false]),
        (person("county", &[(CountyAnalyst, Some("RUN"))]),        [true,  false, true,  false, false, false, false]),
        (person("county", &[(CountyAnalyst, Some("WOK"))]),        [true,  false, false, false, false, false, false]),
        (person("county", &[(DataProtectionOfficer, None)]),       [true,  false, false, false, true,  true,  true]),
        (person("county", &[(DataProtectionOfficer, Some("WOK"))]), [true, false, false, false, false, false, false]),
        (person("county", &[(Administrator, None)]),               [true,  true,  false, false, true,  false, false]),
        (person("county", &[(Administrator, Some("RUN"))]),        [true,  false, false, false, true,  false, false]),
        (Caller::System("packs"),                                  [true,  false, false, false, false, false, false]),
        (Caller::Agency(agency("police")),                         [false, false, false, false, false, false, false]),
    ];
    for (caller, expected) in table {
        let found = [
            directory::read(&caller),
            directory::administer(&caller),
            figures::see(&caller, Some(&area)),
            figures::see(&caller, None),
            audit::explain(&caller, &area),
            audit::export(&caller, &area),
            on_case::reads(&caller, &case),
        ];
        let found = found.map(|decision| decision.is_permitted());
        assert_eq!(found, expected, "{caller:?}");
    }
}

#[test]
fn a_role_in_every_area_is_held_in_each_and_one_in_an_area_nowhere_else() {
    for (held, expected) in [
        (None, [true, true]),
        (Some("RUN"), [true, false]),
        (Some("WOK"), [false, true]),
    ] {
        let officer = person("county", &[(Role::DataProtectionOfficer, held)]);
        let found = ["RUN", "WOK"]
            .map(|area| audit::explain(&officer, &area.parse().unwrap()).is_permitted());
        assert_eq!(found, expected, "{held:?}");
    }
}

fn officer() -> Journal<Person> {
    let profile = PersonProfile {
        name: "Olive Officer".into(),
        email: "olive@police.example".into(),
        agency: agency("police"),
        agency_name: "Police".into(),
        grants: Vec::new(),
    };
    let actor = Actor::System { job: "test".into() };
    let stamp = Stamp::new(actor, "2026-11-20T09:00:00Z".parse().unwrap(), [1; 32]);
    Person::register(profile, &stamp).unwrap()
}

#[test]
fn who_may_do_what_with_the_directory() {
    let officer = officer();
    //                                                              list   see    add    lead   practise administer
    #[rustfmt::skip]
    let table = [
        (person("council", &[(Role::Administrator, None)]),         [true,  true,  true,  true,  true,  true]),
        (person("council", &[(Role::Administrator, Some("RUN"))]),  [false, false, false, false, false, false]),
        (person("police", &[(Role::AgencyLead, None)]),             [true,  true,  true,  false, true,  false]),
        (person("police", &[(Role::AgencyLead, Some("RUN"))]),      [true,  true,  true,  false, true,  false]),
        (person("homes", &[(Role::AgencyLead, None)]),              [true,  false, false, false, true,  false]),
        (person("police", &[(Role::Practitioner, None)]),           [false, false, false, false, false, false]),
        (person("council", &[(Role::Coordinator, None)]),           [false, false, false, false, false, false]),
        (person("council", &[(Role::Chair, None)]),                 [false, false, false, false, false, false]),
        (person("council", &[(Role::DataProtectionOfficer, None)]), [false, false, false, false, false, false]),
        (Caller::Agency(agency("police")),                          [false, false, false, false, false, false]),
        (Caller::System("packs"),                                   [false, false, false, false, false, false]),
    ];
    for (caller, expected) in table {
        let found = [
            directory::list(&caller),
            directory::see(&caller, &officer),
            directory::add(&caller, &officer.agency),
            directory::grant(&caller, Role::AgencyLead),
            directory::grant(&caller, Role::Practitioner),
            directory::administer(&caller),
        ];
        let found = found.map(|decision| decision.is_permitted());
        assert_eq!(found, expected, "{caller:?}");
    }
}
