//! How many documents one person may add in a day (ASVS V5.2.4): far more than work needs, and with
//! the most that a file may have, no more than nobody notices in the bucket.

use access::Caller;
use chrono::{DateTime, Utc};

use crate::{Error, Store, knocks::Limit};

/// Most documents of one person in a day, on all cases together.
pub const MOST_IN_A_DAY: u32 = 100;
const DOCUMENTS: Limit = Limit {
    what: "document",
    most: MOST_IN_A_DAY,
    seconds: 24 * 60 * 60,
};

impl Store {
    /// Counts that a person adds a document. One write unit.
    ///
    /// **Errors:** [`Error::TooManyFiles`] when the day's are used up.
    pub async fn count_document(&self, caller: &Caller, now: DateTime<Utc>) -> Result<(), Error> {
        let Some(person) = caller.person() else {
            return Ok(());
        };
        if self.knock(DOCUMENTS, &person.to_string(), now).await? {
            Ok(())
        } else {
            Err(Error::TooManyFiles)
        }
    }
}
