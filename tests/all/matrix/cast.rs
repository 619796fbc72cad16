//! Everybody who asks: each role at each stand to the case, and those let in for a time.

use access::Caller;
use chrono::Days;
use domain::{
    AgencyId, CaseId, Journal, Note, Stamp,
    case::{
        AccessPolicy, Breadth, Case, Finding,
        access::{Alarm, Granting},
    },
    directory::{Grant, Person, PersonProfile, Role},
    gateway::Gateway,
};
use store::Commit;

use super::fields::Words;
use crate::world::World;

/// Every role, and none.
pub(super) const ROLES: [(&str, Option<Role>); 8] = [
    ("none", None),
    ("practitioner", Some(Role::Practitioner)),
    ("coordinator", Some(Role::Coordinator)),
    ("chair", Some(Role::Chair)),
    ("agency_lead", Some(Role::AgencyLead)),
    ("analyst", Some(Role::CountyAnalyst)),
    ("protector", Some(Role::DataProtectionOfficer)),
    ("administrator", Some(Role::Administrator)),
];

/// Where an agency, or one person of it, stands to the case.
pub(super) struct Stand {
    pub(super) name: &'static str,
    pub(super) agency: &'static str,
    /// The area that roles are held in; `None` for all.
    area: Option<&'static str>,
    /// The roles that there is somebody in.
    roles: &'static [&'static str],
    how: How,
}

/// How somebody comes to see the case without being on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Place,
    Granted,
    ToAgency,
    Expired,
    Ended,
    Emergency,
    EmergencyOver,
    NotJustified,
    Left,
    LeftGranted,
}

const EVERY: &[&str] = &[
    "none",
    "practitioner",
    "coordinator",
    "chair",
    "agency_lead",
    "analyst",
    "protector",
    "administrator",
];
const ONE: &[&str] = &["practitioner"];

const fn by_place(name: &'static str, agency: &'static str, area: Option<&'static str>) -> Stand {
    Stand {
        name,
        agency,
        area,
        roles: EVERY,
        how: How::Place,
    }
}

const fn guest(
    name: &'static str,
    agency: &'static str,
    roles: &'static [&'static str],
    how: How,
) -> Stand {
    let foreign = matches!(agency.as_bytes(), b"woking-council");
    Stand {
        name,
        agency,
        area: Some(if foreign { "WOK" } else { "RUN" }),
        roles,
        how,
    }
}

pub(super) const STANDS: [Stand; 23] = [
    by_place("originator", "surrey-police", Some("RUN")),
    by_place("lead", "runnymede-council", Some("RUN")),
    by_place("named", "health-partners", Some("RUN")),
    by_place("keeper", "youth-justice", Some("RUN")),
    by_place("referrer", "wey-meadow-homes", Some("RUN")),
    by_place("removed", "bridgeway", Some("RUN")),
    by_place("partner", "clearwater", Some("RUN")),
    by_place("foreign", "woking-council", Some("WOK")),
    by_place("county", "surrey-county-council", None),
    guest("granted", "clearwater", ONE, How::Granted),
    guest(
        "granted agency",
        "national-probation-service",
        EVERY,
        How::ToAgency,
    ),
    guest("expired", "clearwater", ONE, How::Expired),
    guest("ended", "clearwater", ONE, How::Ended),
    guest("emergency", "clearwater", ONE, How::Emergency),
    guest("emergency over", "clearwater", ONE, How::EmergencyOver),
    guest("not justified", "clearwater", ONE, How::NotJustified),
    guest("foreign granted", "woking-council", ONE, How::Granted),
    guest("foreign emergency", "woking-council", ONE, How::Emergency),
    guest("asker", "clearwater", ONE, How::Place),
    guest("intruder", "clearwater", ONE, How::Place),
    guest("writer", "clearwater", ONE, How::Place),
    guest(
        "left",
        "surrey-police",
        &["practitioner", "coordinator"],
        How::Left,
    ),
    guest("left guest", "clearwater", ONE, How::LeftGranted),
];

/// One who asks.
pub(super) struct Somebody {
    pub(super) role: &'static str,
    pub(super) stand: &'static str,
    pub(super) agency: &'static str,
    /// Whether their role is held in the area of the case.
    pub(super) here: bool,
    /// Whether they ask also where nothing of a case is at stake.
    pub(super) one_of_each: bool,
    pub(super) token: String,
    email: String,
    how: How,
}

impl Somebody {
    pub(super) fn left(&self) -> bool {
        matches!(self.how, How::Left | How::LeftGranted)
    }

    pub(super) fn email(&self) -> &str {
        &self.email
    }

    pub(super) fn name(&self) -> String {
        format!("{} {}", self.role, self.stand)
    }
}

const SYSTEM: Caller = Caller::System("test");

/// Everybody, registered; they have no tokens yet.
pub(super) async fn register(world: &World) -> Vec<Somebody> {
    let store = world.local.store();
    let mut all = Vec::new();
    let mut commit = Commit::default();
    for stand in &STANDS {
        let agency: AgencyId = stand.agency.parse().unwrap();
        let agency_name = store.agency(&agency).await.unwrap().name.clone();
        for (name, role) in &ROLES {
            if !stand.roles.contains(name) {
                continue;
            }
            let email = format!("{name}.{}@matrix.example", stand.name.replace(' ', "."));
            let everywhere = *role == Some(Role::Administrator);
            let area = stand.area.filter(|_| !everywhere);
            let profile = PersonProfile {
                name: format!("Matrix {name} {}", stand.name),
                email: email.clone(),
                agency: agency.clone(),
                agency_name: agency_name.clone(),
                grants: role
                    .iter()
                    .map(|role| Grant {
                        role: *role,
                        area: area.map(|area| area.parse().unwrap()),
                    })
                    .collect(),
            };
            let person = Person::register(profile, &stamp(world, &SYSTEM)).unwrap();
            commit = commit.with(person);
            if commit.items() > 80 {
                store.commit(std::mem::take(&mut commit)).await.unwrap();
            }
            let typical = ["originator", "lead", "partner", "foreign", "county"];
            all.push(Somebody {
                role: name,
                stand: stand.name,
                agency: stand.agency,
                here: area != Some("WOK"),
                one_of_each: typical.contains(&stand.name)
                    || (stand.how != How::Place || stand.roles.len() == 1)
                        && *name == "practitioner",
                token: String::new(),
                email,
                how: stand.how,
            });
        }
    }
    store.commit(commit).await.unwrap();
    all
}

/// Gives everybody a token of their own; those who will have left get theirs before.
pub(super) async fn sign_in(world: &World, all: &mut [Somebody]) {
    for somebody in all {
        somebody.token = world.local.token(&somebody.email).await.unwrap();
    }
}

/// Lets in those whose access will be over by tomorrow.
pub(super) async fn let_in_for_today(world: &World, all: &[Somebody], case: CaseId) {
    for guest in all {
        match guest.how {
            How::Expired => grant(world, guest, case, 0).await,
            How::EmergencyOver => break_glass(world, guest, case).await,
            _ => {}
        }
    }
}

/// Lets in all the others, and takes some of it back.
pub(super) async fn let_in(world: &World, all: &[Somebody], case: CaseId) {
    // Whoever acts for the agency is let in by one request.
    let first = all.iter().find(|guest| guest.how == How::ToAgency).unwrap();
    grant(world, first, case, 30).await;
    for guest in all {
        match guest.how {
            How::Granted | How::Ended | How::LeftGranted => grant(world, guest, case, 30).await,
            How::Emergency | How::NotJustified => break_glass(world, guest, case).await,
            _ => {}
        }
        match guest.how {
            How::Ended => end(world, guest, case).await,
            How::NotJustified => find_unjustified(world, guest, case).await,
            _ => {}
        }
    }
}

/// Those who have left, leave.
pub(super) async fn leave(world: &World, all: &[Somebody]) {
    let store = world.local.store();
    for somebody in all.iter().filter(|somebody| somebody.left()) {
        let person = store.person_by_email(&somebody.email).await.unwrap();
        let person = person.unwrap().leave(&stamp(world, &SYSTEM)).unwrap();
        store.commit(Commit::of(person)).await.unwrap();
    }
}

fn stamp(world: &World, caller: &Caller) -> Stamp {
    edge::stamp(caller, world.local.clock().now()).unwrap()
}

async fn caller(world: &World, somebody: &Somebody) -> Caller {
    let person = world.local.store().person_by_email(&somebody.email);
    Caller::of(
        &person.await.unwrap().unwrap(),
        &Default::default(),
        Default::default(),
    )
    .unwrap()
}

async fn case_of(world: &World, case: CaseId) -> Journal<Case> {
    let now = world.local.clock().now();
    let store = world.local.store();
    store.case_alone(case, &SYSTEM, now).await.unwrap().journal
}

async fn save(world: &World, case: Journal<Case>) {
    world.local.store().commit(Commit::of(case)).await.unwrap();
}

async fn grant(world: &World, guest: &Somebody, case: CaseId, days: u64) {
    let asking = stamp(world, &caller(world, guest).await);
    let case = case_of(world, case).await;
    let case = case
        .ask_access("Their agency", plain(), AccessPolicy::default(), &asking)
        .unwrap();
    let person = asking.actor.person();
    let mut requests = case.guests.requests.values();
    let request = requests.find(|each| each.guest.person == person.unwrap() && each.waits());
    let id = request.unwrap().id;
    let granting = Granting {
        to: match guest.how {
            How::ToAgency => Breadth::Agency,
            _ => Breadth::Person,
        },
        gateway: Gateway::CrimeAndDisorder,
        last_on: asking.today() + Days::new(days),
        reason: note("AnswerAccess", "reason"),
    };
    let answering = stamp(world, &SYSTEM);
    let case = case.grant_access(id, granting, AccessPolicy::default(), &answering);
    save(world, case.unwrap()).await;
}

async fn end(world: &World, guest: &Somebody, case: CaseId) {
    let person = caller(world, guest).await.person().unwrap();
    let case = case_of(world, case).await;
    let mut requests = case.guests.requests.values();
    let id = requests
        .find(|each| each.guest.person == person)
        .unwrap()
        .id;
    let ended = case.end_access(id, note("EndAccess", "reason"), &stamp(world, &SYSTEM));
    save(world, ended.unwrap()).await;
}

async fn break_glass(world: &World, guest: &Somebody, case: CaseId) {
    let taking = stamp(world, &caller(world, guest).await);
    let alarm = Alarm {
        reason: plain(),
        gateway: Gateway::VitalInterests,
    };
    let case = case_of(world, case).await;
    let case = case.break_glass("Their agency", alarm, AccessPolicy::default(), &taking);
    save(world, case.unwrap()).await;
}

async fn find_unjustified(world: &World, guest: &Somebody, case: CaseId) {
    let person = caller(world, guest).await.person().unwrap();
    let case = case_of(world, case).await;
    let mut emergencies = case.guests.emergencies.values();
    let id = emergencies
        .find(|each| each.guest.person == person)
        .unwrap()
        .id;
    let note = note("ReviewAccess", "note");
    let reviewing = stamp(world, &SYSTEM);
    let case = case.review_emergency(id, Finding::NotJustified, note, &reviewing);
    save(world, case.unwrap()).await;
}

/// A reason that tells nothing.
fn plain() -> Note {
    Note::parse("A reason").unwrap()
}

/// What such a request would have planted.
fn note(schema: &str, field: &str) -> Note {
    Note::parse(&Words::published().planted(schema, field).unwrap()).unwrap()
}
