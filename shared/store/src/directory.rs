//! Areas, agencies and people of staff.
//!
//! Nothing here is about a subject. Names of areas and agencies, and who acts for them, are known
//! to whoever is signed in (`directory.staff`); a person is also read before anybody is signed in,
//! to find out who it is, and an area to ask who may see its meetings. So these reads ask no
//! caller.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    AgencyId, AreaCode, Journal, PersonId,
    directory::{Account, Agency, Area, Person},
};
use serde::Deserialize;

use crate::{
    AgencyRow, Cursor, Error, File, Page, Store,
    journal::{RecordItem, entry_from_item},
    keys,
    stored::by_name,
    table::{List, Part, from_item},
};

#[derive(Deserialize)]
struct AreaRowItem {
    sk: String,
}

#[derive(Deserialize)]
struct BodyItem {
    body: String,
}

impl BodyItem {
    fn person(&self) -> Result<PersonId, Error> {
        serde_json::from_str(&self.body).map_err(|_| Error::Unreadable("person's id"))
    }
}

/// Most entries of a directory's journal that its page shows.
const ENTRIES: i32 = 500;

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
        self.plans.forget();
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

    /// An agency with its journal.
    pub async fn agency_file(&self, id: &AgencyId) -> Result<File<Agency>, Error> {
        self.file(keys::agency(id), ENTRIES).await
    }

    /// Every agency, by name.
    pub async fn agencies(&self) -> Result<Vec<AgencyRow>, Error> {
        let (rows, _) = self
            .table
            .between(keys::AGENCIES.into(), " ", "~", false, 5_000)
            .await?;
        let mut agencies = Vec::new();
        for row in rows {
            let row: BodyItem = from_item(row)?;
            let agency: AgencyRow =
                serde_json::from_str(&row.body).map_err(|_| Error::Unreadable("agency row"))?;
            agencies.push(agency);
        }
        agencies.sort_by_key(|agency| (agency.name.to_lowercase(), agency.id.clone()));
        Ok(agencies)
    }

    /// An area with its journal.
    pub async fn area_file(&self, code: &AreaCode) -> Result<File<Area>, Error> {
        // The counters of its case references lie between its journal and its record.
        let journal = self.area(code).await?;
        let (mut items, has_earlier) = self
            .table
            .between(keys::area(code), keys::ENTRY_PREFIX, "J#~", true, ENTRIES)
            .await?;
        items.reverse();
        let entries = items
            .into_iter()
            .map(|item| Ok(entry_from_item(item)?.open::<Area>()?))
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(File {
            from: entries.first().map_or(1, |first| first.header.seq),
            journal,
            entries,
            has_earlier,
        })
    }

    /// A person of staff with their journal, whether or not they have left.
    pub async fn person_file(&self, id: PersonId) -> Result<File<Person>, Error> {
        self.file(keys::person(id), ENTRIES).await
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
        let row: Option<BodyItem> = self.table.get(&pk, keys::RECORD).await?;
        let Some(row) = row else { return Ok(None) };
        let id = row.person()?;
        let person = self.person(id).await?;
        if person.left {
            return Ok(None);
        }
        self.sign_in_names.keep(pk, id);
        Ok(Some(person))
    }

    /// The person who signs in by `account`.
    pub async fn person_by_account(
        &self,
        account: &Account,
    ) -> Result<Option<Journal<Person>>, Error> {
        let row: Option<BodyItem> = self
            .table
            .get(&keys::account(account), keys::RECORD)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let person = self.person(row.person()?).await?;
        let theirs = !person.left && person.account.as_ref() == Some(account);
        Ok(theirs.then_some(person))
    }

    /// Those whom these addresses belong to, by address in lower case, whether or not they have
    /// left; all read anew.
    pub async fn holders(
        &self,
        emails: impl IntoIterator<Item = &str>,
    ) -> Result<BTreeMap<String, Journal<Person>>, Error> {
        let names: BTreeSet<String> = emails.into_iter().map(keys::sign_in_name).collect();
        let wanted = names.into_iter().map(|pk| (pk, keys::RECORD.to_owned()));
        let rows: Vec<BodyItem> = self.table.batch(wanted.collect()).await?;
        let wanted = rows
            .iter()
            .map(|row| Ok((keys::person(row.person()?), keys::RECORD.to_owned())))
            .collect::<Result<_, Error>>()?;
        let items: Vec<RecordItem> = self.table.batch(wanted).await?;
        let mut holders = BTreeMap::new();
        for item in &items {
            let person: Journal<Person> = item.journal()?;
            holders.insert(person.email.clone(), person);
        }
        Ok(holders)
    }

    /// Those who administer the directory.
    pub async fn administrators(&self) -> Result<Vec<PersonId>, Error> {
        let (rows, _) = self
            .table
            .between(keys::ADMINISTRATORS.into(), " ", "~", false, 1_000)
            .await?;
        let rows = rows.into_iter().map(from_item::<BodyItem>);
        rows.map(|row| row?.person()).collect()
    }

    /// People by name, those after `after`: of one agency or of all, those who are here or those
    /// who left; and whether there are more.
    ///
    /// A page is found again by the last person on the one before, not by their name, which has no
    /// place in an address.
    pub async fn people(
        &self,
        agency: Option<&AgencyId>,
        left: bool,
        limit: i32,
        after: Option<&Journal<Person>>,
    ) -> Result<(Vec<Journal<Person>>, bool), Error> {
        let (list, partition) = match (agency, left) {
            (Some(agency), false) => (List::Agency, keys::by_agency::people(agency)),
            (Some(agency), true) => (List::Agency, keys::by_agency::left(agency)),
            (None, false) => (List::Person, keys::by_person::people()),
            (None, true) => (List::Person, keys::by_person::left()),
        };
        let after = after.map(|person| {
            let pk = keys::person(person.id);
            Cursor(vec![by_name(person), pk, keys::RECORD.to_owned()])
        });
        let part = Part::of(list, partition, limit, after.as_ref());
        let page: Page<RecordItem> = self.table.list(part).await?;
        let items = page.items.iter().map(RecordItem::journal);
        Ok((items.collect::<Result<_, _>>()?, page.next.is_some()))
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
