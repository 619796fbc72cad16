//! Cases with their journals, read once for the packs of all agencies and given to each as far as
//! it may see them.

use access::Caller;
use chrono::{DateTime, Utc};
use domain::CaseId;

use crate::{
    Error, Store,
    cases::{CaseFile, WHOLE, cut},
    keys,
};

/// A case and its whole journal that nobody has been given yet.
#[derive(Debug, Clone)]
pub struct Undisclosed(CaseFile);

impl Store {
    /// A case and its whole journal, of which [`Store::disclose`] gives each agency its part.
    pub async fn case_for_packs(&self, id: CaseId) -> Result<Undisclosed, Error> {
        Ok(Undisclosed(self.file(keys::case(id), WHOLE).await?))
    }

    /// The case for the pack of the agency that `reader` is; logged as a disclosure to that agency.
    ///
    /// **Errors:** [`Error::NotFound`] when it may not see the case.
    pub async fn disclose(
        &self,
        case: &Undisclosed,
        reader: &Caller,
        now: DateTime<Utc>,
    ) -> Result<CaseFile, Error> {
        let Undisclosed(file) = case;
        let pk = keys::case(file.journal.id);
        self.show_case(pk, &file.journal, reader, "pack", now)
            .await?;
        Ok(cut(file.clone(), reader, now))
    }
}
