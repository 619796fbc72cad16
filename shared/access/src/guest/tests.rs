//! No sequence of events shows an unentitled caller a case or a limited entry: random histories,
//! against a model that is simpler than the policies.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    Actor, AgencyId, EntryId, Journal, Note, PersonId, Prose, Stamp,
    case::{
        AccessPolicy, Breadth, Case, EntryKind, Finding, Granting, Joining, Opening, Refused,
        access::Alarm,
        entry::{Telling, chronology},
    },
    gateway::Gateway,
    referral::{Form, Referral},
};
use proptest::prelude::*;

use super::*;
use crate::entry::shows;

const AGENCIES: [&str; 5] = ["council", "homes", "police", "health", "fire"];
const PEOPLE: usize = 10;

/// Two people at each agency; none of them has a role.
fn agency_of(person: usize) -> AgencyId {
    AGENCIES[person % AGENCIES.len()].parse().unwrap()
}

fn id_of(person: usize) -> PersonId {
    PersonId::from(uuid::Uuid::from_u128(1 + person as u128))
}

fn caller(person: usize) -> Caller {
    Caller::Person {
        id: id_of(person),
        name: format!("Person {person}"),
        agency: agency_of(person),
        agency_name: agency_of(person).to_string(),
        grants: Vec::new(),
    }
}

fn start() -> DateTime<Utc> {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

fn note() -> Note {
    Note::parse("A reason").unwrap()
}

fn stamp(person: usize, now: DateTime<Utc>, turn: usize) -> Stamp {
    let actor = Actor::Person {
        person: id_of(person),
        name: format!("Person {person}"),
        agency: agency_of(person),
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&(turn as u64).to_be_bytes());
    Stamp::new(actor, now, seed)
}

fn joining(agency: &str) -> Joining {
    Joining {
        agency: agency.parse().unwrap(),
        name: agency.to_owned(),
        gateway: Gateway::CrimeAndDisorder,
        reason: prose("Holds part of it"),
    }
}

/// Led by the council, with the homes and the police on it.
fn case() -> Journal<Case> {
    let form: Form = serde_json::from_str(
        r#"{"area": "RUN", "kind": "person", "headline": "Noise", "behaviours": [],
        "subjects": [], "relationships": null, "children": null, "incidents": [],
        "impact": "sleepless", "risk": {"band": "medium", "rationale": "escalating"},
        "tried": "letters", "why_multi_agency": "several", "forums": [],
        "gateway": "crime_and_disorder", "sharing_reason": "prevention"}"#,
    )
    .unwrap();
    let referral = Referral::receive(form.clone(), 5, &stamp(1, start(), 0)).unwrap();
    let opening = Opening {
        reference: "RUN-2026-0001".into(),
        lead: joining("council"),
        referrer: joining("homes"),
        reason: prose("Meets the threshold"),
    };
    let lead = stamp(0, start(), 1);
    let case = Case::open(&referral, &form, opening, &lead).unwrap();
    case.add_agency(joining("police"), &lead).unwrap()
}

#[derive(Debug, Clone)]
enum Turn {
    Ask(usize),
    Grant(usize, bool, u64),
    Refuse(usize),
    End(usize),
    Break(usize),
    Review(usize, bool),
    Tell(usize, Option<Vec<usize>>),
    Limit(usize, Option<Vec<usize>>),
    Join(usize),
    Leave(usize),
    Wait(i64),
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let person = || 0..PEOPLE;
    let only = || proptest::option::of(proptest::collection::vec(0..AGENCIES.len(), 0..3));
    let turn = prop_oneof![
        person().prop_map(Turn::Ask),
        (0..4usize, any::<bool>(), 0..3u64).prop_map(|(n, all, days)| Turn::Grant(n, all, days)),
        (0..4usize).prop_map(Turn::Refuse),
        (0..4usize).prop_map(Turn::End),
        person().prop_map(Turn::Break),
        (0..4usize, any::<bool>()).prop_map(|(n, fine)| Turn::Review(n, fine)),
        (person(), only()).prop_map(|(who, only)| Turn::Tell(who, only)),
        (0..6usize, only()).prop_map(|(n, only)| Turn::Limit(n, only)),
        (0..AGENCIES.len()).prop_map(Turn::Join),
        (0..AGENCIES.len()).prop_map(Turn::Leave),
        (1..40i64).prop_map(Turn::Wait),
    ];
    proptest::collection::vec(turn, 1..40)
}

/// What the model knows: until when each person may read, and who may see each entry.
#[derive(Default)]
struct Model {
    members: BTreeSet<AgencyId>,
    /// Access by its place among all that was asked for: who, for all at their agency, until when.
    granted: Vec<(usize, bool, DateTime<Utc>)>,
    entries: Vec<(EntryId, AgencyId, Option<BTreeSet<AgencyId>>)>,
}

impl Model {
    fn reads(&self, person: usize, now: DateTime<Utc>) -> bool {
        let given = self.granted.iter().any(|(who, all, until)| {
            let to = *who == person || (*all && agency_of(*who) == agency_of(person));
            to && now < *until
        });
        self.members.contains(&agency_of(person)) || given
    }

    fn sees(&self, person: usize, entry: EntryId, now: DateTime<Utc>) -> bool {
        let own = agency_of(person);
        let entry = self.entries.iter().find(|(id, ..)| *id == entry).unwrap();
        let allowed = match &entry.2 {
            None => true,
            Some(only) => entry.1 == own || only.contains(&own),
        };
        self.reads(person, now) && allowed
    }
}

fn named(only: Option<Vec<usize>>) -> Option<BTreeSet<AgencyId>> {
    only.map(|only| {
        only.into_iter()
            .map(|n| AGENCIES[n].parse().unwrap())
            .collect()
    })
}

/// Plays the turns; those that a rule refuses change nothing in either.
fn play(turns: Vec<Turn>) -> (Journal<Case>, Model, DateTime<Utc>) {
    let mut case = case();
    let mut now = start();
    let mut model = Model {
        members: ["council", "homes", "police"]
            .map(|agency| agency.parse().unwrap())
            .into(),
        ..Model::default()
    };
    // Where in `granted` each access stands.
    let mut places = std::collections::BTreeMap::new();
    let policy = AccessPolicy::default();
    for (n, turn) in turns.into_iter().enumerate() {
        now += TimeDelta::minutes(1);
        let lead = stamp(0, now, n + 10);
        let done: Result<Journal<Case>, Refused> = match turn.clone() {
            Turn::Wait(hours) => {
                now += TimeDelta::hours(hours);
                continue;
            }
            Turn::Ask(who) => case
                .clone()
                .ask_access("x", note(), &stamp(who, now, n + 10)),
            Turn::Grant(nth, all, days) => {
                let Some(id) = case.guests.requests.keys().nth(nth).copied() else {
                    continue;
                };
                let to = if all {
                    Breadth::Agency
                } else {
                    Breadth::Person
                };
                let granting = Granting {
                    to,
                    gateway: Gateway::CrimeAndDisorder,
                    last_on: now.date_naive() + Days::new(days),
                    reason: note(),
                };
                let done = case.clone().grant_access(id, granting, policy, &lead);
                if done.is_ok() {
                    let guest = case.guests.requests[&id].guest.person;
                    let who = (0..PEOPLE).find(|who| id_of(*who) == guest).unwrap();
                    // In November midnight in London is midnight by UTC.
                    let next = now.date_naive() + Days::new(days + 1);
                    let until = next.and_hms_opt(0, 0, 0).unwrap().and_utc();
                    places.insert(id, model.granted.len());
                    model.granted.push((who, all, until));
                }
                done
            }
            Turn::Refuse(nth) => {
                let Some(id) = case.guests.requests.keys().nth(nth).copied() else {
                    continue;
                };
                case.clone().refuse_access(id, note(), &lead)
            }
            Turn::End(nth) => {
                let Some(id) = case.guests.requests.keys().nth(nth).copied() else {
                    continue;
                };
                let done = case.clone().end_access(id, note(), &lead);
                if done.is_ok() {
                    model.granted[places[&id]].2 = now;
                }
                done
            }
            Turn::Break(who) => {
                let alarm = Alarm {
                    reason: note(),
                    gateway: Gateway::VitalInterests,
                };
                let by = stamp(who, now, n + 10);
                let done = case.clone().break_glass("x", alarm, policy, &by);
                if let Ok(done) = &done {
                    let id = *done.guests.emergencies.keys().max().unwrap();
                    places.insert(id, model.granted.len());
                    model.granted.push((who, false, now + TimeDelta::hours(24)));
                }
                done
            }
            Turn::Review(nth, fine) => {
                let Some(id) = case.guests.emergencies.keys().nth(nth).copied() else {
                    continue;
                };
                let finding = if fine {
                    Finding::Justified
                } else {
                    Finding::NotJustified
                };
                let done = case.clone().review_emergency(id, finding, note(), &lead);
                if done.is_ok() && !fine {
                    let until = &mut model.granted[places[&id]].2;
                    *until = now.min(*until);
                }
                done
            }
            Turn::Tell(who, only) => {
                // The page lets only those tell who are on the case.
                if !model.members.contains(&agency_of(who)) {
                    continue;
                }
                let only = named(only);
                let telling = Telling {
                    kind: EntryKind::Note,
                    on: now.date_naive(),
                    text: prose("Something"),
                    gateway: Gateway::CrimeAndDisorder,
                    material: Default::default(),
                    only: only.clone(),
                };
                let done = case.clone().tell(telling, &stamp(who, now, n + 10));
                if let Ok(done) = &done {
                    let entry = said(done).last().unwrap().entry;
                    model.entries.push((entry, agency_of(who), only));
                }
                done
            }
            Turn::Limit(nth, only) => {
                let Some(place) = (nth < model.entries.len()).then_some(nth) else {
                    continue;
                };
                let (entry, agency, _) = model.entries[place].clone();
                let all = said(&case);
                let said = all.iter().find(|said| said.entry == entry).unwrap();
                let who = (0..PEOPLE).find(|who| agency_of(*who) == agency).unwrap();
                let only = named(only);
                let by = stamp(who, now, n + 10);
                let done = case.clone().limit_entry(said, only.clone(), &by);
                if done.is_ok() {
                    model.entries[place].2 = only;
                }
                done
            }
            Turn::Join(n) => {
                let done = case.clone().add_agency(joining(AGENCIES[n]), &lead);
                if done.is_ok() {
                    model.members.insert(AGENCIES[n].parse().unwrap());
                }
                done
            }
            Turn::Leave(n) => {
                let agency: AgencyId = AGENCIES[n].parse().unwrap();
                let done = case
                    .clone()
                    .remove_agency(agency.clone(), prose("x"), &lead);
                if done.is_ok() {
                    model.members.remove(&agency);
                }
                done
            }
        };
        if let Ok(done) = done {
            case = done;
        }
    }
    (case, model, now)
}

/// What agencies said, in the order in which it was written down.
fn said(case: &Journal<Case>) -> Vec<domain::case::Said> {
    let entries: Vec<_> = case
        .pending()
        .iter()
        .map(|entry| entry.open::<Case>().unwrap())
        .collect();
    let mut said = chronology(&entries);
    said.sort_by_key(|said| said.at);
    said
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_history_shows_anybody_what_is_not_theirs(turns in turns()) {
        let (case, model, now) = play(turns);
        for moment in [now, now + TimeDelta::hours(25), now + TimeDelta::days(4)] {
            for person in 0..PEOPLE {
                let who = caller(person);
                let reads = read(&who, &case, moment).is_permitted();
                prop_assert_eq!(reads, model.reads(person, moment), "{} reads at {}", person, moment);
                for (entry, ..) in &model.entries {
                    // An entry is asked for only by those who read the case.
                    let sees = reads && shows(&who, &case, *entry, moment);
                    prop_assert_eq!(sees, model.sees(person, *entry, moment), "{} sees an entry", person);
                }
            }
            // A pack is an agency's: what was given to people is not in it.
            for agency in AGENCIES {
                let agency: AgencyId = agency.parse().unwrap();
                let pack = Caller::Agency(agency.clone());
                let reads = read(&pack, &case, moment).is_permitted();
                prop_assert_eq!(reads, model.members.contains(&agency));
            }
        }
    }
}

#[test]
fn who_decides_about_access_as_a_table() {
    use domain::directory::{Grant, Role};
    let case = case();
    let person = |agency: &str, roles: &[(Role, Option<&str>)]| Caller::Person {
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
    let guest = |person: usize| Guest {
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
