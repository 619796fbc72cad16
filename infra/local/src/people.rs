//! Who can sign in here: everybody in the directory, without a password.

use std::collections::BTreeSet;

use domain::{AgencyId, PersonId, directory};
use serde::Serialize;
use store::Store;

/// One person as the sign-in page lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The person's id, and the `sub` of their tokens.
    pub id: PersonId,
    /// What they sign in as.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they do, in words.
    pub role: String,
    /// The name of their agency.
    pub agency: String,
}

impl From<&directory::Person> for Person {
    fn from(person: &directory::Person) -> Self {
        let grants = person.grants.iter().map(|grant| match &grant.area {
            Some(area) => format!("{} ({area})", grant.role.label()),
            None => grant.role.label().to_owned(),
        });
        Self {
            id: person.id,
            email: person.email.clone(),
            name: person.name.clone(),
            role: grants.collect::<Vec<_>>().join(", "),
            agency: person.agency_name.clone(),
        }
    }
}

/// Everybody who can sign in, looked up in the table each time.
#[derive(Debug, Clone)]
pub(crate) struct People(Store);

impl People {
    pub(crate) fn new(store: Store) -> Self {
        Self(store)
    }

    /// All of them, by agency and name.
    pub(crate) async fn all(&self) -> anyhow::Result<Vec<Person>> {
        let areas = self.0.areas().await?;
        let agencies: BTreeSet<AgencyId> = areas
            .iter()
            .flat_map(|area| area.partners.iter())
            .map(|partner| partner.agency.clone())
            .collect();
        let mut people = Vec::new();
        for agency in agencies {
            let of_agency = self.0.people_of(&agency).await?;
            people.extend(of_agency.iter().map(|person| Person::from(person.record())));
        }
        Ok(people)
    }

    /// The person with that address, however it is capitalised.
    pub(crate) async fn by_email(&self, email: &str) -> anyhow::Result<Option<Person>> {
        let email = email.trim().to_lowercase();
        let person = self.0.person_by_email(&email).await?;
        Ok(person.map(|person| Person::from(person.record())))
    }

    /// The person with that id; nobody who has left.
    pub(crate) async fn by_id(&self, id: &str) -> anyhow::Result<Option<Person>> {
        let Ok(id) = id.parse::<PersonId>() else {
            return Ok(None);
        };
        match self.0.person(id).await {
            Ok(person) if !person.left => Ok(Some(Person::from(person.record()))),
            Ok(_) | Err(store::Error::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
