//! Cases, as far as the caller may see them.

use access::{Caller, case as policy, entry, guest};
use chrono::{DateTime, Utc};
use domain::{
    AreaCode, CaseId, Journal,
    case::Case,
    journal::{Sealed, open, start},
};

use crate::{
    Cursor, Error, File, Page, Store,
    journal::RecordItem,
    keys,
    lists::Listed,
    reads::Read,
    same::Others,
    stored::{CasePointer, CaseRow},
    table::{List, Part},
};

/// A case with the newest part of its journal.
pub type CaseFile = File<Case>;

/// How many of the newest entries come with a case in one query.
pub(crate) const NEWEST: i32 = 60;
/// The longest journal that a history page shows whole.
pub(crate) const WHOLE: i32 = 5_000;

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

    /// A case without its journal, to change it; the reading is logged.
    pub async fn case_alone(
        &self,
        id: CaseId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<CaseFile, Error> {
        self.seen_case(id, caller, "case", 0, now).await
    }

    /// A case and its whole journal as it is sealed, to verify it or to look at it as it once was;
    /// the reading is logged as one of `what`.
    pub async fn case_chain(
        &self,
        id: CaseId,
        (caller, what): (&Caller, &str),
        now: DateTime<Utc>,
    ) -> Result<(CaseFile, Vec<Sealed>), Error> {
        let pk = keys::case(id);
        let (journal, sealed, _) = self.sealed_file::<Case>(pk.clone(), i32::MAX - 1).await?;
        self.show_case(pk, &journal, caller, what, now).await?;
        let longest = usize::try_from(WHOLE).unwrap_or(usize::MAX);
        let earlier = sealed.len().saturating_sub(longest);
        let file = File {
            entries: open::<Case>(sealed.iter().skip(earlier))?,
            has_earlier: earlier > 0,
            from: u64::try_from(earlier).unwrap_or_default() + 1,
            journal,
        };
        let others = self.others_seen(&file.entries, caller, now).await?;
        Ok((cut(file, caller, &others, now), sealed))
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

    /// Who read a case, newest first.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not know.
    pub async fn case_reads(
        &self,
        case: &CaseFile,
        caller: &Caller,
        limit: i32,
    ) -> Result<Vec<Read>, Error> {
        if !policy::reads(caller, &case.journal).is_permitted() {
            return Err(Error::hidden(caller, "readings"));
        }
        self.reads(keys::case(case.journal.id), limit).await
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
        self.show_case(pk, &file.journal, caller, what, now).await?;
        let others = self.others_seen(&file.entries, caller, now).await?;
        Ok(cut(file, caller, &others, now))
    }

    /// Nothing of a case is given out before this.
    pub(crate) async fn show_case(
        &self,
        pk: String,
        case: &Case,
        caller: &Caller,
        what: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let decision = guest::read(caller, case, now);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "case"));
        }
        self.look(caller, Some(&pk), now).await?;
        self.log_read(pk, caller, what, &decision, now).await
    }

    /// Open cases of an area, for its coordinator and chair, by what is due first; the reading is
    /// logged.
    pub async fn cases_in(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<CaseRow>, Error> {
        let listed = self.list_cases(area, caller, limit, after).await?;
        self.show("list of cases", listed, caller, now).await
    }

    pub(crate) async fn list_cases(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<CaseRow>, Error> {
        let decision = policy::list_area(caller, area);
        if !decision.is_permitted() {
            return Ok(Listed::empty());
        }
        let part = Part::of_area((area, caller), keys::by_area::cases, limit, after);
        Ok(Listed::of(self.case_rows(part).await?, &decision))
    }

    /// Closed cases of an area, for its coordinator and chair, newest first; the reading is logged.
    pub async fn closed_cases_in(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<CaseRow>, Error> {
        let decision = policy::list_area(caller, area);
        if !decision.is_permitted() {
            return Ok(Page::empty());
        }
        let part = Part::of_area((area, caller), keys::by_area::closed, limit, after);
        let listed = Listed::of(self.case_rows(part.newest_first()).await?, &decision);
        self.show("list of cases", listed, caller, now).await
    }

    /// Open cases that the caller's own agency is on, by what is due first: what they see by
    /// `case.member-agency`, because a row is there as long as the agency is on the case. The reading
    /// is logged.
    pub async fn cases_of_agency(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<CaseRow>, Error> {
        let listed = self.list_cases_of_agency(caller, limit, after).await?;
        self.show("list of cases", listed, caller, now).await
    }

    pub(crate) async fn list_cases_of_agency(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<CaseRow>, Error> {
        let Some(agency) = caller.agency() else {
            return Ok(Listed::empty());
        };
        let list = keys::by_agency::cases(agency);
        let part = Part::of(List::Agency, list, limit, after);
        Ok(Listed::of(
            self.case_rows(part).await?,
            &policy::list_own(caller),
        ))
    }

    /// Closed cases that the caller's own agency is on, newest first; see
    /// [`Store::cases_of_agency`]. The reading is logged.
    pub async fn closed_cases_of_agency(
        &self,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<CaseRow>, Error> {
        let Some(agency) = caller.agency() else {
            return Ok(Page::empty());
        };
        let part = Part::of(List::Agency, keys::by_agency::closed(agency), limit, after);
        let page = self.case_rows(part.newest_first()).await?;
        let listed = Listed::of(page, &policy::list_own(caller));
        self.show("list of cases", listed, caller, now).await
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

    /// These cases as `caller` may see them; the others are left out. Whoever calls this logs what
    /// is shown of them.
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

    /// The case with this reference, if the caller may see it. Not logged, because it hands nothing
    /// out: two pages (`/cases`, `/find`) lead on to the case, where its reading is logged; joining a
    /// referral to it, or linking a review and what that recommends, changes it, which is an entry of
    /// its journal, and answers with the reference that was typed.
    pub async fn case_by_reference(
        &self,
        reference: &str,
        caller: &Caller,
    ) -> Result<Journal<Case>, Error> {
        let id = self.case_of_reference(reference).await?;
        let case = self.record::<Case>(keys::case(id)).await?;
        if policy::see(caller, &case).is_permitted() {
            Ok(case)
        } else {
            Err(Error::hidden(caller, "case"))
        }
    }

    /// Which case has this reference. Whoever calls this asks before anything is shown of it.
    pub(crate) async fn case_of_reference(&self, reference: &str) -> Result<CaseId, Error> {
        let pk = keys::case_reference(reference);
        let row: Option<CaseRowItem> = self.table.get(pk, keys::RECORD).await?;
        let row = row.ok_or(Error::NotFound)?;
        let at: CasePointer =
            serde_json::from_str(&row.body).map_err(|_| Error::Unreadable("reference"))?;
        Ok(at.id)
    }
}

/// The journal without what is limited to others, or speaks of cases that the caller does not see: every way
/// out of the store goes through here.
pub(crate) fn cut(
    mut file: CaseFile,
    caller: &Caller,
    others: &Others,
    now: DateTime<Utc>,
) -> CaseFile {
    without_erased::<Case>(&mut file.entries);
    let case = &file.journal;
    let mut entries = std::mem::take(&mut file.entries);
    entries.retain(|line| entry::shows_line(caller, case, line, now) && others.show(caller, line));
    file.entries = entries;
    file
}

/// Nothing of what was said before something was erased is handed out, also while the erasure is
/// under way and some of it is still there.
pub(crate) fn without_erased<A: domain::Aggregate>(entries: &mut [domain::Entry<A::Event>]) {
    let from = start::<A>(entries);
    for entry in entries.iter_mut().take(from) {
        entry.event = None;
    }
}

/// Entries as they are sealed, of those that are limited to others nothing but that they are there:
/// the chain covers a commitment to what they say, so it still holds.
pub(crate) fn seal_off(
    sealed: Vec<Sealed>,
    case: &Case,
    (caller, others): (&Caller, &Others),
    now: DateTime<Utc>,
) -> Result<Vec<Sealed>, Error> {
    let mut opened = open::<Case>(&sealed)?;
    without_erased::<Case>(&mut opened);
    let each = sealed.into_iter().zip(opened).map(|(mut entry, opened)| {
        if opened.event.is_none() || !others.show(caller, &opened) {
            entry.payload = None;
            entry.salt = None;
        }
        let event = opened.event;
        let id = event.as_ref().and_then(domain::case::Event::entry);
        if id.is_some_and(|id| !entry::shows(caller, case, id, now)) {
            entry.payload = None;
            entry.salt = None;
        }
        Ok(entry)
    });
    each.collect()
}
