//! Cases by whom they concern: those that the caller sees, and stubs of the others (R3.1).

use access::{Caller, case::search, guest as policy};
use chrono::{DateTime, Utc};
use domain::{
    AreaCode, CaseId, Journal, Stamp,
    case::{self, AccessPolicy, Case, access::Alarm},
    journal::Hash,
    matching::MatchKey,
};
use serde::Deserialize;

use crate::{
    Commit, Error, Store,
    journal::RecordItem,
    keys,
    stored::{CasePointer, CaseRow},
    table::from_item,
};

/// Most cases that one search tells of.
pub const MOST: usize = 20;

/// That there is a case, for those who do not see it.
///
/// INVARIANT (stub): area, lead agency and whom to ask, and nothing else; two cases of one area and
/// lead differ by their ids alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    /// What it is known by; it tells nothing of the case.
    pub id: Hash,
    /// The area.
    pub area: AreaCode,
    /// The name of the agency that leads.
    pub lead: String,
}

impl Stub {
    fn of(case: &Case) -> Self {
        Self {
            id: keys::stub_of(case.id),
            area: case.area.clone(),
            lead: case.agency_name(&case.lead).to_owned(),
        }
    }
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Cases that the caller sees, by reference.
    pub cases: Vec<CaseRow>,
    /// Stubs of the others, in an order that tells nothing.
    pub stubs: Vec<Stub>,
    /// Whether there is more than one search tells of.
    pub more: bool,
}

/// What stands behind a stub for one caller.
#[derive(Debug)]
pub enum Behind {
    /// A case that they see.
    Case(CaseId),
    /// One that they do not see, of which nothing is handed out.
    Door(Box<Door>),
}

/// A case that the caller does not see: they can ask for access, or take it in an emergency.
#[derive(Debug)]
pub struct Door {
    case: Journal<Case>,
    stub: Stub,
}

impl Door {
    /// What they may know.
    pub fn stub(&self) -> &Stub {
        &self.stub
    }

    /// Asks for access.
    pub fn ask(
        self,
        agency_name: &str,
        reason: domain::Note,
        policy: AccessPolicy,
        stamp: &Stamp,
    ) -> Result<(Commit, domain::AccessId), case::Refused> {
        let case = self.case.ask_access(agency_name, reason, policy, stamp)?;
        let id = new_access(&case)?;
        Ok((Commit::of(case), id))
    }

    /// Takes access in an emergency; gives the case, which they may see from now on.
    pub fn break_glass(
        self,
        agency_name: &str,
        alarm: Alarm,
        policy: AccessPolicy,
        stamp: &Stamp,
    ) -> Result<(Commit, CaseId), case::Refused> {
        let case = self.case.break_glass(agency_name, alarm, policy, stamp)?;
        let id = case.id;
        Ok((Commit::of(case), id))
    }
}

/// The access that the newest entry made.
fn new_access(case: &Journal<Case>) -> Result<domain::AccessId, case::Refused> {
    let newest = case.pending().last().map(|entry| entry.open::<Case>());
    match newest.transpose()?.and_then(|entry| entry.event) {
        Some(case::Event::AccessRequested { access, .. }) => Ok(access),
        _ => Err(case::Refused::NoSuchAccess),
    }
}

#[derive(Deserialize)]
struct PointerItem {
    body: String,
}

impl PointerItem {
    fn case(&self) -> Result<CaseId, Error> {
        let pointer: CasePointer =
            serde_json::from_str(&self.body).map_err(|_| Error::Unreadable("pointer"))?;
        Ok(pointer.id)
    }
}

impl Store {
    /// Cases with a subject of this key. The search is logged, with the searcher and on each case
    /// that it told of; what was searched for is not.
    pub async fn find_cases(
        &self,
        key: MatchKey,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Found, Error> {
        let search = search(caller);
        let Some(person) = caller.person().filter(|_| search.is_permitted()) else {
            return Ok(Found::default());
        };
        self.look(caller, None, now).await?;
        let own = keys::person(person);
        self.log_read(own, caller, "search", &search, now).await?;
        let most = i32::try_from(MOST).unwrap_or(i32::MAX);
        let (rows, more) = self
            .table
            .between(keys::matches(key), " ", "~", false, most)
            .await?;
        let wanted = rows
            .into_iter()
            .map(|row| {
                Ok((
                    keys::case(from_item::<PointerItem>(row)?.case()?),
                    keys::RECORD.into(),
                ))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let records: Vec<RecordItem> = self.table.batch(wanted).await?;
        let mut found = Found {
            more,
            ..Found::default()
        };
        for record in &records {
            let case = record.journal::<Case>()?;
            let read = policy::read(caller, &case, now);
            let pk = keys::case(case.id);
            if read.is_permitted() {
                self.log_read(pk, caller, "found", &read, now).await?;
                found.cases.push(CaseRow::from(case.record()));
            } else {
                self.log_read(pk, caller, "stub", &search, now).await?;
                found.stubs.push(Stub::of(&case));
            }
        }
        found.cases.sort_by(|a, b| a.reference.cmp(&b.reference));
        found
            .stubs
            .sort_by(|a, b| (&a.area, &a.lead, a.id).cmp(&(&b.area, &b.lead, b.id)));
        Ok(found)
    }

    /// What stands behind a stub; looking is logged on its case.
    ///
    /// **Errors:** [`Error::NotFound`] when there is none, or the caller may not search.
    pub async fn behind(
        &self,
        stub: Hash,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Behind, Error> {
        let search = search(caller);
        if !search.is_permitted() {
            return Err(Error::hidden(caller, "search"));
        }
        let row: Option<PointerItem> = self.table.get(keys::stub(stub), keys::RECORD).await?;
        let id = row.ok_or(Error::NotFound)?.case()?;
        let pk = keys::case(id);
        let case = self.record::<Case>(pk.clone()).await?;
        if policy::read(caller, &case, now).is_permitted() {
            return Ok(Behind::Case(id));
        }
        self.look(caller, Some(&pk), now).await?;
        self.log_read(pk, caller, "stub", &search, now).await?;
        let stub = Stub::of(&case);
        Ok(Behind::Door(Box::new(Door { case, stub })))
    }
}
