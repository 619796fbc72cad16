//! People and areas for tests; all of them are invented.

use domain::{
    Actor, AgencyId, AreaCode, Journal, Stamp,
    case::ChasePolicy,
    directory::{Area, AreaProfile, Partner, Person, PersonProfile},
    meeting::Forum,
};

use crate::people::roles;

pub(crate) fn stamp() -> Stamp {
    let job = "set-up".to_owned();
    let at = "2026-11-20T09:00:00Z".parse().unwrap();
    Stamp::new(Actor::System { job }, at, [3; 32])
}

pub(crate) fn codes() -> Vec<AreaCode> {
    vec!["RUN".parse().unwrap(), "WOK".parse().unwrap()]
}

/// Somebody with roles as a sheet holds them.
pub(crate) fn person(name: &str, agency: &str, grants: &str) -> Journal<Person> {
    let profile = PersonProfile {
        name: name.to_owned(),
        email: format!("{}@{agency}.example", name.to_lowercase().replace(' ', ".")),
        agency: agency.parse().unwrap(),
        agency_name: agency.to_owned(),
        grants: roles::read(grants, &codes()).unwrap(),
    };
    Person::register(profile, &stamp()).unwrap()
}

/// An area led by the first of its partners.
pub(crate) fn area(code: &str, partners: &[&str]) -> Journal<Area> {
    let agency = |id: &str| id.parse::<AgencyId>().unwrap();
    let profile = AreaProfile {
        name: code.to_owned(),
        lead: agency(partners[0]),
        inbox: "community.safety@council.example".to_owned(),
        chair: None,
        partners: partners
            .iter()
            .map(|id| Partner {
                agency: agency(id),
                name: (*id).to_owned(),
            })
            .collect(),
        forums: Forum::ALL.to_vec(),
        triage_working_days: 3,
        chase: ChasePolicy::default(),
        access: domain::case::AccessPolicy::default(),
        keep: domain::retention::Chosen::default(),
        cadences: domain::meeting::Cadences::default(),
        since: None,
    };
    Area::register(&code.parse().unwrap(), profile, &stamp()).unwrap()
}
