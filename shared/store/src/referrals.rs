//! Referrals, as far as the caller may see them.

use access::{Caller, referral as policy};
use chrono::{DateTime, Utc};
use domain::{
    AgencyId, AreaCode, Entry, Journal, ReferralId,
    referral::{Event, Form, Referral, Report},
};

use crate::{
    Cursor, Error, File, Page, Store,
    cases::without_erased,
    journal::RecordItem,
    keys,
    lists::Listed,
    table::{List, Part},
};

/// A referral with what was written about it.
pub type ReferralFile = File<Referral>;

impl File<Referral> {
    /// What the referrer wrote; `None` once erased.
    pub fn form(&self) -> Option<&Form> {
        self.entries.iter().find_map(|entry| match &entry.event {
            Some(Event::Received { form, .. }) => Some(form.as_ref()),
            _ => None,
        })
    }

    /// What a member of the public wrote; `None` once erased, or when an agency referred.
    pub fn report(&self) -> Option<&Report> {
        self.entries.iter().find_map(|entry| match &entry.event {
            Some(Event::Reported { report, .. }) => Some(report.as_ref()),
            _ => None,
        })
    }

    /// What happened after it arrived.
    pub fn later(&self) -> impl Iterator<Item = &Entry<Event>> {
        self.entries.iter().filter(|entry| entry.header.seq > 1)
    }
}

/// Among how many of each list reports of the same incident are looked for.
const ALIKE: i32 = 100;

/// A referral's journal is short; this many entries are all of it.
const ENTRIES: i32 = 100;

impl Store {
    /// A referral and its journal; the reading is logged.
    pub async fn referral(
        &self,
        id: ReferralId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<ReferralFile, Error> {
        let pk = keys::referral(id);
        let mut file: ReferralFile = self.file(pk.clone(), ENTRIES).await?;
        without_erased::<Referral>(&mut file.entries);
        let decision = policy::see(caller, &file.journal);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "referral"));
        }
        self.log_read(pk, caller, "referral", &decision, now)
            .await?;
        Ok(file)
    }

    /// What a member of the public reported, for whoever has its id. No policy is asked: only its
    /// sender was given the id, and who sent it is nobody that a policy knows.
    ///
    /// **Errors:** [`Error::NotFound`] for a referral that an agency made.
    pub async fn reported(&self, id: ReferralId) -> Result<Journal<Referral>, Error> {
        let referral: Journal<Referral> = self.record(keys::referral(id)).await?;
        if referral.is_public() {
            Ok(referral)
        } else {
            Err(Error::NotFound)
        }
    }

    /// Referrals of an area waiting for triage, most urgent first; the reading is logged.
    pub async fn triage_queue(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<Journal<Referral>>, Error> {
        let listed = self.list_triage(area, caller, limit, after).await?;
        self.show("list of referrals", listed, caller, now).await
    }

    pub(crate) async fn list_triage(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<Journal<Referral>>, Error> {
        let part = Part::of_area((area, caller), keys::by_area::triage, limit, after);
        self.visible_referrals(part, caller).await
    }

    /// Referrals of an area already decided, newest first; the reading is logged.
    pub async fn triaged(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<Journal<Referral>>, Error> {
        let listed = self.list_triaged(area, caller, limit, after).await?;
        self.show("list of referrals", listed, caller, now).await
    }

    async fn list_triaged(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<Journal<Referral>>, Error> {
        let part = Part::of_area((area, caller), keys::by_area::triaged, limit, after);
        self.visible_referrals(part.newest_first(), caller).await
    }

    /// Other reports of the public in its area that may well be of the same incident, as far as the
    /// caller may see them: among those that wait first and were decided last. The reading names only
    /// those that are given.
    pub async fn alike(
        &self,
        referral: &Referral,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Vec<Journal<Referral>>, Error> {
        let Some(sighting) = &referral.sighting else {
            return Ok(Vec::new());
        };
        let area = &referral.area;
        let mut near = self.list_triage(area, caller, ALIKE, None).await?;
        near.extend(self.list_triaged(area, caller, ALIKE, None).await?);
        near.retain(|other| {
            let seen = other.sighting.as_ref();
            other.id != referral.id && seen.is_some_and(|seen| seen.is_like(sighting))
        });
        let shown = self.show("list of referrals", near, caller, now).await?;
        Ok(shown.items)
    }

    /// Referrals an agency made, newest first; the reading is logged.
    pub async fn referrals_by(
        &self,
        agency: &AgencyId,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
        now: DateTime<Utc>,
    ) -> Result<Page<Journal<Referral>>, Error> {
        let list = keys::by_agency::referrals(agency);
        let part = Part::of(List::Agency, list, limit, after);
        let listed = self.visible_referrals(part.newest_first(), caller).await?;
        self.show("list of referrals", listed, caller, now).await
    }

    async fn visible_referrals(
        &self,
        part: Part<'_>,
        caller: &Caller,
    ) -> Result<Listed<Journal<Referral>>, Error> {
        let page: Page<RecordItem> = self.table.list(part).await?;
        let items = page.items.into_iter();
        let items = items.map(|item| item.journal::<Referral>());
        let page = Page {
            items: items.collect::<Result<_, _>>()?,
            next: page.next,
        };
        Ok(Listed::visible(page, |referral| {
            policy::see(caller, referral)
        }))
    }
}
