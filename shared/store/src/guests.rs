//! Access to cases by those who are not on them: asked for, answered, taken, reviewed (R3.1).

use access::{Caller, guest as policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AccessId, AreaCode, CaseId, Journal, Note, PersonId, Stamp,
    case::{
        AccessPolicy, Case, Emergency, Finding, Granting, Refused, Request,
        access::{Guest, Waiting},
    },
};
use serde::Deserialize;

use crate::{
    Commit, Cursor, Error, Page, Store, keys,
    lists::Listed,
    stored::{AccessRow, OfficerRow},
    table::{List, Part, from_item},
};

/// Access that was asked for or taken, as one caller may see it.
///
/// Whoever asked, and the data-protection officer, see this much of the case and no more.
#[derive(Debug)]
pub struct Access {
    case: Journal<Case>,
    /// What was asked for or taken.
    pub matter: Matter,
    /// What the caller may do about it.
    pub may: May,
}

/// What was asked for or taken.
#[derive(Debug, Clone)]
pub enum Matter {
    /// A request.
    Request(Request),
    /// An emergency.
    Emergency(Emergency),
}

/// What a caller may do about access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    /// Read the case now.
    pub read: bool,
    /// Grant, refuse or end it; or review it.
    pub answer: bool,
    /// They asked for it or took it themselves.
    pub own: bool,
}

impl Matter {
    fn of(case: &Case, id: AccessId) -> Option<Self> {
        let guests = &case.guests;
        let request = guests.requests.get(&id).cloned().map(Self::Request);
        request.or_else(|| guests.emergencies.get(&id).cloned().map(Self::Emergency))
    }

    /// Who asked for it or took it.
    pub fn guest(&self) -> &Guest {
        match self {
            Self::Request(request) => &request.guest,
            Self::Emergency(emergency) => &emergency.guest,
        }
    }
}

impl Access {
    /// The area of the case.
    pub fn area(&self) -> &AreaCode {
        &self.case.area
    }

    /// The name of the agency that leads the case.
    pub fn lead(&self) -> &str {
        self.case.agency_name(&self.case.lead)
    }

    /// By when somebody has to answer or review it; `None` when they have.
    pub fn waiting(&self, id: AccessId) -> Option<Waiting> {
        self.case.guests.waiting(id)
    }

    /// The case's id and reference, for those who read it.
    pub fn case(&self) -> Option<(CaseId, &str)> {
        let case = &self.case;
        self.may.read.then(|| (case.id, case.reference.as_str()))
    }

    /// Decides to grant it.
    pub fn grant(
        self,
        id: AccessId,
        granting: Granting,
        policy: AccessPolicy,
        stamp: &Stamp,
    ) -> Result<Commit, Refused> {
        Ok(Commit::of(
            self.case.grant_access(id, granting, policy, stamp)?,
        ))
    }

    /// Decides to refuse it.
    pub fn refuse(self, id: AccessId, reason: Note, stamp: &Stamp) -> Result<Commit, Refused> {
        Ok(Commit::of(self.case.refuse_access(id, reason, stamp)?))
    }

    /// Decides to end it early.
    pub fn end(self, id: AccessId, reason: Note, stamp: &Stamp) -> Result<Commit, Refused> {
        Ok(Commit::of(self.case.end_access(id, reason, stamp)?))
    }

    /// Decides what its review found.
    pub fn review(
        self,
        id: AccessId,
        (finding, note): (Finding, Note),
        stamp: &Stamp,
    ) -> Result<Commit, Refused> {
        Ok(Commit::of(
            self.case.review_emergency(id, finding, note, stamp)?,
        ))
    }
}

#[derive(Deserialize)]
struct RowItem {
    body: String,
}

impl RowItem {
    fn row(&self) -> Result<AccessRow, Error> {
        serde_json::from_str(&self.body).map_err(|_| Error::Unreadable("access row"))
    }
}

impl Store {
    /// Access that was asked for or taken; the reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] also when the caller may not know of it.
    pub async fn access(
        &self,
        id: AccessId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Access, Error> {
        let pk = keys::case(self.case_id_of_access(id).await?);
        let case = self.record::<Case>(pk.clone()).await?;
        let matter = Matter::of(&case, id).ok_or(Error::NotFound)?;
        let answer = match &matter {
            Matter::Request(request) => policy::answer(caller, &case, &request.guest),
            Matter::Emergency(emergency) => policy::review(caller, &case, &emergency.guest),
        };
        let own = policy::follow(caller, &case, matter.guest());
        let may = May {
            read: policy::read(caller, &case, now).is_permitted(),
            answer: answer.is_permitted(),
            own: own.is_permitted(),
        };
        let decision = if may.answer { answer } else { own };
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "access"));
        }
        self.log_read(pk, caller, "access", &decision, now).await?;
        Ok(Access { case, matter, may })
    }

    pub(crate) async fn case_id_of_access(&self, id: AccessId) -> Result<CaseId, Error> {
        let item: Option<RowItem> = self.table.get(keys::access(id), keys::RECORD).await?;
        Ok(item.ok_or(Error::NotFound)?.row()?.case)
    }

    /// Access that waits in an area for an answer or a review, oldest first: for its coordinator,
    /// chair and data-protection officer, who has nothing to do with requests. The reading is logged.
    pub async fn access_in(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<AccessRow>, Error> {
        let listed = self.list_access(area, caller, limit, after).await?;
        self.show("list of access", listed, caller, now).await
    }

    pub(crate) async fn list_access(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<AccessRow>, Error> {
        let lists = access::case::list_area(caller, area);
        let runs = lists.is_permitted();
        let decision = if runs {
            lists
        } else {
            policy::watch(caller, area)
        };
        if !decision.is_permitted() {
            return Ok(Listed::empty());
        }
        let part = Part::of_area((area, caller), keys::by_area::access, limit, after);
        let mut listed = Listed::of(self.access_rows(part).await?, &decision);
        if !runs {
            let taken =
                |row: &AccessRow| matches!(row.standing, crate::stored::Standing::Emergency { .. });
            listed.retain(taken);
        }
        Ok(listed)
    }

    /// Access to cases led by the caller's agency that waits for an answer or a review, oldest
    /// first. For [`Store::access_waiting`] and [`Store::work`], which log it.
    pub(crate) async fn list_access_to_ours(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<AccessRow>, Error> {
        let agency = caller.agency().filter(|_| caller.person().is_some());
        let Some(agency) = agency else {
            return Ok(Listed::empty());
        };
        let part = Part::of(List::Agency, keys::by_agency::access(agency), limit, after);
        let page = self.access_rows(part).await?;
        Ok(Listed::of(page, &policy::answer_at_own(caller)))
    }

    /// Access to cases led by the caller's agency that waits for an answer or a review, oldest first, at
    /// most `limit`; the reading is logged.
    pub async fn access_to_ours(
        &self,
        caller: &Caller,
        limit: i32,
        now: DateTime<Utc>,
    ) -> Result<Page<AccessRow>, Error> {
        let listed = self.list_access_to_ours(caller, limit, None).await?;
        self.show("list of access", listed, caller, now).await
    }

    /// Access that the caller asked for or took, newest first; the reading is logged.
    pub async fn my_access(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<AccessRow>, Error> {
        let Some(person) = caller.person() else {
            return Ok(Page::empty());
        };
        let part = Part::of(List::Person, keys::by_person::access(person), limit, after);
        let page = self.access_rows(part.newest_first()).await?;
        let listed = Listed::of(page, &policy::follow_own(caller));
        self.show("list of access", listed, caller, now).await
    }

    async fn access_rows(&self, part: Part<'_>) -> Result<Page<AccessRow>, Error> {
        let page: Page<RowItem> = self.table.list(part).await?;
        let items = page.items.iter().map(RowItem::row);
        Ok(Page {
            items: items.collect::<Result<_, _>>()?,
            next: page.next,
        })
    }

    /// The data-protection officers of an area on a day, and of what has taken it over by then;
    /// where there is none, those who administer the directory, who can appoint one.
    pub async fn officers(&self, area: &AreaCode, on: NaiveDate) -> Result<Vec<PersonId>, Error> {
        let over = self.plans().await?.taken_over(on);
        let (rows, _) = self
            .table
            .between(keys::OFFICERS.into(), " ", "~", false, 1_000)
            .await?;
        let mut officers = Vec::new();
        for row in rows {
            let item: RowItem = from_item(row)?;
            let officer: OfficerRow =
                serde_json::from_str(&item.body).map_err(|_| Error::Unreadable("officer"))?;
            let here =
                |own: &Option<AreaCode>| own.as_ref().is_none_or(|own| over.covers_area(own, area));
            // A row from before leavers had none is not believed.
            if officer.areas.iter().any(here) && !self.person(officer.id).await?.left {
                officers.push(officer.id);
            }
        }
        if officers.is_empty() {
            return self.administrators().await;
        }
        Ok(officers)
    }
}
