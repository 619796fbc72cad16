//! What is held about somebody who asks for it (R12.1).

use std::collections::BTreeMap;

use access::{Caller, subject_access as policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AreaCode, CaseId, Entry, Journal, SubjectAccessId,
    case::{Case, Event, category, subject},
    case_review::CaseReview,
    referral::Referral,
    subject_access::{Item, Standing, SubjectAccess, Words, form_items, items},
    time,
};
use serde::Deserialize;

use crate::{
    Cursor, Error, File, Page, Store,
    cases::without_erased,
    journal::{EntryItem, RecordItem},
    keys,
    lists::Listed,
    reads::Disclosure,
    stored::{CasePointer, Stored},
    table::{Part, from_item},
};

/// Most cases that are found for one key.
const MOST: i32 = 200;

#[derive(Deserialize)]
struct PointerItem {
    body: String,
}

/// A case that somebody is a subject of, with everything that it says.
#[derive(Debug, Clone)]
pub struct Held {
    /// The case.
    pub case: Journal<Case>,
    /// Its whole journal.
    pub journal: Vec<Entry<Event>>,
    /// Every text on it; without the words of what its agency limited to others.
    pub items: Vec<Item>,
}

impl Held {
    /// Which case, at which version.
    pub fn standing(&self) -> Standing {
        (self.case.id, self.case.version())
    }

    /// What is taken out of its texts for whom the request is about.
    pub fn words(&self, request: &SubjectAccess) -> Words {
        let staff = self.journal.iter().map(|entry| entry.header.actor.name());
        let tasked = self.case.actions.values();
        let tasked = tasked.filter_map(|action| Some(action.task.person.as_ref()?.name.as_str()));
        let added = request.words.iter().map(domain::Line::as_str);
        let is_own = |subject: &_| request.about.is(subject);
        // Other people are taken out also by what was recorded of them before it was corrected.
        let mut subjects = self.case.subjects.clone();
        let earlier = subject::as_recorded(&self.journal).into_iter();
        subjects.extend(earlier.filter_map(|(number, earlier)| {
            let now = category::subject(&self.case, number)?;
            (!is_own(now)).then_some(earlier)
        }));
        Words::of(&subjects, is_own, staff.chain(tasked), added)
    }
}

/// What is held of somebody beside their cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// What it is.
    pub kind: BesideKind,
    /// Its reference.
    pub reference: String,
    /// On which day it arrived.
    pub on: NaiveDate,
    /// Where it stands, in words.
    pub stands: &'static str,
    /// As what the person stands in it, in words.
    pub recorded_as: String,
}

/// What can be held of somebody beside their cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BesideKind {
    /// A referral of an agency that led to no case.
    Referral,
    /// A report of the public that led to no case.
    Report,
    /// An application for a case review.
    CaseReview,
}

/// How many records of a list are read at a time.
const AT_A_TIME: i32 = 100;

/// Where cases of somebody were found.
#[derive(Debug, Clone, Default)]
pub struct Whereabouts {
    /// Cases in areas that the caller answers for, by reference.
    pub cases: Vec<Journal<Case>>,
    /// Other areas in which there are cases: their data-protection officer is to be asked.
    pub elsewhere: Vec<AreaCode>,
    /// What the request's own area holds beside cases, oldest first.
    pub beside: Vec<Beside>,
}

impl Store {
    /// Requests of an area, those due first; answered ones newest first. The reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller does not answer for the area.
    pub async fn subject_access_in(
        &self,
        area: &AreaCode,
        answered: bool,
        (caller, now): (&Caller, DateTime<Utc>),
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<Journal<SubjectAccess>>, Error> {
        let decision = policy::answer(caller, area);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "subject access"));
        }
        let part = if answered {
            Part::of_area((area, caller), keys::by_area::answered, limit, after).newest_first()
        } else {
            Part::of_area((area, caller), keys::by_area::asked, limit, after)
        };
        let page: Page<RecordItem> = self.table.list(part).await?;
        let items = page.items.iter().map(RecordItem::journal::<SubjectAccess>);
        let page = Page {
            items: items.collect::<Result<_, _>>()?,
            next: page.next,
        };
        let listed = Listed::of(page, &decision);
        self.show("list of subject access", listed, caller, now)
            .await
    }

    /// A request and its journal; the reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] also when the caller does not answer for its area.
    pub async fn subject_access(
        &self,
        id: SubjectAccessId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<File<SubjectAccess>, Error> {
        let pk = keys::subject_access(id);
        let mut file: File<SubjectAccess> = self.file(pk.clone(), 500).await?;
        without_erased::<SubjectAccess>(&mut file.entries);
        let decision = policy::answer(caller, &file.journal.area);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "subject access"));
        }
        self.log_read(pk, caller, "subject access", &decision, now)
            .await?;
        Ok(file)
    }

    /// The cases that the person of a request is a subject of; the reading is logged.
    ///
    /// **Errors:** [`Error::TooLarge`] when there are more than can be answered.
    pub async fn cases_about(
        &self,
        request: &SubjectAccess,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Whereabouts, Error> {
        let mut ids: Vec<CaseId> = Vec::new();
        for key in request.about.keys() {
            let pk = keys::matches(key);
            let (rows, more) = self.table.between(pk, " ", "~", false, MOST).await?;
            if more {
                return Err(Error::TooLarge);
            }
            for row in rows {
                let item: PointerItem = from_item(row)?;
                let pointer: CasePointer =
                    serde_json::from_str(&item.body).map_err(|_| Error::Unreadable("pointer"))?;
                ids.push(pointer.id);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        let wanted = ids
            .into_iter()
            .map(|id| (keys::case(id), keys::RECORD.into()));
        let records: Vec<RecordItem> = self.table.batch(wanted.collect()).await?;
        let mut found = Whereabouts::default();
        for record in &records {
            let case = record.journal::<Case>()?;
            if !case
                .subjects
                .iter()
                .any(|subject| request.about.is(subject))
            {
                continue;
            }
            if policy::answer(caller, &case.area).is_permitted() {
                found.cases.push(case);
            } else {
                found.elsewhere.push(case.area.clone());
            }
        }
        found
            .cases
            .sort_by(|one, other| one.reference.cmp(&other.reference));
        found.elsewhere.sort();
        found.elsewhere.dedup();
        let page = Page {
            items: found.cases,
            next: None,
        };
        let listed = Listed::each(page, |case| policy::answer(caller, &case.area));
        let shown = self.show("list of cases", listed, caller, now).await?;
        found.cases = shown.items;
        Ok(found)
    }

    /// What the request's area holds of its person beside cases: referrals and reports that led to none,
    /// and applications for a case review. Nobody is found in these by a key, so each of the area is
    /// looked through: requests are rare, and what led to no case is kept for a short time. What is found
    /// is logged as a list.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller does not answer for the area.
    pub async fn held_beside(
        &self,
        request: &SubjectAccess,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Vec<Beside>, Error> {
        let area = &request.area;
        let decision = policy::answer(caller, area);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "subject access"));
        }
        let mut found = Vec::new();
        for list in [keys::by_area::triage, keys::by_area::triaged] {
            for (referral, told) in self.first_told::<Referral>((area, caller), list).await? {
                // One that led to a case is found, read and handed over with it.
                if referral.status.case().is_some() {
                    continue;
                }
                let kind = match referral.is_public() {
                    true => BesideKind::Report,
                    false => BesideKind::Referral,
                };
                let recorded_as = request.about.told_in_referral(&told);
                found.extend(recorded_as.map(|recorded_as| Beside {
                    kind,
                    reference: referral.reference.clone(),
                    on: time::london_date(referral.received_at),
                    stands: referral.status.label(),
                    recorded_as,
                }));
            }
        }
        for list in [keys::by_area::reviews, keys::by_area::reviewed] {
            for (review, told) in self.first_told::<CaseReview>((area, caller), list).await? {
                let recorded_as = request.about.told_in_case_review(&told);
                found.extend(recorded_as.map(|recorded_as| Beside {
                    kind: BesideKind::CaseReview,
                    reference: review.reference.clone(),
                    on: review.applied_on,
                    stands: review.status.label(),
                    recorded_as,
                }));
            }
        }
        found.sort_by(|one, other| (one.on, &one.reference).cmp(&(other.on, &other.reference)));
        let page = Page {
            items: found,
            next: None,
        };
        let listed = Listed::of(page, &decision);
        let shown = self.show("list of what is held beside cases", listed, caller, now);
        Ok(shown.await?.items)
    }

    /// Every record of a list of an area, with what was told in its first entry.
    async fn first_told<A: Stored>(
        &self,
        whose: (&AreaCode, &Caller),
        list: fn(&AreaCode) -> String,
    ) -> Result<Vec<(Journal<A>, A::Event)>, Error> {
        let (mut told, mut after) = (Vec::new(), None);
        loop {
            let part = Part::of_area(whose, list, AT_A_TIME, after.as_ref());
            let page: Page<RecordItem> = self.table.list(part).await?;
            let mut records = BTreeMap::new();
            for item in &page.items {
                let record = item.journal::<A>()?;
                records.insert(keys::aggregate(A::KIND, &record.id()), record);
            }
            let first = records.keys().map(|pk| (pk.clone(), keys::entry(1)));
            let entries: Vec<EntryItem> = self.table.batch(first.collect()).await?;
            for entry in entries {
                let record = records.remove(&entry.pk);
                let event = entry.sealed()?.open::<A>()?.event;
                told.extend(record.zip(event));
            }
            after = page.next;
            if after.is_none() {
                return Ok(told);
            }
        }
    }

    /// A case that the person of a request is a subject of, with everything that it says; the
    /// reading is logged, for the request.
    ///
    /// **Errors:** [`Error::NotFound`] when they are no subject of it, or the caller does not answer
    /// for its area.
    pub async fn held_on(
        &self,
        case: CaseId,
        request: &SubjectAccess,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Held, Error> {
        let pk = keys::case(case);
        let mut file: File<Case> = self.file(pk.clone(), i32::MAX - 1).await?;
        let decision = policy::answer(caller, &file.journal.area);
        let is_subject = |subject: &_| request.about.is(subject);
        if !decision.is_permitted() || !file.journal.subjects.iter().any(is_subject) {
            return Err(Error::hidden(caller, "subject access"));
        }
        self.log_read(pk, caller, "subject access", &decision, now)
            .await?;
        without_erased::<Case>(&mut file.entries);
        let record = file.journal.record();
        let shows = |entry| access::entry::shows(caller, record, entry, now);
        let mut items = items(record, &file.entries, shows);
        for referral in &record.referrals {
            let pk = keys::referral(*referral);
            let mut referral: crate::referrals::ReferralFile = self.file(pk, 100).await?;
            without_erased::<Referral>(&mut referral.entries);
            if let Some(entry) = referral.entries.first() {
                items.extend(form_items(referral.journal.record(), entry));
            }
        }
        // As things came to be known; what a referrer told stands before the case that it led to.
        items.sort_by_key(|item| item.on);
        Ok(Held {
            case: file.journal,
            journal: file.entries,
            items,
        })
    }

    /// Logs on a case that what it holds of somebody was handed over to them.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller does not answer for its area.
    pub async fn log_handed_over(
        &self,
        held: &Held,
        caller: &Caller,
        disclosure: Disclosure,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let decision = policy::answer(caller, &held.case.area);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "subject access"));
        }
        let (pk, as_what) = (keys::case(held.case.id), (caller, "subject access"));
        self.log_disclosure(pk, as_what, &decision, disclosure, now)
            .await
    }
}
