//! What is kept for a time: the lists that people look through, and erasure (R12.2).
//!
//! An erasure has three steps, and a run that was cut off is taken up after whichever was the last
//! one done: the record is emptied, which is an entry of the journal; the rows that held something
//! of it are deleted, and then what the entries before said; that it is finished is an entry too.

use access::{Caller, retention as policy};
use chrono::NaiveDate;
use domain::{
    AreaCode, CaseId, Entry, Journal, ReferralId, Stamp,
    case::Case,
    directory::Area,
    journal::{Sealed, fold},
    referral::Referral,
    retention::{Erasure, Keepable},
};
use serde::Deserialize;

use crate::{
    Commit, Cursor, Error, Page, Store, keys,
    stored::{KeepingRow, Shelf, Stored},
    table::{List, Part},
};

#[derive(Deserialize)]
struct KeepingItem {
    body: String,
}

/// What can be erased: it says what its erasure was, once it is.
pub trait Erasable: Stored + Keepable {
    /// How it was erased, if `event` is that it was.
    fn erasure(event: &Self::Event) -> Option<&Erasure>;
}

impl Erasable for Case {
    fn erasure(event: &Self::Event) -> Option<&Erasure> {
        match event {
            domain::case::Event::Erased(remains) => Some(&remains.erasure),
            _ => None,
        }
    }
}

impl Erasable for Referral {
    fn erasure(event: &Self::Event) -> Option<&Erasure> {
        match event {
            domain::referral::Event::Erased(remains) => Some(&remains.erasure),
            _ => None,
        }
    }
}

impl Store {
    /// A list of what is kept for a time in an area, by day; at most `limit` rows of it are looked
    /// at, of which those that are not yet due are left out.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not decide about it.
    pub async fn shelf(
        &self,
        area: &Area,
        (shelf, today): (Shelf, NaiveDate),
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<KeepingRow>, Error> {
        let code = &area.code;
        let erases = policy::erase(caller, code).is_permitted();
        if !erases && !policy::decide(caller, code).is_permitted() {
            return Err(Error::hidden(caller, "retention"));
        }
        let tomorrow = || keys::day_then(today + chrono::Days::new(1), "");
        let of = |list: String| Part::of(List::Area, list, limit, after);
        let part = match shelf {
            Shelf::Due => {
                let Some(last) = area.keep.settled_by(today) else {
                    return Ok(Page::empty());
                };
                let last = keys::day_then(last + chrono::Days::new(1), "");
                of(keys::by_area::settled(code)).up_to(last)
            }
            Shelf::DueAgain => of(keys::by_area::kept(code)).up_to(tomorrow()),
            Shelf::Kept => of(keys::by_area::kept(code)).from(tomorrow()),
            Shelf::Held => of(keys::by_area::held(code)),
            Shelf::Ordered => of(keys::by_area::erasing(code)),
            Shelf::Erased => of(keys::by_area::erased(code)).newest_first(),
        };
        let page: Page<KeepingItem> = self.table.list(part).await?;
        let rows = page.items.iter().map(|item| {
            serde_json::from_str(&item.body).map_err(|_| Error::Unreadable("keeping row"))
        });
        let mut rows: Vec<KeepingRow> = rows.collect::<Result<_, _>>()?;
        if shelf == Shelf::Due {
            rows.retain(|row| row.due_on(&area.keep).is_some_and(|due| due <= today));
        }
        Ok(Page {
            items: rows,
            next: page.next,
        })
    }

    /// The record of a case, to decide how long it is kept. Whoever may decide need not see what it
    /// says, and is shown none of it.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not decide about it.
    pub async fn case_to_keep(&self, id: CaseId, caller: &Caller) -> Result<Journal<Case>, Error> {
        let case: Journal<Case> = self.record(keys::case(id)).await?;
        may_decide(caller, &case.area)?;
        Ok(case)
    }

    /// The record of a referral, to decide how long it is kept.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not decide about it.
    pub async fn referral_to_keep(
        &self,
        id: ReferralId,
        caller: &Caller,
    ) -> Result<Journal<Referral>, Error> {
        let referral: Journal<Referral> = self.record(keys::referral(id)).await?;
        may_decide(caller, &referral.area)?;
        Ok(referral)
    }

    /// The record of a case whose erasure was ordered, for the job that carries it out.
    ///
    /// **Errors:** [`Error::NotFound`] for anybody else.
    pub async fn case_to_erase(&self, id: CaseId, caller: &Caller) -> Result<Journal<Case>, Error> {
        let case: Journal<Case> = self.record(keys::case(id)).await?;
        may_erase(caller, &case.area)?;
        Ok(case)
    }

    /// The record of a referral that is to be erased, by itself or with its case.
    ///
    /// **Errors:** [`Error::NotFound`] for anybody but the job.
    pub async fn referral_to_erase(
        &self,
        id: ReferralId,
        caller: &Caller,
    ) -> Result<Journal<Referral>, Error> {
        let referral: Journal<Referral> = self.record(keys::referral(id)).await?;
        may_erase(caller, &referral.area)?;
        Ok(referral)
    }

    /// Erases what the journal of something said before its record was emptied, and the rows that
    /// held something of it; then says that it is finished. Done again, it changes nothing more.
    ///
    /// **Errors:** what stands in its journal is not that it was erased; or a call failed, after
    /// which it is to be called again.
    pub async fn finish_erasure<A: Erasable>(
        &self,
        erased: Journal<A>,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let id = erased.record().id();
        let sealed = self.sealed_entries(A::KIND, &id).await?;
        let opened = sealed.iter().map(Sealed::open::<A>);
        let entries: Vec<Entry<A::Event>> = opened.collect::<Result<_, _>>()?;
        let is_erasure = |entry: &Entry<A::Event>| {
            entry
                .event
                .as_ref()
                .is_some_and(|e| A::erasure(e).is_some())
        };
        let at = entries.iter().rposition(is_erasure);
        let at = at.ok_or(Error::Unreadable("erasure"))?;
        let (before, after) = (entries.get(..at), entries.get(at..));
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        // Rows first: once an entry is gone it cannot be told which they were.
        if before.iter().all(|entry| entry.event.is_some()) {
            self.delete_rows::<A>(before, after).await?;
        }
        for entry in sealed.iter().take(at) {
            let pk = keys::aggregate(A::KIND, &id);
            let sk = keys::entry(entry.header.seq);
            self.table.remove(&pk, &sk, &["payload", "salt"]).await?;
        }
        let count = u64::try_from(at).unwrap_or(u64::MAX);
        let finished = erased.finish_erasure(count, stamp);
        let finished = finished.map_err(|_| Error::Unreadable("erasure"))?;
        self.commit(Commit::of(finished)).await
    }

    /// Deletes the rows that the record had before it was emptied and has no more.
    async fn delete_rows<A: Stored>(
        &self,
        before: &[Entry<A::Event>],
        after: &[Entry<A::Event>],
    ) -> Result<(), Error> {
        let rows = |entries| -> Result<_, Error> {
            Ok(fold::<A>(entries)?
                .map(|record| record.rows())
                .unwrap_or_default())
        };
        let left = rows(after)?;
        for (pk, sk) in rows(before)?.into_keys() {
            if !left.contains_key(&(pk.clone(), sk.clone())) {
                self.table.delete(&pk, &sk).await?;
            }
        }
        Ok(())
    }

    /// How a case was erased.
    ///
    /// **Errors:** [`Error::Unreadable`] when it was not.
    pub async fn erasure_of(&self, id: CaseId) -> Result<Erasure, Error> {
        let sealed = self.sealed_entries("case", &id.to_string()).await?;
        for entry in sealed.iter().rev() {
            let event = entry.open::<Case>()?.event;
            if let Some(erasure) = event.as_ref().and_then(Case::erasure) {
                return Ok(erasure.clone());
            }
        }
        Err(Error::Unreadable("erasure"))
    }
}

fn may_decide(caller: &Caller, area: &AreaCode) -> Result<(), Error> {
    if policy::decide(caller, area).is_permitted() {
        Ok(())
    } else {
        Err(Error::hidden(caller, "retention"))
    }
}

fn may_erase(caller: &Caller, area: &AreaCode) -> Result<(), Error> {
    if policy::erase(caller, area).is_permitted() {
        Ok(())
    } else {
        Err(Error::hidden(caller, "retention"))
    }
}
