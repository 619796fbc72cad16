//! What is kept for a time: the lists that people look through, and erasure (R12.2).
//!
//! An erasure has three steps, and a run that was cut off is taken up after whichever was the last
//! one done: the record is emptied, which is an entry of the journal; the rows that held something
//! of it are deleted, and then what the entries before said; that it is finished is an entry too.

use std::fmt::Display;

use access::{Caller, Decision, retention as policy};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AreaCode, CaseId, Entry, Journal, Stamp,
    case::Case,
    directory::Area,
    journal::{fold, open, start},
    retention::{Erasure, Keepable},
};
use serde::Deserialize;

use crate::{
    Commit, Cursor, Error, File, Page, Store,
    cases::NEWEST,
    journal::SAID,
    keys,
    lists::Listed,
    stored::{KeepingRow, Shelf, Stored},
    table::{List, Part},
};

#[derive(Deserialize)]
struct KeepingItem {
    body: String,
}

impl Store {
    /// A list of what is kept for a time in an area, by day; at most `limit` rows of it are looked
    /// at, of which those that are not yet due are left out. The reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not decide about it.
    pub async fn shelf(
        &self,
        area: &Area,
        (shelf, today): (Shelf, NaiveDate),
        (caller, now): (&Caller, DateTime<Utc>),
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<KeepingRow>, Error> {
        let code = &area.code;
        let erases = policy::erase(caller, code);
        let decision = if erases.is_permitted() {
            erases
        } else {
            policy::decide(caller, code)
        };
        if !decision.is_permitted() {
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
        let page = Page {
            items: rows,
            next: page.next,
        };
        let listed = Listed::of(page, &decision);
        self.show("list of what is kept", listed, caller, now).await
    }

    /// The record of something, to decide how long it is kept. Whoever may decide need not see what it
    /// says, and is shown none of it.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not decide about it.
    pub async fn to_keep<A: Stored + Keepable>(
        &self,
        id: impl Display,
        caller: &Caller,
    ) -> Result<Journal<A>, Error> {
        self.kept_record(id, caller, policy::decide).await
    }

    /// The record of something whose erasure was ordered, for the job that carries it out.
    ///
    /// **Errors:** [`Error::NotFound`] for anybody else.
    pub async fn to_erase<A: Stored + Keepable>(
        &self,
        id: impl Display,
        caller: &Caller,
    ) -> Result<Journal<A>, Error> {
        self.kept_record(id, caller, policy::erase).await
    }

    /// A case and its whole journal, to erase what an entry said that its agency has withdrawn.
    /// Whoever answers for that is shown which entries there are, and nothing that any of them says.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not.
    pub async fn withdrawn_on(&self, id: CaseId, caller: &Caller) -> Result<File<Case>, Error> {
        let file: File<Case> = self.file(keys::case(id), i32::MAX - 1).await?;
        if policy::erase_entry(caller, &file.journal.area).is_permitted() {
            Ok(file)
        } else {
            Err(Error::hidden(caller, "retention"))
        }
    }

    async fn kept_record<A: Stored + Keepable>(
        &self,
        id: impl Display,
        caller: &Caller,
        may: fn(&Caller, &AreaCode) -> Decision,
    ) -> Result<Journal<A>, Error> {
        let pk = keys::aggregate(A::KIND, &id.to_string());
        let kept: Journal<A> = self.record(pk).await?;
        if may(caller, kept.area()).is_permitted() {
            Ok(kept)
        } else {
            Err(Error::hidden(caller, "retention"))
        }
    }

    /// Erases what the journal of something said before its record was emptied, and the rows that
    /// held something of it; then says that it is finished. Done again, it changes nothing more.
    ///
    /// **Errors:** what stands in its journal is not that it was erased; or a call failed, after
    /// which it is to be called again.
    pub async fn finish_erasure<A: Stored + Keepable>(
        &self,
        erased: Journal<A>,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let id = erased.record().id();
        let sealed = self.sealed_entries(A::KIND, &id).await?;
        let entries = open::<A>(&sealed)?;
        let at = start::<A>(&entries);
        if entries.get(at).is_none_or(|entry| !says_erased::<A>(entry)) {
            return Err(Error::Unreadable("erasure"));
        }
        let (before, after) = (entries.get(..at), entries.get(at..));
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        // Rows first: once an entry is gone it cannot be told which they were.
        if before.iter().all(|entry| entry.event.is_some()) {
            self.delete_rows::<A>(before, after).await?;
        }
        for entry in sealed.iter().take(at) {
            let pk = keys::aggregate(A::KIND, &id);
            let sk = keys::entry(entry.header.seq);
            self.table.remove(&pk, &sk, &SAID).await?;
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
        let file: File<Case> = self.file(keys::case(id), NEWEST).await?;
        let events = file
            .entries
            .iter()
            .rev()
            .filter_map(|entry| entry.event.as_ref());
        let erasure = events.filter_map(Case::erasure).next();
        erasure.cloned().ok_or(Error::Unreadable("erasure"))
    }
}

fn says_erased<A: Keepable>(entry: &Entry<A::Event>) -> bool {
    entry.event.as_ref().and_then(A::erasure).is_some()
}
