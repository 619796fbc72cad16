//! A case of invented people, for this crate's tests.

use std::str::FromStr;

use access::Caller;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Actor, AgencyId, Entry, Journal, Line, PersonId, Prose, Stamp,
    case::{Case, Event, Joining, Opening, Pace, Task},
    directory::{Area, AreaProfile, Grant, Partner, Role},
    gateway::Gateway,
    journal::Aggregate,
    referral::{
        Referral,
        form::{
            Address, Behaviour, CaseKind, Form, Postcode, Risk, RiskBand, Subject, SubjectRole,
        },
    },
};
use store::File;
use uuid::Uuid;

pub(crate) fn id<T: FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

pub(crate) fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

/// 10:00 on 20 November 2026, and one minute later for each `minute`.
pub(crate) fn at(minute: u32) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-20T10:00:00Z".parse().unwrap();
    start + chrono::TimeDelta::minutes(minute.into())
}

fn person(name: &str, agency: &str) -> (PersonId, String, AgencyId) {
    let number = name.bytes().map(u128::from).sum();
    (
        PersonId::from(Uuid::from_u128(number)),
        name.to_owned(),
        id(agency),
    )
}

pub(crate) fn stamp(name: &str, agency: &str, minute: u8) -> Stamp {
    let (person, name, agency) = person(name, agency);
    Stamp::new(
        Actor::Person {
            person,
            name,
            agency,
        },
        at(minute.into()),
        [minute; 32],
    )
}

pub(crate) fn coordinator() -> Stamp {
    stamp("Ana Silva", "runnymede-council", 1)
}

pub(crate) fn caller(name: &str, agency: &str, agency_name: &str, roles: &[Role]) -> Caller {
    let (id, name, agency) = person(name, agency);
    let grant = |role: &Role| Grant {
        role: *role,
        area: Some("RUN".parse().unwrap()),
    };
    Caller::Person {
        over: Default::default(),
        id,
        name,
        agency,
        agency_name: agency_name.to_owned(),
        grants: roles.iter().map(grant).collect(),
    }
}

pub(crate) fn area() -> Area {
    let partner = |agency: &str, name: &str| Partner {
        agency: id(agency),
        name: name.to_owned(),
    };
    Area {
        instruments: domain::risk::Editions::default(),
        register: domain::forums::Register::default(),
        questions: domain::questions::Questions::default(),
        code: id("RUN"),
        profile: AreaProfile {
            name: "Runnymede".into(),
            lead: id("runnymede-council"),
            inbox: "community.safety@runnymede.example".into(),
            chair: None,
            partners: vec![
                partner("runnymede-council", "Runnymede Borough Council"),
                partner("surrey-police", "Surrey Police"),
                partner("oak-housing", "Oak Housing"),
            ],
            forums: Vec::new(),
            triage_working_days: 5,
            chase: domain::case::ChasePolicy::default(),
            access: domain::case::AccessPolicy::default(),
            keep: domain::retention::Chosen::default(),
            cadences: domain::meeting::Cadences::default(),
            since: None,
        },
    }
}

pub(crate) fn subject(role: SubjectRole, name: &str) -> Subject {
    Subject {
        role,
        name: line(name),
        aliases: None,
        born_on: Some(day("2009-11-21")),
        address: Some(Address {
            line: line("1 Example Road, Addlestone"),
            postcode: Some(Postcode::parse("KT15 2AH").unwrap()),
            uprn: None,
        }),
        tenure: None,
        ethnicity: None,
        language: Some(line("Polish; interpreter needed")),
        disability: None,
        mental_health: None,
        substances: None,
        safe_contact: None,
    }
}

fn form() -> Form {
    Form {
        area: id("RUN"),
        kind: CaseKind::Person,
        headline: line("Threats and noise around the parade of shops"),
        behaviours: vec![Behaviour::DirectedAtPeople],
        subjects: vec![subject(SubjectRole::AllegedPerpetrator, "Alex Example")],
        relationships: None,
        children: None,
        incidents: Vec::new(),
        impact: prose("Shopkeepers close early."),
        risk: Risk {
            band: RiskBand::High,
            rationale: prose("Escalating."),
        },
        tried: prose("A warning letter."),
        why_multi_agency: prose("Housing and police both hold part of it."),
        forums: Vec::new(),
        gateway: Gateway::CrimeAndDisorder,
        sharing_reason: prose("To prevent crime."),
        own: Vec::new(),
    }
}

pub(crate) fn joining(agency: &str, name: &str) -> Joining {
    Joining {
        agency: id(agency),
        name: name.to_owned(),
        gateway: Gateway::CrimeAndDisorder,
        reason: prose("Holds part of the picture."),
    }
}

/// A case led by the council, referred by Oak Housing, with Surrey Police on it.
pub(crate) fn case() -> Journal<Case> {
    let referral = Referral::receive(form(), 5, &stamp("Hugo Marsh", "oak-housing", 0)).unwrap();
    let opening = Opening {
        area: referral.area.clone(),
        reference: "RUN-2026-0001".into(),
        lead: joining("runnymede-council", "Runnymede Borough Council"),
        referrer: joining("oak-housing", "Oak Housing"),
        reason: prose("Several agencies are needed."),
        pace: Pace::default(),
    };
    let case = Case::open(&referral, &form(), opening, &coordinator()).unwrap();
    case.add_agency(joining("surrey-police", "Surrey Police"), &coordinator())
        .unwrap()
}

pub(crate) fn task(agency: &str, due_on: &str) -> Task {
    Task {
        what: line("Visit the address"),
        detail: None,
        agency: id(agency),
        person: None,
        due_on: day(due_on),
        meeting: None,
    }
}

pub(crate) fn entries(case: &Journal<Case>) -> Vec<Entry<Event>> {
    case.pending()
        .iter()
        .map(|entry| entry.open::<Case>().unwrap())
        .collect()
}

/// The case as the store would give it, with its whole journal.
pub(crate) fn file(case: Journal<Case>) -> File<Case> {
    let entries = entries(&case);
    let journal = Journal::stored(case.record().clone(), case.version(), case.head());
    File {
        journal,
        entries,
        has_earlier: false,
        from: 1,
    }
}

/// The area as the store would give it.
pub(crate) fn stored_area() -> Journal<Area> {
    let profile = area().profile;
    let journal = Area::register(&id("RUN"), profile, &coordinator()).unwrap();
    assert_eq!(journal.id(), "RUN");
    journal
}
