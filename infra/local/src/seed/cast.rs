//! Agencies, people and areas.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::TimeDelta;
use domain::{
    Actor, AgencyId, Journal, Line, PersonId, Stamp,
    case::ChasePolicy,
    directory::{
        Agency, AgencyProfile, Area, AreaProfile, Grant, Partner, Person, PersonProfile, Role,
        Training,
    },
    meeting::Forum,
};
use serde::Deserialize;
use store::{Commit, MAX_ITEMS, Store};

use super::{
    commit,
    world::{Part, Place, Player, World, system},
};
use crate::aws::{ACCOUNT, REGION};

#[derive(Deserialize)]
struct Cast {
    agencies: Vec<AgencyLine>,
    people: Vec<PersonLine>,
}

#[derive(Deserialize)]
struct AgencyLine {
    id: AgencyId,
    part: Part,
    place: Option<Place>,
    name: String,
    /// Reserved for examples (RFC 2606), so that no mail could ever arrive.
    domain: String,
    /// The part of its inbox's address before the `@`; `bounce` for one whose mail comes back.
    #[serde(default = "usual_inbox")]
    inbox: String,
    #[serde(default)]
    topic: bool,
}

fn usual_inbox() -> String {
    "charmm".to_owned()
}

#[derive(Deserialize)]
struct PersonLine {
    name: String,
    agency: AgencyId,
    grants: Vec<(Role, Option<Place>)>,
    /// Whether they took the course that everybody takes.
    #[serde(default)]
    trained: bool,
    /// Whether they have left since.
    #[serde(default)]
    left: bool,
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match String::deserialize(from)?.as_str() {
            "runnymede" => Ok(Self::Runnymede),
            "woking" => Ok(Self::Woking),
            _ => Err(serde::de::Error::custom("not one of the two areas")),
        }
    }
}

/// Registers everybody, and remembers who acts in the stories.
pub(super) async fn plant(store: &Store, world: &mut World) -> anyhow::Result<()> {
    let cast: Cast = serde_json::from_str(include_str!("cast.json"))?;
    // Before anything else happened.
    let at = world.now - TimeDelta::days(400);
    let mut agencies = Commit::default();
    for agency in &cast.agencies {
        agencies = agencies.with(register_agency(agency, &system("set-up", at)?)?);
    }
    commit(store, agencies, "the agencies").await?;
    let mut people = Commit::default();
    let mut chairs = BTreeMap::new();
    for line in &cast.people {
        let agency = cast.agencies.iter().find(|agency| agency.id == line.agency);
        let agency = agency.with_context(|| format!("{} has no agency", line.name))?;
        let person = register_person(line, agency, &system("set-up", at)?)?;
        if let Some((Role::Chair, Some(place))) = line.grants.first() {
            chairs.insert(place.code()?, person.id);
        }
        if !line.left {
            world.players.extend(player(line, agency, &person));
        }
        if people.items() + 8 > MAX_ITEMS {
            commit(store, std::mem::take(&mut people), "the people").await?;
        }
        people = people.with(person);
    }
    commit(store, people, "the people").await?;
    let mut areas = Commit::default();
    for place in Place::ALL {
        let chair = chairs.get(&place.code()?).copied();
        let area = register_area(place, chair, &cast.agencies, &system("set-up", at)?)?;
        areas = areas.with(area);
    }
    commit(store, areas, "the areas").await
}

fn register_agency(line: &AgencyLine, stamp: &Stamp) -> anyhow::Result<Journal<Agency>> {
    let topic = format!("arn:aws:sns:{REGION}:{ACCOUNT}:charmm-{}", line.id);
    let profile = AgencyProfile {
        name: line.name.clone(),
        inbox: format!("{}@{}", line.inbox, line.domain),
        lead_inbox: format!("charmm.lead@{}", line.domain),
        topic: line.topic.then_some(topic),
    };
    Ok(Agency::register(&line.id, profile, stamp)?)
}

fn register_person(
    line: &PersonLine,
    agency: &AgencyLine,
    stamp: &Stamp,
) -> anyhow::Result<Journal<Person>> {
    let grants = line.grants.iter().map(|(role, place)| {
        let area = place.map(Place::code).transpose()?;
        Ok(Grant { role: *role, area })
    });
    let profile = PersonProfile {
        name: line.name.clone(),
        email: format!(
            "{}@{}",
            line.name.to_lowercase().replace(' ', "."),
            agency.domain
        ),
        agency: agency.id.clone(),
        agency_name: agency.name.clone(),
        grants: grants.collect::<anyhow::Result<_>>()?,
    };
    let mut person = Person::register(profile, stamp)?;
    if line.trained {
        let training = Training {
            course: Line::parse("Using charmm: the basics")?,
            on: stamp.today(),
            by: Some(Line::parse("Community safety team")?),
        };
        person = person.train(training, stamp)?;
    }
    if line.left {
        person = person.leave(stamp)?;
    }
    Ok(person)
}

fn register_area(
    place: Place,
    chair: Option<PersonId>,
    agencies: &[AgencyLine],
    stamp: &Stamp,
) -> anyhow::Result<Journal<Area>> {
    let here = |agency: &&AgencyLine| agency.place.is_none_or(|own| own == place);
    let lead = agencies
        .iter()
        .filter(here)
        .find(|agency| agency.part == Part::Council)
        .context("the area has no council")?;
    let partners = agencies.iter().filter(here).map(|agency| Partner {
        agency: agency.id.clone(),
        name: agency.name.clone(),
    });
    let profile = AreaProfile {
        name: format!("{place:?}"),
        lead: lead.id.clone(),
        inbox: format!("community.safety@{}", lead.domain),
        chair,
        partners: partners.collect(),
        forums: Forum::ALL.to_vec(),
        triage_working_days: 3,
        chase: ChasePolicy::default(),
        access: domain::case::AccessPolicy::default(),
        keep: domain::retention::Chosen::default(),
        cadences: super::meetings::cadences(place),
        since: None,
    };
    Ok(Area::register(&place.code()?, profile, stamp)?)
}

/// The person as one who acts in the stories, if they practise or coordinate.
fn player(line: &PersonLine, agency: &AgencyLine, person: &Person) -> Option<Player> {
    let (role, place) = line.grants.first()?;
    let coordinates = match role {
        Role::Coordinator => true,
        Role::Practitioner => false,
        _ => return None,
    };
    Some(Player {
        part: agency.part,
        place: *place,
        coordinates,
        actor: Actor::Person {
            person: person.id,
            name: person.name.clone(),
            agency: agency.id.clone(),
        },
        agency_name: agency.name.clone(),
    })
}
