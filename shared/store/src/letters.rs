//! Letters about a case review that were sent by email (R7.3): the email holds a secret address, and
//! under the hash of that secret stands which letter can be read there, for a time.

use chrono::{DateTime, Utc};
use domain::{
    CaseReviewId,
    case_review::{CaseReview, Letter},
    journal::Hash,
};
use serde::{Deserialize, Serialize};

use crate::{
    Commit, Error, File, Store, case_reviews::ENTRIES, cases::without_erased, held::HeldItem, keys,
};

#[derive(Debug, Serialize, Deserialize)]
struct Emailed {
    review: CaseReviewId,
    letter: String,
    until: DateTime<Utc>,
}

impl Commit {
    /// The same commit, from which on a letter can be read under a secret until an instant.
    pub fn with_letter(
        self,
        secret: &str,
        (review, letter): (CaseReviewId, Letter),
        until: DateTime<Utc>,
    ) -> Self {
        let emailed = Emailed {
            review,
            letter: letter.value().to_owned(),
            until,
        };
        self.holding(HeldItem::of(place(secret), &emailed, until))
    }
}

impl Store {
    /// Which letter can be read under a secret, and the application that it is written from. No policy
    /// is asked: only its addressee was given the secret, and that it was sent stands in the journal.
    ///
    /// **Errors:** [`Error::NotFound`] also once its time is over.
    pub async fn emailed_letter(
        &self,
        secret: &str,
        now: DateTime<Utc>,
    ) -> Result<(File<CaseReview>, Letter), Error> {
        let (pk, sk) = place(secret);
        let item: Option<HeldItem> = self.table.get(pk, &sk).await?;
        let emailed: Option<Emailed> = item.map(|item| item.value("letter")).transpose()?;
        let emailed = emailed.filter(|emailed| now < emailed.until);
        let emailed = emailed.ok_or(Error::NotFound)?;
        let letter = Letter::parse(&emailed.letter).ok_or(Error::Unreadable("letter"))?;
        let pk = keys::case_review(emailed.review);
        let mut file: File<CaseReview> = self.file(pk, ENTRIES).await?;
        without_erased::<CaseReview>(&mut file.entries);
        Ok((file, letter))
    }
}

/// Where something lies, by its secret.
fn place(secret: &str) -> (String, String) {
    let pk = keys::letter(Hash::of(secret.as_bytes()));
    (pk, keys::RECORD.to_owned())
}
