//! Lists as they are handed out: a page that names anybody or anything is a reading of its own, in
//! the partition of whoever is shown it, and says what it named (R3.4).
//!
//! INVARIANT (listed): rows leave the store by [`Store::show`] or, several lists at once, by
//! [`Store::desk`], [`Store::work`] and [`Store::access_waiting`]; each logs before it gives them.

use access::{Caller, Decision};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AreaCode, Journal,
    case::Case,
    case_review::{CaseReview, remind},
    referral::Referral,
    subject_access::SubjectAccess,
    time,
};

use crate::{
    Error, Page, Store,
    stored::{AccessRow, ActionRow, CaseRow, KeepingRow, OrderRow, ReturnedRow},
    subject_access::BesideRow,
};

/// Something that lists show, and what a reading calls it: a reference where there is one, since
/// that says nothing of anybody and stays when the record is erased.
pub(crate) trait Named {
    fn named(&self) -> String;
}

impl Named for CaseRow {
    fn named(&self) -> String {
        self.reference.clone()
    }
}

impl Named for Journal<Case> {
    fn named(&self) -> String {
        self.reference.clone()
    }
}

impl Named for Journal<Referral> {
    fn named(&self) -> String {
        self.reference.clone()
    }
}

impl Named for Journal<CaseReview> {
    fn named(&self) -> String {
        self.reference.clone()
    }
}

impl Named for Journal<SubjectAccess> {
    fn named(&self) -> String {
        self.reference.clone()
    }
}

impl Named for KeepingRow {
    fn named(&self) -> String {
        self.reference.clone()
    }
}

impl Named for BesideRow {
    fn named(&self) -> String {
        self.reference.clone()
    }
}

/// By its case: an action has no reference of its own.
impl Named for ActionRow {
    fn named(&self) -> String {
        self.reference.clone()
    }
}

/// By its case, as in the calendar.
impl Named for OrderRow {
    fn named(&self) -> String {
        self.reference.clone()
    }
}

/// By its own reference: whoever asked for access need not know the case's.
impl Named for AccessRow {
    fn named(&self) -> String {
        self.id.reference()
    }
}

/// By the notice, under which its page stands.
impl Named for ReturnedRow {
    fn named(&self) -> String {
        self.returned.notice.id.to_string()
    }
}

/// A page that nobody has been shown yet, with the policies that permit it.
#[derive(Debug)]
#[must_use = "it is not logged"]
pub(crate) struct Listed<T> {
    page: Page<T>,
    policies: Vec<&'static str>,
}

impl<T> Listed<T> {
    /// Permitted as a whole.
    pub(crate) fn of(page: Page<T>, decision: &Decision) -> Self {
        Self {
            page,
            policies: decision.policies().to_vec(),
        }
    }

    /// Permitted row by row.
    pub(crate) fn each(page: Page<T>, ask: impl Fn(&T) -> Decision) -> Self {
        let mut policies = Vec::new();
        for row in &page.items {
            gather(&mut policies, ask(row).policies());
        }
        Self { page, policies }
    }

    /// What of it is permitted, row by row.
    pub(crate) fn visible(mut page: Page<T>, ask: impl Fn(&T) -> Decision) -> Self {
        let mut policies = Vec::new();
        page.items.retain(|row| {
            let decision = ask(row);
            gather(&mut policies, decision.policies());
            decision.is_permitted()
        });
        Self { page, policies }
    }

    /// Takes in the rows of another list; where this one goes on is left as it is.
    pub(crate) fn extend(&mut self, other: Self) {
        gather(&mut self.policies, &other.policies);
        self.page.items.extend(other.page.items);
    }

    /// A list with nothing on it.
    pub(crate) fn empty() -> Self {
        Self::of(Page::empty(), &Decision::refused())
    }

    /// Whether nothing is on it.
    pub(crate) fn is_empty(&self) -> bool {
        self.page.items.is_empty()
    }

    /// Leaves rows out.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.page.items.retain(keep);
    }
}

/// Adds policies that are not there yet.
fn gather(policies: &mut Vec<&'static str>, more: &[&'static str]) {
    for policy in more {
        if !policies.contains(policy) {
            policies.push(policy);
        }
    }
}

/// What one reading says of several lists.
#[derive(Debug, Default)]
struct Together {
    policies: Vec<&'static str>,
    names: Vec<String>,
}

impl Together {
    /// Takes a page in.
    fn with<T: Named>(&mut self, listed: Listed<T>) -> Page<T> {
        gather(&mut self.policies, &listed.policies);
        self.names.extend(listed.page.items.iter().map(T::named));
        listed.page
    }
}

/// An area at a glance, for its coordinator and chair.
#[derive(Debug)]
pub struct Desk {
    /// Referrals waiting for triage; for its coordinator.
    pub triage: Option<Page<Journal<Referral>>>,
    /// Messages that did not arrive; for its coordinator.
    pub returned: Option<Page<ReturnedRow>>,
    /// Case reviews in which something is due soon or overdue, soonest first; for its coordinator.
    pub reviews: Option<Page<Journal<CaseReview>>>,
    /// Its open cases, by what is due first.
    pub cases: Page<CaseRow>,
    /// Open actions on them, soonest due first.
    pub actions: Page<ActionRow>,
}

/// What awaits a person of an agency.
#[derive(Debug)]
pub struct Work {
    /// Open actions that name them.
    pub mine: Page<ActionRow>,
    /// Open actions of their agency.
    pub ours: Page<ActionRow>,
    /// Open cases that their agency is on.
    pub cases: Page<CaseRow>,
    /// Access that waits for their answer or review; see [`Store::access_waiting`].
    pub access: (Vec<AccessRow>, bool),
}

impl Store {
    /// Hands a page out once it is logged as one of `what`; an empty one is no reading.
    pub(crate) async fn show<T: Named>(
        &self,
        what: &str,
        listed: Listed<T>,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Page<T>, Error> {
        let mut together = Together::default();
        let page = together.with(listed);
        self.log_together(what, together, caller, now).await?;
        Ok(page)
    }

    async fn log_together(
        &self,
        what: &str,
        together: Together,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Together { policies, names } = together;
        self.log_list(caller, what, (&policies, names), now).await
    }

    /// The top of an area's lists, at most `limit` of each, in one reading; actions that are due by
    /// `due_by`.
    pub async fn desk(
        &self,
        area: &AreaCode,
        (coordinates, due_by): (bool, Option<NaiveDate>),
        caller: &Caller,
        limit: i32,
        now: DateTime<Utc>,
    ) -> Result<Desk, Error> {
        let mut together = Together::default();
        let (mut triage, mut returned, mut reviews) = (None, None, None);
        if coordinates {
            let listed = self.list_triage(area, caller, limit, None).await?;
            triage = Some(together.with(listed));
            let listed = self.list_returned(area, caller, limit, None).await?;
            returned = Some(together.with(listed));
            let soon = remind::soon(time::london_date(now));
            let listed = self.list_reviews_due(area, caller, soon, limit).await?;
            reviews = Some(together.with(listed));
        }
        let cases = self.list_cases(area, caller, limit, None).await?;
        let cases = together.with(cases);
        let actions = self.list_actions(area, caller, due_by, limit, None).await?;
        let actions = together.with(actions);
        let what = "area at a glance";
        self.log_together(what, together, caller, now).await?;
        Ok(Desk {
            triage,
            returned,
            reviews,
            cases,
            actions,
        })
    }

    /// The top of the lists that somebody works from, at most `limit` of each, in one reading; of
    /// access also what waits in these areas.
    pub async fn work(
        &self,
        areas: &[AreaCode],
        caller: &Caller,
        limit: i32,
        now: DateTime<Utc>,
    ) -> Result<Work, Error> {
        let mut together = Together::default();
        let mine = self.list_my_actions(caller, limit, None).await?;
        let mine = together.with(mine);
        let ours = self.list_our_actions(caller, limit, None).await?;
        let ours = together.with(ours);
        let cases = self.list_cases_of_agency(caller, limit, None).await?;
        let cases = together.with(cases);
        let access = self.waiting(areas, caller, limit, &mut together).await?;
        let what = "work at a glance";
        self.log_together(what, together, caller, now).await?;
        Ok(Work {
            mine,
            ours,
            cases,
            access,
        })
    }

    /// Access to cases led by the caller's agency, or in areas that they watch, that waits for an
    /// answer or a review, oldest first, at most `limit` of each, in one reading; and whether there
    /// is more.
    pub async fn access_waiting(
        &self,
        areas: &[AreaCode],
        caller: &Caller,
        limit: i32,
        now: DateTime<Utc>,
    ) -> Result<(Vec<AccessRow>, bool), Error> {
        let mut together = Together::default();
        let found = self.waiting(areas, caller, limit, &mut together).await?;
        let what = "list of access";
        self.log_together(what, together, caller, now).await?;
        Ok(found)
    }

    async fn waiting(
        &self,
        areas: &[AreaCode],
        caller: &Caller,
        limit: i32,
        together: &mut Together,
    ) -> Result<(Vec<AccessRow>, bool), Error> {
        let ours = self.list_access_to_ours(caller, limit, None).await?;
        let ours = together.with(ours);
        let (mut rows, mut more) = (ours.items, ours.next.is_some());
        for area in areas {
            let page = self.list_access(area, caller, limit, None).await?;
            let page = together.with(page);
            more |= page.next.is_some();
            rows.extend(page.items);
        }
        rows.sort_by_key(|row| (row.at, row.id));
        rows.dedup_by_key(|row| row.id);
        Ok((rows, more))
    }
}
