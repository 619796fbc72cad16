//! The first areas, agencies and people of a deployed system, from a file (R11.2).
//!
//! `charmm set-up FILE --table NAME --bucket NAME` writes them into the table with whatever AWS
//! credentials it finds, as journalled records like any other. Repeating it changes nothing; what
//! is there already is left as it is.
//!
//! **Shape:** see `infra/set-up.example.yaml`.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, Utc};
use domain::{
    Actor, AgencyId, AreaCode, PersonId, Stamp,
    case::ChasePolicy,
    directory::{
        Agency, AgencyProfile, Area, AreaProfile, Grant, Partner, Person, PersonProfile, Role,
    },
    meeting::Forum,
};
use serde::Deserialize;
use store::{Commit, Error, Store};

use crate::random;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setup {
    agencies: Vec<AgencyLine>,
    people: Vec<PersonLine>,
    areas: Vec<AreaLine>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgencyLine {
    id: AgencyId,
    name: String,
    inbox: String,
    lead_inbox: String,
    topic: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonLine {
    name: String,
    email: String,
    agency: AgencyId,
    roles: Vec<GrantLine>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantLine {
    role: Role,
    /// Left out: everywhere.
    area: Option<AreaCode>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaLine {
    code: AreaCode,
    name: String,
    lead: AgencyId,
    inbox: String,
    /// Email of the person who chairs.
    chair: Option<String>,
    partners: Vec<AgencyId>,
    triage_working_days: u32,
    chase: Option<ChasePolicy>,
}

/// Writes what the file says into the store; tells what was written and what was there.
///
/// **Errors:** the file is not understood or contradicts itself, before anything is written; or the
/// store cannot be reached, after which the same call makes good.
pub async fn set_up(store: &Store, file: &str, now: DateTime<Utc>) -> anyhow::Result<String> {
    let setup: Setup = serde_yaml_ng::from_str(file).context("the file is not understood")?;
    setup.check()?;
    let mut told = String::new();
    for agency in &setup.agencies {
        let new = match store.agency(&agency.id).await {
            Err(Error::NotFound) => {
                let agency = Agency::register(&agency.id, agency.profile(), &stamp(now)?)?;
                store.commit(Commit::of(agency)).await?;
                true
            }
            found => found.map(|_| false)?,
        };
        tell(&mut told, "agency", agency.id.as_str(), new)?;
    }
    let mut people = BTreeMap::new();
    for line in &setup.people {
        let email = line.email.to_lowercase();
        // Whoever left is there too: their address stays theirs.
        let found = store.holders([email.as_str()]).await?.remove(&email);
        let new = found.is_none();
        let id = match found {
            Some(person) => person.id,
            None => {
                let person = Person::register(setup.profile(line)?, &stamp(now)?)?;
                let id = person.id;
                store.commit(Commit::of(person)).await?;
                id
            }
        };
        people.insert(email, id);
        tell(&mut told, "person", &line.name, new)?;
    }
    for area in &setup.areas {
        let new = match store.area(&area.code).await {
            Err(Error::NotFound) => {
                let profile = setup.area(area, &people)?;
                let area = Area::register(&area.code, profile, &stamp(now)?)?;
                store.commit(Commit::of(area)).await?;
                true
            }
            found => found.map(|_| false)?,
        };
        tell(&mut told, "area", area.code.as_str(), new)?;
    }
    Ok(told)
}

fn tell(told: &mut String, kind: &str, name: &str, new: bool) -> std::fmt::Result {
    let what = if new { "registered" } else { "was there" };
    writeln!(told, "{kind} {name}: {what}")
}

fn stamp(now: DateTime<Utc>) -> anyhow::Result<Stamp> {
    let job = "set-up".to_owned();
    Ok(Stamp::new(Actor::System { job }, now, random::bytes()?))
}

impl Setup {
    /// Everything that is named is there, and somebody can administer it.
    fn check(&self) -> anyhow::Result<()> {
        for person in &self.people {
            self.agency(&person.agency)?;
            ensure!(
                person.email.contains('@'),
                "{} has no email address",
                person.name
            );
            for grant in &person.roles {
                let known = |code: &AreaCode| self.areas.iter().any(|area| area.code == *code);
                ensure!(
                    grant.area.as_ref().is_none_or(known),
                    "{} has a role in an area that is not in the file",
                    person.name
                );
            }
        }
        for area in &self.areas {
            self.agency(&area.lead)?;
            for partner in &area.partners {
                self.agency(partner)?;
            }
            ensure!(
                area.partners.contains(&area.lead),
                "{} is led by an agency that takes no part in it",
                area.code
            );
            if let Some(chair) = &area.chair {
                let known = self.people.iter().any(|one| same(&one.email, chair));
                ensure!(known, "the chair of {} is not among the people", area.code);
            }
        }
        let administers = |person: &PersonLine| {
            let mut roles = person.roles.iter();
            roles.any(|grant| grant.role == Role::Administrator)
        };
        ensure!(
            self.people.iter().any(administers),
            "nobody in the file is an administrator"
        );
        Ok(())
    }

    fn agency(&self, id: &AgencyId) -> anyhow::Result<&AgencyLine> {
        match self.agencies.iter().find(|agency| agency.id == *id) {
            Some(agency) => Ok(agency),
            None => bail!("the agency {id} is not in the file"),
        }
    }

    fn profile(&self, line: &PersonLine) -> anyhow::Result<PersonProfile> {
        let grants = line.roles.iter().map(|grant| Grant {
            role: grant.role,
            area: grant.area.clone(),
        });
        Ok(PersonProfile {
            name: line.name.clone(),
            email: line.email.to_lowercase(),
            agency: line.agency.clone(),
            agency_name: self.agency(&line.agency)?.name.clone(),
            grants: grants.collect(),
        })
    }

    fn area(
        &self,
        line: &AreaLine,
        people: &BTreeMap<String, PersonId>,
    ) -> anyhow::Result<AreaProfile> {
        let partners = line.partners.iter().map(|id| {
            let name = self.agency(id)?.name.clone();
            let agency = id.clone();
            Ok(Partner { agency, name })
        });
        let chair = line.chair.as_ref().map(|email| email.to_lowercase());
        Ok(AreaProfile {
            name: line.name.clone(),
            lead: line.lead.clone(),
            inbox: line.inbox.clone(),
            chair: chair.and_then(|email| people.get(&email).copied()),
            partners: partners.collect::<anyhow::Result<_>>()?,
            forums: Forum::ALL.to_vec(),
            triage_working_days: line.triage_working_days,
            chase: line.chase.unwrap_or_default(),
            access: domain::case::AccessPolicy::default(),
            keep: domain::retention::Chosen::default(),
            cadences: domain::meeting::Cadences::default(),
            since: None,
        })
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

impl AgencyLine {
    fn profile(&self) -> AgencyProfile {
        AgencyProfile {
            name: self.name.clone(),
            inbox: self.inbox.clone(),
            lead_inbox: self.lead_inbox.clone(),
            topic: self.topic.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../set-up.example.yaml");

    fn check(text: &str) -> anyhow::Result<()> {
        serde_yaml_ng::from_str::<Setup>(text)?.check()
    }

    #[test]
    fn the_example_is_understood() {
        check(EXAMPLE).unwrap();
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_its_reason() {
        for (from, to, reason) in [
            ("role: administrator", "role: practitioner", "administrator"),
            (
                "agency: surrey-police",
                "agency: kent-police",
                "kent-police",
            ),
            (
                "lead: runnymede-council",
                "lead: surrey-police\n    leads: x",
                "leads",
            ),
            ("area: RUN", "area: WOK", "an area that is not in the file"),
            ("chair: margaret", "chair: nobody", "chair"),
            (
                "partners: [runnymede-council, ",
                "partners: [",
                "takes no part",
            ),
        ] {
            assert!(EXAMPLE.contains(from), "{from}");
            let error = check(&EXAMPLE.replacen(from, to, 1)).unwrap_err();
            assert!(format!("{error:#}").contains(reason), "{from}: {error:#}");
        }
    }
}
