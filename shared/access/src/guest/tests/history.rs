//! No sequence of events shows an unentitled caller a case or a limited entry: random histories,
//! against a model that is simpler than the policies (R3.1, R3.2, R3.3).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    AccessId, Actor, AgencyId, AreaCode, EntryId, Journal, Note, PersonId, Prose, Stamp,
    case::{
        AccessPolicy, Breadth, Case, EntryKind, Finding, Granting, Joining, Opening, Pace, Refused,
        Said,
        access::Alarm,
        entry::{Telling, chronology},
    },
    directory::{Grant, Person, PersonProfile, Role},
    gateway::Gateway,
    referral::{Form, Referral},
};
use proptest::prelude::*;

use super::*;
use crate::entry::shows_line;

const AGENCIES: [&str; 5] = ["council", "homes", "police", "health", "fire"];
const PEOPLE: usize = 10;
const ROLES: [(Role, Option<&str>); 8] = [
    (Role::Practitioner, None),
    (Role::Coordinator, Some("RUN")),
    (Role::Coordinator, Some("WOK")),
    (Role::Chair, Some("RUN")),
    (Role::Chair, None),
    (Role::CountyAnalyst, None),
    (Role::DataProtectionOfficer, None),
    (Role::Administrator, None),
];

/// Two people at each agency; at first none of them has a role.
fn agency_of(person: usize) -> AgencyId {
    agency(person % AGENCIES.len())
}

fn agency(nth: usize) -> AgencyId {
    AGENCIES[nth].parse().unwrap()
}

/// Somebody who is in no history.
pub(super) fn id_of(person: u128) -> PersonId {
    PersonId::from(uuid::Uuid::from_u128(1 + person))
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

fn stamp(actor: Actor, now: DateTime<Utc>, turn: usize) -> Stamp {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&(turn as u64).to_be_bytes());
    Stamp::new(actor, now, seed)
}

fn system(now: DateTime<Utc>, turn: usize) -> Stamp {
    let job = "test".to_owned();
    stamp(Actor::System { job }, now, turn)
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
pub(super) fn case() -> Journal<Case> {
    let form: Form = serde_json::from_str(
        r#"{"area": "RUN", "kind": "person", "headline": "Noise", "behaviours": [],
        "subjects": [], "relationships": null, "children": null, "incidents": [],
        "impact": "sleepless", "risk": {"band": "medium", "rationale": "escalating"},
        "tried": "letters", "why_multi_agency": "several", "forums": [],
        "gateway": "crime_and_disorder", "sharing_reason": "prevention"}"#,
    )
    .unwrap();
    let by = |agency: &str| Actor::Person {
        person: id_of(90),
        name: "Somebody Else".into(),
        agency: agency.parse().unwrap(),
    };
    let referral = Referral::receive(form.clone(), 5, &stamp(by("homes"), start(), 0)).unwrap();
    let opening = Opening {
        area: referral.area.clone(),
        reference: "RUN-2026-0001".into(),
        lead: joining("council"),
        referrer: joining("homes"),
        reason: prose("Meets the threshold"),
        pace: Pace::default(),
    };
    let lead = stamp(by("council"), start(), 1);
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
    Correct(usize),
    Withdraw(usize),
    Join(usize),
    Leave(usize),
    Lead(usize),
    Appoint(usize, usize),
    Dismiss(usize),
    Quit(usize),
    Wait(i64),
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let person = || 0..PEOPLE;
    let place = || 0..AGENCIES.len();
    let only = || proptest::option::of(proptest::collection::vec(0..AGENCIES.len(), 0..3));
    let turn = prop_oneof![
        3 => person().prop_map(Turn::Ask),
        3 => (0..4usize, any::<bool>(), 0..3u64).prop_map(|(n, all, days)| Turn::Grant(n, all, days)),
        1 => (0..4usize).prop_map(Turn::Refuse),
        1 => (0..4usize).prop_map(Turn::End),
        2 => person().prop_map(Turn::Break),
        2 => (0..4usize, any::<bool>()).prop_map(|(n, fine)| Turn::Review(n, fine)),
        4 => (person(), only()).prop_map(|(who, only)| Turn::Tell(who, only)),
        2 => (0..6usize, only()).prop_map(|(n, only)| Turn::Limit(n, only)),
        2 => (0..6usize).prop_map(Turn::Correct),
        1 => (0..6usize).prop_map(Turn::Withdraw),
        2 => place().prop_map(Turn::Join),
        2 => place().prop_map(Turn::Leave),
        1 => place().prop_map(Turn::Lead),
        1 => (person(), 0..ROLES.len()).prop_map(|(who, role)| Turn::Appoint(who, role)),
        1 => person().prop_map(Turn::Dismiss),
        1 => person().prop_map(Turn::Quit),
        2 => (1..40i64).prop_map(Turn::Wait),
    ];
    proptest::collection::vec(turn, 1..40)
}

/// What the model knows of somebody.
#[derive(Clone, Default)]
struct Known {
    left: bool,
    /// Whether they coordinate or chair in the case's area.
    runs: bool,
}

/// What the model knows: until when each person may read, and who may see each entry.
struct Model {
    members: BTreeSet<AgencyId>,
    people: Vec<Known>,
    /// Access: who, for all at their agency, until when.
    given: BTreeMap<AccessId, (usize, bool, DateTime<Utc>)>,
    entries: Vec<Told>,
}

struct Told {
    id: EntryId,
    by: AgencyId,
    only: Option<BTreeSet<AgencyId>>,
}

impl Told {
    fn admits(&self, agency: &AgencyId) -> bool {
        match &self.only {
            None => true,
            Some(only) => self.by == *agency || only.contains(agency),
        }
    }
}

impl Model {
    fn reads(&self, person: usize, now: DateTime<Utc>) -> bool {
        let given = self.given.values().any(|(who, all, until)| {
            let to = *who == person || (*all && agency_of(*who) == agency_of(person));
            to && now < *until
        });
        let Known { left, runs } = self.people[person];
        !left && (self.members.contains(&agency_of(person)) || given || runs)
    }
}

/// A history in the making: the case and the people as they are, and what the model knows.
struct Play {
    case: Journal<Case>,
    people: Vec<Journal<Person>>,
    model: Model,
    now: DateTime<Utc>,
    turn: usize,
}

impl Play {
    fn begin() -> Self {
        let person = |n: usize| {
            let profile = PersonProfile {
                name: format!("Person {n}"),
                email: format!("person{n}@{}.example", agency_of(n)),
                agency: agency_of(n),
                agency_name: agency_of(n).to_string(),
                grants: Vec::new(),
            };
            Person::register(profile, &system(start(), 1_000 + n)).unwrap()
        };
        Self {
            case: case(),
            people: (0..PEOPLE).map(person).collect(),
            model: Model {
                members: [0, 1, 2].map(agency).into(),
                people: vec![Known::default(); PEOPLE],
                given: BTreeMap::new(),
                entries: Vec::new(),
            },
            now: start(),
            turn: 10,
        }
    }

    /// Somebody's stamp: they act as who they are.
    fn by(&self, person: usize) -> Stamp {
        let who = &self.people[person];
        let actor = Actor::Person {
            person: who.id,
            name: who.name.clone(),
            agency: who.agency.clone(),
        };
        stamp(actor, self.now, self.turn)
    }

    fn nth_request(&self, nth: usize) -> Option<AccessId> {
        self.case.guests.requests.keys().nth(nth).copied()
    }

    /// What the agency said that brought the `nth` entry, and the stamp of somebody there.
    fn own(&self, nth: usize) -> Option<(Said, Stamp)> {
        let told = self.model.entries.get(nth)?;
        let said = said(&self.case);
        let said = said.into_iter().find(|said| said.entry == told.id).unwrap();
        let who = (0..PEOPLE).find(|who| agency_of(*who) == told.by).unwrap();
        Some((said, self.by(who)))
    }

    /// The same words of every text about the `nth` entry, and of no other.
    fn words(nth: usize) -> String {
        format!("entry<{nth}>")
    }

    /// Plays a turn; one that a rule refuses changes nothing, neither here nor in the model.
    fn play(&mut self, turn: Turn) -> Option<Result<(), Refused>> {
        self.now += TimeDelta::minutes(1);
        self.turn += 1;
        match turn {
            Turn::Wait(hours) => self.now += TimeDelta::hours(hours),
            Turn::Appoint(who, role) => self.appoint(who, Some(ROLES[role])),
            Turn::Dismiss(who) => self.appoint(who, None),
            Turn::Quit(who) => {
                if let Ok(left) = self.people[who].clone().leave(&system(self.now, self.turn)) {
                    self.people[who] = left;
                    self.model.people[who].left = true;
                }
            }
            Turn::Join(n) => return Some(self.join(n)),
            Turn::Leave(n) => return Some(self.leave(n)),
            Turn::Lead(n) => {
                let by = system(self.now, self.turn);
                let case = self.case.clone().change_lead(agency(n), prose("x"), &by);
                return Some(case.map(|case| self.case = case));
            }
            Turn::Tell(who, only) => return self.tell(who, only),
            Turn::Limit(nth, only) => return self.limit(nth, only),
            Turn::Correct(nth) => {
                let (said, by) = self.own(nth)?;
                let (text, why) = (prose(&Self::words(nth)), prose(&Self::words(nth)));
                let case = self.case.clone().correct(&said, text, why, &by);
                return Some(case.map(|case| self.case = case));
            }
            Turn::Withdraw(nth) => {
                let (said, by) = self.own(nth)?;
                let why = prose(&Self::words(nth));
                let case = self.case.clone().withdraw(&said, why, &by);
                return Some(case.map(|case| self.case = case));
            }
            other => return self.visit(other),
        }
        Some(Ok(()))
    }

    fn appoint(&mut self, who: usize, role: Option<(Role, Option<&str>)>) {
        let mut profile = self.people[who].profile.clone();
        let grant = |(role, area): (Role, Option<&str>)| Grant {
            role,
            area: area.map(|area| area.parse::<AreaCode>().unwrap()),
        };
        profile.grants = role.into_iter().map(grant).collect();
        let by = system(self.now, self.turn);
        self.people[who] = self.people[who].clone().amend(profile, &by).unwrap();
        self.model.people[who].runs = matches!(
            role,
            Some((Role::Coordinator | Role::Chair, None | Some("RUN")))
        );
    }

    fn join(&mut self, n: usize) -> Result<(), Refused> {
        let by = system(self.now, self.turn);
        self.case = self.case.clone().add_agency(joining(AGENCIES[n]), &by)?;
        self.model.members.insert(agency(n));
        Ok(())
    }

    fn leave(&mut self, n: usize) -> Result<(), Refused> {
        let by = system(self.now, self.turn);
        let case = self.case.clone();
        self.case = case.remove_agency(agency(n), prose("x"), &by)?;
        self.model.members.remove(&agency(n));
        Ok(())
    }

    fn tell(&mut self, who: usize, only: Option<Vec<usize>>) -> Option<Result<(), Refused>> {
        // The page lets only those tell who are on the case.
        if !self.model.members.contains(&agency_of(who)) {
            return None;
        }
        let only = named(only);
        let telling = Telling {
            kind: EntryKind::Note,
            on: self.now.date_naive(),
            text: prose(&Self::words(self.model.entries.len())),
            gateway: Gateway::CrimeAndDisorder,
            material: Default::default(),
            only: only.clone(),
        };
        let case = self.case.clone().tell(telling, &self.by(who));
        Some(case.map(|case| {
            let id = said(&case).last().unwrap().entry;
            let by = agency_of(who);
            self.model.entries.push(Told { id, by, only });
            self.case = case;
        }))
    }

    fn limit(&mut self, nth: usize, only: Option<Vec<usize>>) -> Option<Result<(), Refused>> {
        let (said, by) = self.own(nth)?;
        let only = named(only);
        let case = self.case.clone().limit_entry(&said, only.clone(), &by);
        Some(case.map(|case| {
            self.case = case;
            self.model.entries[nth].only = only;
        }))
    }

    /// Turns of those who are not on the case, and of those who decide about them.
    fn visit(&mut self, turn: Turn) -> Option<Result<(), Refused>> {
        let (now, lead) = (self.now, system(self.now, self.turn));
        let policy = AccessPolicy::default();
        let case = self.case.clone();
        let done = match turn {
            Turn::Ask(who) => case.ask_access("x", note(), policy, &self.by(who)),
            Turn::Grant(nth, all, days) => {
                let id = self.nth_request(nth)?;
                let granting = Granting {
                    to: if all {
                        Breadth::Agency
                    } else {
                        Breadth::Person
                    },
                    gateway: Gateway::CrimeAndDisorder,
                    last_on: now.date_naive() + Days::new(days),
                    reason: note(),
                };
                let guest = case.guests.requests[&id].guest.person;
                let mut people = self.people.iter();
                let who = people.position(|person| person.id == guest).unwrap();
                // In November midnight in London is midnight by UTC.
                let next = now.date_naive() + Days::new(days + 1);
                let until = next.and_hms_opt(0, 0, 0).unwrap().and_utc();
                let granted = case.grant_access(id, granting, policy, &lead);
                granted.inspect(|_| {
                    self.model.given.insert(id, (who, all, until));
                })
            }
            Turn::Refuse(nth) => case.refuse_access(self.nth_request(nth)?, note(), &lead),
            Turn::End(nth) => {
                let id = self.nth_request(nth)?;
                let ended = case.end_access(id, note(), &lead);
                ended.inspect(|_| self.model.given.get_mut(&id).unwrap().2 = now)
            }
            Turn::Break(who) => {
                let alarm = Alarm {
                    reason: note(),
                    gateway: Gateway::VitalInterests,
                };
                let until = now + TimeDelta::hours(24);
                let broken = case.break_glass("x", alarm, policy, &self.by(who));
                broken.inspect(|case| {
                    let id = *case.guests.emergencies.keys().max().unwrap();
                    self.model.given.insert(id, (who, false, until));
                })
            }
            Turn::Review(nth, fine) => {
                let id = case.guests.emergencies.keys().nth(nth).copied()?;
                let finding = if fine {
                    Finding::Justified
                } else {
                    Finding::NotJustified
                };
                let reviewed = case.review_emergency(id, finding, note(), &lead);
                reviewed.inspect(|_| {
                    let until = &mut self.model.given.get_mut(&id).unwrap().2;
                    if !fine {
                        *until = now.min(*until);
                    }
                })
            }
            _ => return None,
        };
        Some(done.map(|case| self.case = case))
    }
}

fn named(only: Option<Vec<usize>>) -> Option<BTreeSet<AgencyId>> {
    only.map(|only| only.into_iter().map(agency).collect())
}

/// What agencies said, in the order in which it was written down.
fn said(case: &Journal<Case>) -> Vec<Said> {
    let lines = case.pending().iter();
    let lines: Vec<_> = lines.map(|line| line.open::<Case>().unwrap()).collect();
    let mut said = chronology(&lines);
    said.sort_by_key(|said| said.at);
    said
}

/// The words of every line of the journal that is handed to a caller: nothing, unless they read
/// the case, and then what the store would leave of it.
fn handed(caller: Option<&Caller>, case: &Journal<Case>, now: DateTime<Utc>) -> Option<String> {
    let caller = caller.filter(|caller| read(caller, case, now).is_permitted())?;
    let mut text = String::new();
    for line in case.pending() {
        let open = line.open::<Case>().unwrap();
        if shows_line(caller, case, &open, now) {
            text += line.payload.as_deref().unwrap_or_default();
        }
    }
    Some(text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_history_shows_anybody_what_is_not_theirs(turns in turns(), later in 0..100i64) {
        let mut play = Play::begin();
        for turn in turns {
            // One that is refused changes nothing.
            let _ = play.play(turn);
        }
        let Play { case, people, model, now, .. } = play;
        for moment in [now, now + TimeDelta::hours(later)] {
            for (person, who) in people.iter().enumerate() {
                let caller = Caller::of(who, &Default::default(), Default::default());
                let handed = handed(caller.as_ref(), &case, moment);
                let reads = model.reads(person, moment);
                prop_assert_eq!(handed.is_some(), reads, "{} reads at {}", person, moment);
                let text = handed.unwrap_or_default();
                for (nth, told) in model.entries.iter().enumerate() {
                    let sees = reads && told.admits(&agency_of(person));
                    let shown = text.contains(&Play::words(nth));
                    prop_assert_eq!(shown, sees, "{} sees entry {} at {}", person, nth, moment);
                }
            }
            // A pack is an agency's: what was given to people is not in it.
            for agency in (0..AGENCIES.len()).map(agency) {
                let handed = handed(Some(&Caller::Agency(agency.clone())), &case, moment);
                let member = model.members.contains(&agency);
                prop_assert_eq!(handed.is_some(), member, "{}'s pack", agency);
                let text = handed.unwrap_or_default();
                for (nth, told) in model.entries.iter().enumerate() {
                    let sees = member && told.admits(&agency);
                    prop_assert_eq!(text.contains(&Play::words(nth)), sees, "{} in {}'s pack", nth, agency);
                }
            }
        }
    }
}
