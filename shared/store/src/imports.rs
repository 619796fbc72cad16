//! What brings cases over from sheets, and which cases it brought (R11.1).

use std::collections::BTreeMap;

use domain::{
    CaseId, Journal,
    case::{Case, Mark},
    import::Import,
    journal::Hash,
};

use crate::{Error, Store, journal::RecordItem, keys};

impl Store {
    /// An import.
    ///
    /// **Errors:** [`Error::NotFound`] when nothing was brought by it yet.
    pub async fn import(&self, id: Hash) -> Result<Journal<Import>, Error> {
        self.record(keys::import(id)).await
    }

    /// Which of these cases there are, and what brought each; none of one that was opened here, or is
    /// erased. Nothing else is told of a case, whoever asks.
    pub async fn imported(&self, ids: &[CaseId]) -> Result<BTreeMap<CaseId, Option<Mark>>, Error> {
        let wanted = ids.iter().map(|id| (keys::case(*id), keys::RECORD.into()));
        let found: Vec<RecordItem> = self.table.batch(wanted.collect()).await?;
        let marks = found.iter().map(|item| {
            let case: Journal<Case> = item.journal()?;
            Ok((case.id, case.imported))
        });
        marks.collect()
    }
}
