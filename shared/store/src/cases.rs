//! Cases, as far as the caller may see them.

use access::{Caller, case as policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaCode, CaseId, Journal, case::Case};

use crate::{
    Cursor, Error, File, Page, Store,
    journal::RecordItem,
    keys,
    reads::Read,
    stored::CaseRow,
    table::{List, Part},
};

/// A case with the newest part of its journal.
pub type CaseFile = File<Case>;

/// How many of the newest entries come with a case in one query.
pub(crate) const NEWEST: i32 = 60;
/// The longest journal that a history page shows whole.
const WHOLE: i32 = 5_000;

#[derive(serde::Deserialize)]
struct CaseRowItem {
    body: String,
}

impl Store {
    /// A case and the newest part of its journal, in one query; the reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] also when the caller may not know that it exists.
    pub async fn case(
        &self,
        id: CaseId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<CaseFile, Error> {
        self.seen_case(id, caller, "case", NEWEST, now).await
    }

    /// A case and its whole journal; the reading is logged.
    pub async fn case_history(
        &self,
        id: CaseId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<CaseFile, Error> {
        self.seen_case(id, caller, "history", WHOLE, now).await
    }

    /// A case and its whole journal, for the pack of the agency that `caller` is; the reading is
    /// logged as a disclosure to that agency.
    pub async fn case_for_pack(
        &self,
        id: CaseId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<CaseFile, Error> {
        self.seen_case(id, caller, "pack", WHOLE, now).await
    }

    /// Who read a case, newest first, for those who may see it.
    pub async fn case_reads(
        &self,
        id: CaseId,
        caller: &Caller,
        limit: i32,
    ) -> Result<Vec<Read>, Error> {
        let case = self.record::<Case>(keys::case(id)).await?;
        if !policy::see(caller, &case).is_permitted() {
            return Err(Error::NotFound);
        }
        self.reads(keys::case(id), limit).await
    }

    pub(crate) async fn seen_case(
        &self,
        id: CaseId,
        caller: &Caller,
        what: &str,
        entries: i32,
        now: DateTime<Utc>,
    ) -> Result<CaseFile, Error> {
        let pk = keys::case(id);
        let file: CaseFile = self.file(pk.clone(), entries).await?;
        let decision = policy::see(caller, &file.journal);
        if !decision.is_permitted() {
            return Err(Error::NotFound);
        }
        self.log_read(pk, caller, what, &decision, now).await?;
        Ok(file)
    }

    /// Open cases of an area, for its coordinator and chair, by next review.
    pub async fn cases_in(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<CaseRow>, Error> {
        if !policy::list_area(caller, area).is_permitted() {
            return Ok(Page::empty());
        }
        self.case_rows(Part::of(
            List::Area,
            keys::by_area::cases(area),
            limit,
            after,
        ))
        .await
    }

    /// Closed cases of an area, for its coordinator and chair, newest first.
    pub async fn closed_cases_in(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<CaseRow>, Error> {
        if !policy::list_area(caller, area).is_permitted() {
            return Ok(Page::empty());
        }
        let part = Part::of(List::Area, keys::by_area::closed(area), limit, after);
        self.case_rows(part.newest_first()).await
    }

    /// Open cases that the caller's own agency is on, by next review.
    pub async fn cases_of_agency(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<CaseRow>, Error> {
        let Some(agency) = caller.agency() else {
            return Ok(Page::empty());
        };
        self.case_rows(Part::of(
            List::Agency,
            keys::by_agency::cases(agency),
            limit,
            after,
        ))
        .await
    }

    /// Closed cases that the caller's own agency is on, newest first.
    pub async fn closed_cases_of_agency(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<CaseRow>, Error> {
        let Some(agency) = caller.agency() else {
            return Ok(Page::empty());
        };
        let part = Part::of(List::Agency, keys::by_agency::closed(agency), limit, after);
        self.case_rows(part.newest_first()).await
    }

    async fn case_rows(&self, part: Part<'_>) -> Result<Page<CaseRow>, Error> {
        let page: Page<CaseRowItem> = self.table.list(part).await?;
        let items = page
            .items
            .iter()
            .map(|item| serde_json::from_str(&item.body).map_err(|_| Error::Unreadable("row")))
            .collect::<Result<_, _>>()?;
        Ok(Page {
            items,
            next: page.next,
        })
    }

    /// Ids of the cases a meeting may have to deal with: open ones of the area, and those closed
    /// since `closed_since`.
    pub(crate) async fn case_ids_for_meeting(
        &self,
        area: &AreaCode,
        closed_since: Option<NaiveDate>,
    ) -> Result<Vec<CaseId>, Error> {
        let mut ids = Vec::new();
        let closed = closed_since.map(|day| (keys::by_area::closed(area), day.to_string()));
        let open = Some((keys::by_area::cases(area), " ".to_owned()));
        for (partition, from) in [open, closed].into_iter().flatten() {
            let mut after = None;
            loop {
                let part = Part::of(List::Area, partition.clone(), 500, after.as_ref());
                let page = self.case_rows(part.from(from.clone())).await?;
                ids.extend(page.items.iter().map(|row| row.id));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(ids)
    }

    /// These cases as `caller` may see them; the others are left out. Not logged: the caller is
    /// shown at most what a meeting's agenda says, or the system composes a pack.
    pub(crate) async fn visible_cases(
        &self,
        ids: &[CaseId],
        caller: &Caller,
    ) -> Result<Vec<Journal<Case>>, Error> {
        let wanted = ids
            .iter()
            .map(|id| (keys::case(*id), keys::RECORD.to_owned()))
            .collect();
        let items: Vec<RecordItem> = self.table.batch(wanted).await?;
        let mut cases = items
            .iter()
            .map(RecordItem::journal::<Case>)
            .filter(|read| match read {
                Ok(case) => policy::see(caller, case).is_permitted(),
                Err(_) => true,
            })
            .collect::<Result<Vec<_>, _>>()?;
        cases.sort_by(|a, b| a.reference.cmp(&b.reference));
        Ok(cases)
    }

    /// The case with this reference, if the caller may see it.
    pub async fn case_by_reference(
        &self,
        reference: &str,
        caller: &Caller,
    ) -> Result<Journal<Case>, Error> {
        let pk = keys::case_reference(reference);
        let row: Option<CaseRowItem> = self.table.get(pk, keys::RECORD).await?;
        let row = row.ok_or(Error::NotFound)?;
        let id: CaseId =
            serde_json::from_str(&row.body).map_err(|_| Error::Unreadable("reference"))?;
        let case = self.record::<Case>(keys::case(id)).await?;
        if policy::see(caller, &case).is_permitted() {
            Ok(case)
        } else {
            Err(Error::NotFound)
        }
    }
}
