//! Every kind of caller against every question, as a table.

use domain::{
    Actor, AgencyId, AreaCode, Journal, Line, PersonId, Prose, Stamp,
    case::{Case, Joining, Opening, Pace, Task},
    directory::{Grant, Role},
    gateway::Gateway,
    referral::{Form, Referral},
};

use crate::{
    Caller, case as on_case, meeting as on_meeting, notice as on_notice, referral as on_referral,
};

mod account;
mod breadth;
mod given;
mod limited;
mod pack;

const FORM: &str = r#"{
    "area": "RUN", "kind": "person", "headline": "Noise", "behaviours": [], "subjects": [],
    "relationships": null, "children": null, "incidents": [], "impact": "sleepless",
    "risk": {"band": "medium", "rationale": "escalating"}, "tried": "letters",
    "why_multi_agency": "several", "forums": [], "gateway": "crime_and_disorder",
    "sharing_reason": "prevention"
}"#;

fn agency(name: &str) -> AgencyId {
    name.parse().unwrap()
}

fn run() -> AreaCode {
    "RUN".parse().unwrap()
}

fn person(agency_name: &str, grants: &[(Role, Option<&str>)]) -> Caller {
    Caller::Person {
        over: Default::default(),
        id: PersonId::from(uuid::Uuid::from_u128(9)),
        name: "Pat Person".into(),
        agency: agency(agency_name),
        agency_name: agency_name.into(),
        grants: grants
            .iter()
            .map(|(role, area)| Grant {
                role: *role,
                area: area.map(|code| code.parse().unwrap()),
            })
            .collect(),
    }
}

/// A case led by `council`, with `homes` (who referred) and `police` (who is tasked) on it.
fn case() -> (Journal<Referral>, Journal<Case>) {
    let actor = Actor::Person {
        person: PersonId::from(uuid::Uuid::from_u128(1)),
        name: "Robin Referrer".into(),
        agency: agency("homes"),
    };
    let stamp = Stamp::new(actor, "2026-11-20T09:00:00Z".parse().unwrap(), [1; 32]);
    let form: Form = serde_json::from_str(FORM).unwrap();
    let referral = Referral::receive(form.clone(), 5, &stamp).unwrap();
    let joining = |name: &str| Joining {
        agency: agency(name),
        name: name.into(),
        gateway: Gateway::CrimeAndDisorder,
        reason: Prose::parse("interest").unwrap(),
    };
    let opening = Opening {
        area: referral.area.clone(),
        reference: "RUN-2026-0001".into(),
        lead: joining("council"),
        referrer: joining("homes"),
        reason: Prose::parse("threshold").unwrap(),
        pace: Pace::default(),
    };
    let task = Task {
        what: Line::parse("Visit").unwrap(),
        detail: None,
        agency: agency("police"),
        person: None,
        due_on: "2026-11-27".parse().unwrap(),
        meeting: None,
    };
    let case = Case::open(&referral, &form, opening, &stamp)
        .unwrap()
        .add_agency(joining("police"), &stamp)
        .unwrap()
        .assign(task, Gateway::CrimeAndDisorder, &stamp)
        .unwrap();
    (referral, case)
}

#[test]
fn who_may_do_what_on_a_case() {
    let (_, case) = case();
    let action = case.open_actions()[0].clone();
    //                                                            see    manage answer end
    #[rustfmt::skip]
    let table = [
        (person("council", &[]),                                  [true,  true,  false, true]),
        (person("police", &[(Role::Practitioner, None)]),         [true,  false, true,  true]),
        (person("homes", &[(Role::Practitioner, None)]),          [true,  false, false, false]),
        (person("health", &[(Role::Practitioner, None)]),         [false, false, false, false]),
        (person("health", &[(Role::AgencyLead, None)]),           [false, false, false, false]),
        (person("woking", &[(Role::Coordinator, Some("RUN"))]),   [true,  true,  false, true]),
        (person("woking", &[(Role::Coordinator, Some("WOK"))]),   [false, false, false, false]),
        (person("woking", &[(Role::Chair, Some("RUN"))]),         [true,  true,  false, true]),
        (person("woking", &[(Role::Chair, Some("WOK"))]),         [false, false, false, false]),
        (person("county", &[(Role::CountyAnalyst, None)]),        [false, false, false, false]),
        (person("county", &[(Role::Administrator, None)]),        [false, false, false, false]),
        (person("county", &[(Role::DataProtectionOfficer, None)]), [false, false, false, false]),
        (Caller::Agency(agency("police")),                        [true,  false, false, false]),
        (Caller::Agency(agency("health")),                        [false, false, false, false]),
        (Caller::System("packs"),                                 [true,  false, false, false]),
    ];
    for (caller, expected) in table {
        let found = [
            on_case::see(&caller, &case).is_permitted(),
            on_case::manage(&caller, &case).is_permitted(),
            on_case::answer(&caller, &action).is_permitted(),
            on_case::end(&caller, &case, &action).is_permitted(),
        ];
        assert_eq!(found, expected, "{caller:?}");
        let tells = caller.person().is_some() && found[0];
        assert_eq!(
            on_case::tell(&caller, &case).is_permitted(),
            tells,
            "{caller:?}"
        );
    }
}

#[test]
fn an_agency_taken_off_the_case_sees_nothing_more() {
    let (_, case) = case();
    let actor = person("council", &[]).actor();
    let stamp = Stamp::new(actor, "2026-11-21T09:00:00Z".parse().unwrap(), [2; 32]);
    let gone = Prose::parse("moved").unwrap();
    let case = case.remove_agency(agency("homes"), gone, &stamp).unwrap();
    assert!(!on_case::see(&person("homes", &[]), &case).is_permitted());
}

#[test]
fn who_may_do_what_with_a_referral() {
    let (referral, _) = case();
    //                                                            see    triage answer
    #[rustfmt::skip]
    let table = [
        (person("homes", &[]),                                    [true,  false, true]),
        (person("council", &[(Role::Coordinator, Some("RUN"))]),  [true,  true,  false]),
        (person("council", &[(Role::Coordinator, Some("WOK"))]),  [false, false, false]),
        (person("council", &[(Role::Chair, Some("RUN"))]),        [false, false, false]),
        (person("police", &[]),                                   [false, false, false]),
        (Caller::System("notices"),                               [true,  false, false]),
    ];
    for (caller, expected) in table {
        let found = [
            on_referral::see(&caller, &referral).is_permitted(),
            on_referral::triage(&caller, &referral).is_permitted(),
            on_referral::answer(&caller, &referral).is_permitted(),
        ];
        assert_eq!(found, expected, "{caller:?}");
    }
}

#[test]
fn a_pack_is_read_by_its_agency_and_by_nobody_else() {
    let police = agency("police");
    assert!(on_meeting::read_pack(&person("police", &[]), &police).is_permitted());
    for other in [
        person("council", &[(Role::Coordinator, Some("RUN"))]),
        person("council", &[(Role::Chair, Some("RUN"))]),
        Caller::System("packs"),
        Caller::Agency(police.clone()),
    ] {
        assert!(
            !on_meeting::read_pack(&other, &police).is_permitted(),
            "{other:?}"
        );
    }
    assert!(
        on_meeting::run(&person("council", &[(Role::Chair, Some("RUN"))]), &run()).is_permitted()
    );
    assert!(!on_meeting::run(&person("council", &[]), &run()).is_permitted());
}

#[test]
fn only_the_areas_coordinator_deals_with_what_came_back() {
    let deals = |caller: &Caller| on_notice::deal(caller, &run()).is_permitted();
    assert!(deals(&person(
        "council",
        &[(Role::Coordinator, Some("RUN"))]
    )));
    assert!(deals(&person("county", &[(Role::Coordinator, None)])));
    for other in [
        person("council", &[]),
        person("council", &[(Role::Coordinator, Some("WOK"))]),
        // A chair does not see referrals, which these messages may be about.
        person("council", &[(Role::Chair, Some("RUN"))]),
        person("police", &[(Role::AgencyLead, None)]),
        Caller::Agency(agency("council")),
        Caller::System("action-notifications"),
    ] {
        assert!(!deals(&other), "{other:?}");
    }
}

#[test]
fn every_decision_names_its_policies() {
    let (_, case) = case();
    let coordinator = person("council", &[(Role::Coordinator, Some("RUN"))]);
    let decision = on_case::see(&coordinator, &case);
    assert_eq!(
        decision.policies(),
        ["case.member-agency", "case.area-coordinator"]
    );
    let grounds: Vec<_> = decision.grounds().iter().map(|policy| &policy.id).collect();
    assert_eq!(grounds, decision.policies());
}
