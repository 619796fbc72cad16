//! Those who keep the directory, count, and account for what was shared: none of them sees a case
//! by it.

use super::*;
use crate::{audit, directory, figures};

#[test]
fn who_may_know_keep_count_and_account() {
    let area = run();
    let (_, case) = case();
    use Role::{
        Administrator, AgencyLead, Chair, CountyAnalyst, DataProtectionOfficer, Practitioner,
    };
    //                                         directory: read  RUN    all    figures: RUN  all    explain  export  reads
    #[rustfmt::skip]
    let table = [
        (person("health", &[]),                             [true,  false, false, false, false, false, false, false]),
        (person("health", &[(Practitioner, None)]),         [true,  false, false, false, false, false, false, false]),
        (person("health", &[(AgencyLead, None)]),           [true,  false, false, false, false, false, false, false]),
        (person("police", &[(Practitioner, None)]),         [true,  false, false, false, false, false, false, true]),
        (person("health", &[(Role::Coordinator, Some("RUN"))]), [true, false, false, true, false, false, false, true]),
        (person("health", &[(Chair, Some("RUN"))]),         [true,  false, false, true,  false, false, false, true]),
        (person("county", &[(CountyAnalyst, None)]),        [true,  false, false, true,  true,  false, false, false]),
        (person("county", &[(CountyAnalyst, Some("RUN"))]), [true,  false, false, true,  false, false, false, false]),
        (person("county", &[(CountyAnalyst, Some("WOK"))]), [true,  false, false, false, false, false, false, false]),
        (person("county", &[(DataProtectionOfficer, None)]), [true, false, false, false, false, true,  true,  true]),
        (person("county", &[(DataProtectionOfficer, Some("WOK"))]), [true, false, false, false, false, false, false, false]),
        (person("county", &[(Administrator, None)]),        [true,  true,  true,  false, false, true,  false, false]),
        (person("county", &[(Administrator, Some("RUN"))]), [true,  true,  false, false, false, true,  false, false]),
        (Caller::System("packs"),                           [true,  false, false, false, false, false, false, false]),
        (Caller::Agency(agency("police")),                  [false, false, false, false, false, false, false, false]),
    ];
    for (caller, expected) in table {
        let found = [
            directory::read(&caller),
            directory::manage(&caller, Some(&area)),
            directory::manage(&caller, None),
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
