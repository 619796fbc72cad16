//! What is held of somebody beside their cases: looked for once, and then read by its id (R12.1).

use std::collections::BTreeMap;

use access::Caller;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AreaCode, Journal,
    case_review::CaseReview,
    referral::Referral,
    subject_access::{Beside, Item, Matched, SubjectAccess, Words, beside::Stands},
    time,
};

use super::permitted;
use crate::{
    Error, File, Page, Store,
    cases::without_erased,
    journal::{EntryItem, RecordItem},
    keys,
    lists::Listed,
    reads::{Disclosed, Disclosure},
    stored::Stored,
    table::Part,
};

/// How many records of a list are read at a time.
const AT_A_TIME: i32 = 100;

/// Something found beside cases, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BesideRow {
    /// What.
    pub beside: Beside,
    /// Its reference.
    pub reference: String,
    /// On which day it arrived.
    pub on: NaiveDate,
    /// Where it stands, in words.
    pub stands: &'static str,
    /// As what the person stands in it, in words.
    pub recorded_as: String,
    /// Its version.
    pub version: u64,
    /// Whether it has led to a case since it was found, or is gone: then it is no longer beside cases.
    pub has_moved: bool,
}

/// Something beside cases, with everything that it says.
#[derive(Debug, Clone)]
pub struct HeldBeside {
    /// What, and where it stands.
    pub row: BesideRow,
    /// Whether the caller may open it as it is worked on.
    pub may_open: bool,
    /// The area that it is of.
    area: AreaCode,
    /// What is recorded of the person, a line each.
    pub recorded: Vec<(&'static str, String)>,
    /// Every text.
    pub items: Vec<Item>,
    /// What is taken out of them for whom the request is about.
    pub words: Words,
}

impl HeldBeside {
    /// What, at which version.
    pub fn standing(&self) -> (Beside, u64) {
        (self.row.beside, self.row.version)
    }

    /// That what it holds of the person was handed over, to be logged with the commit that hands it over.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller does not answer for its area.
    pub fn handing_over(
        &self,
        caller: &Caller,
        disclosure: Disclosure,
        now: DateTime<Utc>,
    ) -> Result<Disclosed, Error> {
        let decision = permitted(&self.area, caller)?;
        let pk = partition(self.row.beside);
        Disclosed::of(&pk, (caller, "subject access"), &decision, disclosure, now)
    }
}

fn partition(beside: Beside) -> String {
    match beside {
        Beside::Referral(id) | Beside::Report(id) => keys::referral(id),
        Beside::CaseReview(id) => keys::case_review(id),
    }
}

fn of_referral(referral: &Journal<Referral>) -> Beside {
    match referral.is_public() {
        true => Beside::Report(referral.id),
        false => Beside::Referral(referral.id),
    }
}

fn referral_row(referral: &Journal<Referral>, stands: Option<Stands>) -> BesideRow {
    // What led to a case is read and handed over with that, where the case is found: by a key that its
    // subjects have from here. Of a name alone there is none, and it stays beside.
    let in_case = referral.status.case().is_some();
    let with_key = stands.as_ref().is_some_and(|stands| stands.keyed);
    BesideRow {
        beside: of_referral(referral),
        reference: referral.reference.clone(),
        on: time::london_date(referral.received_at),
        stands: referral.status.label(),
        has_moved: stands.is_none() || in_case && with_key,
        recorded_as: stands.map(|stands| stands.recorded_as).unwrap_or_default(),
        version: referral.version(),
    }
}

fn review_row(review: &Journal<CaseReview>, stands: Option<Stands>) -> BesideRow {
    BesideRow {
        beside: Beside::CaseReview(review.id),
        reference: review.reference.clone(),
        on: review.applied_on,
        stands: review.status.label(),
        has_moved: stands.is_none(),
        recorded_as: stands.map(|stands| stands.recorded_as).unwrap_or_default(),
        version: review.version(),
    }
}

impl Store {
    /// What the request's area holds beside cases that may be of its person: referrals and reports that
    /// led to none, and applications for a case review, each with by what it was found. Nobody is found in
    /// these by a key, so all of the area are looked through: once when a request is taken in and when
    /// somebody asks to look again, never to show a page. What is found is logged as a list.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller does not answer for the area.
    pub async fn look_beside(
        &self,
        request: &SubjectAccess,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<Beside, Matched>, Error> {
        let (area, about) = (&request.area, &request.about);
        let decision = permitted(area, caller)?;
        let (mut found, mut rows) = (BTreeMap::new(), Vec::new());
        for list in [keys::by_area::triage, keys::by_area::triaged] {
            for (referral, told) in self.first_told::<Referral>((area, caller), list).await? {
                let stands = about.stands_in_referral(&told);
                let matched = stands.as_ref().map(|stands| stands.matched);
                let row = referral_row(&referral, stands);
                if let Some(matched) = matched.filter(|_| !row.has_moved) {
                    found.insert(row.beside, matched);
                    rows.push(row);
                }
            }
        }
        for list in [keys::by_area::reviews, keys::by_area::reviewed] {
            for (review, told) in self.first_told::<CaseReview>((area, caller), list).await? {
                if let Some(stands) = about.stands_in_case_review(&told) {
                    found.insert(Beside::CaseReview(review.id), stands.matched);
                    rows.push(review_row(&review, Some(stands)));
                }
            }
        }
        let what = "list of what is held beside cases";
        let page = Page {
            items: rows,
            next: None,
        };
        let listed = Listed::of(page, &decision);
        self.show(what, listed, caller, now).await?;
        Ok(found)
    }

    /// What was found beside cases when it was last looked for, as it now stands, oldest first; read by
    /// its id, and logged as a list.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller does not answer for the area.
    pub async fn found_beside(
        &self,
        request: &SubjectAccess,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Vec<BesideRow>, Error> {
        let decision = permitted(&request.area, caller)?;
        let about = &request.about;
        let all = request.beside.iter();
        let all: Vec<Beside> = all
            .flat_map(|looked| looked.found.keys().copied())
            .collect();
        let (reviews, referrals): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|beside| matches!(beside, Beside::CaseReview(_)));
        let wanted = |all: Vec<Beside>| {
            let keys = all
                .into_iter()
                .map(|one| (partition(one), keys::RECORD.into()));
            keys.collect::<Vec<_>>()
        };
        let mut rows = Vec::new();
        let records: Vec<RecordItem> = self.table.batch(wanted(referrals)).await?;
        for (referral, told) in self.with_first::<Referral>(&records).await? {
            let stands = told.and_then(|told| about.stands_in_referral(&told));
            rows.push(referral_row(&referral, stands));
        }
        let records: Vec<RecordItem> = self.table.batch(wanted(reviews)).await?;
        for (review, told) in self.with_first::<CaseReview>(&records).await? {
            let stands = told.and_then(|told| about.stands_in_case_review(&told));
            rows.push(review_row(&review, stands));
        }
        rows.sort_by(|one, other| (one.on, &one.reference).cmp(&(other.on, &other.reference)));
        let page = Page {
            items: rows,
            next: None,
        };
        let listed = Listed::of(page, &decision);
        let shown = self.show("list of what is held beside cases", listed, caller, now);
        Ok(shown.await?.items)
    }

    /// Something that was found beside cases, with everything that it says; the reading is logged, for
    /// the request.
    ///
    /// **Errors:** [`Error::NotFound`] when it is not among what was found, is no longer beside cases, or
    /// the caller does not answer for its area.
    pub async fn held_beside(
        &self,
        beside: Beside,
        request: &SubjectAccess,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<HeldBeside, Error> {
        if request.hit(beside).is_none() {
            return Err(Error::hidden(caller, "subject access"));
        }
        let pk = partition(beside);
        let (row, area, told, opens) = match beside {
            Beside::Referral(_) | Beside::Report(_) => {
                let mut file: File<Referral> = self.file(pk.clone(), i32::MAX - 1).await?;
                without_erased::<Referral>(&mut file.entries);
                let first = file.entries.first().and_then(|entry| entry.event.as_ref());
                let stands = first.and_then(|told| request.about.stands_in_referral(told));
                let told = request.told_in_referral(&file.journal, &file.entries);
                let row = referral_row(&file.journal, stands);
                let opens = access::referral::see(caller, &file.journal);
                (row, file.journal.area.clone(), told, opens)
            }
            Beside::CaseReview(_) => {
                let mut file: File<CaseReview> = self.file(pk.clone(), i32::MAX - 1).await?;
                without_erased::<CaseReview>(&mut file.entries);
                let first = file.entries.first().and_then(|entry| entry.event.as_ref());
                let stands = first.and_then(|told| request.about.stands_in_case_review(told));
                let told = request.told_in_case_review(&file.journal.reference, &file.entries);
                let row = review_row(&file.journal, stands);
                let opens = access::case_review::run(caller, &file.journal.area);
                (row, file.journal.area.clone(), told, opens)
            }
        };
        let decision = permitted(&area, caller)?;
        if row.has_moved {
            return Err(Error::NotFound);
        }
        self.log_read(pk, caller, "subject access", &decision, now)
            .await?;
        Ok(HeldBeside {
            row,
            may_open: opens.is_permitted(),
            area,
            recorded: told.recorded,
            items: told.items,
            words: told.words,
        })
    }

    /// Every record of a list of an area, with what was told in its first entry; those erased are left
    /// out.
    async fn first_told<A: Stored>(
        &self,
        whose: (&AreaCode, &Caller),
        list: fn(&AreaCode) -> String,
    ) -> Result<Vec<(Journal<A>, A::Event)>, Error> {
        let (mut told, mut after) = (Vec::new(), None);
        loop {
            let part = Part::of_area(whose, list, AT_A_TIME, after.as_ref());
            let page: Page<RecordItem> = self.table.list(part).await?;
            let all = self.with_first::<A>(&page.items).await?;
            told.extend(
                all.into_iter()
                    .filter_map(|(record, event)| Some((record, event?))),
            );
            after = page.next;
            if after.is_none() {
                return Ok(told);
            }
        }
    }

    /// Records, each with what was told in its first entry; with nothing once that is erased.
    async fn with_first<A: Stored>(
        &self,
        items: &[RecordItem],
    ) -> Result<Vec<(Journal<A>, Option<A::Event>)>, Error> {
        let mut records = BTreeMap::new();
        for item in items {
            let record = item.journal::<A>()?;
            records.insert(keys::aggregate(A::KIND, &record.id()), (record, None));
        }
        let first = records.keys().map(|pk| (pk.clone(), keys::entry(1)));
        let entries: Vec<EntryItem> = self.table.batch(first.collect()).await?;
        for entry in entries {
            if let Some((_, told)) = records.get_mut(&entry.pk) {
                *told = entry.sealed()?.open::<A>()?.event;
            }
        }
        Ok(records.into_values().collect())
    }
}
