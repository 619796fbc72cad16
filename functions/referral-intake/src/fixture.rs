//! Invented people and places, for this crate's tests.

use access::Caller;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Actor, Journal, PersonId, Prose, Stamp,
    directory::{Area, Grant, Role},
    journal::Aggregate,
    questions::Question,
    referral::Referral,
};
use serde_json::{Value, json};
use store::{File, stored::Stored};
use uuid::Uuid;

use crate::referral::{body::ReferralBody, parse::parse};

pub(crate) fn today() -> NaiveDate {
    "2026-11-21".parse().unwrap()
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

pub(crate) fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

/// A complete referral, as a program would send it.
pub(crate) fn sent() -> Value {
    json!({
        "area": "RUN",
        "kind": "person",
        "headline": "Noise and threats in a block of flats",
        "behaviours": ["vulnerable_victim", "directed_at_people"],
        "subjects": [
            {
                "role": "alleged_perpetrator",
                "name": "Alex Example",
                "aliases": "Lex",
                "born_on": "1994-03-27",
                "address": "12 Example Court, Addlestone",
                "postcode": "kt152ah",
                "uprn": "100061500000",
                "tenure": "council",
                "ethnicity": "White British",
                "language": "English",
                "disability": "None known",
                "mental_health": "Known to the community team",
                "substances": "Alcohol"
            },
            { "role": "victim", "name": "Sam Sample", "safe_contact": "By text message" },
            { "role": "location", "name": "Example Court", "address": "Addlestone" }
        ],
        "relationships": "Neighbours",
        "children": "None",
        "incidents": [{ "on": "2026-11-14", "what": "Shouting\nuntil 3am" }],
        "impact": "Three households are afraid",
        "risk": "high",
        "risk_rationale": "Threats have become weekly",
        "tried": "Two visits",
        "why_multi_agency": "Tenancy and policing have to act together",
        "forums": ["MARAC"],
        "other_forum": "Neighbourhood Watch",
        "gateway": "crime_and_disorder",
        "sharing_reason": "Asking would put the victim at risk"
    })
}

/// The same, with some of its fields replaced.
pub(crate) fn sent_with(changes: Value) -> ReferralBody {
    let mut body = sent();
    for (field, value) in changes.as_object().unwrap() {
        body[field] = value.clone();
    }
    serde_json::from_value(body).unwrap()
}

pub(crate) fn area() -> Area {
    serde_json::from_value(json!({
        "code": "RUN",
        "name": "Runnymede",
        "lead": "runnymede-council",
        "inbox": "community.safety@runnymede.example",
        "chair": null,
        "partners": [
            { "agency": "runnymede-council", "name": "Runnymede Borough Council" },
            { "agency": "surrey-police", "name": "Surrey Police" }
        ],
        "forums": ["charmm", "jag"],
        "triage_working_days": 2,
        "chase": { "remind_before": 2, "chase_after": 1, "lead_after": 3, "chair_after": 7 }
    }))
    .unwrap()
}

/// The area, with questions of its own.
pub(crate) fn asking(questions: Vec<Question>) -> Area {
    let questions = serde_json::to_value(questions).unwrap();
    Area {
        questions: serde_json::from_value(questions).unwrap(),
        ..area()
    }
}

pub(crate) fn caller(name: &str, agency: &str, roles: &[Role]) -> Caller {
    let grant = |role: &Role| Grant {
        role: *role,
        area: Some("RUN".parse().unwrap()),
    };
    Caller::Person {
        over: Default::default(),
        id: person(name),
        name: name.to_owned(),
        agency: agency.parse().unwrap(),
        agency_name: "An agency".to_owned(),
        grants: roles.iter().map(grant).collect(),
    }
}

fn person(name: &str) -> PersonId {
    PersonId::from(Uuid::from_u128(name.bytes().map(u128::from).sum()))
}

pub(crate) fn referrer() -> Caller {
    caller("Jo Referrer", "surrey-police", &[])
}

pub(crate) fn coordinator() -> Caller {
    caller("Ana Silva", "runnymede-council", &[Role::Coordinator])
}

pub(crate) fn stamp(caller: &Caller, seed: u8) -> Stamp {
    let actor: Actor = caller.actor();
    Stamp::new(
        actor,
        now() + chrono::TimeDelta::minutes(seed.into()),
        [seed; 32],
    )
}

pub(crate) fn received() -> Journal<Referral> {
    let form = parse(sent_with(json!({})), Some(&area()), today()).unwrap();
    Referral::receive(form, 2, &stamp(&referrer(), 1)).unwrap()
}

/// The journal as it would be read back from the store.
pub(crate) fn filed<A: Aggregate + Stored>(journal: Journal<A>) -> File<A> {
    let entries = journal
        .pending()
        .iter()
        .map(|entry| entry.open::<A>().unwrap());
    File {
        entries: entries.collect(),
        journal: Journal::stored(journal.record().clone(), journal.version(), journal.head()),
        has_earlier: false,
        from: 1,
    }
}
