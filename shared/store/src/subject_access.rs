//! What is held about somebody who asks for it (R12.1).

mod beside;

pub use beside::{BesideRow, HeldBeside};

use access::{Caller, Decision, subject_access as policy};
use chrono::{DateTime, Utc};
use domain::{
    AreaCode, CaseId, Entry, Journal, SubjectAccessId,
    case::{Case, Event, category, subject},
    referral::Referral,
    subject_access::{Item, Standing, SubjectAccess, Words, form_items, items, later_items},
};
use serde::Deserialize;

use crate::{
    Cursor, Error, File, Page, Store,
    cases::without_erased,
    journal::RecordItem,
    keys,
    lists::Listed,
    reads::{Disclosed, Disclosure},
    stored::CasePointer,
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

    /// That what the case holds of the person was handed over, to be logged with the commit that hands it
    /// over.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller does not answer for its area.
    pub fn handing_over(
        &self,
        caller: &Caller,
        disclosure: Disclosure,
        now: DateTime<Utc>,
    ) -> Result<Disclosed, Error> {
        let decision = permitted(&self.case.area, caller)?;
        let pk = keys::case(self.case.id);
        Disclosed::of(&pk, (caller, "subject access"), &decision, disclosure, now)
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

/// Where cases of somebody were found.
#[derive(Debug, Clone, Default)]
pub struct Whereabouts {
    /// Cases in areas that the caller answers for, by reference.
    pub cases: Vec<Journal<Case>>,
    /// Other areas in which there are cases: their data-protection officer is to be asked.
    pub elsewhere: Vec<AreaCode>,
    /// What was found beside cases when it was last looked for, oldest first.
    pub beside: Vec<BesideRow>,
}

/// That the caller answers for an area; to whoever does not, there is nothing.
fn permitted(area: &AreaCode, caller: &Caller) -> Result<Decision, Error> {
    let decision = policy::answer(caller, area);
    if decision.is_permitted() {
        Ok(decision)
    } else {
        Err(Error::hidden(caller, "subject access"))
    }
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
        let decision = permitted(area, caller)?;
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
        let decision = permitted(&file.journal.area, caller)?;
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
            let told = referral.journal.record();
            for entry in &referral.entries {
                items.extend(form_items(told, entry));
                items.extend(later_items(told, entry));
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
}
