//! Areas, agencies and people of staff.
//!
//! Nothing here is about a subject. Names of areas and agencies, and who acts for them, are known
//! to whoever is signed in (`directory.staff`); a person is also read before anybody is signed in,
//! to find out who it is, and an area to ask who may see its meetings. So these reads ask no
//! caller.

use domain::{
    AgencyId, AreaCode, Journal, PersonId,
    directory::{Agency, Area, Person},
};
use serde::Deserialize;

use crate::{
    Error, Page, Store,
    journal::RecordItem,
    keys,
    table::{List, Part, from_item},
};

#[derive(Deserialize)]
struct AreaRowItem {
    sk: String,
}

#[derive(Deserialize)]
struct SignInItem {
    body: String,
}

/// What the list of all areas is kept under.
const ALL: &str = "";

impl Store {
    /// An area.
    pub async fn area(&self, code: &AreaCode) -> Result<Journal<Area>, Error> {
        let area: Journal<Area> = self.record(keys::area(code)).await?;
        self.areas.keep(code.to_string(), area.clone());
        Ok(area)
    }

    /// Forgets what was known lately: from now on everything is read anew.
    pub fn forget(&self) {
        self.areas.forget();
        self.all_areas.forget();
        self.sign_in_names.forget();
    }

    /// An area as it was at most a minute ago: for its name, its partners' names and its deadlines,
    /// never for who may see what.
    pub async fn area_lately(&self, code: &AreaCode) -> Result<Journal<Area>, Error> {
        match self.areas.get(code.as_str()) {
            Some(area) => Ok(area),
            None => self.area(code).await,
        }
    }

    /// Every area, by code.
    pub async fn areas(&self) -> Result<Vec<Journal<Area>>, Error> {
        let (rows, _) = self
            .table
            .between(keys::AREAS.into(), " ", "~", false, 1_000)
            .await?;
        let wanted = rows
            .into_iter()
            .map(|row| Ok(format!("AREA#{}", from_item::<AreaRowItem>(row)?.sk)))
            .map(|pk: Result<_, Error>| pk.map(|pk| (pk, keys::RECORD.to_owned())))
            .collect::<Result<_, _>>()?;
        let items: Vec<RecordItem> = self.table.batch(wanted).await?;
        let mut areas: Vec<Journal<Area>> = items
            .iter()
            .map(RecordItem::journal)
            .collect::<Result<_, _>>()?;
        areas.sort_by(|a, b| a.code.cmp(&b.code));
        for area in &areas {
            self.areas.keep(area.code.to_string(), area.clone());
        }
        self.all_areas.keep(ALL.to_owned(), areas.clone());
        Ok(areas)
    }

    /// Every area as it was at most a minute ago, by code; see [`Store::area_lately`].
    pub async fn areas_lately(&self) -> Result<Vec<Journal<Area>>, Error> {
        match self.all_areas.get(ALL) {
            Some(areas) => Ok(areas),
            None => self.areas().await,
        }
    }

    /// An agency.
    pub async fn agency(&self, id: &AgencyId) -> Result<Journal<Agency>, Error> {
        self.record(keys::agency(id)).await
    }

    /// A person of staff, whether or not they have left.
    pub async fn person(&self, id: PersonId) -> Result<Journal<Person>, Error> {
        self.record(keys::person(id)).await
    }

    /// The person who signs in with `email`; nobody who has left.
    ///
    /// Whose name it is may be known from a minute ago; the person is read anew, and asked for
    /// their name.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<Journal<Person>>, Error> {
        let pk = keys::sign_in_name(email);
        if let Some(id) = self.sign_in_names.get(&pk) {
            let person = self.person(id).await?;
            if !person.left && keys::sign_in_name(&person.email) == pk {
                return Ok(Some(person));
            }
        }
        let row: Option<SignInItem> = self.table.get(&pk, keys::RECORD).await?;
        let Some(row) = row else { return Ok(None) };
        let id: PersonId =
            serde_json::from_str(&row.body).map_err(|_| Error::Unreadable("sign-in name"))?;
        self.sign_in_names.keep(pk, id);
        Ok(Some(self.person(id).await?))
    }

    /// People who act for an agency, by name; nobody who has left.
    pub async fn people_of(&self, agency: &AgencyId) -> Result<Vec<Journal<Person>>, Error> {
        let mut people = Vec::new();
        let mut after = None;
        loop {
            let part = Part::of(
                List::Agency,
                keys::by_agency::people(agency),
                500,
                after.as_ref(),
            );
            let page: Page<RecordItem> = self.table.list(part).await?;
            for item in &page.items {
                people.push(item.journal()?);
            }
            after = page.next;
            if after.is_none() {
                return Ok(people);
            }
        }
    }
}
