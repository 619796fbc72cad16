//! Lists of cases on their way here, and where they lie meanwhile (R11.1).
//!
//! | in the bucket of documents | what lies there |
//! |---|---|
//! | `imports/ID/list` | the list as it was sent; it is handed out to nobody |
//! | `imports/ID/errors` | what was wrong with it, for administrators of its area |
//! | `wake/ID/MOMENT` | nothing: that it came wakes the job that goes through the list |

use access::{Caller, directory as policy};
use aws_sdk_s3::error::ProvideErrorMetadata;
use chrono::{DateTime, Utc};
use domain::{
    AreaCode, Journal, TransferId,
    transfer::{LARGEST_LIST, Transfer},
};

use crate::{
    Cursor, Error, Page, Store,
    error::sdk,
    journal::RecordItem,
    keys,
    table::{List, Part},
    uploads::{Post, UploadForm},
};

fn list_key(id: TransferId) -> String {
    format!("imports/{id}/list")
}

fn errors_key(id: TransferId) -> String {
    format!("imports/{id}/errors")
}

/// What wakes the job at a moment.
pub fn wake_key(id: TransferId, at: DateTime<Utc>) -> String {
    format!("wake/{id}/{}", at.timestamp_micros())
}

/// The list for which the job is woken.
pub fn woken(key: &str) -> Option<TransferId> {
    let (id, moment) = key.strip_prefix("wake/")?.split_once('/')?;
    moment.parse::<i64>().ok()?;
    id.parse().ok()
}

impl Store {
    /// Lists of an area, the latest first.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller brings no cases over there.
    pub async fn transfers_in(
        &self,
        area: &AreaCode,
        caller: &Caller,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Page<Journal<Transfer>>, Error> {
        if !policy::bring_cases(caller, area).is_permitted() {
            return Err(Error::hidden(caller, "list of cases"));
        }
        let part = Part::of(List::Area, keys::by_area::transfers(area), limit, after);
        let page: Page<RecordItem> = self.table.list(part.newest_first()).await?;
        let items = page.items.iter().map(RecordItem::journal::<Transfer>);
        Ok(Page {
            items: items.collect::<Result<_, _>>()?,
            next: page.next,
        })
    }

    /// A list.
    ///
    /// **Errors:** [`Error::NotFound`] also when the caller brings no cases over to its area.
    pub async fn transfer(
        &self,
        id: TransferId,
        caller: &Caller,
    ) -> Result<Journal<Transfer>, Error> {
        let list: Journal<Transfer> = self.record(keys::transfer(id)).await?;
        match policy::bring_cases(caller, &list.area).is_permitted() {
            true => Ok(list),
            false => Err(Error::hidden(caller, "list of cases")),
        }
    }

    /// The form by which a list is sent; the bucket leads back to `back`. A list that was sent before is
    /// replaced.
    pub async fn list_form(&self, list: &Transfer, back: &str) -> Result<UploadForm, Error> {
        if list.is_over() {
            return Err(Error::NotFound);
        }
        let documents = self.documents()?;
        let post = Post {
            bucket: documents.bucket.clone(),
            key: list_key(list.id),
            media_type: "application/octet-stream",
            most: LARGEST_LIST,
            back: back.to_owned(),
        };
        documents.form(&post).await
    }

    /// The list as it was sent, for somebody to look into it; the reading is logged. None when it was not
    /// sent, or is gone.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller brings no cases over to its area.
    pub async fn look_into_list(
        &self,
        list: &Transfer,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<u8>>, Error> {
        self.read_list(list, (caller, "list of cases"), now).await?;
        self.sent_list(list).await
    }

    async fn read_list(
        &self,
        list: &Transfer,
        (caller, what): (&Caller, &str),
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let decision = policy::bring_cases(caller, &list.area);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "list of cases"));
        }
        let pk = keys::transfer(list.id);
        self.log_read(pk, caller, what, &decision, now).await
    }

    /// The list as it was sent; none when it was not, or is gone.
    pub async fn sent_list(&self, list: &Transfer) -> Result<Option<Vec<u8>>, Error> {
        let documents = self.documents()?;
        let get = documents.s3.get_object().bucket(&documents.bucket);
        let got = match get.key(list_key(list.id)).send().await {
            Ok(got) => got,
            Err(error) if error.code() == Some("NoSuchKey") => return Ok(None),
            Err(error) => return Err(sdk(error)),
        };
        let most = i64::try_from(LARGEST_LIST).unwrap_or(i64::MAX);
        if got.content_length().unwrap_or(i64::MAX) > most {
            return Err(Error::TooLarge);
        }
        let body = got.body.collect().await;
        let body = body.map_err(|_| Error::Unavailable("body".into()))?;
        Ok(Some(body.to_vec()))
    }

    /// Keeps what is wrong with a list, in place of what was kept before.
    pub async fn keep_list_errors(&self, id: TransferId, bytes: Vec<u8>) -> Result<(), Error> {
        self.put_beside(errors_key(id), bytes).await
    }

    /// A link by which what is wrong with a list can be fetched for a minute, as a download; the reading
    /// is logged.
    ///
    /// **Errors:** [`Error::NotFound`] when there is nothing, or the caller brings no cases over to its area.
    pub async fn list_errors_link(
        &self,
        list: &Transfer,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<String, Error> {
        if list.dropped {
            return Err(Error::NotFound);
        }
        let outcome = list.brought.as_ref().or(list.tried.as_ref());
        if !outcome.is_some_and(|outcome| outcome.errors) {
            return Err(Error::NotFound);
        }
        let documents = self.documents()?;
        let what = (caller, "what is wrong with a list of cases");
        self.read_list(list, what, now).await?;
        let key = errors_key(list.id);
        documents.link(&key, "import-errors.xlsx").await
    }

    /// Wakes the job that goes through a list.
    pub async fn wake(&self, id: TransferId, at: DateTime<Utc>) -> Result<(), Error> {
        self.put_beside(wake_key(id, at), Vec::new()).await
    }

    async fn put_beside(&self, key: String, bytes: Vec<u8>) -> Result<(), Error> {
        let documents = self.documents()?;
        let put = documents.s3.put_object().bucket(&documents.bucket);
        let put = put.key(key).content_type("application/octet-stream");
        put.body(bytes.into()).send().await.map_err(sdk)?;
        Ok(())
    }

    /// Deletes every version of a list and of what was wrong with it.
    pub async fn forget_list(&self, id: TransferId) -> Result<(), Error> {
        self.drop_list(id).await?;
        self.documents()?.empty(&errors_key(id)).await
    }

    /// Deletes every version of a list; what was wrong with it stays.
    pub async fn drop_list(&self, id: TransferId) -> Result<(), Error> {
        self.documents()?.empty(&list_key(id)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_wakes_the_job_is_read_as_that() {
        let id = TransferId::from(uuid::Uuid::from_u128(1));
        let key = wake_key(id, DateTime::UNIX_EPOCH);
        assert_eq!(woken(&key), Some(id));
        for other in [
            list_key(id),
            errors_key(id),
            format!("wake/{id}"),
            format!("x{key}"),
        ] {
            assert_eq!(woken(&other), None, "{other}");
        }
    }
}
