//! Cases by whom they concern: those that the caller sees, and stubs of the others (R3.1).

use std::collections::{BTreeMap, BTreeSet};

use access::{Caller, case::search, guest as policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AreaCode, CaseId, Journal, Stamp,
    case::{self, AccessPolicy, Case, access::Alarm},
    journal::Hash,
    referral::form::Subject,
};
use linkage::{Verdict, lookup::Likeness};
use serde::Deserialize;

use crate::{
    Commit, Error, Store,
    alike::{self, MOST_OF_A_KEY, MOST_READ, Sought},
    journal::RecordItem,
    keys,
    stored::{CasePointer, CaseRow},
    table::from_item,
};

/// Most cases that one search tells of.
pub const MOST: usize = 20;
/// Most cases, and most stubs, that are suggested for one subject of a referral.
pub const SUGGESTED: usize = 5;

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
    pub(crate) fn of(case: &Case) -> Self {
        Self {
            id: keys::stub_of(case.id),
            area: case.area.clone(),
            lead: case.agency_name(&case.lead).to_owned(),
        }
    }
}

/// A case that was found, for somebody who sees it.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The case.
    pub row: CaseRow,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// The number of the subject who is like whom was looked for, from 1.
    pub subject: u32,
    /// Whether it is taken for the same person, or only possible.
    pub certain: bool,
    /// How likely that is.
    pub probability: f64,
    /// Why, a few words for each field.
    pub evidence: Vec<String>,
}

impl Hit {
    /// Without a likeness one of its exact keys was met, which is as certain as the names are.
    pub(crate) fn of(case: &Case, like: Option<(usize, Likeness)>) -> Self {
        let (at, certain, probability, evidence) = match like {
            Some((at, like)) => {
                let certain = like.verdict == Verdict::Match;
                (at, certain, like.probability, like.evidence)
            }
            None => {
                let said = "the name and the date of birth or the postcode are the same";
                (0, true, 1.0, vec![said.to_owned()])
            }
        };
        Self {
            row: CaseRow::from(case),
            opened_on: case.opened_on,
            subject: u32::try_from(at + 1).unwrap_or(u32::MAX),
            certain,
            probability,
            evidence,
        }
    }
}

/// Cases near whom is looked for, before they are compared.
#[derive(Debug, Default)]
pub(crate) struct Near {
    pub(crate) cases: Vec<CaseId>,
    exact: BTreeSet<CaseId>,
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Cases that the caller sees, the likeliest first.
    pub cases: Vec<Hit>,
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
pub(crate) struct PointerItem {
    pub(crate) body: String,
}

impl PointerItem {
    pub(crate) fn case(&self) -> Result<CaseId, Error> {
        Ok(self.pointer()?.id)
    }

    pub(crate) fn pointer(&self) -> Result<CasePointer, Error> {
        serde_json::from_str(&self.body).map_err(|_| Error::Unreadable("pointer"))
    }
}

impl Store {
    /// Cases with a subject like whom is looked for, the likeliest first. The search is logged, with the
    /// searcher and on each case that it told of; what was searched for is not.
    ///
    /// Of a case that the caller does not see they learn only when they named its subject: see
    /// [`alike::may_be_told`].
    pub async fn find_cases(
        &self,
        sought: &Sought,
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
        self.those_like(sought, MOST, (caller, now)).await
    }

    /// Cases that a subject of a referral may be known from already, the likeliest first: what
    /// [`Self::find_cases`] finds, without anybody having typed anything (R1.8). It is logged on each case
    /// that it told of.
    pub async fn known_from(
        &self,
        subject: &Subject,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Found, Error> {
        if !search(caller).is_permitted() {
            return Ok(Found::default());
        }
        let sought = Sought::of(subject);
        self.those_like(&sought, SUGGESTED, (caller, now)).await
    }

    /// At most so many that they see, and as many stubs; what is handed out is logged, and nothing else.
    async fn those_like(
        &self,
        sought: &Sought,
        most: usize,
        (caller, now): (&Caller, DateTime<Utc>),
    ) -> Result<Found, Error> {
        let Near { cases, exact } = self.near(sought).await?;
        let wanted = cases
            .into_iter()
            .map(|id| (keys::case(id), keys::RECORD.into()));
        let records: Vec<RecordItem> = self.table.batch(wanted.collect()).await?;
        let mut found = Found::default();
        let stub = search(caller);
        let (mut reads, mut stubs) = (BTreeMap::new(), BTreeMap::new());
        for record in &records {
            let case = record.journal::<Case>()?;
            let is_exact = exact.contains(&case.id);
            let like = alike::likest(sought, &case.subjects);
            if like.is_none() && !is_exact {
                continue;
            }
            let read = policy::read(caller, &case, now);
            let pk = keys::case(case.id);
            if read.is_permitted() {
                found.cases.push(Hit::of(&case, like));
                reads.insert(case.id, (pk, read));
            } else if alike::may_be_told(sought, is_exact) {
                let shown = Stub::of(&case);
                stubs.insert(shown.id, pk);
                found.stubs.push(shown);
            }
        }
        found.cases.sort_by(|a, b| {
            let by_chance = b.probability.total_cmp(&a.probability);
            by_chance.then_with(|| a.row.reference.cmp(&b.row.reference))
        });
        found
            .stubs
            .sort_by(|a, b| (&a.area, &a.lead, a.id).cmp(&(&b.area, &b.lead, b.id)));
        // Of what they may be told: that a list of keys was long would tell of cases that they do not see.
        found.more = found.cases.len() > most || found.stubs.len() > most;
        found.cases.truncate(most);
        found.stubs.truncate(most);
        for hit in &found.cases {
            if let Some((pk, read)) = reads.remove(&hit.row.id) {
                self.log_read(pk, caller, "found", &read, now).await?;
            }
        }
        for shown in &found.stubs {
            if let Some(pk) = stubs.remove(&shown.id) {
                self.log_read(pk, caller, "stub", &stub, now).await?;
            }
        }
        Ok(found)
    }

    /// Cases that share a key with whom is looked for: those that share an exact one, and then those that
    /// share the most (INVARIANT (few keys)).
    pub(crate) async fn near(&self, sought: &Sought) -> Result<Near, Error> {
        let mut near = Near::default();
        let mut shared: BTreeMap<CaseId, usize> = BTreeMap::new();
        let exact = sought.exact().into_iter().map(|key| (key, true));
        let alike = sought.alike().into_iter().map(|key| (key, false));
        let most = i32::try_from(MOST_OF_A_KEY).unwrap_or(i32::MAX);
        for (key, is_exact) in exact.chain(alike) {
            let (rows, _) = self
                .table
                .between(keys::matches(key), " ", "~", true, most)
                .await?;
            for row in rows {
                let id = from_item::<PointerItem>(row)?.case()?;
                *shared.entry(id).or_default() += 1;
                if is_exact {
                    near.exact.insert(id);
                }
            }
        }
        let mut cases: Vec<(bool, usize, CaseId)> = shared
            .into_iter()
            .map(|(id, keys)| (near.exact.contains(&id), keys, id))
            .collect();
        cases.sort_unstable();
        let cases = cases.into_iter().rev().take(MOST_READ);
        near.cases = cases.map(|(_, _, id)| id).collect();
        Ok(near)
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
