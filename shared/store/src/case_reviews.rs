//! Applications for an ASB Case Review (R7), for who runs them in the area.

use access::{Caller, case_review as policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AreaCode, CaseReviewId, Journal,
    case_review::{CaseReview, Figures},
};

use crate::{
    Cursor, Error, File, Page, Store, cases::without_erased, journal::RecordItem, keys,
    lists::Listed, table::Part,
};

/// A review's journal is short; this many entries are all of it.
pub(crate) const ENTRIES: i32 = 200;

impl Store {
    /// Applications of an area: those in which something is due first, or those that are over, newest
    /// first; the reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller does not run the area's reviews.
    pub async fn case_reviews_in(
        &self,
        area: &AreaCode,
        over: bool,
        (caller, now): (&Caller, DateTime<Utc>),
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<Journal<CaseReview>>, Error> {
        let decision = policy::run(caller, area);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "case review"));
        }
        let part = if over {
            Part::of_area((area, caller), keys::by_area::reviewed, limit, after).newest_first()
        } else {
            Part::of_area((area, caller), keys::by_area::reviews, limit, after)
        };
        let listed = Listed::of(self.reviews(part).await?, &decision);
        self.show("list of case reviews", listed, caller, now).await
    }

    /// Applications of an area in which something is due by a day, soonest first, for a job that
    /// reminds its team.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller is no such job.
    pub async fn case_reviews_due(
        &self,
        area: &AreaCode,
        until: NaiveDate,
        (caller, now): (&Caller, DateTime<Utc>),
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<Journal<CaseReview>>, Error> {
        let decision = policy::chase(caller, area);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "case review"));
        }
        let due = self
            .reviews_due((area, caller), until, limit, after)
            .await?;
        let listed = Listed::of(due, &decision);
        self.show("list of case reviews", listed, caller, now).await
    }

    /// The same for whoever runs them; nothing for anybody else.
    pub(crate) async fn list_reviews_due(
        &self,
        area: &AreaCode,
        caller: &Caller,
        until: NaiveDate,
        limit: i32,
    ) -> Result<Listed<Journal<CaseReview>>, Error> {
        let decision = policy::run(caller, area);
        if !decision.is_permitted() {
            return Ok(Listed::empty());
        }
        let due = self.reviews_due((area, caller), until, limit, None).await?;
        Ok(Listed::of(due, &decision))
    }

    async fn reviews_due(
        &self,
        of: (&AreaCode, &Caller),
        until: NaiveDate,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<Journal<CaseReview>>, Error> {
        let part = Part::of_area(of, keys::by_area::reviews, limit, after);
        self.reviews(part.up_to(format!("{until}#~"))).await
    }

    async fn reviews(&self, part: Part<'_>) -> Result<Page<Journal<CaseReview>>, Error> {
        let page: Page<RecordItem> = self.table.list(part).await?;
        let items = page.items.iter().map(RecordItem::journal::<CaseReview>);
        Ok(Page {
            items: items.collect::<Result<_, _>>()?,
            next: page.next,
        })
    }

    /// An application and its journal; the reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] also when the caller does not run the area's reviews.
    pub async fn case_review(
        &self,
        id: CaseReviewId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<File<CaseReview>, Error> {
        let pk = keys::case_review(id);
        let mut file: File<CaseReview> = self.file(pk.clone(), ENTRIES).await?;
        without_erased::<CaseReview>(&mut file.entries);
        let decision = policy::run(caller, &file.journal.area);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "case review"));
        }
        self.log_read(pk, caller, "case review", &decision, now)
            .await?;
        Ok(file)
    }

    /// Where an application stands, for whoever has its id: only its sender was given it. No policy is
    /// asked; what the applicant told is not in the record.
    pub async fn applied_for(&self, id: CaseReviewId) -> Result<Journal<CaseReview>, Error> {
        self.record(keys::case_review(id)).await
    }

    /// The figures that an area publishes for a calendar year (R7.5): one read, however many reviews
    /// there were. No policy is asked: the law has them published.
    pub async fn case_review_figures(&self, area: &AreaCode, year: i32) -> Result<Figures, Error> {
        let (pk, sk) = keys::case_review_figures(area, year);
        let figures: Option<Figures> = self.table.get(&pk, &sk).await?;
        Ok(figures.unwrap_or_default())
    }
}
