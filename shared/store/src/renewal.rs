//! The rows by which cases are found, made anew where they were made by older rules or there are none (R9.1).
//!
//! They follow from the record alone, so that nothing is journalled: nobody learns anything, and nothing
//! is other than it was but that the case is found. Case by case, each in one transaction that holds only
//! while the case is as it was read; whatever is cut off is made good by the next run, which passes over
//! what is done.
//!
//! Rows that the older rules made and the newer do not make are left: they lead to a case whose record is
//! then compared. Whoever raises [`RECIPE`] to take rows away has to say which.

use std::collections::BTreeSet;

use domain::{AreaCode, CaseId, case::Case};

use crate::{
    Commit, Cursor, Error, Page, Store,
    alike::RECIPE,
    journal::RecordItem,
    keys,
    search::PointerItem,
    table::{List, Part},
};

/// Cases that one part looks at.
const PART: i32 = 50;

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Renewed {
    /// Cases looked at.
    pub cases: u32,
    /// Those whose rows were made anew.
    pub renewed: u32,
    /// Those that somebody changed meanwhile: the next run tries again.
    pub left: u32,
}

impl Renewed {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            cases: self.cases.saturating_add(other.cases),
            renewed: self.renewed.saturating_add(other.renewed),
            left: self.left.saturating_add(other.left),
        }
    }
}

impl Store {
    /// Looks at a part of an area's cases, open and closed, from where the part before ended, and makes anew
    /// the rows of those that need it. Gives where the next part begins, if there is one.
    pub async fn renew_keys(
        &self,
        area: &AreaCode,
        after: Option<&Cursor>,
    ) -> Result<(Renewed, Option<Cursor>), Error> {
        let part = Part::of(List::Area, keys::by_area::opened(area), PART, after);
        let page: Page<PointerItem> = self.table.list(part).await?;
        let ids = page.items.iter().map(PointerItem::case);
        let ids = ids.collect::<Result<BTreeSet<CaseId>, Error>>()?;
        let mut done = Renewed {
            cases: u32::try_from(ids.len()).unwrap_or(u32::MAX),
            ..Renewed::default()
        };
        for case in self.out_of_date(ids).await? {
            match self.commit(Commit::renewing(&case)).await {
                Ok(()) => done.renewed += 1,
                Err(Error::Conflict) => done.left += 1,
                Err(fault) => return Err(fault),
            }
        }
        Ok((done, page.next))
    }

    async fn out_of_date(
        &self,
        mut ids: BTreeSet<CaseId>,
    ) -> Result<Vec<domain::Journal<Case>>, Error> {
        let stub = |id: &CaseId| (keys::stub(keys::stub_of(*id)), keys::RECORD.to_owned());
        let rows: Vec<PointerItem> = self.table.batch(ids.iter().map(stub).collect()).await?;
        for row in rows {
            let pointer = row.pointer()?;
            if pointer.recipe == RECIPE {
                ids.remove(&pointer.id);
            }
        }
        let records = ids
            .into_iter()
            .map(|id| (keys::case(id), keys::RECORD.to_owned()));
        let records: Vec<RecordItem> = self.table.batch(records.collect()).await?;
        records.iter().map(RecordItem::journal::<Case>).collect()
    }
}
